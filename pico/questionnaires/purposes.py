"""What questionnaires are for: each app above registers its purposes, unknown here by name."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from pico.base.actor import Actor
from pico.base.registry import Registry
from pico.questionnaires.capabilities import AUTHOR

Hook = Callable[..., object]
Finder = Callable[[Mapping[str, Any], Any], Iterable["Wrong"]]
OF_ORGANISATION = "organisation."
SCORING = "scoring"


def _nothing(**_given: Any) -> None:
    return None


def _never(owner: Any) -> bool:
    return False


@dataclass(frozen=True)
class Purpose:
    """What a questionnaire is for.

    Args:
        code: ``SURVEY``.
        label: Italian words.
        may_create: actor -> bool: who may make one, beside holding the capability of ``may_manage``.
        units: who may answer, of ``Round.Unit``.
        may_manage: capability of those who build its questionnaires and run its rounds, acting for the
            owner. A code and not a function: the same rule chooses the rows of a list and opens a page.
        may_read_results: capability of those who read results, single responses and files, acting for the
            owner; who only reads does not run.
        facts: what its conditions may ask beside the facts that all questionnaires have.
        subjects: code and Italian words of what a round may be about, the first by default; it has no subject
            where none is given.
        features: ``SCORING`` makes of its rounds tests: right answers, points, attempts.
        fixed_rows: (round, question) -> ``FixedRow`` of a table whose rows the author leaves to the purpose;
            asked once, when the round opens. None: the purpose has no such tables.
        wrong_in: (round) -> (question, stored value) -> ``Wrong`` of a value that is right for its question
            and not for the purpose: said beside the field at each saving, and in the summary. Asked once for
            a page; what it says keeps nobody from leaving a draft, and ``on_submitted`` has the last word.
        pages_above: (actor, round) -> words and address of the pages above those where one answers, from the
            top; the last is the one that what is answered belongs to, where one goes back to. None, or
            nothing for this actor: those of the service.
        round_page: (round) -> address of the page from which a round is run, where those of the service would
            move it past what the purpose asks. None: those of the service.
        on_submitted: (actor, response, values) in the transaction in which a response is sent; in a test
            whenever an attempt is closed, and ``response.attempt`` is the one that counts from then on; after
            a merger also when one begins to count.
        on_reopened: (actor, response) in the transaction in which one is given back, or after a merger counts
            no more because another one does.
        hidden_owners: () -> ids of organisations, as a subquery, whose questionnaires of this purpose nobody
            sees now: a module that they switched off. None hides nothing.
        is_frozen: (owner) -> bool: whether nothing of the owner may be built, run or answered now, as where a
            module is left for reading only.
        on_moved: (actor, round, code) in the transaction in which a round makes a move of
            ``rules.TRANSITIONS``, by whoever or by the clock; it may refuse.
    """

    code: str
    label: Any
    may_create: Callable[[Actor], bool]
    units: tuple[str, ...] = ("ORGANISATION", "PERSON", "ANONYMOUS")
    may_manage: str = AUTHOR
    may_read_results: str = AUTHOR
    facts: tuple["Fact", ...] = ()
    subjects: tuple[tuple[str, Any], ...] = ()
    features: frozenset[str] = frozenset()
    fixed_rows: Callable[..., Sequence["FixedRow"]] | None = None
    hidden_owners: Callable[[], Any] | None = None
    wrong_in: Callable[[Any], Finder] | None = None
    pages_above: Callable[[Actor, Any], Sequence[tuple[Any, str]]] | None = None
    round_page: Callable[[Any], str] | None = None
    is_frozen: Callable[[Any], bool] = _never
    on_submitted: Hook = _nothing
    on_reopened: Hook = _nothing
    on_moved: Hook = _nothing


@dataclass(frozen=True)
class Fact:
    """One thing that conditions may ask beside the answers.

    Args:
        name: ``organisation.population``.
        label: Italian words for the builder.
        kind: number, text, date or bool.
        read: (round, organisation) -> stored value.
    """

    name: str
    label: Any
    kind: str
    read: Callable[[Any, Any], Any] = field(repr=False)


@dataclass(frozen=True)
class FixedRow:
    """One row of a table that a purpose supplies: what is asked for, and in which unit.

    Args:
        code: as the purpose knows it.
        label: Italian words.
        unit: of its amounts; may be empty.
    """

    code: str
    label: str
    unit: str = ""


@dataclass(frozen=True)
class Wrong:
    """What a purpose finds wrong in one answer.

    Args:
        sentence: Italian words: what is wrong and what would be right.
        row: code of the fixed row it is in; "" where it is about the whole answer.
        column: key of the column.
    """

    sentence: str
    row: str = ""
    column: str = ""


purposes: Registry[Purpose] = Registry("purpose of questionnaires")
facts: Registry[Fact] = Registry("fact of conditions")


def register_purpose(purpose: Purpose) -> Purpose:
    """Make a purpose known, from the ``ready()`` of the app that has it.

    Raises:
        ImproperlyConfigured: when its code is taken, or one of its facts has a name that is taken.
    """
    names = [fact.name for fact in purpose.facts]
    if taken := {name for name in names if name in facts or names.count(name) > 1}:
        raise ImproperlyConfigured(f"facts of «{purpose.code}» named as others: {sorted(taken)}")
    return purposes.add(purpose.code, purpose)


def is_scored(questionnaire: Any) -> bool:
    """Say whether a questionnaire is a test."""
    return SCORING in purposes.get(questionnaire.purpose).features


def finder_of(round: Any) -> Finder:
    """Return what finds wrong answers in a round: nothing where its purpose looks for none."""
    wrong_in = purposes.get(round.version.questionnaire.purpose).wrong_in
    return finds_nothing if wrong_in is None else wrong_in(round)


def pages_above(actor: Actor, round: Any) -> Sequence[tuple[Any, str]]:
    """Return the pages of a purpose above those where the actor answers; none where it has none."""
    above = purposes.get(round.version.questionnaire.purpose).pages_above
    return () if above is None else above(actor, round)


def finds_nothing(question: Mapping[str, Any], value: Any) -> Iterable[Wrong]:
    """Find nothing wrong: a purpose that does not look."""
    return ()


def register_fact(name: str, label: Any, kind: str, read: Callable[[Any, Any], Any]) -> Fact:
    """Let conditions ask one more thing.

    Args:
        name: as definitions write it.
        label: Italian words.
        kind: number, text, date or bool.
        read: (round, organisation) -> stored value.
    """
    return facts.add(name, Fact(name, label, kind, read))


def facts_of(purpose: str, unit: str = "ORGANISATION") -> Iterator[Fact]:
    """Yield what conditions may ask in questionnaires of a purpose.

    Args:
        purpose: its code.
        unit: who answers; of people nothing is asked about an organisation.
    """
    for fact in (*facts, *purposes.get(purpose).facts):
        if unit == "ORGANISATION" or not fact.name.startswith(OF_ORGANISATION):
            yield fact


def label_of_fact(name: str) -> str:
    """Return the words of a fact, of whatever purpose; its name when nobody has it any more."""
    known = [*facts, *(fact for purpose in purposes for fact in purpose.facts)]
    return next((str(fact.label) for fact in known if fact.name == name), name)


def kinds_of_facts(purpose: str, unit: str = "ORGANISATION") -> Mapping[str, str]:
    """Return the kind of each fact of ``facts_of``, for the check before publication."""
    return {fact.name: fact.kind for fact in facts_of(purpose, unit)}


def facts_for(round: Any, organisation: Any) -> dict[str, Any]:
    """Return the facts as they are now for one respondent; a person has none of an organisation."""
    purpose = round.version.questionnaire.purpose
    unit = "PERSON" if organisation is None else "ORGANISATION"
    return {fact.name: fact.read(round, organisation) for fact in facts_of(purpose, unit)}
