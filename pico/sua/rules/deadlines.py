"""Which deadlines a tender has, from its dates and the dated rules; how each stands, in words and colours.

Nothing is counted down: what should be there is computed from the tender each time, so that a job that ran
twice, or not for days, changes nothing (sua.md 5.8).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.sua.models import Deadline, Tender, TermRule
from pico.sua.models.codes import OPEN_STATES, Band, ContractObject, State
from pico.sua.rules import clock, guards, qualification, terms, thresholds
from pico.sua.rules.access import holds, is_writable
from pico.sua.rules.rups import acts_as_rup

OFFERS = "OFFERS"
CONCLUSION = "CONCLUSION"
CONTRACT = ("CONTRACT_EU", "CONTRACT_BELOW_EU")
REMINDERS = (7, 2, 0)  # days before
_JUDGED = frozenset({State.NO_BIDS, State.NOT_AWARDED})
_STOPPED = frozenset({State.CANCELLED, State.REVOKED})
_SIGNED = frozenset({State.CONTRACTED, State.IN_EXECUTION, State.COMPLETED})
_NEVER = frozenset({State.DRAFT})
_NOT_TAKEN = frozenset({State.REFUSED, State.WITHDRAWN})


@dataclass(frozen=True)
class Wanted:
    """A deadline that the tender should have now."""

    code: str
    label: str
    trigger: str
    starts_on: date
    due_on: date
    amber_on: date
    red_on: date
    source: str
    met_on: date | None = None
    waits: bool = False
    rup_months: int = 0
    anomaly_months: int = 0

    def state(self, today: date) -> tuple[str, date | None]:
        """Return how it stands on a day, and since when: missed when it fell, not when somebody noticed."""
        if self.met_on is not None and self.met_on <= self.due_on:
            return Deadline.State.MET, self.met_on
        if self.waits:
            over = today > self.due_on
            return (Deadline.State.MET, self.due_on) if over else (Deadline.State.OPEN, None)
        if self.met_on is not None or today > self.due_on:
            return Deadline.State.MISSED, self.due_on
        return Deadline.State.OPEN, None


def wanted(tender: Tender, months: tuple[int, int] = (0, 0)) -> list[Wanted]:
    """Return the deadlines of a tender as its dates are now.

    Args:
        months: of the conclusion term, those the RUP added and those of the check on anomalous offers.
    """
    if tender.historic or tender.state in _NEVER or tender.state in _STOPPED:
        return []
    found = [
        *_request(tender),
        *_project(tender),
        *_offers(tender),
        *_conclusion(tender, months),
        *_after_award(tender),
    ]
    return [one for one in found if one.starts_on <= one.due_on]


def _of(rule: TermRule | None, start: date, met_on: date | None, **more: int | bool) -> Iterator[Wanted]:
    if rule is None:
        return
    added = int(more.get("rup_months", 0)) + int(more.get("anomaly_months", 0))
    due = terms.due(rule, start, more=added)
    yield Wanted(
        code=rule.code, label=rule.label, trigger=rule.trigger, starts_on=start, due_on=due.on,
        amber_on=due.amber_on, red_on=due.red_on, source=rule.source, met_on=met_on, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _request(tender: Tender) -> Iterator[Wanted]:
    """The ten days of a request; suspended days have moved its end already."""
    if tender.submitted_at is None or tender.term_on is None:
        return
    start = dates.rome(tender.submitted_at).date()
    rule = terms.rule_of(clock.SILENT_ACCEPTANCE, start)
    if rule is None:
        return
    decided = None
    if tender.state not in OPEN_STATES and tender.closed_at and not tender.accepted_by_silence:
        decided = dates.rome(tender.closed_at).date()
    silent = tender.term_on + timedelta(days=1) if tender.accepted_by_silence else None
    length = (tender.term_on - start).days
    yield Wanted(
        code=rule.code, label=rule.label, trigger=rule.trigger, starts_on=start, due_on=tender.term_on,
        amber_on=start + timedelta(days=length * rule.amber // 100),
        red_on=start + timedelta(days=length * rule.red // 100),
        source=rule.source, met_on=decided or silent,
    )  # fmt: skip


def _project(tender: Tender) -> Iterator[Wanted]:
    """By when works are announced, once their project is approved."""
    approved = tender.project_approved_on
    if approved is None or tender.contract_object != ContractObject.WORKS or tender.state in _NOT_TAKEN:
        return
    yield from _of(
        terms.rule_of("WORKS_TENDER", approved), approved, tender.published_on or tender.awarded_on
    )


def _offers(tender: Tender) -> Iterator[Wanted]:
    """The term for offers, and how long they bind who made them."""
    if tender.published_on is None or tender.offers_until is None:
        return
    last = dates.rome(tender.offers_until).date()
    length = (last - tender.published_on).days
    yield Wanted(
        code=OFFERS, label=_("Termine delle offerte"), trigger=TermRule.Trigger.PUBLICATION,
        starts_on=tender.published_on, due_on=last,
        amber_on=tender.published_on + timedelta(days=length * 75 // 100),
        red_on=tender.published_on + timedelta(days=length * 90 // 100),
        source=_("art. 92 D.Lgs. 36/2023"), waits=True,
        met_on=None if tender.state == State.PUBLISHED else last,
    )  # fmt: skip
    if tender.state not in _JUDGED:
        yield from _of(terms.rule_of("OFFER_VALIDITY", last), last, tender.awarded_on)


def _conclusion(tender: Tender, months: tuple[int, int]) -> Iterator[Wanted]:
    """By when the procedure ends; with the law's own measure for procedure and criterion."""
    if tender.published_on is None:
        return
    rule = terms.conclusion_rule(tender.procedure, tender.criterion, tender.published_on)
    ended = tender.awarded_on
    if ended is None and tender.state in _JUDGED:
        ended = _ended_on(tender)
    yield from _of(rule, tender.published_on, ended, rup_months=months[0], anomaly_months=months[1])


def _ended_on(tender: Tender) -> date:
    last = tender.events.filter(to_state=tender.state).order_by("pk").first()
    return dates.rome(last.at).date() if last else dates.today()


def _after_award(tender: Tender) -> Iterator[Wanted]:
    """The contract's term; the waits for it and for appeals, once the last communication left."""
    if tender.awarded_on is None:
        return
    above = is_above_eu(tender)
    signed = _ended_on(tender) if tender.state in _SIGNED else None
    rule = terms.rule_of(CONTRACT[0] if above else CONTRACT[1], tender.awarded_on)
    yield from _of(rule, tender.awarded_on, signed)
    notified = tender.award_notified_on
    if notified is None:
        return
    yield from _of(terms.rule_of("COURT_APPEAL", notified), notified, None, waits=True)
    if above and tender.bids_received != 1 and not guards.is_direct(tender.scheda):
        yield from _of(terms.rule_of("STANDSTILL", notified), notified, None, waits=True)


def is_above_eu(tender: Tender) -> bool:
    """Say whether the estimated value reaches the European threshold of the day of publication."""
    on = tender.published_on or tender.awarded_on or dates.today()
    code = thresholds.code_of(Band.EU, contract_object=tender.contract_object)
    try:
        return thresholds.is_above(qualification.estimated_value(tender), code, on)
    except Refused:
        return False  # the table has no threshold of that day: the shorter term holds


# --- Words and colours


def standing(row: Deadline, on: date | None = None) -> tuple[str, str]:
    """Return word and tone of a deadline on a day: never the colour alone."""
    day = on or dates.today()
    if row.state != Deadline.State.OPEN:
        tones = {Deadline.State.MET: "success", Deadline.State.MISSED: "danger"}
        word = _("terminata") if row.waits and row.state == Deadline.State.MET else row.get_state_display()
        return word, tones.get(Deadline.State(row.state), "neutral")
    if row.waits:
        return _("in corso"), "info"
    if day > row.due_on:
        return _("scaduta"), "danger"
    if day >= row.red_on:
        return _("urgente"), "danger"
    return (_("si avvicina"), "warning") if day >= row.amber_on else (_("in corso"), "info")


def countdown(row: Deadline, on: date | None = None) -> str:
    """Return «fra 12 giorni», «oggi», «da 3 giorni»; empty for what is over."""
    left = (row.due_on - (on or dates.today())).days
    if row.state != Deadline.State.OPEN:
        return ""
    if left == 0:
        return _("oggi")
    words = _("fra %(days)s") if left > 0 else _("da %(days)s")
    return words % {"days": clock.in_days(abs(left))}


# --- Who writes


def may_write(actor: Actor, tender: Tender) -> bool:
    """Say whether the person adds deadlines of their own: SUA operator, and the RUP of the tender."""
    if actor.is_system or actor.organisation is None:
        return False
    return holds(actor, "sua.deadline.write", tender.province) or acts_as_rup(actor, tender)


def objection(tender: Tender) -> str:
    """Return why no deadline can be written now; empty when one can."""
    if tender.historic:
        return _("Questa gara è importata dallo storico: si legge e si esporta.")
    if tender.state in {State.DRAFT, State.REFUSED, State.WITHDRAWN, *_STOPPED, *_JUDGED}:
        return _("La gara è nello stato «%(state)s»: non si aggiungono scadenze.") % {
            "state": tender.get_state_display()
        }
    if not is_writable(tender.province):
        return _("Il modulo SUA è in sola lettura per %(province)s.") % {"province": tender.province}
    return ""
