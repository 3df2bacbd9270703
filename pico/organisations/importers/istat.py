"""ISTAT's list of municipalities, in the layout of SITUAS (21 columns) and in the older one (26).

The key is the Belfiore code. The file's fiscal code is only OBSERVED: against IPA 55 differ, 15 belong to a
neighbour (organisations.md 5.2).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from pico.base.identifiers import pad_body_fiscal_code
from pico.organisations import sources
from pico.organisations.importers.proposal import Group, Proposal
from pico.organisations.importers.tables import read_table
from pico.organisations.models import Municipality, MunicipalityCode, OrganisationCode, TerritorialUnit

SOURCE = "ISTAT"
COLUMNS = {
    "belfiore": ("Codice catasto", "Codice Catastale del comune", "Codice catastale"),
    "istat": ("Codice Comune (alfanumerico)", "Codice Comune formato alfanumerico", "Codice ISTAT"),
    "name": ("Comune (dizione italiana)", "Denominazione in italiano"),
    "other": ("Comune (dizione straniera)", "Denominazione altra lingua"),
    "abbreviation": ("Sigla automobilistica", "Sigla"),
    "capital": (
        "Capoluogo di provincia/uts",
        "Flag Comune capoluogo di provincia/città metropolitana/libero consorzio",
    ),
    "fiscal": ("Codice fiscale",),
}
REQUIRED = ("belfiore", "istat", "name", "abbreviation")
MOST_GONE, MOST_CHANGED = 0.02, 0.05


@dataclass
class Known:
    """The registry as it is, read in five queries."""

    places: dict[str, Municipality]
    codes: dict[int, str]
    units: dict[str, TerritorialUnit]
    fiscal: dict[int, set[str]]  # municipality -> codes its body has, under whatever scheme and state
    holders: dict[str, set[int]]  # fiscal code -> municipalities whose bodies hold it undisputed


def known() -> Known:
    """Read what the comparison needs."""
    places = Municipality.objects.filter(valid_to=None).select_related("unit")
    codes = MunicipalityCode.objects.filter(scheme="ISTAT", valid_to=None)
    fiscal: dict[int, set[str]] = {}
    holders: dict[str, set[int]] = {}
    rows = OrganisationCode.objects.filter(scheme__in=("FISCAL", "VAT"), valid_to=None)
    for place, value, state in rows.values_list("organisation__municipality_id", "value", "state"):
        fiscal.setdefault(place, set()).add(value)
        if state != OrganisationCode.State.DISPUTED:
            holders.setdefault(value, set()).add(place)
    return Known(
        places={place.belfiore: place for place in places},
        codes=dict(codes.values_list("municipality_id", "value")),
        units={unit.abbreviation: unit for unit in TerritorialUnit.objects.filter(valid_to=None)},
        fiscal=fiscal,
        holders=holders,
    )


def compare(content: bytes, on: date) -> Proposal:
    """Return what the list would change.

    Args:
        content: the file.
        on: the day the list describes.

    Raises:
        Unreadable: when it is not such a list.
    """
    table = read_table(content, COLUMNS, required=REQUIRED)
    registry = known()
    proposal = Proposal(rows_read=len(table.rows) + table.rejected, rows_rejected=table.rejected)
    rows = _sound_rows(table.rows, registry, proposal)
    shared = {code for code, times in Counter(_fiscal(row) for row in rows).items() if code and times > 1}
    for row in rows:
        place = registry.places.get(row["belfiore"])
        if place is None:
            _new(row, proposal)
        else:
            _changed(row, place, registry, proposal)
        _fiscal_code(row, place, registry, shared, proposal)
    gone = [
        place for code, place in registry.places.items() if code not in {r["belfiore"] for r in table.rows}
    ]
    _gone(gone, rows, registry, proposal, on)
    proposal.rows_kept = len(rows)
    _ask_when_too_much(proposal, len(gone), len(registry.places))
    return proposal


def _sound_rows(rows: list[dict[str, str]], registry: Known, proposal: Proposal) -> list[dict[str, str]]:
    times = Counter(row["belfiore"] for row in rows)
    sound = []
    for row in rows:
        code = row["belfiore"] = row["belfiore"].upper()
        if times[code] > 1:
            proposal.add(Group.CONFLICT, "place", code, row["name"], "belfiore", new=_("due righe nel file"))
        elif row["abbreviation"] not in registry.units:
            proposal.add(Group.CONFLICT, "place", code, row["name"], "unit", new=row["abbreviation"])
        elif len(row["istat"]) != 6 or not row["istat"].isdigit():
            proposal.add(Group.CONFLICT, "place", code, row["name"], "istat", new=row["istat"])
        else:
            sound.append(row)
            continue
        proposal.rows_rejected += 1
    return sound


def _new(row: dict[str, str], proposal: Proposal) -> None:
    data = {key: row.get(key, "") for key in ("name", "other", "abbreviation", "istat", "capital")}
    proposal.add(Group.NEW, "place", row["belfiore"], row["name"], "place", new=row["name"], data=data)


def _changed(row: dict[str, str], place: Municipality, registry: Known, proposal: Proposal) -> None:
    code = registry.codes.get(place.pk, "")
    if not code:
        proposal.add(Group.NEW, "place", place.belfiore, place.name, "istat", new=row["istat"])
    elif code != row["istat"]:
        proposal.add(Group.CHANGED, "place", place.belfiore, place.name, "istat", old=code, new=row["istat"])
    told = (
        ("name", place.name, row["name"]),
        ("name_other_language", place.name_other_language, row.get("other", "")),
        ("unit", place.unit.abbreviation, row["abbreviation"]),
        ("is_capital", "1" if place.is_capital else "0", row.get("capital") or "0"),
    )
    for field, old, new in told:
        if old != new:
            proposal.add(Group.CHANGED, "place", place.belfiore, place.name, field, old=old, new=new)


def _fiscal(row: dict[str, str]) -> str | None:
    return pad_body_fiscal_code(row["fiscal"]) if row.get("fiscal") else None


def _fiscal_code(
    row: dict[str, str],
    place: Municipality | None,
    registry: Known,
    shared: set[str],
    proposal: Proposal,
) -> None:
    code = _fiscal(row)
    pk = place.pk if place else None
    if code is None or code in registry.fiscal.get(pk or 0, set()):
        return
    elsewhere = registry.holders.get(code, set()) - {pk}
    if elsewhere or code in shared:
        proposal.add(
            Group.CONFLICT, "body", row["belfiore"], row["name"], "fiscal", new=code, data={"disputed": True}
        )
    else:
        proposal.add(Group.NEW, "body", row["belfiore"], row["name"], "fiscal", new=code)


def _gone(
    gone: list[Municipality], rows: list[dict[str, str]], registry: Known, proposal: Proposal, on: date
) -> None:
    """Propose one event for each new municipality and its predecessors, and one for who has no successor."""
    if not gone:
        return
    ended = sources.dates_of_the_past()
    born = {place.belfiore: place.since for place in sources.municipalities()}
    new = [row for row in rows if row["belfiore"] not in registry.places]
    for place in gone:
        last_day = ended.get(place.belfiore)
        starts = (last_day, last_day + timedelta(days=1)) if last_day else ()
        heirs = [
            row
            for row in new
            if row["abbreviation"] == place.unit.abbreviation
            and (not starts or born.get(row["belfiore"]) in starts)
        ]
        heir = heirs[0] if len(heirs) == 1 else None
        effective = born.get(heir["belfiore"]) if heir else (last_day + timedelta(days=1) if last_day else on)
        data = {
            "successor": heir["belfiore"] if heir else "",
            "effective_on": (effective or on).isoformat(),
        }
        proposal.add(
            Group.GONE,
            "event",
            place.belfiore,
            place.name,
            "event",
            old=place.name,
            new=heir["name"] if heir else "",
            data=data,
        )


def _ask_when_too_much(proposal: Proposal, gone: int, total: int) -> None:
    changed = _counted(proposal, Group.CHANGED, besides=("istat", "name_other_language", "is_capital"))
    proposal.report = {
        "new": _counted(proposal, Group.NEW, only="place"),
        "codes": _counted(proposal, Group.NEW, only="istat"),
        "code_changes": _counted(proposal, Group.CHANGED, only="istat"),
        "gone": gone,
        "conflicts": _counted(proposal, Group.CONFLICT),
    }
    if total and gone > total * MOST_GONE:
        proposal.needs_confirmation = _("Comuni che scompaiono: %(count)s su %(total)s.") % {
            "count": gone,
            "total": total,
        }
    elif total and changed > total * MOST_CHANGED:
        proposal.needs_confirmation = _("Dati che cambiano: %(count)s, comuni nel registro: %(total)s.") % {
            "count": changed,
            "total": total,
        }


def _counted(proposal: Proposal, group: str, *, only: str = "", besides: Iterable[str] = ()) -> int:
    return sum(
        d.group == group and (not only or d.field == only) and d.field not in besides
        for d in proposal.differences
    )
