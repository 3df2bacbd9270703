"""What each body has of each lot of a tender that is run for many (Quota)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.sua.models.campaigns import NeedItem
from pico.sua.models.tenders import READERS, Lot, Tender, TenderParticipant


class QuotaQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """All of them for the office of the Province; for a body its own: what others need is theirs."""
        access = access_of(user)
        read_at = {pk for pk, role in access.reading_roles if role in READERS}
        office = Q(participant__tender__province_id__in=read_at)
        own = Q(participant__organisation_id__in=access.reading_ids)
        tenders = Tender.objects.visible_to(user).order_by().values("pk")
        return self.filter(office | own, participant__tender__in=tenders).scoped(user)


class Quota(OwnedModel):
    """One body's part of one lot: parts of a lot always sum to it, to the cent."""

    participant = models.ForeignKey(TenderParticipant, on_delete=models.CASCADE, related_name="quotas")
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="quotas")
    amount = models.DecimalField(_("importo"), max_digits=14, decimal_places=2)
    quantity = models.DecimalField(_("quantità"), max_digits=16, decimal_places=3, null=True, blank=True)
    unit = models.CharField(_("unità di misura"), max_length=3, choices=NeedItem.Unit, blank=True)

    objects = QuotaQuerySet.as_manager()

    class Meta:
        ordering = ["lot__n", "participant", "pk"]
        verbose_name = _("quota di un ente in un lotto")
        verbose_name_plural = _("quote degli enti nei lotti")
        constraints = [
            models.UniqueConstraint(fields=["participant", "lot"], name="sua_quota_once_per_body_and_lot"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="sua_quota_not_negative"),
            models.CheckConstraint(
                condition=Q(quantity=None, unit="") | (Q(quantity__isnull=False) & ~Q(unit="")),
                name="sua_quota_quantity_has_its_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}, {self.lot_id}: {self.amount}"
