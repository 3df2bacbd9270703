"""Within how many working hours a desk answers, and what became of that for each request.

A clock is its events, written once and never changed: the last one says how much is spent, until when. What
queues sort by (``Ticket.due_at``) is kept beside the request and follows from them.
"""

from datetime import date, timedelta
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.base.guard import GuardedQuerySet, OwnedModel
from pico.base.models import PublicId
from pico.helpdesk.models.desks import Desk
from pico.helpdesk.models.priorities import Priority
from pico.helpdesk.models.tables import Kind
from pico.helpdesk.models.tickets import Ticket, at_the_desk
from pico.organisations.models import Organisation


class SlaPolicyQuerySet(models.QuerySet):
    def in_force(self, on: date) -> Self:
        return self.filter(valid_from__lte=on)


class SlaPolicy(PublicId, models.Model):
    """The times of a desk from a day on, for all its requests or for one kind or priority of them.

    Hours left empty say that there is no such clock. Changed by a row that begins later, never written over.
    """

    desk = models.ForeignKey(
        Desk, on_delete=models.CASCADE, related_name="desk_times", verbose_name=_("sportello")
    )
    kind = models.CharField(_("tipo"), max_length=9, choices=Kind, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priorità"), choices=[(0, _("tutte")), *Priority.choices], default=0
    )
    first_answer_hours = models.PositiveSmallIntegerField(_("ore per la prima risposta"), null=True)
    solution_hours = models.PositiveSmallIntegerField(_("ore per la soluzione"), null=True)
    valid_from = models.DateField(_("valgono dal"))

    objects = SlaPolicyQuerySet.as_manager()

    class Meta:
        ordering = ["desk", "kind", "priority", "-valid_from", "pk"]
        verbose_name = _("tempi attesi")
        verbose_name_plural = _("tempi attesi")
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "kind", "priority", "valid_from"], name="helpdesk_times_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk}, {self.valid_from:%d/%m/%Y}"


class ClockEventQuerySet(GuardedQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of the requests one handles: who asks is not told how the desk counts."""
        return self.filter(at_the_desk(user, "ticket__")).scoped(user)

    def update(self, **values: Any) -> NoReturn:
        raise TypeError("clocks are append-only: a correction is a new event")


class ClockEvent(OwnedModel):
    """What happened to one of the two clocks of a request."""

    class Clock(models.TextChoices):
        FIRST_ANSWER = "FIRST_ANSWER", _("prima risposta")
        SOLUTION = "SOLUTION", _("soluzione")

    class Kind(models.TextChoices):
        STARTED = "STARTED", _("avviato")
        PAUSED = "PAUSED", _("in pausa")
        RESUMED = "RESUMED", _("ripreso")
        RECOMPUTED = "RECOMPUTED", _("ricalcolato")
        WARNED = "WARNED", _("tre quarti del tempo passati")
        MET = "MET", _("in tempo")
        MISSED = "MISSED", _("scaduto")

    ONCE = (Kind.STARTED, Kind.WARNED, Kind.MISSED)

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="clock_events")
    clock = models.CharField(_("orologio"), max_length=12, choices=Clock)
    kind = models.CharField(_("evento"), max_length=10, choices=Kind)
    # Whose hours count from here on.
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+", verbose_name=_("sportello"))
    at = models.DateTimeField(_("quando"), default=timezone.now)
    total = models.DurationField(_("tempo in tutto"))
    # More than the whole, where a higher priority left less time than was spent: a lower one gives it back.
    spent = models.DurationField(_("tempo passato"))
    due_at = models.DateTimeField(_("entro il"), null=True, blank=True)

    objects = ClockEventQuerySet.as_manager()

    class Meta:
        ordering = ["ticket", "pk"]
        verbose_name = _("evento dell'orologio")
        verbose_name_plural = _("eventi dell'orologio")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "clock", "kind"],
                condition=Q(kind__in=["STARTED", "WARNED", "MISSED"]),
                name="a_clock_starts_warns_and_ends_once",
            ),
            models.CheckConstraint(condition=Q(spent__gte=timedelta()), name="no_clock_goes_backwards"),
        ]

    def __str__(self) -> str:
        return f"{self.clock} {self.kind}"

    @property
    def owner(self) -> Organisation:
        return self.ticket.owner

    @property
    def left(self) -> timedelta:
        return max(self.total - self.spent, timedelta())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("clocks are append-only: a correction is a new event")
        super().save(*args, **kwargs)
