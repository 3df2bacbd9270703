"""The requests behind the figures, as a table to take away: without who asked and without what was said."""

from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as lazy

from pico.base.exports import Column, Export, register_export
from pico.helpdesk.forms.figures import FigureFilters
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.figures import Hours, counted


def _number(value: timedelta | None) -> float | None:
    return None if value is None else round(value.total_seconds() / 3600, 2)


def _first(row: Any) -> float | None:
    return _number(Hours().between(row.desk, row.created_at, row.first_answer_at))


def _solution(row: Any) -> float | None:
    return _number(Hours().between(row.desk, row.created_at, row.resolved_at))


COLUMNS = (
    Column("Numero", lambda row: row.number),
    Column("Sportello", lambda row: row.desk.name),
    Column("Tipo", lambda row: str(row.get_kind_display())),
    Column("Modulo", lambda row: row.module),
    Column("Argomento", lambda row: row.topic.label),
    Column("Ente", lambda row: row.organisation.name if row.organisation else ""),
    Column("Priorità", lambda row: str(row.get_priority_display())),
    Column("Stato", lambda row: str(row.get_state_display())),
    Column("Aperta il", lambda row: row.created_at),
    Column("Ore di apertura fino alla prima risposta", _first),
    Column("Ore di apertura fino alla soluzione", _solution),
    Column("Riaperture", lambda row: row.reopened_count),
    Column("Tempi superati", lambda row: row.missed),
)


def filtered(user: Any, query: QueryDict) -> tuple[FigureFilters, Any]:
    """Return the filters and the requests that are counted: of the desks of this person, no others."""
    seen = Ticket.objects.handled_by(user)
    filters = FigureFilters(query, rows=seen)
    return filters, counted(filters.apply(seen))


FIGURES = register_export(
    Export(
        "helpdesk.figures", lazy("Esportazione dei numeri degli sportelli"), "richieste-di-assistenza",
        COLUMNS, lambda user, query, acting_for: filtered(user, query)[1],
    )
)  # fmt: skip
