"""What the pages of the builder share: the version a page showed, its change, what is to mend in it."""

from typing import Any

from pico.base.http import Request
from pico.questionnaires import actions
from pico.questionnaires.checking import findings, nameless_findings
from pico.questionnaires.definition import Definition
from pico.questionnaires.fixed import fixed_findings
from pico.questionnaires.keys import key_findings
from pico.questionnaires.models import Questionnaire, Version
from pico.questionnaires.purposes import Fact, facts_of, is_scored, kinds_of_facts, purposes


def findings_of(row: Questionnaire, version: Version) -> list[Any]:
    """Return what keeps a version from being asked."""
    earlier = row.versions.filter(number__lt=version.number).order_by("-number").first()
    kinds = kinds_of_facts(row.purpose, purposes.get(row.purpose).units[0])
    found = findings(version.definition, kinds, earlier.definition if earlier else None)
    found += fixed_findings(version.definition, row.purpose)
    if is_scored(row):
        found += nameless_findings(version.definition)
    return found + key_findings(version.definition, version.keys.all()) if is_scored(row) else found


def offered_facts(row: Questionnaire) -> list[Fact]:
    """Return what conditions of a questionnaire may ask beside the answers."""
    return list(facts_of(row.purpose, purposes.get(row.purpose).units[0]))


def fixes(row: Questionnaire) -> bool:
    """Say whether the purpose of a questionnaire supplies rows to its tables."""
    return purposes.get(row.purpose).fixed_rows is not None


def seen(version: Version) -> dict[str, int]:
    """Return what a form says of the version it showed."""
    return {"number": version.number, "edition": version.edition}


def seen_by(request: Request) -> tuple[int, int]:
    """Return (number, edition) of the version that the page showed, as its form says."""
    seen = (request.POST.get("number", ""), request.POST.get("edition", ""))
    number, edition = (int(text) if text.isdecimal() and len(text) < 9 else 0 for text in seen)
    return number, edition


def save_over(
    request: Request, row: Questionnaire, version: Version, definition: Definition, keys: Any = None
) -> Version:
    """Store a changed definition: over the version that the page showed."""
    number, edition = seen_by(request)
    return actions.save_definition(
        actor=request.actor,
        questionnaire=row,
        definition=definition,
        number=number,
        edition=edition,
        keys=keys,
    )
