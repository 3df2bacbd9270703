"""Sending one mail, so that a worker killed at any moment neither loses it nor doubles it unknowingly."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.jobs import enqueue, enqueue_once
from pico.notifications.actions.delivering import claim_delivery, settle_delivery, skip_delivery
from pico.notifications.kinds import Kind, kinds
from pico.notifications.mail import compose
from pico.notifications.models import Cadence, Channel, MailDelivery
from pico.notifications.rules import cadences, why_not_written_to
from pico.notifications.smtp import send

State = MailDelivery.State
UNCERTAIN_AFTER = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(minutes=30)


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
        return skip_delivery(actor=actor, delivery=delivery, reason=reason)
    message = compose(delivery, kind, row)
    if not claim_delivery(actor=actor, delivery=delivery):
        return State.CLAIMED
    return settle_delivery(
        actor=actor,
        delivery=delivery,
        outcome=send(message),
        again=lambda due: enqueue("notifications.send_mail", run_after=due, delivery_id=delivery.pk),
    )


def _why_not(delivery: MailDelivery, kind: Kind) -> str:
    person = delivery.person
    cadence = cadences(kind=kind, channel=Channel.MAIL, people=[person.pk])[person.pk]
    return why_not_written_to(person, delivery.address) or ("switched off" if cadence == Cadence.OFF else "")


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
