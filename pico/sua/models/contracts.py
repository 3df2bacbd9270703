"""What each body signs once the tender is handed over (Contratto)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.base.guard import OwnedModel
from pico.sua.models.codes import NoStandstill
from pico.sua.models.quotas import QuotaQuerySet
from pico.sua.models.tenders import Lot, TenderParticipant


class ContractQuerySet(QuotaQuerySet):
    """Seen as quotas are: all by the office of the Province, by a body its own."""


class Contract(OwnedModel):
    """The contract of one body for one lot; several lots may stand in the same deed."""

    participant = models.ForeignKey(TenderParticipant, on_delete=models.PROTECT, related_name="contracts")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="contracts")
    derived_cig = models.CharField(_("CIG derivato"), max_length=10, blank=True)
    number = models.CharField(_("numero di repertorio"), max_length=60)
    signed_on = models.DateField(_("stipulato il"))
    amount = models.DecimalField(_("importo"), max_digits=14, decimal_places=2)
    guarantee = models.DecimalField(_("garanzia definitiva"), max_digits=14, decimal_places=2)
    standstill_exemption = models.CharField(
        _("perché non si è atteso"), max_length=9, choices=NoStandstill, blank=True
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("registrato il"), default=timezone.now)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["lot__n", "participant", "pk"]
        verbose_name = _("contratto di un ente")
        verbose_name_plural = _("contratti degli enti")
        constraints = [
            models.UniqueConstraint(fields=["participant", "lot"], name="sua_contract_once_per_body_and_lot"),
            models.UniqueConstraint(
                fields=["derived_cig"], condition=~Q(derived_cig=""), name="sua_derived_cig_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, guarantee__gte=0), name="sua_contract_amounts_make_sense"
            ),
        ]

    def __str__(self) -> str:
        return self.number
