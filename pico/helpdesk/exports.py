"""What is taken away as a table: FAQ, queues, one's own requests, and the requests behind the figures."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as lazy

from pico.base.exports import Column, Export, register_export
from pico.helpdesk.forms.faqs import DeskFilters
from pico.helpdesk.forms.inputs import module_label
from pico.helpdesk.forms.priorities import sort
from pico.helpdesk.forms.queue import OwnFilters, QueueFilters
from pico.helpdesk.models import Faq, Ticket
from pico.helpdesk.rules.faqs import subject_name
from pico.helpdesk.rules.unread import with_unread
from pico.helpdesk.ticket_figures import FIGURES
from pico.sharing.levels import Level

COLUMNS = (
    Column("Domanda", lambda row: row.question),
    Column("Risposta", lambda row: row.source),
    Column("Modulo", lambda row: subject_name(row.module)),
    Column("Chi la legge", lambda row: str(Level(row.level).label)),
    Column("Stato", lambda row: row.get_state_display()),
    Column("Ente", lambda row: row.owner.name),
    Column("Utile per", lambda row: row.useful),
    Column("Non utile per", lambda row: row.useless),
    Column("Riletta il", lambda row: row.checked_on),
)


def filtered(user: Any, query: QueryDict, acting_for: int | None) -> tuple[DeskFilters, Any]:
    """Return the filters of the editors' list and the rows they leave: those of the body acted for."""
    seen = Faq.objects.edited_by(user).filter(owner_id=acting_for)
    filters = DeskFilters(query, rows=seen)
    del filters.fields["ente"]
    return filters, filters.apply(seen).select_related("owner").order_by("module", "position", "pk")


def rows_for(user: Any, query: QueryDict, acting_for: int | None = None) -> Any:
    """Return the rows of the editors' list as the person may see them now."""
    return filtered(user, query, acting_for)[1]


FAQS = register_export(
    Export(
        "helpdesk.faqs", lazy("Esportazione delle domande frequenti"), "domande-frequenti", COLUMNS, rows_for
    )
)

LINKS = ("desk__owner", "topic", "requester", "organisation", "assignee")
OWN = (
    Column("Numero", lambda row: row.number),
    Column("Oggetto", lambda row: row.subject),
    Column("Stato", lambda row: row.get_state_display()),
    Column("Argomento", lambda row: row.topic.label),
    Column("Modulo", lambda row: module_label(row.module) if row.module else ""),
    Column("Sportello", lambda row: row.desk.name),
    Column("Per quale ente", lambda row: row.organisation.name if row.organisation else ""),
    Column("Aperta il", lambda row: row.created_at),
    Column("Ultimo movimento", lambda row: row.moved_at),
    Column("Prima risposta", lambda row: row.first_answer_at),
    Column("Risolta il", lambda row: row.resolved_at),
)
QUEUE = (
    *OWN,
    Column("Chi chiede", lambda row: row.asker),
    Column("Assegnata a", lambda row: row.assignee.get_full_name() if row.assignee else ""),
    Column("Riaperture", lambda row: row.reopened_count),
)


def queue_of(user: Any, query: QueryDict) -> tuple[QueueFilters, Any]:
    """Return the filters of a queue and the requests they leave, the oldest first."""
    mine = Ticket.objects.handled_by(user)
    filters = QueueFilters(query, user=user, rows=mine)
    rows = filters.apply(mine).select_related(*LINKS)
    return filters, sort(rows, query.get("ordina", ""))


def queue_rows(user: Any, query: QueryDict, acting_for: int | None = None) -> Any:
    """Return the requests of a queue as the person handles them now."""
    return queue_of(user, query)[1]


def own_of(user: Any, query: QueryDict) -> tuple[OwnFilters, Any]:
    """Return the filters of one's own requests and those they leave, what moved last first."""
    filters = OwnFilters(query)
    rows = filters.apply(with_unread(Ticket.objects.asked_by(user)))
    return filters, rows.select_related("desk", "topic", "organisation").order_by("-moved_at", "-pk")


def own_rows(user: Any, query: QueryDict, acting_for: int | None = None) -> Any:
    """Return one's own requests now."""
    return own_of(user, query)[1]


TICKETS = register_export(
    Export("helpdesk.queue", lazy("Esportazione della coda delle richieste"), "richieste", QUEUE, queue_rows)
)
OWN_TICKETS = register_export(
    Export("helpdesk.requests", lazy("Esportazione delle mie richieste"), "mie-richieste", OWN, own_rows)
)
TABLES = (FAQS, FIGURES)  # this file is what the installation reads: with it the other's is registered too
