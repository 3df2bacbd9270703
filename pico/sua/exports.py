"""The list of requests as a table to take away."""

from typing import Any

from django.http import HttpResponseBase, JsonResponse

from pico.base.exports import Column, table_response
from pico.sua.models.tenders import TenderQuerySet
from pico.sua.rules import turn

FORMATS = ("csv", "xlsx", "json")

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


def response(rows: TenderQuerySet, format: str) -> HttpResponseBase:
    """Return a download of exactly these rows."""
    if format == "json":
        return JsonResponse(
            [_record(row) for row in rows],
            safe=False,
            json_dumps_params={"ensure_ascii": False},
            headers={"Content-Disposition": 'attachment; filename="richieste-di-gara.json"'},
        )
    return table_response("richieste di gara", COLUMNS, rows, format)


def _record(row: Any) -> dict[str, Any]:
    return {column.label: column.value(row) for column in COLUMNS}
