"""What questionnaires are for: each app above registers its purposes, unknown here by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pico.base.actor import Actor
from pico.base.registry import Registry

Hook = Callable[..., object]
OF_ORGANISATION = "organisation."
SCORING = "scoring"


def _nothing(**_given: Any) -> None:
    return None


@dataclass(frozen=True)
class Purpose:
    """What a questionnaire is for.

    Args:
        code: ``SURVEY``.
        label: Italian words.
        may_create: actor -> bool: who may make one, beside holding the capability of an author.
        units: who may answer, of ``Round.Unit``.
        features: ``SCORING`` makes of its rounds tests: right answers, points, attempts.
        on_submitted: (actor, response, values) in the transaction in which a response is sent; in a test
            whenever an attempt is closed, and ``response.attempt`` is the one that counts from then on.
        on_reopened: (actor, response) in the transaction in which one is given back.
    """

    code: str
    label: Any
    may_create: Callable[[Actor], bool]
    units: tuple[str, ...] = ("ORGANISATION", "PERSON", "ANONYMOUS")
    features: frozenset[str] = frozenset()
    on_submitted: Hook = _nothing
    on_reopened: Hook = _nothing


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


purposes: Registry[Purpose] = Registry("purpose of questionnaires")
facts: Registry[Fact] = Registry("fact of conditions")


def register_purpose(purpose: Purpose) -> Purpose:
    """Make a purpose known, from the ``ready()`` of the app that has it."""
    return purposes.add(purpose.code, purpose)


def is_scored(questionnaire: Any) -> bool:
    """Say whether a questionnaire is a test."""
    return SCORING in purposes.get(questionnaire.purpose).features


def register_fact(name: str, label: Any, kind: str, read: Callable[[Any, Any], Any]) -> Fact:
    """Let conditions ask one more thing.

    Args:
        name: as definitions write it.
        label: Italian words.
        kind: number, text, date or bool.
        read: (round, organisation) -> stored value.
    """
    return facts.add(name, Fact(name, label, kind, read))


def kinds_of_facts(unit: str = "ORGANISATION") -> Mapping[str, str]:
    """Return the kind of each fact, for the check before publication.

    Args:
        unit: who answers; of people nothing is asked about an organisation.
    """
    return {
        fact.name: fact.kind
        for fact in facts
        if unit == "ORGANISATION" or not fact.name.startswith(OF_ORGANISATION)
    }


def facts_for(round: Any, organisation: Any) -> dict[str, Any]:
    """Return the facts as they are now for one respondent; a person has none of an organisation."""
    return {
        fact.name: fact.read(round, organisation)
        for fact in facts
        if organisation is not None or not fact.name.startswith(OF_ORGANISATION)
    }
