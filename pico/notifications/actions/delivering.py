"""What every delivery goes through, alone or of many: claimed, then sent, put off, refused or skipped."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.dates import today
from pico.base.outbox import notify
from pico.journal.models import record
from pico.notifications.models import Address, Delivery
from pico.notifications.rules import administrators_of
from pico.notifications.smtp import Answer, Outcome

State = Delivery.State
GIVE_UP_AFTER = timedelta(hours=24)
FAILURES_BEFORE_BLOCK = 3


def _same(delivery: Any) -> Any:
    rows = type(delivery)._default_manager.all()
    return rows.unrestricted("a job sends the mails in the queue").filter(pk=delivery.pk)


def claim_delivery(*, actor: Actor, delivery: Any) -> bool:
    """Take a message in hand, committed before the relay is called. False when somebody else did.

    Args:
        actor: the system.
        delivery: QUEUED, or UNCERTAIN to be sent once more.
    """
    again = delivery.state == State.UNCERTAIN
    taken = (
        _same(delivery)
        .filter(state=delivery.state, finished_at=None)
        .update(
            state=State.CLAIMED,
            claimed_at=timezone.now(),
            tries=F("tries") + 1,
            sent_again=again or delivery.sent_again,
        )
    )
    delivery.tries += 1
    return bool(taken)


def skip_delivery(*, actor: Actor, delivery: Any, reason: str) -> str:
    """Give a message up that is no longer wanted or allowed."""
    return _finish(delivery, State.SKIPPED, delivery.state, reason)


def settle_delivery(
    *, actor: Actor, delivery: Any, outcome: Outcome, again: Callable[[datetime], object] | None = None
) -> str:
    """Write what the relay answered about a claimed message.

    Args:
        actor: the system.
        delivery: in hand.
        outcome: the answer.
        again: called with the moment of the next try, in the transaction that puts it off.

    Returns:
        The state it is left in.
    """
    if outcome.answer == Answer.SENT:
        return _finish(delivery, State.SENT, State.CLAIMED)
    if outcome.answer == Answer.LATER and timezone.now() < delivery.created_at + GIVE_UP_AFTER:
        return _put_off(delivery, outcome.error, again)
    if outcome.answer in {Answer.ADDRESS_REFUSED, Answer.ADDRESS_UNKNOWN}:
        _count_failure(actor, delivery, outcome)
    return _finish(delivery, State.FAILED, State.CLAIMED, outcome.error)


def _finish(delivery: Any, state: str, before: str, error: str = "") -> str:
    _same(delivery).filter(state=before).update(state=state, finished_at=timezone.now(), error=error)
    return state


def _put_off(delivery: Any, error: str, again: Callable[[datetime], object] | None) -> str:
    """Wait 5 minutes, then 10, 20, 40… up to 4 hours; for 24 hours in all."""
    due = timezone.now() + min(timedelta(minutes=5) * 2 ** min(delivery.tries - 1, 6), timedelta(hours=4))
    with transaction.atomic():
        _same(delivery).filter(state=State.CLAIMED).update(state=State.QUEUED, due_at=due, error=error)
        if again is not None:
            again(due)
    return State.QUEUED


def _count_failure(actor: Actor, delivery: Any, outcome: Outcome) -> None:
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


def _tell_administrators(actor: Actor, delivery: Any, address: Address) -> None:
    record(actor, "notifications.address.blocked", address, category="settings")
    person = getattr(delivery, "person", None)  # a reader of the newsletter is nobody's colleague
    if person is not None:
        notify(
            "notifications.address.blocked",
            about=address,
            actor=actor,
            to=administrators_of(person),
            data={"email": address.email, "person": person.get_full_name()},
        )
