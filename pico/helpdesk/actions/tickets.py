"""Requests for help: asked, talked about, taken, passed on, ended. Each act locks its request."""

import json
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.accounts.models import Role, User
from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.base.html import printable
from pico.base.markdown import to_html
from pico.base.outbox import notify
from pico.helpdesk.actions.alarms import _tell_leads
from pico.helpdesk.actions.applicant_mail import _tell_applicant
from pico.helpdesk.actions.attachments import _hang, _keeps_files
from pico.helpdesk.actions.clocks import _keep_time
from pico.helpdesk.actions.landing import _desk_for, _landing
from pico.helpdesk.actions.lines import _as_asker, _changed
from pico.helpdesk.models import Desk, HelpTopic, Ticket, TicketMessage, TicketNumberSeries
from pico.helpdesk.rules.access import people_at, who_may_answer
from pico.helpdesk.rules.context import Context, kept
from pico.helpdesk.rules.states import after, answers_for, is_done, is_requester, still_reopens
from pico.journal.models import record
from pico.organisations.models import Organisation

LONGEST = 20_000
SERIES = "T"
Kind = TicketMessage.Kind


def _all() -> Any:
    return Ticket.objects.unrestricted("the request in hand is read again under a lock")


def _lock(ticket: Ticket) -> Ticket:
    return _all().select_for_update(of=("self",)).select_related("desk__owner", "topic").get(pk=ticket.pk)


def _clean(source: str) -> str:
    clean = printable(source.replace("\r\n", "\n")).strip()
    if not clean:
        raise Refused(_("Scrivi il testo."), field="source", code="empty")
    if len(clean) > LONGEST:
        raise Refused(_("Il testo è troppo lungo: al massimo 20.000 caratteri."), field="source", code="long")
    return clean


def _not_yours() -> Refused:
    return Refused(_("Su questa richiesta non puoi agire: è passata ad altri o è tua."), code="forbidden")


def _for_desk(actor: Actor, ticket: Ticket) -> Ticket:
    row = _lock(ticket)
    if not answers_for(actor, row):
        raise _not_yours()
    return row


def _at_desk(desk: Desk) -> list[User]:
    """Return the people who answer at a desk today; the administrators of its owner when nobody does."""
    able = who_may_answer(desk)
    found = [row.person for row in people_at(desk).order_by("pk") if row.person_id in able]
    return found or list(User.objects.holding(Role.ADMINISTRATOR, desk.owner))


def _workers(ticket: Ticket) -> list[User]:
    """Return who at its desk may work on a request: not who asked it, who is told as such."""
    found = [person for person in _at_desk(ticket.desk) if not ticket.is_asked_by(person)]
    if found:
        return found
    above = User.objects.holding(Role.ADMINISTRATOR, ticket.desk.owner)
    return [person for person in above if not ticket.is_asked_by(person)]


def _say(
    actor: Actor,
    ticket: Ticket,
    source: str,
    *,
    kind: str = Kind.PUBLIC,
    from_desk: bool = False,
    uploads: Iterable[Any] = (),
) -> TicketMessage:
    """Add a message, with its files, to a request that is held under a lock, with the next number."""
    ticket.last_number += 1
    message = TicketMessage.objects.create(
        ticket=ticket, position=ticket.last_number, kind=kind, author=actor.user, from_desk=from_desk,
        source=source, html=to_html(source),
    )  # fmt: skip
    _hang(actor, message, uploads)
    return message


def _move(ticket: Ticket, state: str, now: datetime) -> None:
    """Put a request into a state, with what follows from it, and save it."""
    State = Ticket.State
    if ticket.state == State.RESOLVED and state in {State.OPEN, State.WAITING}:
        ticket.reopened_count += 1
    if state in Ticket.OPEN_STATES:
        ticket.resolved_at = None
    elif ticket.resolved_at is None:
        ticket.resolved_at = now
    if state == State.NEW:
        ticket.assignee = None
    if state != State.WAITING:
        ticket.waiting_since = ticket.reminded_at = None
    elif ticket.waiting_since is None:
        ticket.waiting_since = now
    ticket.state, ticket.moved_at = State(state), now
    _keep_time(ticket, now)
    ticket.save()


def _told(ticket: Ticket) -> dict[str, str]:
    return {"number": ticket.number, "subject": ticket.subject[:100], "desk": ticket.desk.name}


def _tell_desk(actor: Actor, ticket: Ticket, what: str) -> None:
    """Tell who works on a request, else everybody at its desk."""
    to = [ticket.assignee] if ticket.assignee else _workers(ticket)
    notify(f"helpdesk.ticket.{what}", about=ticket, actor=actor, to=to, data=_told(ticket))


def _tell_asker(actor: Actor, ticket: Ticket, what: str) -> None:
    """Tell who asked, where they have an account; to the others goes ``_tell_applicant``.

    No mail goes to an address for what asks nothing of its holder and changes nothing of what they read: that
    a request was taken in charge, went to another desk, or was closed a week after the mail that says so.
    """
    to = [ticket.requester] if ticket.requester else []
    notify(f"helpdesk.ticket.{what}", about=ticket, actor=actor, to=to, data=_told(ticket))


@_keeps_files
@transaction.atomic
def open_ticket(
    *,
    actor: Actor,
    topic: HelpTopic,
    subject: str,
    source: str,
    organisation: Organisation | None = None,
    follows: Ticket | None = None,
    form_key: uuid.UUID | None = None,
    uploads: Iterable[Any] = (),
    impact: str = "",
    context: Context | None = None,
) -> Ticket:
    """Ask for help: the rules find the desk, which is told.

    Args:
        organisation: for which one of one's own; the acting one by default.
        follows: a request of one's own that ended and that this one takes up again.
        form_key: of the form: the same words sent twice make one request.
        uploads: files for it, as ``UploadsField`` gives them.
        impact: in the words of who asks, one of ``Impact``.
        context: the page from which it is asked.

    Raises:
        Refused: when a text is missing or too long, or the topic is offered no more.
    """
    if actor.user is None:
        raise _not_yours()
    subject, clean = " ".join(printable(subject).split()), _clean(source)
    key = _key(form_key, actor.user.pk, topic.pk, organisation and organisation.pk, subject, clean)
    if (earlier := _earlier(actor, key)) is not None:
        return earlier
    if not subject:
        raise Refused(_("Scrivi l'oggetto."), field="subject", code="empty")
    if not topic.active:
        raise Refused(_("Questo argomento non è più proposto."), field="topic", code="gone")
    if follows is not None and follows.requester_id != actor.user.pk:
        raise _not_yours()
    asking = organisation or actor.organisation
    if asking is not None and asking.pk not in access_of(actor.user).organisation_ids:
        raise _not_yours()
    page = kept(actor.user, context or Context())
    desk, rule = _desk_for(topic, asking)
    now = timezone.now()
    try:
        with transaction.atomic():
            number = _number(now)  # waits for whoever takes one: the same form, sent twice at once
            if (earlier := _earlier(actor, key)) is not None:
                raise _Twice
    except _Twice:  # the number goes back
        return cast("Ticket", earlier)
    ticket = Ticket.objects.create(
        number=number, desk=desk, topic=topic, kind=topic.kind, module=topic.module,
        requester=actor.user, organisation=asking, subject=subject[:200], rule=rule, follows=follows,
        created_at=now, moved_at=now, form_key=key, impact=impact,
        context_page=page.page, context_url=page.url[:300],
        context_kind=page.kind, context_id=page.row, context_label=page.label,
    )  # fmt: skip
    _say(actor, ticket, clean, uploads=uploads)
    _keep_time(ticket, now)
    ticket.save()
    changes = {"desk": [None, desk.name], "rule": [None, rule]}
    record(_as_asker(actor), "helpdesk.ticket.opened", ticket, changes=changes)
    notify("helpdesk.ticket.opened", about=ticket, actor=actor, to=_workers(ticket), data=_told(ticket))
    return ticket


class _Twice(Exception):
    """The form made its request a moment ago."""


def _key(form_key: uuid.UUID | None, *content: object) -> uuid.UUID | None:
    """Return what one sending of a form is known by: the same form with other words is another request.

    Whoever goes back, writes something else and sends again means something else.
    """
    return form_key and uuid.uuid5(form_key, json.dumps([str(part) for part in content]))


def _earlier(actor: Actor, key: uuid.UUID | None) -> Ticket | None:
    """Return the request that a form has made already, with the same words."""
    if key is None:
        return None
    return _all().filter(form_key=key, requester=actor.user).select_related("desk").first()


def _number(now: datetime) -> str:
    first = Desk.objects.get(first=True)
    year = dates.rome(now).year
    taken = TicketNumberSeries.objects.next(owner_id=first.owner_id, kind=SERIES, year=year)
    return f"{SERIES}-{year}-{taken:06d}"


@_keeps_files
@transaction.atomic
def reply_to_desk(*, actor: Actor, ticket: Ticket, source: str, uploads: Iterable[Any] = ()) -> TicketMessage:
    """Write in one's own request; what was resolved comes back, what waited goes on.

    Raises:
        Refused: when it is not one's own, is closed, or the text is missing or too long.
    """
    clean, row, now = _clean(source), _lock(ticket), timezone.now()
    if not is_requester(actor, row):
        raise _not_yours()
    state = after(row, "requester", "reply")
    if row.state == Ticket.State.RESOLVED and not still_reopens(row, now):
        words = _("È risolta da più di una settimana: apri una richiesta che la segue.")
        raise Refused(words, code="too_late")
    before, message = row.state, _say(actor, row, clean, uploads=uploads)
    _move(row, state, now)
    changes = _changed(state=(before, row.state))
    record(_as_asker(actor), "helpdesk.ticket.replied", row, changes=changes)
    _tell_desk(actor, row, "replied")
    return message


@transaction.atomic
def solve_own(*, actor: Actor, ticket: Ticket, seen: str = "") -> Ticket:
    """Say that one's own request needs no more answer: solved, or confirmed and closed.

    Args:
        seen: the state on the page where it was pressed, by default that of the request in hand: pressed
            twice it is solved, not solved and confirmed.

    Raises:
        Refused: when it is not one's own, is closed already, or was taken up again meanwhile.
    """
    row = _lock(ticket)
    if not is_requester(actor, row):
        raise _not_yours()
    return _solve(actor, row, seen or ticket.state)


def _solve(actor: Actor, row: Ticket, seen: str) -> Ticket:
    """Move a request that is held under a lock as who asked meant it on the page they saw."""
    if is_done(row, "requester", "solve", seen):
        return row
    if seen == Ticket.State.RESOLVED and row.is_open:
        raise Refused(_("Intanto la richiesta è stata riaperta: rileggila."), code="state")
    before, state = row.state, after(row, "requester", "solve")
    _move(row, state, timezone.now())
    changes = _changed(state=(before, row.state))
    record(_as_asker(actor), "helpdesk.ticket.solved", row, changes=changes)
    _tell_desk(actor, row, "solved")
    return row


@transaction.atomic
def take(*, actor: Actor, ticket: Ticket) -> Ticket:
    """Take a request in charge. Does nothing when it is one's own already.

    Raises:
        Refused: when the actor may not, it is at an end, or a colleague took it since it was read.
    """
    row = _for_desk(actor, ticket)
    if row.assignee and row.assignee == actor.user:
        after(row, "desk", "take")
        return row
    if row.assignee and row.assignee_id != ticket.assignee_id:
        words = _("Intanto l'ha presa in carico %(name)s.")
        raise Refused(words % {"name": row.assignee.get_full_name()}, code="taken")
    return _assign(actor, row, actor.user, "take")


@transaction.atomic
def assign(*, actor: Actor, ticket: Ticket, person: User) -> Ticket:
    """Give a request to somebody who answers at its desk.

    Raises:
        Refused: when the actor may not, the person does not answer there or asked it, or it is at an end.
    """
    row = _for_desk(actor, ticket)
    if row.is_asked_by(person) or person.pk not in {one.pk for one in _at_desk(row.desk)}:
        words = _("%(name)s non risponde a questo sportello, o ha aperto la richiesta.")
        raise Refused(words % {"name": person.get_full_name()}, field="person", code="no_place")
    return _assign(actor, row, person, "assign")


def _assign(actor: Actor, row: Ticket, person: User | None, act: str) -> Ticket:
    state, before = after(row, "desk", act), (row.assignee_id, row.state)
    row.assignee = person
    _move(row, state, timezone.now())
    changes = _changed(assignee=(before[0], row.assignee_id), state=(before[1], row.state))
    record(actor, f"helpdesk.ticket.{'taken' if act == 'take' else 'assigned'}", row, changes=changes)
    if person is not None and (actor.user is None or person.pk != actor.user.pk):
        notify("helpdesk.ticket.assigned", about=row, actor=actor, to=[person], data=_told(row))
    if before[1] == Ticket.State.NEW:
        _tell_asker(actor, row, "taken")
    return row


@_keeps_files
@transaction.atomic
def answer(
    *,
    actor: Actor,
    ticket: Ticket,
    source: str,
    seen: int,
    act: str = "answer",
    uploads: Iterable[Any] = (),
) -> TicketMessage:
    """Answer who asked.

    Args:
        seen: the number of the last message on the page: somebody may have written meanwhile.
        act: answer (goes on), ask (their turn) or solve.

    Raises:
        Refused: when the actor may not, the request is closed, or the text is missing or too long.
        Conflict: when there is something newer; nothing is written.
    """
    clean, row = _clean(source), _for_desk(actor, ticket)
    if row.last_number != seen:
        raise Conflict(_("Intanto qualcuno ha scritto: leggi sopra, poi invia o correggi il tuo testo."))
    state, before, now = after(row, "desk", act), (row.assignee_id, row.state), timezone.now()
    message = _say(actor, row, clean, from_desk=True, uploads=uploads)
    row.first_answer_at = row.first_answer_at or now
    row.assignee = row.assignee or actor.user
    row.waiting_since = row.reminded_at = None  # a new question waits from now
    _move(row, state, now)
    changes = _changed(assignee=(before[0], row.assignee_id), state=(before[1], row.state))
    record(actor, "helpdesk.ticket.answered", row, changes=changes)
    _tell_asker(actor, row, TOLD_AS[act])
    _tell_applicant(row, MAILED_AS[act])
    return message


TOLD_AS = {"answer": "answered", "ask": "asked", "solve": "resolved"}
MAILED_AS = {"answer": "ANSWERED", "ask": "WAITING", "solve": "RESOLVED"}


@_keeps_files
@transaction.atomic
def note(*, actor: Actor, ticket: Ticket, source: str, uploads: Iterable[Any] = ()) -> TicketMessage:
    """Write what only the desk reads. Nobody is told.

    Raises:
        Refused: when the actor may not, the request is closed, or the text is missing or too long.
    """
    clean, row = _clean(source), _for_desk(actor, ticket)
    after(row, "desk", "note")
    message = _say(actor, row, clean, kind=Kind.INTERNAL, from_desk=True, uploads=uploads)
    row.save(update_fields=["last_number"])
    record(actor, "helpdesk.ticket.noted", row)
    return message


@transaction.atomic
def pass_on(*, actor: Actor, ticket: Ticket, desk: Desk, source: str) -> Ticket:
    """Give a request to another desk, with a note that says why; this one sees it no more.

    Raises:
        Refused: when the actor may not, the desk is the same or out of service, or the note is missing.
    """
    clean, row = _clean(source), _for_desk(actor, ticket)
    held = _landing(desk.pk)
    if held is None or held.pk == row.desk_id:
        raise Refused(_("Scegli un altro sportello, in servizio."), field="desk", code="desk")
    return _hand_over(actor, row, held, clean, "passed")


def _hand_over(
    actor: Actor, row: Ticket, desk: Desk, source: str, what: str, *, kind: str = Kind.INTERNAL
) -> Ticket:
    """Move a request to another desk, both held, with a note, and what was merged into it.

    Its state stays what it is: who is waited for is still waited for, what is solved still closes by itself.
    """
    state = after(row, "desk", "pass")
    _say(actor, row, source, kind=kind, from_desk=True)
    # The line belongs to who gives it away: where it went is theirs to read, the rest is the other's.
    changes = _changed(desk=(row.desk.name, desk.name), assignee=(row.assignee_id, None))
    record(actor, f"helpdesk.ticket.{what}", row, changes=changes)
    left, row.desk, row.assignee = row.desk, desk, None
    row.passed_count += 1
    _move(row, state, timezone.now())
    _all().filter(merged_into=row).update(desk=desk)
    _tell_leads(actor, row, left)
    notify("helpdesk.ticket.passed", about=row, actor=actor, to=_workers(row), data=_told(row))
    _tell_asker(actor, row, "moved")
    return row


@transaction.atomic
def close_resolved(*, actor: Actor, ticket: Ticket) -> bool:
    """Close what was resolved a week ago and nobody took up again. Safe to run twice.

    Returns:
        Whether it was closed now.
    """
    row, now = _lock(ticket), timezone.now()
    if row.state != Ticket.State.RESOLVED or still_reopens(row, now):
        return False
    before = row.state
    _move(row, after(row, "system", "close"), now)
    record(actor, "helpdesk.ticket.closed", row, changes=_changed(state=(before, row.state)))
    _tell_asker(actor, row, "closed")
    return True
