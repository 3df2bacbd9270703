"""Requests of people who are not signed in, and what the holder of the secret address may do with one."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.html import printable
from pico.base.outbox import notify
from pico.helpdesk.actions.applicant_mail import _tell_applicant
from pico.helpdesk.actions.attachments import _keeps_files
from pico.helpdesk.actions.landing import _desk_for
from pico.helpdesk.actions.lines import _changed
from pico.helpdesk.actions.tickets import (
    _all,
    _clean,
    _key,
    _lock,
    _move,
    _not_yours,
    _number,
    _say,
    _solve,
    _tell_desk,
    _told,
    _workers,
)
from pico.helpdesk.models import (
    ApplicantMail,
    Desk,
    HelpTopic,
    Kind,
    Satisfaction,
    SpentChallenge,
    Ticket,
    TicketMessage,
)
from pico.helpdesk.rules.access import looks_after
from pico.helpdesk.rules.forgetting import emptied, is_to_forget
from pico.helpdesk.rules.proof import digest_of, forgotten_from
from pico.helpdesk.rules.states import after, still_reopens
from pico.helpdesk.rules.tracking import CONFIRM_WITHIN, KEPT_AFTER_CLOSING, files_of, hash_of, token_of
from pico.journal.models import record

State = Ticket.State
ROWS = 500


def _line(text: str) -> str:
    return " ".join(printable(text).split())


@_keeps_files
@transaction.atomic
def ask_from_outside(
    *,
    actor: Actor,
    topic: HelpTopic,
    name: str,
    email: str,
    source: str,
    organisation: str = "",
    portal_id: int | None = None,
    proof: str = "",
    written_to: bool = True,
    form_key: uuid.UUID | None = None,
    uploads: Iterable[Any] = (),
) -> Ticket:
    """Keep a request about access; nothing here depends on whether somebody has an account.

    Args:
        portal_id: of the organisation on whose site it is asked; the mails lead back there.
        proof: the word for which a browser has worked, so that the desk sees it at once; without one, or with
            one that was used before, once its link is opened.
        written_to: whether a mail may leave for this address today.
        form_key: of the form: the same words sent twice make one request.
        uploads: files for it, as ``ScreenshotsField`` gives them.

    Raises:
        Refused: when a text is missing or too long, or the topic is none of access.
    """
    clean, name = _clean(source), _line(name)[:120]
    if not name:
        raise Refused(_("Scrivi il tuo nome."), field="name", code="empty")
    if topic.kind != Kind.ACCESS or not topic.active:
        raise Refused(_("Questo argomento non è più proposto."), field="topic", code="gone")
    key = _key(form_key, topic.pk, email, name, clean)
    if key is not None and (earlier := _all().filter(form_key=key).first()) is not None:
        return earlier
    now, public_id = timezone.now(), uuid.uuid4()
    ticket = Ticket(
        public_id=public_id, number=f"U-{public_id.hex[:14]}", desk=_first_desk(), topic=topic,
        kind=topic.kind, requester_email=email, requester_name=name,
        requester_organisation=_line(organisation)[:200], portal_id=portal_id,
        subject=topic.label, state=State.UNCONFIRMED,
        created_at=now, moved_at=now, form_key=key,
    )  # fmt: skip
    ticket.secret_hash = hash_of(token_of(ticket))
    try:
        with transaction.atomic():
            ticket.save()
    except IntegrityError:  # the same form at the same instant
        return _all().get(form_key=key)
    _say(actor, ticket, clean, uploads=uploads)
    ticket.save(update_fields=["last_number"])
    if proof and _spend(proof):
        _bring_to_desk(actor, ticket, now)
    if written_to:
        _tell_applicant(ticket, ApplicantMail.About.ASKED)
    return ticket


def _spend(proof: str) -> bool:
    """Use a solved word up; say whether nobody had. Those too old to be shown again are forgotten."""
    SpentChallenge.objects.filter(expires_at__lt=timezone.now()).delete()
    try:
        with transaction.atomic():
            SpentChallenge.objects.create(digest=digest_of(proof), expires_at=forgotten_from())
    except IntegrityError:
        return False
    return True


def _first_desk() -> Desk:
    first = Desk.objects.filter(first=True).first()
    if first is None:
        words = _("L'assistenza non è ancora aperta: manca lo sportello nazionale.")
        raise Refused(words, code="no_desk")
    return first


def _bring_to_desk(actor: Actor, ticket: Ticket, now: datetime) -> None:
    """Give a request its number and the desk that the rules find now, which is told."""
    ticket.desk, ticket.rule = _desk_for(ticket.topic, None)
    ticket.number = _number(now)
    _move(ticket, after(ticket, "requester", "confirm"), now)
    changes = {"desk": [None, ticket.desk.name], "rule": [None, ticket.rule]}
    record(actor, "helpdesk.ticket.opened", ticket, changes=changes)
    to = _workers(ticket)
    notify("helpdesk.ticket.opened", about=ticket, actor=actor, to=to, data=_told(ticket))


@transaction.atomic
def confirm_request(*, actor: Actor, ticket: Ticket) -> Ticket:
    """Say from the link in the mail that the request is one's own: only now the desk sees it."""
    row = _lock(ticket)
    if row.state == State.UNCONFIRMED:
        _bring_to_desk(actor, row, timezone.now())
    return row


def _of_stranger(ticket: Ticket) -> Ticket:
    row = _lock(ticket)
    if not row.requester_email:
        raise Refused(_("Questa richiesta non ha più chi l'ha fatta."), code="forbidden")
    return row


@_keeps_files
@transaction.atomic
def reply_from_outside(
    *, actor: Actor, ticket: Ticket, source: str, uploads: Iterable[Any] = ()
) -> TicketMessage:
    """Write in the request whose secret address one holds.

    Raises:
        Refused: when it has ended or is not confirmed, or the text is missing or too long.
    """
    clean, row, now = _clean(source), _of_stranger(ticket), timezone.now()
    state = after(row, "requester", "reply")
    if row.state == State.RESOLVED and not still_reopens(row, now):
        raise Refused(_("È risolta da più di una settimana: apri una nuova richiesta."), code="too_late")
    before, message = row.state, _say(actor, row, clean, uploads=uploads)
    _move(row, state, now)
    record(actor, "helpdesk.ticket.replied", row, changes=_changed(state=(before, row.state)))
    _tell_desk(actor, row, "replied")
    return message


@transaction.atomic
def solve_from_outside(*, actor: Actor, ticket: Ticket, seen: str = "") -> Ticket:
    """Say that the request whose secret address one holds needs no more answer.

    Args:
        seen: the state on the page where it was pressed, by default that of the request in hand.

    Raises:
        Refused: when it is closed already, not confirmed, or was taken up again meanwhile.
    """
    return _solve(actor, _of_stranger(ticket), seen or ticket.state)


@transaction.atomic
def forget_unconfirmed(*, actor: Actor, now: datetime | None = None) -> int:
    """Erase the requests nobody confirmed within 48 hours. Returns how many."""
    now = now or timezone.now()
    old = _all().filter(state=State.UNCONFIRMED, created_at__lt=now - CONFIRM_WITHIN)
    found = list(old.order_by("pk").values_list("pk", flat=True)[:ROWS])
    _drop_files(
        TicketMessage.objects.unrestricted("the files of what is erased go too").filter(ticket__in=found)
    )
    _all().filter(pk__in=found, state=State.UNCONFIRMED).delete()
    if found:
        record(actor, "helpdesk.unconfirmed.erased", changes={"rows": [len(found), 0]})
    return len(found)


def _drop_files(messages: Any) -> None:
    files_of(list(messages)).delete()


@transaction.atomic
def forget_applicants(*, actor: Actor, now: datetime | None = None) -> int:
    """Forget who asked what was closed 90 days ago, when the link ends too. Returns how many."""
    now = now or timezone.now()
    over = _all().filter(state=State.CLOSED, moved_at__lt=now - KEPT_AFTER_CLOSING)
    found = list(over.exclude(requester_email="").order_by("pk")[:ROWS])
    for ticket in found:
        forget_applicant(actor=actor, ticket=ticket)
    return len(found)


@transaction.atomic
def forget_applicant(*, actor: Actor, ticket: Ticket, texts: bool = False) -> Ticket:
    """Take name, address and link of who asked out of a request and of those put into it; on demand also
    what they wrote. Of who has an account or had one only the words: their name is the account's, and goes
    with it.

    Args:
        texts: whether their messages and the words of their judgement are emptied too.

    Raises:
        Refused: when a person wants it who does not look after the desk, or nothing is to be forgotten.
    """
    row = _lock(ticket)
    if not (actor.is_system or looks_after(actor, row.desk)):
        raise _not_yours()
    known = bool(row.requester_email)
    if not known and not (texts and is_to_forget(row)):
        raise Refused(_("Di chi ha fatto questa richiesta non si conserva nulla."), code="nobody")
    for one in (row, *_all().filter(merged_into=row).order_by("pk").select_related("topic")):
        if one.requester_email:
            _forget_one(one)
        if texts:
            _empty(one)
        record(actor, f"helpdesk.ticket.{'forgotten' if known else 'emptied'}", one)
    return row


def _forget_one(row: Any) -> None:
    row.requester_email = row.requester_name = row.requester_organisation = ""
    row.secret_hash = None
    row.save()
    mails = ApplicantMail.objects.unrestricted("the mails of the person who is forgotten go with them")
    mails.filter(ticket=row).delete()


def _empty(row: Any) -> None:
    """Take away what who asked wrote: subject, messages, files, the words of the judgement."""
    own = row.messages.filter(from_desk=False)
    _drop_files(own)
    own.update(source=emptied(), html=f"<p>{emptied()}</p>")
    judged = Satisfaction.objects.unrestricted("the words of who is forgotten go with them")
    judged.filter(ticket=row).update(text="")
    row.subject = row.topic.label
    row.save(update_fields=["subject"])  # after the messages: the index is written anew from them
