"""Which desk answers a request: one function over plain values, no row and no clock.

Rules are tried by position, what they leave empty fits everything, and the first whose desk exists, is in
service and has somebody at it wins (helpdesk.md 3). When none does, the first national desk answers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

LAST = "ultima"
BODY, PROVINCE, UPI = "BODY", "PROVINCE", "UPI"
REQUESTER_OF = {
    "MUNICIPALITY": BODY, "OTHER_BODY": BODY, "PROVINCE": PROVINCE, "REGIONAL_UPI": UPI, "NATIONAL_UPI": UPI,
}  # fmt: skip
ALL_PROCEDURES = "PROCEDURE:*"


@dataclass(frozen=True)
class Asker:
    """The organisation somebody asks for; empty for who belongs to none."""

    kind: str = ""
    province: int | None = None
    region: int | None = None

    @property
    def requester(self) -> str:
        return REQUESTER_OF.get(self.kind, "")


@dataclass(frozen=True)
class Question:
    """What is asked, and for whom."""

    kind: str
    module: str = ""
    topic: int | None = None
    asker: Asker = Asker()


@dataclass(frozen=True)
class DeskFact:
    """What the choice needs of a desk. ``number`` grows with age: the lowest is the oldest."""

    number: int
    owner: int
    owner_kind: str
    owner_region: int | None
    covers: frozenset[str]
    active: bool = True
    agents: int = 1
    first: bool = False

    @property
    def answers(self) -> bool:
        return self.active and self.agents > 0


@dataclass(frozen=True)
class RuleFact:
    """What the choice needs of a rule."""

    position: int
    target: str
    kind: str = ""
    module: str = ""
    topic: int | None = None
    requester: str = ""
    region: int | None = None
    province: int | None = None
    desk: int | None = None


class Verdict(StrEnum):
    OTHER = "OTHER"  # the rule is about something else
    ABSENT = "ABSENT"  # it fits, and its desk is missing, off or without people
    WINS = "WINS"


@dataclass(frozen=True)
class Step:
    """What became of one rule."""

    position: int | str
    verdict: Verdict
    about: str = ""  # which condition did not hold, of a rule about something else


@dataclass(frozen=True)
class Outcome:
    """The desk, the rule that found it, and what became of each rule before."""

    desk: int
    position: int | str
    steps: tuple[Step, ...]


class NoDesk(LookupError):
    """Not even the first national desk exists: the installation is not finished."""


def route(question: Question, rules: Iterable[RuleFact], desks: Sequence[DeskFact]) -> Outcome:
    """Return the desk that answers, with the reason.

    Raises:
        NoDesk: when there is no first national desk.
    """
    steps: list[Step] = []
    for rule in sorted(rules, key=lambda rule: rule.position):
        other = _differs(rule, question)
        if other:
            steps.append(Step(rule.position, Verdict.OTHER, other))
            continue
        desk = _desk_of(rule, question, desks)
        if desk is not None:
            steps.append(Step(rule.position, Verdict.WINS))
            return Outcome(desk.number, rule.position, tuple(steps))
        steps.append(Step(rule.position, Verdict.ABSENT))
    first = next((desk for desk in desks if desk.first), None)
    if first is None:
        raise NoDesk
    steps.append(Step(LAST, Verdict.WINS))
    return Outcome(first.number, LAST, tuple(steps))


def _differs(rule: RuleFact, question: Question) -> str:
    """Return the first condition that does not hold; empty when all do."""
    asker = question.asker
    facts = (
        ("kind", rule.kind, question.kind),
        ("module", rule.module, question.module),
        ("topic", rule.topic, question.topic),
        ("requester", rule.requester, asker.requester),
        ("region", rule.region, asker.region),
        ("province", rule.province, asker.province),
    )
    return next((name for name, wanted, got in facts if wanted and wanted != got), "")


def _desk_of(rule: RuleFact, question: Question, desks: Sequence[DeskFact]) -> DeskFact | None:
    if rule.target == "DESK":
        return next((desk for desk in desks if desk.number == rule.desk and desk.answers), None)
    fitting = [desk for desk in desks if desk.answers and _is_of(desk, rule.target, question.asker)]
    for cover in _covers(question):
        found = [desk for desk in fitting if cover in desk.covers]
        if found:
            return min(found, key=lambda desk: desk.number)
    return None


def _is_of(desk: DeskFact, target: str, asker: Asker) -> bool:
    """Say whether the desk's owner is the one that the target means for this asker."""
    if target == "PROVINCE_DESK":
        return asker.province is not None and desk.owner == asker.province
    if target == "REGIONAL_DESK":
        same = asker.region is not None and desk.owner_region == asker.region
        return same and desk.owner_kind == "REGIONAL_UPI"
    return desk.owner_kind == "NATIONAL_UPI"


def _covers(question: Question) -> tuple[str, ...]:
    """Return what a desk must cover, the exact thing before the general one."""
    if question.kind != "PROCEDURE":
        return (question.kind,)
    return (f"PROCEDURE:{question.module}", ALL_PROCEDURES)
