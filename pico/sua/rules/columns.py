"""Columns of the list of tenders that people choose, on the page and in the files they take away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pico.sua.models import Tender
from pico.sua.models.codes import State
from pico.sua.rules import clock, turn


@dataclass(frozen=True)
class ListColumn:
    """One column that may be shown.

    Args:
        label: header, in Italian.
        value: (tender) -> what a file holds.
        sorts: path of the model by which the list is sorted; empty where it is not.
        kind: how the page draws it: ``text``, ``money``, ``state``, ``term``, ``date``, ``moment``.
        heads: other words for the header of the file.
        shows: (tender) -> what the page shows, where that is not the value.
    """

    label: Any
    value: Callable[[Tender], Any]
    sorts: str = ""
    kind: str = "text"
    heads: Any = ""
    shows: Callable[[Tender], Any] | None = None


COLUMNS: Mapping[str, ListColumn] = {
    "ente": ListColumn(_("Ente"), lambda row: row.organisation.name, "organisation__name"),
    "importo": ListColumn(
        _("Importo"), lambda row: row.base_amount, "base_amount", "money", _("Importo a base di gara")
    ),
    "stato": ListColumn(_("Stato"), lambda row: row.get_state_display(), "state", "state"),
    "termine": ListColumn(_("Termine"), lambda row: row.term_on, "term_on", "term"),
    "mano": ListColumn(_("In mano a"), turn.in_hands_of, shows=turn.in_short),
    "genere": ListColumn(_("Genere"), lambda row: row.get_kind_display(), "kind"),
    "tipo": ListColumn(_("Tipo"), lambda row: row.get_contract_object_display(), "contract_object"),
    "cpv": ListColumn(_("CPV"), lambda row: row.cpv_main, "cpv_main"),
    "procedura": ListColumn(_("Procedura"), lambda row: row.get_procedure_display(), "procedure"),
    "scheda": ListColumn(_("Scheda"), lambda row: row.scheda, "scheda"),
    "rup": ListColumn(_("RUP dell'ente"), lambda row: row.rup_label),
    "inviata": ListColumn(_("Inviata il"), lambda row: row.submitted_at, "submitted_at", "moment"),
    "pubblicata": ListColumn(_("Indetta il"), lambda row: row.published_on, "published_on", "date"),
    "offerte": ListColumn(_("Offerte entro"), lambda row: row.offers_until, "offers_until", "moment"),
}
CHOICES = [(key, column.label) for key, column in COLUMNS.items()]
USUAL = ("ente", "importo", "stato", "termine", "mano")


def chosen(query: QueryDict) -> list[str]:
    """Return the columns an address asks for, in the order of the list; none when it says nothing of them."""
    asked = set(query.getlist("colonne"))
    return [key for key in COLUMNS if key in asked]


def shown(query: QueryDict) -> list[str]:
    """Return the columns the page shows."""
    return chosen(query) or list(USUAL)


def heads(keys: list[str]) -> list[str]:
    """Return the definitions of ``{% columns %}``."""
    return [_definition(key, COLUMNS[key]) for key in keys]


def _definition(key: str, column: ListColumn) -> str:
    sorts = f":{key}" if column.sorts else ""
    return f"{column.label}{sorts}{'|number' if column.kind == 'money' else ''}"


def cells(tender: Tender, keys: list[str]) -> list[dict[str, Any]]:
    """Return what the page draws in the columns of a row."""
    return [_cell(tender, COLUMNS[key]) for key in keys]


def _cell(tender: Tender, column: ListColumn) -> dict[str, Any]:
    show = column.shows or column.value
    cell = {"label": column.label, "kind": column.kind, "value": show(tender)}
    if column.kind == "state":
        cell["tone"] = turn.TONES[State(tender.state)]
    if column.kind == "term":
        cell["clock"] = clock.countdown(tender)
    return cell
