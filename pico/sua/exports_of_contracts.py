"""The contracts of a tender as a table to take away: the rows of its page, one body's never another's."""

from typing import Any

from django.http import HttpResponseBase

from pico.base.exports import Column, table_response
from pico.sua.models import Tender
from pico.sua.rules import parts

COLUMNS = (
    Column("Ente", lambda row: row.participant.organisation.name),
    Column("A che punto è", lambda row: row.participant.get_handover_state_display()),
    Column("Lotto", lambda row: row.lot.n),
    Column("CIG", lambda row: row.derived_cig or row.lot.cig),
    Column("Repertorio", lambda row: row.number),
    Column("Stipulato il", lambda row: row.signed_on),
    Column("Importo (€)", lambda row: row.amount),
    Column("Garanzia (€)", lambda row: row.guarantee),
    Column("Perché non si è atteso", lambda row: row.get_standstill_exemption_display()),
    Column("Giorni dalle offerte", lambda row: parts.days_to_contract(row.lot.tender, row.signed_on)),
    Column("Esecuzione avviata il", lambda row: row.participant.started_on),
    Column("Esecuzione conclusa il", lambda row: row.participant.completed_on),
)


def response(user: Any, tender: Tender, format: str) -> HttpResponseBase:
    """Return a download of exactly the contracts that the person reads on the page."""
    return table_response(f"contratti {tender.number}", COLUMNS, parts.contracts_seen(user, tender), format)
