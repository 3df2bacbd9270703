"""What is taken away as a table: the FAQ of a body, and the requests behind the figures."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as lazy

from pico.base.exports import Column, Export, register_export
from pico.helpdesk.forms.faqs import DeskFilters
from pico.helpdesk.models import Faq
from pico.helpdesk.rules.faqs import subject_name
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

TABLES = (FAQS, FIGURES)  # this file is what the installation reads: with it the other's is registered too
