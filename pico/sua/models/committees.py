"""Who evaluates the offers of a tender."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.base.guard import OwnedModel
from pico.sua.models.codes import CommitteeKind
from pico.sua.models.tenders import OfTenderQuerySet, Tender


class Committee(OwnedModel):
    """A committee, where quality counts, or the seat that opens offers at the lowest price (art. 93)."""

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="committees")
    kind = models.CharField(_("tipo"), max_length=9, choices=CommitteeKind)
    members = models.JSONField(_("componenti"), default=list)
    appointed_on = models.DateField(_("nominata il"))
    act = models.CharField(_("atto di nomina"), max_length=60)
    declared = models.BooleanField(_("dichiarazioni di assenza di incompatibilità acquisite"))
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("registrata il"), default=timezone.now)

    objects = OfTenderQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "-appointed_on", "-pk"]
        verbose_name = _("commissione o seggio")
        verbose_name_plural = _("commissioni e seggi")
        constraints = [
            models.CheckConstraint(condition=models.Q(declared=True), name="sua_committee_declared"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {', '.join(self.members)}"
