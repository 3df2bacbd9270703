"""The forms (schede) that a body still owes to ANAC for its contract, and by when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as lazy

from pico.base import dates
from pico.sua.models import SchedaRecord, TenderParticipant, TermRule
from pico.sua.models.codes import ContractObject, HandoverState
from pico.sua.rules import terms

CONTRACT, PROGRESS = "SC1", "SA1"
LABELS = {
    CONTRACT: lazy("Registra la scheda SC1 (contratto)"),
    PROGRESS: lazy("Registra la scheda SA1 (stato di avanzamento)"),
}
STATES = (HandoverState.CONTRACTED, HandoverState.IN_EXECUTION)
# Until the form is written down, its people are reminded again after so many days.
AGAIN_AFTER = 15


@dataclass(frozen=True)
class Owed:
    """One form that is due: of which part, which, and within when."""

    part: TenderParticipant
    code: str
    due: terms.Due


def owed(parts: Iterable[TenderParticipant], on: date) -> list[Owed]:
    """Return the forms that are near their day or past it.

    Args:
        parts: of the states ``STATES``, with ``contracts`` and ``tender__schede`` prefetched.
        on: the day on which one asks.
    """
    rows = list(parts)
    if not rows:
        return []
    rules = {code: terms.rule_of(f"SCHEDA_{code}", on) for code in LABELS}
    found = []
    for part in rows:
        sent = _sent(part)
        for code, start in ((CONTRACT, _signed_on(part)), (PROGRESS, _last_progress(part, sent))):
            rule = rules[code]
            if rule is not None and start is not None and (code == PROGRESS or code not in sent):
                due = terms.due(rule, start)
                found += [Owed(part, code, due)] if due.tone(on) != "info" else []
    return found


def remind_today(part: TenderParticipant, on: date) -> bool:
    """Say whether the people of a part are reminded on a day: not again within ``AGAIN_AFTER`` days."""
    return part.reminded_on is None or on >= part.reminded_on + timedelta(days=AGAIN_AFTER)


def _sent(part: TenderParticipant) -> Mapping[str, date]:
    """Return the newest day of each form that left for the body or for all, and was not refused."""
    rows = [
        one
        for one in part.tender.schede.all()
        if one.state != SchedaRecord.State.REFUSED and one.participant_id in (None, part.pk)
    ]
    return {one.code: one.sent_on for one in sorted(rows, key=lambda one: one.sent_on)}


def _signed_on(part: TenderParticipant) -> date | None:
    """Return when the body signed the last of its contracts."""
    return max((one.signed_on for one in part.contracts.all()), default=None)


def _last_progress(part: TenderParticipant, sent: Mapping[str, date]) -> date | None:
    """Return since when nothing was told of works under way; None of what is no works, or has not begun."""
    if part.handover_state != HandoverState.IN_EXECUTION or part.started_on is None:
        return None
    if part.tender.contract_object != ContractObject.WORKS:
        return None
    return max(part.started_on, sent.get(PROGRESS, part.started_on))


def words_of(rows: Iterable[Owed]) -> str:
    """Return «SC1 entro il 12 giugno 2027, SA1 …» for the message that reminds."""
    return ", ".join(f"{one.code} ({dates.italian_date(one.due.on)})" for one in rows)


def rules_in_force(on: date) -> list[TermRule]:
    """Return the terms by which the forms are due, for those who read where they come from."""
    return [rule for code in LABELS if (rule := terms.rule_of(f"SCHEDA_{code}", on)) is not None]
