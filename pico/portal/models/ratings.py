"""How clear readers found a page (ui.md 4.5). Nothing of who they are: no address, no person."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base.dates import today
from pico.base.guard import GuardedQuerySet
from pico.portal.models.sites import PortalSite

POSITIVE_FROM = 4


class PageRatingQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> "PageRatingQuerySet":
        """For whoever publishes on the site: its administrators, its editors where the site says so."""
        access = access_of(user)
        publishing = Q(site__organisation__in=access.ids_where(Role.ADMINISTRATOR)) | Q(
            site__editors_publish=True, site__organisation__in=access.ids_where(Role.EDITOR)
        )
        return self.filter(publishing).scoped(user)


class PageRating(models.Model):
    class Answer(models.TextChoices):
        """Codes of the official model: what was hard (1-3 stars), what was liked (4-5)."""

        UNCLEAR = "UNCLEAR", _("A volte le indicazioni non erano chiare")
        INCOMPLETE = "INCOMPLETE", _("A volte le indicazioni non erano complete")
        LOST = "LOST", _("A volte non capivo se stavo procedendo correttamente")
        TECHNICAL = "TECHNICAL", _("Ho avuto problemi tecnici")
        OTHER_HARD = "OTHER_HARD", _("Altro")
        CLEAR = "CLEAR", _("Le indicazioni erano chiare")
        COMPLETE = "COMPLETE", _("Le indicazioni erano complete")
        GUIDED = "GUIDED", _("Capivo sempre che stavo procedendo correttamente")
        SMOOTH = "SMOOTH", _("Non ho avuto problemi tecnici")
        OTHER_GOOD = "OTHER_GOOD", _("Altro")

    site = models.ForeignKey(PortalSite, on_delete=models.CASCADE, related_name="ratings")
    path = models.CharField(_("pagina"), max_length=255)
    stars = models.PositiveSmallIntegerField(
        _("stelle"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    answer = models.CharField(_("risposta"), max_length=10, choices=Answer, blank=True)
    text = models.CharField(_("testo"), max_length=200, blank=True)
    day = models.DateField(_("giorno"), default=today)

    objects = PageRatingQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("valutazione")
        verbose_name_plural = _("valutazioni")
        indexes = [models.Index(fields=["site", "day"], name="ratings_by_site_and_day")]
        constraints = [
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="one_to_five_stars"),
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.stars}"

    @property
    def owner(self) -> Any:
        return self.site.organisation
