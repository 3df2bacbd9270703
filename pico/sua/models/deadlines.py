"""The deadlines of a tender: what each counts from, by when, and how it went."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.base.guard import OwnedModel
from pico.sua.models.tables import TermRule
from pico.sua.models.tenders import OfTenderQuerySet, Tender


class DeadlineQuerySet(OfTenderQuerySet):
    def running(self) -> Self:
        return self.filter(state=Deadline.State.OPEN)

    @staticmethod
    def risk(on: date) -> Q:
        """Those still open that are amber or red: waits that end by themselves are no risk."""
        return Q(state=Deadline.State.OPEN, waits=False, amber_on__lte=on)

    def red(self, on: date) -> Self:
        return self.running().filter(red_on__lte=on, waits=False)


class Deadline(OwnedModel):
    """A term of one tender (Scadenza): computed from the dated rules, or written by the office or the RUP."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("in corso")
        MET = "MET", _("rispettata")
        MISSED = "MISSED", _("mancata")
        REPLACED = "REPLACED", _("sostituita")

    tender = models.ForeignKey(Tender, on_delete=models.CASCADE, related_name="deadlines")
    code = models.CharField(_("codice del termine"), max_length=40, blank=True)
    label = models.CharField(_("termine"), max_length=160)
    trigger = models.CharField(_("decorre da"), max_length=16, choices=TermRule.Trigger, blank=True)
    starts_on = models.DateField(_("decorre dal"))
    due_on = models.DateField(_("scade il"))
    amber_on = models.DateField(_("avviso dal"))
    red_on = models.DateField(_("allarme dal"))
    source = models.CharField(_("fonte"), max_length=200, blank=True)
    state = models.CharField(_("stato"), max_length=8, choices=State, default=State.OPEN)
    closed_on = models.DateField(_("chiusa il"), null=True, blank=True)
    # It ends by itself: nobody meets or misses it (the wait before the contract, the term for appeals).
    waits = models.BooleanField(_("termine di attesa"), default=False)
    rup_months = models.PositiveSmallIntegerField(_("mesi di proroga del RUP"), default=0)
    anomaly_months = models.PositiveSmallIntegerField(_("mesi per la verifica di anomalia"), default=0)
    note = models.CharField(_("motivo o nota"), max_length=500, blank=True)
    # The nearest reminder sent: 7, 2 or 0 days before.
    reminded = models.PositiveSmallIntegerField(_("ultimo avviso"), null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["tender", "due_on", "pk"]
        verbose_name = _("scadenza")
        verbose_name_plural = _("scadenze")
        indexes = [models.Index(fields=["state", "due_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "code"],
                condition=Q(state="OPEN") & ~Q(code=""),
                name="sua_deadline_once_open",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="sua_deadline_forwards"),
            models.CheckConstraint(
                condition=(Q(state="OPEN") & Q(closed_on=None))
                | (~Q(state="OPEN") & Q(closed_on__isnull=False)),
                name="sua_deadline_closed_with_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def by_hand(self) -> bool:
        return not self.code
