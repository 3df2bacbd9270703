"""What happens to requests by themselves: a reminder, an end without an answer, an assignee who left."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from pico.accounts.models import Role, User
from pico.base.actor import Actor
from pico.base.outbox import notify
from pico.helpdesk.actions.applicant_mail import _tell_applicant
from pico.helpdesk.actions.tickets import _at_desk, _lock, _move, _told, _workers
from pico.helpdesk.models import Desk, Ticket
from pico.helpdesk.rules.states import after
from pico.journal.models import record

State = Ticket.State


def _waits_for(ticket: Ticket, days: int) -> bool:
    since = ticket.waiting_since
    if ticket.state != State.WAITING or since is None:
        return False
    return timezone.now() - since >= timedelta(days=days)


@transaction.atomic
def remind_waiting(*, actor: Actor, ticket: Ticket) -> bool:
    """Remind who asked that the desk waits for an answer, once for each question. Safe to run twice.

    Returns:
        Whether they were reminded now.
    """
    row = _lock(ticket)
    if row.reminded_at is not None or not _waits_for(row, row.desk.remind_days):
        return False
    row.reminded_at = timezone.now()
    row.save(update_fields=["reminded_at"])
    record(actor, "helpdesk.ticket.reminded", row)
    to = [row.requester] if row.requester else []
    notify("helpdesk.ticket.reminded", about=row, actor=actor, to=to, data=_told(row))
    _tell_applicant(row, "WAITING")
    return True


@transaction.atomic
def resolve_waiting(*, actor: Actor, ticket: Ticket) -> bool:
    """Call a request resolved that nobody answered for as long as its desk waits. Safe to run twice.

    Returns:
        Whether it was resolved now.
    """
    row = _lock(ticket)
    if not _waits_for(row, row.desk.resolve_days):
        return False
    _move(row, after(row, "system", "resolve"), timezone.now())
    record(actor, "helpdesk.ticket.unanswered", row, changes={"state": [str(State.WAITING), str(row.state)]})
    to = [row.requester] if row.requester else []
    notify("helpdesk.ticket.unanswered", about=row, actor=actor, to=to, data=_told(row))
    _tell_applicant(row, "UNANSWERED")
    return True


def _still_works(person: User, desk: Desk) -> bool:
    """Say whether somebody answers at a desk today, or administers its owner."""
    if person.pk in {one.pk for one in _at_desk(desk)}:
        return True
    return User.objects.holding(Role.ADMINISTRATOR, desk.owner).filter(pk=person.pk).exists()


@transaction.atomic
def release(*, actor: Actor, ticket: Ticket) -> bool:
    """Give a request back to its desk whose assignee answers there no more. Safe to run twice.

    Returns:
        Whether it was given back now.
    """
    row = _lock(ticket)
    person = row.assignee
    if not row.is_open or person is None or _still_works(person, row.desk):
        return False
    before, row.assignee = str(row.state), None
    if row.state == State.OPEN and row.first_answer_at is None:
        row.state = State.NEW
    row.save(update_fields=["assignee", "state"])
    changes = {"assignee": [person.pk, None], "state": [before, str(row.state)]}
    record(actor, "helpdesk.ticket.released", row, changes=changes)
    notify("helpdesk.ticket.released", about=row, actor=actor, to=_workers(row), data=_told(row))
    return True
