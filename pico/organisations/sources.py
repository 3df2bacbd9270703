"""What the registry begins with: small tables of ours, and the list of municipalities of a Python package."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

from pico.organisations.names import lower_particles

REFERENCE = Path(__file__).parent / "reference"
PACKAGE = "python-codicefiscale"
# "Št" read as Latin-1 and capitalised: the one broken name of the package (Belfiore H845).
BROKEN, MENDED = "Å T", "Št"


@dataclass(frozen=True)
class MunicipalityRecord:
    """One municipality of today as the package has it: no ISTAT code and no fiscal code."""

    belfiore: str
    name: str
    name_other_language: str
    abbreviation: str
    since: date | None


def regions() -> list[dict[str, str]]:
    """Return the 20 regions: code, name, statute, nuts2."""
    return _table("regions.csv")


def units() -> list[dict[str, str]]:
    """Return the 110 territorial units with the name and slug of their body (empty where there is none)."""
    return _table("units.csv")


def _table(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sardinian_units() -> dict[str, str]:
    """Return Belfiore code -> abbreviation of today, for the municipalities the package has in old units."""
    lines = (REFERENCE / "sardinia.txt").read_text(encoding="utf-8").splitlines()
    words = [line.split() for line in lines if line and not line.startswith("#")]
    return {code: abbreviation for abbreviation, *codes in words for code in codes}


def package_records() -> list[dict]:
    """Return every record of the package: municipalities of today and of the past."""
    file = resources.files("codicefiscale") / "data" / "municipalities.json"
    return json.loads(file.read_text(encoding="utf-8"))


def municipalities() -> Iterator[MunicipalityRecord]:
    """Yield the municipalities of today, in their units of today."""
    moved = sardinian_units()
    for record in package_records():
        if not record["active"]:
            continue
        code, created = record["code"], record["date_created"]
        yield MunicipalityRecord(
            belfiore=code,
            name=lower_particles(record["name"].replace(BROKEN, MENDED)),
            name_other_language=record["name_alt"].replace(BROKEN, MENDED),
            abbreviation=moved.get(code, record["province"]),
            since=date.fromisoformat(created[:10]) if created else None,
        )


def dates_of_the_past() -> dict[str, date]:
    """Return Belfiore code -> last day of each municipality that is no more."""
    records = package_records()
    alive = {record["code"] for record in records if record["active"]}
    ended: dict[str, date] = {}
    for record in records:
        if record["code"] not in alive and record["date_deleted"]:
            day = date.fromisoformat(record["date_deleted"][:10])
            ended[record["code"]] = max(day, ended.get(record["code"], day))
    return ended
