"""The forms (schede) of ANAC that were sent from the platform for a tender."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.access import access_of
from pico.accounts.models import User
from pico.base import dates
from pico.base.guard import OwnedModel
from pico.sua.models.rups import RupAssignment
from pico.sua.models.tenders import READERS, OfTenderQuerySet, Tender, TenderParticipant


class SchedaQuerySet(OfTenderQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the whole tender for all who see it; a body's for itself, the office and the RUP."""
        access = access_of(user)
        read_at = {pk for pk, role in access.reading_roles if role in READERS}
        assigned = RupAssignment.objects.unrestricted("a subquery of visible_to").opening_tenders_to(user)
        theirs = (
            models.Q(participant=None)
            | models.Q(participant__organisation_id__in=access.reading_ids)
            | models.Q(tender__province_id__in=read_at)
            | models.Q(tender__in=assigned.order_by().values("tender_id"))
        )
        return super().visible_to(user).filter(theirs).scoped(user)

    def stuck(self) -> Self:
        """Those that wait for the European gazette (TED)."""
        return self.filter(state=SchedaRecord.State.WAITING_TED)


class SchedaRecord(OwnedModel):
    """One form sent from the platform (PAD): here is only written that it left, and how it went."""

    class State(models.TextChoices):
        SENT = "SENT", _("inviata")
        WAITING_TED = "WAITING_TED", _("in attesa TED")
        CONFIRMED = "CONFIRMED", _("confermata")
        REFUSED = "REFUSED", _("scartata")

    WAITING = (State.SENT, State.WAITING_TED)

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="schede")
    participant = models.ForeignKey(
        TenderParticipant, on_delete=models.PROTECT, null=True, blank=True, related_name="schede"
    )
    code = models.CharField(_("scheda"), max_length=12)
    sent_on = models.DateField(_("inviata il"))
    state = models.CharField(_("stato"), max_length=11, choices=State, default=State.SENT)
    state_on = models.DateField(_("nello stato dal"))
    note = models.CharField(_("nota"), max_length=500, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("registrata il"), default=timezone.now)

    objects = SchedaQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "-sent_on", "-pk"]
        verbose_name = _("scheda inviata")
        verbose_name_plural = _("schede inviate")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state_on__gte=models.F("sent_on")), name="sua_scheda_state_after_sending"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_waiting(self) -> bool:
        return self.state in self.WAITING

    def days_waiting(self, on: date | None = None) -> int:
        """Return how many days it has been waiting for an answer; how many it waited, once it came."""
        until = (on or dates.today()) if self.is_waiting else self.state_on
        return max((until - self.sent_on).days, 0)
