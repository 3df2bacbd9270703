"""Sending one mail, so that a worker killed at any moment neither loses it nor doubles it unknowingly."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.dates import today
from pico.base.jobs import enqueue, enqueue_once
from pico.base.outbox import notify
from pico.journal.models import record
from pico.notifications.kinds import Kind, kinds
from pico.notifications.mail import compose
from pico.notifications.models import Address, Channel, MailDelivery
from pico.notifications.rules import administrators_of, wanted
from pico.notifications.smtp import Answer, Outcome, send

State = MailDelivery.State
UNCERTAIN_AFTER = timedelta(minutes=10)
GIVE_UP_AFTER = timedelta(hours=24)
FORGOTTEN_AFTER = timedelta(minutes=30)
FAILURES_BEFORE_BLOCK = 3


def _deliveries() -> Any:
    return MailDelivery.objects.unrestricted("a job sends the mails in the queue")


def send_mail(*, actor: Actor, delivery_id: int) -> str:
    """Send one queued mail, or put it off, or give it up.

    The row is CLAIMED in a transaction of its own before the relay is called: whoever finds it CLAIMED
    leaves it alone, and ``sweep_mail`` finds those that nobody finished.

    Args:
        actor: the system.
        delivery_id: the mail.

    Returns:
        The state it is left in.
    """
    delivery = (
        _deliveries().select_related("event__actor", "event__organisation", "person").get(pk=delivery_id)
    )
    if delivery.state not in {State.QUEUED, State.UNCERTAIN}:
        return delivery.state
    kind = kinds.get(delivery.event.kind)
    row = kind.row(delivery.person, delivery.event.target_id)
    reason = "no longer allowed to see it" if row is None else _why_not(delivery, kind)
    if reason:
        return _finish(delivery, State.SKIPPED, delivery.state, reason)
    message = compose(delivery, kind, row)
    if not _claim(delivery):
        return State.CLAIMED
    return _settle(actor, delivery, send(message))


def _why_not(delivery: MailDelivery, kind: Kind) -> str:
    person = delivery.person
    confirmed = EmailAddress.objects.filter(user=person, email=delivery.address, verified=True)
    blocked = Address.objects.unrestricted("a job asks whether an address refuses messages").filter(
        email=delivery.address.lower(), blocked_at__isnull=False
    )
    reasons = (
        (not person.is_active, "person disabled"),
        (not confirmed.exists(), "address not confirmed"),
        (blocked.exists(), "address blocked"),
        (person.pk not in wanted(kind=kind, channel=Channel.MAIL, people=[person.pk]), "switched off"),
    )
    return next((reason for holds, reason in reasons if holds), "")


def _claim(delivery: MailDelivery) -> bool:
    """Take the mail in hand, committed before the relay is called. False when somebody else did."""
    again = delivery.state == State.UNCERTAIN
    mine = _deliveries().filter(pk=delivery.pk, state=delivery.state, finished_at=None)
    taken = mine.update(
        state=State.CLAIMED,
        claimed_at=timezone.now(),
        tries=F("tries") + 1,
        sent_again=again or delivery.sent_again,
    )
    delivery.tries += 1
    return bool(taken)


def _settle(actor: Actor, delivery: MailDelivery, outcome: Outcome) -> str:
    if outcome.answer == Answer.SENT:
        return _finish(delivery, State.SENT, State.CLAIMED)
    if outcome.answer == Answer.LATER and timezone.now() < delivery.created_at + GIVE_UP_AFTER:
        return _put_off(delivery, outcome.error)
    if outcome.answer in {Answer.ADDRESS_REFUSED, Answer.ADDRESS_UNKNOWN}:
        _count_failure(actor, delivery, outcome)
    return _finish(delivery, State.FAILED, State.CLAIMED, outcome.error)


def _finish(delivery: MailDelivery, state: str, before: str, error: str = "") -> str:
    _deliveries().filter(pk=delivery.pk, state=before).update(
        state=state, finished_at=timezone.now(), error=error
    )
    return state


def _put_off(delivery: MailDelivery, error: str) -> str:
    """Wait 5 minutes, then 10, 20, 40… up to 4 hours; for 24 hours in all."""
    due = timezone.now() + min(timedelta(minutes=5) * 2 ** min(delivery.tries - 1, 6), timedelta(hours=4))
    with transaction.atomic():
        _deliveries().filter(pk=delivery.pk, state=State.CLAIMED).update(
            state=State.QUEUED, due_at=due, error=error
        )
        enqueue("notifications.send_mail", run_after=due, delivery_id=delivery.pk)
    return State.QUEUED


def _count_failure(actor: Actor, delivery: MailDelivery, outcome: Outcome) -> None:
    """Block an address at once when its user is unknown, else after errors on three different days."""
    with transaction.atomic():
        Address.objects.bulk_create([Address(email=delivery.address.lower())], ignore_conflicts=True)
        rows = Address.objects.unrestricted("a job counts the errors of an address")
        address = rows.select_for_update().get(email=delivery.address.lower())
        if address.failed_on != today():
            address.failures += 1
        address.failed_on = today()
        address.reason = outcome.error
        unknown = outcome.answer == Answer.ADDRESS_UNKNOWN
        if address.blocked_at is None and (unknown or address.failures >= FAILURES_BEFORE_BLOCK):
            address.blocked_at = timezone.now()
            _tell_administrators(actor, delivery, address)
        address.save()


def _tell_administrators(actor: Actor, delivery: MailDelivery, address: Address) -> None:
    record(actor, "notifications.address.blocked", address, category="settings")
    notify(
        "notifications.address.blocked",
        about=address,
        actor=actor,
        to=administrators_of(delivery.person),
        data={"email": address.email, "person": delivery.person.get_full_name()},
    )


def sweep_mail(*, actor: Actor, now: datetime | None = None) -> int:
    """Look after mails that nobody finished: once more with the same Message-ID, or mark them uncertain.

    Args:
        actor: the system.
        now: the moment; tests pass another.

    Returns:
        How many were looked after.
    """
    now = now or timezone.now()
    abandoned = _deliveries().filter(state=State.CLAIMED, claimed_at__lt=now - UNCERTAIN_AFTER)
    found = list(abandoned.values_list("pk", "sent_again"))
    for pk, sent_again in found:
        with transaction.atomic():
            mine = _deliveries().filter(pk=pk, state=State.CLAIMED, sent_again=sent_again)
            changed = mine.update(state=State.UNCERTAIN, finished_at=now if sent_again else None)
            if changed and not sent_again:
                enqueue("notifications.send_mail", delivery_id=pk)
    forgotten = _deliveries().filter(state=State.QUEUED, due_at__lt=now - FORGOTTEN_AFTER)
    for pk, tries in forgotten.values_list("pk", "tries"):
        enqueue_once("notifications.send_mail", f"forgotten {pk} {tries}", delivery_id=pk)
    return len(found)
