"""Deadlines that people write, extend or meet; and the job that looks at all of them once a day."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.sua.actions.moves import _body, _locked, _office, _tell
from pico.sua.actions.terms import _bring_in_line
from pico.sua.models import Deadline, Tender
from pico.sua.models.codes import Hand, State
from pico.sua.rules import deadlines as rules
from pico.sua.rules import rups, terms


def _begin(actor: Actor, tender: Tender) -> Tender:
    row = _locked(tender)
    if not rules.may_write(actor, row):
        raise Refused(_("Le scadenze le scrivono l'operatore SUA e il RUP della gara."), code="role")
    sentence = rules.objection(row)
    if sentence:
        raise Refused(sentence, code="state")
    return row


@transaction.atomic
def add_deadline(*, actor: Actor, tender: Tender, label: str, due_on: date, note: str = "") -> Deadline:
    """Write a deadline of one's own beside those of the law.

    Raises:
        Refused: not theirs to write, or a day that has passed.
    """
    row = _begin(actor, tender)
    today = dates.today()
    if due_on < today:
        raise Refused(_("Il giorno è già passato: scrivi una data da oggi in poi."), field="due_on")
    length = (due_on - today).days
    made = Deadline.objects.create(
        tender=row,
        label=label,
        starts_on=today,
        due_on=due_on,
        amber_on=today + timedelta(days=length * 75 // 100),
        red_on=today + timedelta(days=length * 90 // 100),
        note=note,
        added_by=actor.user,
    )
    record(actor, "sua.deadline.added", row, owner=row.owner, changes={"due_on": [None, due_on.isoformat()]})
    return made


@transaction.atomic
def meet_deadline(*, actor: Actor, deadline: Deadline) -> Deadline:
    """Say that a deadline written by hand was met; those of the law are met by the tender's moves.

    Raises:
        Refused: not theirs, one of the law, or already closed by somebody else.
    """
    tender = _begin(actor, deadline.tender)
    row = tender.deadlines.select_for_update(of=("self",)).get(pk=deadline.pk)
    if not row.by_hand:
        raise Refused(_("Questo termine si chiude con il passaggio della gara che lo rispetta."), code="law")
    if row.state != Deadline.State.OPEN:
        raise Refused(
            _("La scadenza è già chiusa: %(state)s.") % {"state": row.get_state_display()}, code="state"
        )
    row.state, row.closed_on = Deadline.State.MET, dates.today()
    row.save(update_fields=["state", "closed_on"])
    record(actor, "sua.deadline.met", tender, owner=tender.owner, changes={"label": None})
    return row


@transaction.atomic
def extend_conclusion(
    *, actor: Actor, tender: Tender, months: int, reason: str, anomaly: bool = False
) -> Deadline:
    """Give the conclusion of the procedure more time (All. I.3 D.Lgs. 36/2023).

    The old term stays, replaced; how many months the law allows is in the table of terms.

    Args:
        months: how many are added.
        reason: why; kept with the new term.
        anomaly: for the check of anomalous offers, not for the RUP's own reasons.

    Raises:
        Refused: not the RUP, no conclusion term that runs, or more months than the law allows in all.
    """
    row = _locked(tender)
    if not rups.acts_as_rup(actor, row):
        raise Refused(_("Il termine di conclusione lo proroga il RUP della gara (All. I.3)."), code="role")
    sentence = rules.objection(row)
    if sentence:
        raise Refused(sentence, code="state")
    old = row.deadlines.running().filter(code__startswith=rules.CONCLUSION).first()
    if old is None:
        raise Refused(_("Non c'è un termine di conclusione in corso."), code="none")
    if not reason.strip():
        raise Refused(_("Scrivi il motivo della proroga (All. I.3 D.Lgs. 36/2023)."), field="reason")
    limit = terms.rule_of("ANOMALY_EXTENSION" if anomaly else "RUP_EXTENSION", old.starts_on)
    given = old.anomaly_months if anomaly else old.rup_months
    if limit is None or months < 1 or given + months > limit.offset:
        most = limit.offset if limit else 0
        words = _("In tutto si possono aggiungere al massimo %(most)s mesi (All. I.3): già dati %(given)s.")
        raise Refused(words % {"most": most, "given": given}, field="months")
    added = (old.rup_months + (0 if anomaly else months), old.anomaly_months + (months if anomaly else 0))
    new = next(one for one in rules.wanted(row, added) if one.code == old.code)
    old.state, old.closed_on = Deadline.State.REPLACED, dates.today()
    old.save(update_fields=["state", "closed_on"])
    made = Deadline.objects.create(
        tender=row, code=new.code, label=new.label, trigger=new.trigger, starts_on=new.starts_on,
        due_on=new.due_on, amber_on=new.amber_on, red_on=new.red_on, source=new.source,
        rup_months=added[0], anomaly_months=added[1], note=reason, added_by=actor.user,
    )  # fmt: skip
    changes = {"due_on": [old.due_on.isoformat(), made.due_on.isoformat()]}
    record(actor, "sua.deadline.extended", row, owner=row.owner, changes=changes)
    return made


@transaction.atomic
def watch_deadlines(*, actor: Actor, tender: Tender) -> int:
    """Close the deadlines that fell, and remind of those near; safe to run twice, or after days.

    Returns:
        How many messages left.
    """
    row = _locked(tender)
    missed = _bring_in_line(row)
    today = dates.today()
    if missed:
        record(actor, "sua.deadline.missed", row, owner=row.owner, changes={"missed": [0, len(missed)]})
    for one in missed:
        _said(row, actor, "missed", one)
    return len(missed) + sum(_remind(row, actor, one, today) for one in row.deadlines.running())


def _remind(row: Tender, actor: Actor, one: Deadline, today: date) -> int:
    """Remind once at each of the three days; a day without the job is made up for by the next."""
    left = (one.due_on - today).days
    due = [days for days in rules.REMINDERS if left <= days]
    if one.waits or left < 0 or not due or (one.reminded is not None and one.reminded <= min(due)):
        return 0
    one.reminded = min(due)
    one.save(update_fields=["reminded"])
    _said(row, actor, "near", one)
    return 1


def _said(row: Tender, actor: Actor, what: str, one: Deadline) -> None:
    people = list({person.pk: person for person in _in_turn(row)}.values())
    due = dates.italian_date(one.due_on)
    _tell(f"sua.deadline.{what}", row, actor, people, term=one.label, due=due)


def _in_turn(row: Tender) -> list[User]:
    """Return the people who have the tender in their hands."""
    if row.hand == Hand.ORGANISATION:
        return _body(row)
    rup = rups.active_rup(row)
    if row.hand == Hand.RUP and rup is not None:
        return [rup]
    deciding = row.state in {State.SUBMITTED, State.IN_REVIEW, State.PROPOSED}
    return [*_office(row, executives=deciding), *([rup] if rup else [])]
