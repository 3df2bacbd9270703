"""What the law wants of every site each year, and which site has seen to it (portal.md 3.1)."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.portal.models.sites import PortalSite

LAST_DAY = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}  # a due day exists every year


class SiteObligationQuerySet(models.QuerySet):
    def in_force(self, on: date) -> "SiteObligationQuerySet":
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class SiteObligation(models.Model):
    """A duty that returns each year on one day, with the norm that asks for it."""

    code = models.SlugField(_("codice"), max_length=40, unique=True)
    text = models.CharField(_("che cosa va fatto"), max_length=200)
    due_day = models.PositiveSmallIntegerField(
        _("giorno"), validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    due_month = models.PositiveSmallIntegerField(
        _("mese"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    source = models.CharField(_("norma o fonte"), max_length=200)
    valid_from = models.DateField(_("vale dal"))
    valid_to = models.DateField(_("vale fino al"), null=True, blank=True)

    objects = SiteObligationQuerySet.as_manager()

    class Meta:
        ordering = ["due_month", "due_day", "code"]
        verbose_name = _("scadenza dei siti")
        verbose_name_plural = _("scadenze dei siti")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_month__gte=1, due_month__lte=12, due_day__gte=1, due_day__lte=31),
                name="obligation_due_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="obligation_ends_after_it_starts",
                violation_error_message=_("L'ultimo giorno non può precedere il primo."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def due_in(self, year: int) -> date:
        return date(year, self.due_month, min(self.due_day, LAST_DAY.get(self.due_month, 31)))


class SiteObligationDone(models.Model):
    """A site saw to an obligation for one year."""

    obligation = models.ForeignKey(SiteObligation, on_delete=models.CASCADE, related_name="done")
    site = models.ForeignKey(PortalSite, on_delete=models.CASCADE, related_name="obligations_done")
    year = models.PositiveSmallIntegerField(_("anno"))
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    done_at = models.DateTimeField(_("fatto il"), auto_now_add=True)

    class Meta:
        ordering = ["-year", "obligation"]
        verbose_name = _("scadenza assolta")
        verbose_name_plural = _("scadenze assolte")
        constraints = [
            models.UniqueConstraint(fields=["obligation", "site", "year"], name="obligation_done_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.site} {self.obligation} {self.year}"

    @property
    def owner(self) -> object:
        return self.site.organisation
