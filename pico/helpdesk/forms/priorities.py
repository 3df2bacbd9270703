"""Forms of priorities and of the times of a desk."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.base.dates import today
from pico.base.fields import DayField
from pico.helpdesk.models import Impact, Kind, Priority, Ticket

SOON = timedelta(hours=24)
IMPACTS = [(Impact.BLOCKED, _("Non posso lavorare")), (Impact.HINDERED, _("Lavoro con difficoltà")),
           (Impact.QUESTION, _("È una domanda"))]  # fmt: skip
PRIORITIES = [(str(number), str(label).capitalize()) for number, label in Priority.choices]
SORTS = {
    "subject": "subject",
    "requester": "requester__family_name",
    "topic": "topic__label",
    "created": "created_at",
    "due": "due_at",
    "priority": "priority",
    "assignee": "assignee__family_name",
    "state": "state",
}


class ImpactField(forms.ChoiceField):
    """How much a problem keeps somebody from working, in words; it may be left out."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Quanto ti blocca"), required=False, choices=[("", _("Non lo so")), *IMPACTS],
            help_text=_("Aiuta lo sportello a decidere da che cosa cominciare."),
        )  # fmt: skip


class PriorityForm(forms.Form):
    """How pressing the desk finds a request."""

    priority = forms.TypedChoiceField(label=_("Priorità"), choices=PRIORITIES, coerce=int)

    def __init__(self, data: Any, *, ticket: Ticket) -> None:
        super().__init__(data, initial={"priority": ticket.priority})


class PolicyForm(forms.Form):
    """Times from a day on."""

    kind = forms.ChoiceField(label=_("Tipo"), required=False, choices=[("", _("Tutti")), *Kind.choices])
    priority = forms.TypedChoiceField(
        label=_("Priorità"), choices=[("0", _("Tutte")), *PRIORITIES], coerce=int
    )
    first_answer_hours = forms.IntegerField(
        label=_("Ore per la prima risposta"), required=False, min_value=1, max_value=1000,
        help_text=_("Ore di apertura dello sportello. Vuoto: nessun tempo atteso."),
    )  # fmt: skip
    solution_hours = forms.IntegerField(
        label=_("Ore per la soluzione"), required=False, min_value=1, max_value=1000,
        help_text=_("Non contano quelle in cui si aspetta chi ha chiesto."),
    )  # fmt: skip
    valid_from = DayField(label=_("Valgono dal"), help_text=_("Da oggi in poi."))

    def __init__(self, data: Any) -> None:
        super().__init__(data, initial={"valid_from": today()})


class ByUrgency(forms.Form):
    """Filters of a queue by priority and by time."""

    priorita = forms.ChoiceField(label=_("Priorità"), required=False, choices=[("", _("Tutte")), *PRIORITIES])
    tempo = forms.ChoiceField(
        label=_("Tempi"), required=False,
        choices=[("", _("Tutti")), ("scadute", _("Scadute")), ("presto", _("In scadenza entro 24 ore"))],
    )  # fmt: skip


def by_urgency(rows: QuerySet, chosen: dict[str, Any]) -> QuerySet:
    """Return the requests that match the filters of ``ByUrgency``."""
    now = timezone.now()
    if chosen.get("priorita"):
        rows = rows.filter(priority=chosen["priorita"])
    if chosen.get("tempo") == "scadute":
        rows = rows.filter(due_at__lt=now)
    elif chosen.get("tempo"):
        rows = rows.filter(due_at__range=(now, now + SOON))
    return rows


def sort(rows: QuerySet, key: str) -> QuerySet:
    """Return a queue in the order of a key (``-key`` descending); the oldest first for any other.

    What has no value comes last, whichever way.
    """
    name = SORTS.get(key.removeprefix("-"))
    if name is None:
        return rows.order_by("created_at", "pk")
    column = F(name)
    order = column.desc(nulls_last=True) if key.startswith("-") else column.asc(nulls_last=True)
    return rows.order_by(order, "created_at", "pk")
