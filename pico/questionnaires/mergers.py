"""Bodies that merged after a round asked them: which answers stand beside which, and how tables join."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pico.organisations.codes import successor_of
from pico.organisations.models import Organisation
from pico.questionnaires.cells import answers_from
from pico.questionnaires.definition import questions
from pico.questionnaires.models import Invitation, Response, Round
from pico.questionnaires.summing import is_summed
from pico.questionnaires.types import FIXED, outside_of

Values = dict[str, Any]
NUMBERS = ("number", "money")


@dataclass(frozen=True)
class Merger:
    """The part in a round of bodies that are one body today.

    Args:
        heir: the body of today.
        invitations: of the bodies it was and, where it is asked too, its own; by id.
    """

    heir: Organisation
    invitations: list[Invitation]

    @property
    def answered(self) -> list[Invitation]:
        """Those under which something was written."""
        return [row for row in self.invitations if hasattr(row, "response")]

    @property
    def joined(self) -> Invitation | None:
        """The one made of the others, if there is."""
        return next((row for row in self.invitations if row.is_joined), None)


def mergers_of(round: Round) -> list[Merger]:
    """Return the bodies of a round that merged into others, with what each left; by the name of the heir.

    A body that ceased and left nobody in its place is not among them: there is nothing to choose.
    """
    rows = round.invitations.select_related("organisation", "response", "replaced_by__organisation")
    heirs: dict[int, Organisation] = {}
    parts: dict[int, list[Invitation]] = {}
    for row in rows.filter(organisation__state=Organisation.State.CEASED):
        heir = successor_of(row.organisation)  # type: ignore[arg-type]
        if heir.pk != row.organisation_id:
            heirs[heir.pk] = heir
            parts.setdefault(heir.pk, []).append(row)
    for row in rows.filter(organisation__in=heirs):
        parts[row.organisation_id].append(row)  # type: ignore[index]
    found = [Merger(heir, sorted(parts[pk], key=lambda row: row.pk)) for pk, heir in heirs.items()]
    return sorted(found, key=lambda one: one.heir.name)


def leaves_answers(round: Round) -> bool:
    """Say whether a body of the round ceased that had written something: the page of mergers is for it."""
    rows = round.invitations.filter(organisation__state=Organisation.State.CEASED)
    return rows.exclude(response=None).exists()


def values_of(response: Response, round: Round) -> Values:
    """Return the stored values of a response, but for what other apps keep under its own invitation."""
    kept = {item["key"] for item in questions(round.definition) if outside_of(item) is None}
    values = answers_from(round.definition, response.answers.all())
    return {key: value for key, value in values.items() if key in kept}


def with_rows_of(round: Round, first: Values, second: Values) -> Values:
    """Return the first values with the rows of the tables of the second: nothing else of them.

    Of a table with fixed rows the amounts of each row are added up; of another the rows follow one another.
    """
    made = dict(first)
    for item in questions(round.definition):
        if item["type"] == "table" and (theirs := second.get(item["key"])):
            ours = made.get(item["key"]) or []
            made[item["key"]] = _added(item, ours, theirs) if item.get(FIXED) else [*ours, *theirs]
    return made


def _added(item: Mapping[str, Any], first: list[Values], second: list[Values]) -> list[Values]:
    length = max(len(first), len(second))
    pairs = zip(first + [{}] * (length - len(first)), second + [{}] * (length - len(second)), strict=True)
    return [_row(item, ours, theirs) for ours, theirs in pairs]


def _row(item: Mapping[str, Any], ours: Values, theirs: Values) -> Values:
    """Return one row: amounts added up, of anything else what the first says, or what the second does."""
    made = {**theirs, **ours}
    for column in item["columns"]:
        key = column["key"]
        if column["type"] in NUMBERS and is_summed(column) and ours.get(key) and theirs.get(key):
            made[key] = {"num": f"{Decimal(ours[key]['num']) + Decimal(theirs[key]['num']):f}"}
    return made
