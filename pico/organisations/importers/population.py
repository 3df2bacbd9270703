"""A table of inhabitants by ISTAT code; old codes are followed through their history."""

from collections import Counter
from datetime import date

from django.utils.translation import gettext as _

from pico.organisations.importers.proposal import Group, Proposal
from pico.organisations.importers.tables import read_table
from pico.organisations.models import Municipality, MunicipalityCode, Population

SOURCE = "Tabella della popolazione"
COLUMNS = {
    "istat": ("codice_istat", "Codice Comune (alfanumerico)", "PRO_COM_T", "Codice comune", "ITTER107"),
    "population": ("popolazione", "Popolazione residente", "Totale", "Abitanti", "Value"),
}
REQUIRED = ("istat", "population")


def compare(content: bytes, on: date) -> Proposal:
    """Return the inhabitants the table would add or change at its reference date.

    Raises:
        Unreadable: when it is not such a table.
    """
    table = read_table(content, COLUMNS, required=REQUIRED)
    proposal = Proposal(rows_read=len(table.rows) + table.rejected, rows_rejected=table.rejected)
    current, past = _codes()
    places = {place.pk: place for place in Municipality.objects.filter(valid_to=None)}
    known = dict(Population.objects.filter(reference_date=on).values_list("municipality_id", "value"))
    told: dict[int, str] = {}
    counts: Counter[str] = Counter()
    for how, codes in (("by_code", current), ("by_history", past)):
        for row in table.rows:
            code, value = row["istat"].zfill(6), row["population"].replace(".", "")
            pk = codes.get(code)
            if pk in places and pk not in told and value.isdigit():
                told[pk] = value
                counts[how] += 1
                _difference(places[pk], value, known.get(pk), proposal)
    proposal.rows_kept = len(told)
    proposal.rows_rejected += len(table.rows) - len(told)
    proposal.report = {**counts, "without": len(places) - len(told)}
    if told and len(told) < len(places) * 0.9:
        proposal.needs_confirmation = _("La tabella riguarda solo %(count)s comuni su %(total)s.") % {
            "count": len(told),
            "total": len(places),
        }
    return proposal


def _codes() -> tuple[dict[str, int], dict[str, int]]:
    rows = MunicipalityCode.objects.filter(scheme="ISTAT").order_by("pk")
    current: dict[str, int] = {}
    past: dict[str, int] = {}
    for value, municipality, ended in rows.values_list("value", "municipality_id", "valid_to"):
        (current if ended is None else past)[value] = municipality
    return current, past


def _difference(place: Municipality, new: str, old: int | None, proposal: Proposal) -> None:
    if old is None:
        proposal.add(Group.NEW, "place", place.belfiore, place.name, "population", new=new)
    elif str(old) != new:
        proposal.add(Group.CHANGED, "place", place.belfiore, place.name, "population", old=str(old), new=new)
