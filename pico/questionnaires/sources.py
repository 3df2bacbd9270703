"""What was sent, read in pieces: of one round, or of all rounds of a questionnaire, of any version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pico.questionnaires.cells import Cell, assembled, kinds_of
from pico.questionnaires.definition import questions
from pico.questionnaires.gradebook import tries
from pico.questionnaires.models import Answer, Response, Round, Version
from pico.questionnaires.narrowing import ALL, Narrowing
from pico.questionnaires.purposes import is_scored

PIECE = 200  # responses read at once
Values = dict[str, Any]
Given = tuple[Response, Values]


@dataclass(frozen=True)
class Source:
    """Rounds of one questionnaire whose answers are read together.

    Args:
        rounds: with their versions.
        part: which organisations.
        is_whole: whether these are all rounds of a questionnaire: each line then says of which one it is.
    """

    rounds: Sequence[Round]
    part: Narrowing = ALL
    is_whole: bool = False

    @property
    def versions(self) -> list[Version]:
        """The versions that were asked, the newest first."""
        found = {round.version_id: round.version for round in self.rounds}
        return sorted(found.values(), key=lambda version: -version.number)

    @property
    def is_scored(self) -> bool:
        """Whether these are rounds of a test."""
        return any(is_scored(round.version.questionnaire) for round in self.rounds[:1])

    def asked(self) -> Iterator[tuple[Version, dict[str, Any]]]:
        """Yield (version, question): those of the newest version in its order, then those of older ones."""
        return ((version, item) for version in self.versions for item in questions(version.definition))

    def newest_items(self) -> list[dict[str, Any]]:
        """Return each question as the newest version that has it asks it."""
        found: dict[str, dict[str, Any]] = {}
        for _version, item in self.asked():
            found.setdefault(item["key"], item)
        return list(found.values())


def of_round(round: Round, part: Narrowing = ALL) -> Source:
    """Return one round as a source."""
    return Source([round], part)


def sent_rows(source: Source) -> Any:
    """Return the responses that were sent, under the name of who did.

    Without those for which, after a merger, another one counts.
    """
    rows = Response.objects.unrestricted("results are read by who runs the round, asked by the page")
    found = rows.filter(round__in=source.rounds, is_anonymous=False, state=Response.State.SUBMITTED)
    found = found.filter(invitation__replaced_by=None)
    return found.filter(source.part.of("invitation__organisation"))


def sent_keys(source: Source) -> list[Any]:
    """Return the keys of the responses that were sent, sorted by who answered."""
    who = ("pk", "invitation__organisation__slug", "invitation__person__email")
    lines = sent_rows(source).order_by().values_list(*who)
    return [pk for _code, pk in sorted((slug or mail, pk) for pk, slug, mail in lines)]


def sent(source: Source) -> Iterator[Given]:
    """Yield the responses that were sent, with their values, sorted by who answered."""
    keys = sent_keys(source)
    rounds = {round.pk: round for round in source.rounds}
    kinds = {round.pk: kinds_of(round.version.definition) for round in source.rounds}
    related = sent_rows(source).select_related("invitation__organisation", "invitation__person", "attempt")
    if source.is_scored:
        related = related.annotate(tries=tries())
    for start in range(0, len(keys), PIECE):
        piece = keys[start : start + PIECE]
        found = related.in_bulk(piece)
        cells = _cells(piece)
        for pk in (key for key in piece if key in found):  # opened again meanwhile: no longer sent
            row = found[pk]
            row.round = rounds[row.round_id]
            yield row, assembled(kinds[row.round_id], cells.get(pk, ()))


def all_values(source: Source) -> list[Values]:
    """Return the values of all responses of one round that were sent, sorted by who answered; two queries."""
    kinds = kinds_of(source.rounds[0].version.definition)
    cells = _cells(sent_rows(source).order_by().values("pk"))
    return [assembled(kinds, cells.get(key, ())) for key in sent_keys(source)]


def _cells(responses: Any) -> Mapping[Any, list[Cell]]:
    """Return the cells of each response: plain tuples, since there may be hundreds of thousands.

    Args:
        responses: their keys, or a query for them.
    """
    rows = Answer.objects.unrestricted("the sums of a round are made of all its answers, asked by the page")
    names = ("response_id", "question", "row", "column", "value")
    found = rows.filter(response__in=responses).order_by("response_id").values_list(*names).iterator(5000)
    return {key: [line[1:] for line in group] for key, group in groupby(found, key=lambda line: line[0])}
