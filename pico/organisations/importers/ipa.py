"""IPA's list of municipalities: tab separated, without quoting, «null» as text.

The columns about persons (nome_resp, cogn_resp, titolo_resp) are not read at all. Bodies are matched by a
known IPA code, then by name, then by seat; never by fiscal code, never by computing the code from the
Belfiore one.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from pico.base.identifiers import pad_body_fiscal_code
from pico.organisations.importers.proposal import Group, Proposal
from pico.organisations.importers.tables import read_table
from pico.organisations.models import Organisation, OrganisationCode
from pico.organisations.names import match_form

SOURCE = "IPA"
CATEGORY = "L6"  # municipalities
COLUMNS = {
    "ipa": ("cod_amm", "Codice IPA"),
    "name": ("des_amm", "Denominazione ente"),
    "seat": ("Comune",),
    "abbreviation": ("Provincia", "Sigla provincia"),
    "postal_code": ("Cap",),
    "address": ("Indirizzo",),
    "website": ("sito_istituzionale", "Sito istituzionale"),
    "fiscal": ("cf", "Codice fiscale ente"),
    **{f"mail{n}": (f"mail{n}",) for n in range(1, 6)},
    **{f"mail_kind{n}": (f"tipo_mail{n}",) for n in range(1, 6)},
}
REQUIRED = ("ipa", "name", "seat", "abbreviation", "fiscal")
# IPA still writes the abbreviation of the old province for Sulcis Iglesiente.
ABBREVIATIONS = {"CI": "SU"}
PROFILE = ("address", "postal_code", "locality", "pec", "website")
_is_url = URLValidator(schemes=["http", "https"])


@dataclass
class Matched:
    """Rows with the body they are about, and how each was found."""

    rows: list[tuple[dict[str, str], Organisation]] = field(default_factory=list)
    by_code: int = 0
    by_name: int = 0
    by_seat: int = 0
    unmatched: list[dict[str, str]] = field(default_factory=list)


def compare(content: bytes, on: date) -> Proposal:
    """Return what the list would change.

    Raises:
        Unreadable: when it is not such a list.
    """
    table = read_table(content, COLUMNS, required=REQUIRED, quoting=False)
    proposal = Proposal(rows_read=len(table.rows) + table.rejected, rows_rejected=table.rejected)
    rows = _without_doubles(table.rows, proposal)
    matched = match(rows)
    codes = _codes_by_body()
    confirmed = {
        value: body
        for body, held in codes.items()
        for scheme, value, state in held
        if scheme != "IPA" and state == "CONFIRMED"
    }
    for row, body in matched.rows:
        _differences(row, body, codes.get(body.pk, set()), confirmed, proposal)
    for row in matched.unmatched:
        proposal.add(Group.CONFLICT, "body", row["ipa"], row["name"], "match", new=row["seat"])
    proposal.rows_kept = len(matched.rows)
    proposal.rows_rejected += len(matched.unmatched)
    proposal.report = {
        "matched_by_code": matched.by_code,
        "matched_by_name": matched.by_name,
        "matched_by_seat": matched.by_seat,
        "unmatched": len(matched.unmatched),
    }
    return proposal


def _without_doubles(rows: list[dict[str, str]], proposal: Proposal) -> list[dict[str, str]]:
    times = Counter(row["ipa"].casefold() for row in rows)
    for row in rows:
        if times[row["ipa"].casefold()] > 1:
            proposal.rows_rejected += 1
            proposal.add(Group.CONFLICT, "body", row["ipa"], row["name"], "ipa", new=_("due righe nel file"))
    return [row for row in rows if times[row["ipa"].casefold()] == 1]


def match(rows: list[dict[str, str]]) -> Matched:
    """Find the body of each row: known IPA code, then name and unit, then seat and unit among the rest."""
    bodies = Organisation.objects.of_kind("MUNICIPALITY").in_being().select_related("municipality__unit")
    by_name = {key: body for body in bodies for key in _keys(body)}
    codes = OrganisationCode.objects.filter(scheme="IPA", valid_to=None).exclude(state="DISPUTED")
    by_code = {value.casefold(): pk for value, pk in codes.values_list("value", "organisation_id")}
    by_pk = {body.pk: body for body in by_name.values()}
    found, taken, rest = Matched(), set(), []
    for row in rows:
        known = by_pk.get(by_code.get(row["ipa"].casefold(), 0))
        body = known or by_name.get(_key(row["name"], row["abbreviation"]))
        if body is None or body.pk in taken:
            rest.append(row)
            continue
        taken.add(body.pk)
        found.rows.append((row, body))
        found.by_code += known is not None
        found.by_name += known is None
    for row in rest:
        body = by_name.get(_key(row["seat"], row["abbreviation"]))
        if body is None or body.pk in taken:
            found.unmatched.append(row)
            continue
        taken.add(body.pk)
        found.rows.append((row, body))
        found.by_seat += 1
    return found


def _keys(body: Organisation) -> list[tuple[str, str]]:
    """Return how the body may be named: in Italian, or in both languages (Duino Aurisina-Devin Nabrežina)."""
    place = body.municipality
    if place is None:
        return []
    names = {place.name}
    if place.name_other_language:
        names |= {f"{place.name} {place.name_other_language}", place.name.partition("-")[0]}
    return [_key(name, place.unit.abbreviation) for name in names]


def _key(name: str, abbreviation: str) -> tuple[str, str]:
    return match_form(name), ABBREVIATIONS.get(abbreviation, abbreviation)


def _codes_by_body() -> dict[int, set[tuple[str, str, str]]]:
    codes: dict[int, set[tuple[str, str, str]]] = {}
    rows = OrganisationCode.objects.filter(scheme__in=("IPA", "FISCAL", "VAT"), valid_to=None)
    for body, scheme, value, state in rows.values_list("organisation_id", "scheme", "value", "state"):
        codes.setdefault(body, set()).add((scheme, value, state))
    return codes


def _differences(
    row: dict[str, str],
    body: Organisation,
    codes: set[tuple[str, str, str]],
    confirmed: dict[str, int],
    proposal: Proposal,
) -> None:
    first: dict[str, object] = {}
    for name, new in profile_of(row).items():
        old = getattr(body, name)
        if new and not old:
            first[name] = new
        elif new and old != new:
            proposal.add(
                Group.CHANGED,
                "body",
                body.slug,
                body.name,
                name,
                old=str(old),
                new=str(new),
                data={name: new},
            )
    if row["ipa"] not in {value for scheme, value, _state in codes if scheme == "IPA"}:
        first["ipa"] = row["ipa"]
    fiscal = pad_body_fiscal_code(row["fiscal"]) if row["fiscal"] else None
    if fiscal is None:
        proposal.add(Group.CONFLICT, "body", body.slug, body.name, "fiscal", new=row["fiscal"])
    elif confirmed.get(fiscal, body.pk) != body.pk:
        data = {"disputed": True}
        proposal.add(Group.CONFLICT, "body", body.slug, body.name, "fiscal", new=fiscal, data=data)
    elif ("FISCAL", fiscal, "CONFIRMED") not in codes:
        _fiscal_code(fiscal, body, codes, first, proposal)
    if first:
        proposal.add(Group.NEW, "body", body.slug, body.name, "profile", new=row["ipa"], data=first)


def _fiscal_code(
    fiscal: str,
    body: Organisation,
    codes: set[tuple[str, str, str]],
    first: dict[str, object],
    proposal: Proposal,
) -> None:
    """A code that replaces what another source observed is a change to look at; a first one is not."""
    observed = sorted(v for scheme, v, state in codes if scheme == "FISCAL" and state == "OBSERVED")
    if not observed or fiscal in observed:
        first["fiscal"] = fiscal
        return
    old, data = ", ".join(observed), {"fiscal": fiscal}
    proposal.add(Group.CHANGED, "body", body.slug, body.name, "fiscal", old=old, new=fiscal, data=data)


def profile_of(row: dict[str, str]) -> dict[str, object]:
    """Return the fields of a body that a row tells, cleaned; what is not well formed is left out."""
    pecs = [
        row[f"mail{n}"].lower()
        for n in range(1, 6)
        if row.get(f"mail_kind{n}", "").casefold() == "pec" and _is_mail(row.get(f"mail{n}", ""))
    ]
    postal_code = row.get("postal_code", "")
    return {
        "address": row.get("address", "")[:200],
        "postal_code": postal_code.zfill(5) if postal_code.isdigit() and len(postal_code) <= 5 else "",
        "locality": row["seat"][:120],
        "pec": pecs[0] if pecs else "",
        "other_pec": sorted(set(pecs[1:]) - {pecs[0]}) if pecs else [],
        "website": _website(row.get("website", "")),
        "ipa_category": CATEGORY,
    }


def _is_mail(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _website(text: str) -> str:
    site = text.strip().lower()
    if site and "://" not in site:
        site = f"https://{site}"
    try:
        _is_url(site)
    except ValidationError:
        return ""
    return site if len(site) <= 200 else ""
