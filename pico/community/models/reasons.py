"""Why a text is reported or hidden: a dated list, which the national administration words."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ModerationReasonQuerySet(models.QuerySet["ModerationReason"]):
    def in_use(self, day: date) -> Self:
        """Those offered on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)

    def lasting(self, day: date) -> Self:
        """Those offered on a day or later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day))


class ModerationReason(models.Model):
    """One ground on which a text may be reported or hidden (Regulation (EU) 2022/2065, articles 16 and 17).

    What was decided keeps the words of its day: another wording is another row with the same code.
    """

    code = models.SlugField(_("codice"), max_length=20)
    label = models.CharField(_("motivo"), max_length=80)
    help_text = models.CharField(_("che cosa comprende"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("posto"), default=0)
    valid_from = models.DateField(_("in uso dal"))
    valid_to = models.DateField(_("in uso fino al"), null=True, blank=True)

    objects = ModerationReasonQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("motivo di moderazione")
        verbose_name_plural = _("motivi di moderazione")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to=None), name="one_wording_of_a_reason_in_use"
            ),
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_wording_of_a_reason_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="a_reason_ends_after_its_beginning",
            ),
        ]

    def __str__(self) -> str:
        return self.label
