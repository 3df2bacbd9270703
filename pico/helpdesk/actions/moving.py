"""Requests put together, and requests that go up to the desk above and come back with an answer."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.helpdesk.actions.applicant_mail import _tell_applicant
from pico.helpdesk.actions.landing import _landing
from pico.helpdesk.actions.lines import _changed
from pico.helpdesk.actions.tickets import _all, _clean, _for_desk, _hand_over, _lock, _move, _not_yours, _told
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.access import looks_after
from pico.helpdesk.rules.states import after, answers_for
from pico.journal.models import record

UNDONE_WITHIN = timedelta(hours=24)


@transaction.atomic
def escalate(*, actor: Actor, ticket: Ticket, source: str) -> Ticket:
    """Give a request to the desk above, with a note that says why. It remembers where to come back to.

    Raises:
        Refused: when the actor may not, no desk above is in service, or the note is missing.
    """
    clean, row = _clean(source), _for_desk(actor, ticket)
    above = _landing(row.desk.parent_id)
    if above is None:
        raise Refused(_("Sopra questo sportello non c'è nessuno in servizio."), code="no_parent")
    row.origin_desk = row.origin_desk or row.desk
    return _hand_over(actor, row, above, clean, "escalated")


@transaction.atomic
def return_answered(*, actor: Actor, ticket: Ticket, source: str) -> Ticket:
    """Give a request back to the desk that first sent it up, with the answer for that desk.

    Raises:
        Refused: when the actor may not, it was not sent up, or the answer is missing.
    """
    clean, row = _clean(source), _for_desk(actor, ticket)
    first = _landing(row.origin_desk_id)
    if first is None or first.pk == row.desk_id:
        raise Refused(_("Questa richiesta non viene da uno sportello sottostante."), code="no_origin")
    row.origin_desk = None
    return _hand_over(actor, row, first, clean, "returned")


@transaction.atomic
def merge_tickets(*, actor: Actor, ticket: Ticket, into: Ticket) -> Ticket:
    """Put a request into another one of the same person at the same desk: one thread, one number.

    Args:
        ticket: ends, and its address leads to the other.
        into: goes on, with the messages of both in the order of time.

    Raises:
        Refused: when the actor may not, or the two do not belong together.
    """
    held = {row.pk: row for row in _locked(ticket, into)}
    row, target = held[ticket.pk], held[into.pk]
    if not (answers_for(actor, row) and answers_for(actor, target)):
        raise _not_yours()
    _must_fit(row, target)
    state, now = after(row, "desk", "merge"), timezone.now()
    row.merged_into, row.merged_at, row.merged_from = target, now, row.state
    _move(row, state, now)
    target.moved_at = now
    target.save(update_fields=["moved_at"])
    changes = _changed(into=(None, target.number), state=(row.merged_from, row.state))
    record(actor, "helpdesk.ticket.merged", row, changes=changes)
    record(actor, "helpdesk.ticket.joined", target, changes={"with": [None, row.number]})
    to = [target.requester] if target.requester else []
    told = {**_told(target), "old": row.number}
    notify("helpdesk.ticket.joined", about=target, actor=actor, to=to, data=told)
    _tell_applicant(target, "JOINED")
    return target


def _locked(*tickets: Ticket) -> list[Ticket]:
    """Hold several requests, the older first: two who put them together crosswise wait for one another."""
    return [_lock(row) for row in sorted(tickets, key=lambda row: row.pk)]


def _must_fit(row: Ticket, target: Ticket) -> None:
    """Refuse what is not two open requests of one person at one desk."""
    same = (row.requester_id, row.requester_email.lower()) == (
        target.requester_id,
        target.requester_email.lower(),
    )
    nobody = row.requester_id is None and not row.requester_email
    if row.pk == target.pk or row.desk_id != target.desk_id or not same or nobody:
        words = _("Si uniscono solo due richieste della stessa persona allo stesso sportello.")
        raise Refused(words, field="into", code="not_together")
    if not target.is_open:  # there nobody would answer what is put into it
        words = _("Quella richiesta è già risolta o chiusa: si unisce solo a una ancora aperta.")
        raise Refused(words, field="into", code="closed")
    if _all().filter(merged_into=row).exists():
        words = _("A questa ne sono già state unite altre: unisci l'altra a questa.")
        raise Refused(words, field="into", code="has_others")


@transaction.atomic
def split_again(*, actor: Actor, ticket: Ticket) -> Ticket:
    """Undo what put a request into another one, within a day: it is what it was.

    Raises:
        Refused: when the actor does not look after the desk, or it is too late.
    """
    row = _lock(ticket)
    if not looks_after(actor, row.desk):
        raise _not_yours()
    if row.merged_into is None or row.merged_at is None:
        raise Refused(_("Questa richiesta non è unita a un'altra."), code="not_merged")
    if _landing(row.desk_id) is None:
        words = _("Lo sportello è fuori servizio: separate, resterebbero senza chi risponde.")
        raise Refused(words, code="desk")
    now, target = timezone.now(), row.merged_into
    if now - row.merged_at > UNDONE_WITHIN:
        raise Refused(_("È passato più di un giorno: l'unione resta."), code="too_late")
    before, state = row.state, row.merged_from
    row.merged_into, row.merged_at, row.merged_from = None, None, ""
    _move(row, state, now)
    changes = _changed(into=(target.number, None), state=(before, row.state))
    record(actor, "helpdesk.ticket.split", row, changes=changes)
    return row
