"""The list of requests as a table to take away."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase, QueryDict
from django.utils.translation import gettext_lazy as lazy

from pico.base.exports import Column, Export, register_export, table_response
from pico.sua import exports_of_campaigns  # noqa: F401 - registered with this module's
from pico.sua.forms.filters import TenderFilters, sort
from pico.sua.models import Tender
from pico.sua.models.tenders import TenderQuerySet
from pico.sua.rules import columns as listed
from pico.sua.rules import turn

COLUMNS = (
    Column("Numero", lambda row: row.number or ""),
    Column("Ente", lambda row: row.organisation.name),
    Column("Provincia", lambda row: row.province.name),
    Column("Oggetto", lambda row: row.title),
    Column("Tipo", lambda row: row.get_contract_object_display()),
    Column("CPV", lambda row: row.cpv_main),
    Column("Importo a base di gara", lambda row: row.base_amount),
    Column("Stato", lambda row: row.get_state_display()),
    Column("In mano a", turn.in_hands_of),
    Column("Inviata il", lambda row: row.submitted_at),
    Column("Termine", lambda row: row.term_on),
    Column("Conclusa il", lambda row: row.closed_at),
    Column("Accettata per silenzio", lambda row: row.accepted_by_silence),
    Column("RUP dell'ente", lambda row: row.rup_label),
)
ALWAYS = ("Numero", "Oggetto")


def columns_for(query: QueryDict) -> Sequence[Column]:
    """Return all the columns, or number, subject and those that the address of the list chooses."""
    keys = listed.chosen(query)
    if not keys:
        return COLUMNS
    always = [column for column in COLUMNS if column.label in ALWAYS]
    picked = (listed.COLUMNS[key] for key in keys)
    return [*always, *(Column(str(one.heads or one.label), one.value) for one in picked)]


def filtered(user: Any, query: QueryDict) -> tuple[TenderFilters, TenderQuerySet]:
    """Return the filters of the list and the requests that the person may see with them, in its order."""
    visible = Tender.objects.visible_to(user)
    filters = TenderFilters(query, rows=visible, user=user)
    rows = filters.apply(visible).select_related("province", "organisation", "reviewer", "rup_org")
    return filters, sort(rows, query.get("ordina", ""))


def rows_for(user: Any, query: QueryDict, acting_for: int | None = None) -> TenderQuerySet:
    """Return the rows of the list, as the person may see them now."""
    return filtered(user, query)[1]


LIST = register_export(
    Export(
        "sua.tenders",
        lazy("Esportazione delle richieste di gara"),
        "richieste di gara",
        COLUMNS,
        rows_for,
        chosen=columns_for,
    )
)


def response(rows: TenderQuerySet, format: str, query: QueryDict) -> HttpResponseBase:
    """Return a download of exactly these rows, with the columns of the list."""
    columns = columns_for(query)
    return table_response("richieste di gara", columns, rows, format)
