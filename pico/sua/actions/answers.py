"""The body's moves after sending: answer what was asked, or withdraw (transitions 5 and 5b)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.sua.actions.drafts import LotValues, _follow_with_the_only_lot, _store, _touch, _write_lots
from pico.sua.actions.moves import _locked, _office, _tell, move
from pico.sua.models import Remark, Tender
from pico.sua.rules import checklist, clock, completeness, fields
from pico.sua.rules import remarks as rules
from pico.sua.rules.completeness import lots_sentence
from pico.sua.rules.machine import require


@transaction.atomic
def answer_remarks(
    *,
    actor: Actor,
    tender: Tender,
    answers: Mapping[int, str],
    values: Mapping[str, Any] | None = None,
    lots: Sequence[LotValues] | None = None,
    uploads: Mapping[int, Any] | None = None,
) -> Tender:
    """Answer every open remark; only what was flagged may change. The clock runs again.

    Args:
        answers: id of the remark -> words.
        values: flagged column -> new value.
        lots: all lots, where the amount or the lots were flagged.
        uploads: id of the remark about a document -> new file.

    Raises:
        Refused: when a remark stays without answer, something that was not flagged would change, or the
            request would no longer be complete.
    """
    row = _locked(tender)
    require(actor, row, "answer")
    opened = rules.open_remarks(row)
    silent = [remark for remark in opened if not answers.get(remark.pk, "").strip()]
    if silent:
        raise Refused(_("Rispondi a tutti i rilievi prima di inviare le integrazioni."), code="unanswered")
    _change_what_was_flagged(row, opened, values or {}, lots)
    for remark in opened:
        if remark.item and (upload := (uploads or {}).get(remark.pk)):
            _store(actor, row, remark.item, upload)
    _write_answers(actor, row, opened, answers)
    today = dates.today()
    days, term_on = _resume(row, today)
    move(
        actor=actor,
        tender=row,
        code="answer",
        payload={"round": opened[0].round},
        suspended_since=None,
        suspended_days=days,
        term_on=term_on,
    )
    _tell("sua.request.answered", row, actor, _office(row), due=dates.italian_date(term_on))
    return row


def _change_what_was_flagged(
    row: Tender, opened: list[Remark], values: Mapping[str, Any], lots: Sequence[LotValues] | None
) -> None:
    flagged = fields.unlocked_by([remark.field for remark in opened if remark.field])
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not set(changed) <= flagged or (lots is not None and "lots" not in flagged):
        raise Refused(_("Puoi cambiare solo ciò che la SUA ha segnalato."), code="locked")
    before = {gap.sentence for gap in completeness.gaps_of_facts(row)}
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        _touch(row, changed)
        row.save()
    if worse := [gap for gap in completeness.gaps_of_facts(row) if gap.sentence not in before]:
        raise Refused(worse[0].sentence, field=worse[0].field, code="gaps")
    if lots is not None:
        _write_lots(row, lots)
    elif "base_amount" in changed:
        _follow_with_the_only_lot(row)
    total = sum((lot.amount for lot in row.lots.all()), Decimal(0))
    if row.base_amount is None or total != row.base_amount:
        raise Refused(lots_sentence(total, row.base_amount or Decimal(0)), code="lots")


def _write_answers(actor: Actor, row: Tender, opened: list[Remark], answers: Mapping[int, str]) -> None:
    now = timezone.now()
    for remark in opened:
        remark.answer, remark.answered_by, remark.answered_at = answers[remark.pk], actor.user, now
        remark.after = (
            fields.shown(row, remark.field) if remark.field else rules.document_in_words(row, remark.item)
        )
        remark.save()


def _resume(row: Tender, today: Any) -> tuple[int, Any]:
    """Return the days of suspension so far and the new term; none when the rule does not suspend."""
    sent_on = checklist.day_of(row)
    rule = clock.rule_of(sent_on)
    days = row.suspended_days
    if rule.suspended_by_clarification:
        days += (today - row.suspended_since).days
    return days, clock.term(sent_on, days, rule)


@transaction.atomic
def withdraw_request(*, actor: Actor, tender: Tender, reason: str) -> Tender:
    """Take the request back, with a reason; the clock ends."""
    row = _locked(tender)
    require(actor, row, "withdraw")
    if not reason.strip():
        raise Refused(_("Scrivi il motivo del ritiro."), field="reason")
    now = timezone.now()
    move(
        actor=actor,
        tender=row,
        code="withdraw",
        note=reason,
        at=now,
        closed_at=now,
        outcome_reason=reason,
        suspended_since=None,
    )
    _tell("sua.request.withdrawn", row, actor, _office(row, executives=True))
    return row
