"""Mail to many: opened, sent fifty at a time, stopped and resumed; what nobody finished is found again."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.jobs import enqueue_once, jobs
from pico.journal.models import record
from pico.notifications.actions.delivering import claim_delivery, settle_delivery, skip_delivery
from pico.notifications.bulk import Bulk, Compose, bulks
from pico.notifications.models import Delivery, Mailing
from pico.notifications.smtp import Outcome, send

State = Delivery.State
BATCH = 50
A_MINUTE = timedelta(minutes=1)
NO_RELAY_PAUSE = timedelta(minutes=5)
UNCERTAIN_AFTER = timedelta(minutes=10)
JOB = "notifications.send_batch"


def open_mailing(*, actor: Actor, bulk: str, key: str) -> Mailing:
    """Return the mailing for a purpose, made now or earlier: deliveries are added to it, then it is sent.

    Args:
        actor: who sends it.
        bulk: a registered code.
        key: what it is for: the same key is the same mailing.
    """
    bulks.get(bulk)
    with transaction.atomic():
        mailing, made = Mailing.objects.get_or_create(bulk=bulk, key=key)
        if made:
            record(actor, "notifications.mailing.opened", mailing)
    return mailing


def send_mailing(*, actor: Actor, mailing: Mailing) -> bool:
    """Let the deliveries of a mailing leave, batch by batch. Returns whether there are any."""
    with transaction.atomic():
        record(actor, "notifications.mailing.sent", mailing)
        return _go_on(mailing)


def send_batch(*, actor: Actor, mailing_id: int) -> int:
    """Send up to fifty messages of a mailing over one connection and enqueue the next batch.

    Safe to run twice and at the same time as another: each message is claimed before it leaves.

    Args:
        actor: the system.
        mailing_id: the mailing.

    Returns:
        How many messages were looked after.
    """
    mailing = Mailing.objects.get(pk=mailing_id)
    if mailing.paused_at is not None:
        return 0
    bulk = bulks.get(mailing.bulk)
    if not bulk.may_go_on(mailing):
        return 0
    waiting = bulk.rows().filter(mailing=mailing, state=State.QUEUED, due_at__lte=timezone.now())
    batch = list(waiting.select_related(*bulk.related).order_by("pk")[: min(BATCH, _room(bulk))])
    try:
        done = _send_all(actor, bulk, batch) if batch else 0
    except OSError:  # nobody answers where the relay should be
        _go_on(mailing, not_before=timezone.now() + NO_RELAY_PAUSE)
        return 0
    _go_on(mailing)
    return done


def _send_all(actor: Actor, bulk: Bulk, batch: list[Any]) -> int:
    done = 0
    compose = bulk.composing(batch)
    with get_connection() as connection:
        for delivery in batch:
            done += 1
            if not _send_one(actor, compose, delivery, connection):
                break  # the relay went away: the others need not find out one by one
    return done


def _send_one(actor: Actor, compose: Compose, delivery: Any, connection: Any) -> bool:
    """Send one message. Returns False when no relay answers."""
    message = compose(delivery)
    if not isinstance(message, EmailMessage):
        skip_delivery(actor=actor, delivery=delivery, reason=message)
        return True
    message.connection = connection
    if not claim_delivery(actor=actor, delivery=delivery):
        return True
    outcome: Outcome = send(message)
    settle_delivery(actor=actor, delivery=delivery, outcome=outcome)
    return outcome.reached


def _room(bulk: Bulk) -> int:
    """Return how many messages may still leave in this minute."""
    lately = bulk.rows().filter(claimed_at__gt=timezone.now() - A_MINUTE).count()
    return max(settings.PICO_BULK_MAILS_PER_MINUTE - lately, 0)


def _go_on(mailing: Mailing, not_before: datetime | None = None) -> bool:
    """Enqueue the next batch, once, for the moment at which there is something to send."""
    bulk = bulks.get(mailing.bulk)
    rows = bulk.rows().filter(mailing=mailing)
    first = rows.filter(state=State.QUEUED).order_by("due_at").first()
    if first is None:
        return False
    now = timezone.now()
    start = max(first.due_at, not_before or now, now if _room(bulk) else now + A_MINUTE)
    behind = rows.exclude(state=State.QUEUED).count()
    key = f"{mailing.pk}: {behind} done at {start:%H:%M}"
    return enqueue_once(JOB, key, run_after=start if start > now else None, mailing_id=mailing.pk)


def pause_mailing(*, actor: Actor, mailing: Mailing) -> None:
    """Stop a mailing within fifty messages; the rest waits.

    Raises:
        Refused: when it is stopped already.
    """
    with transaction.atomic():
        if not Mailing.objects.filter(pk=mailing.pk, paused_at=None).update(paused_at=timezone.now()):
            raise Refused("Questo invio è già sospeso.", code="state")
        record(actor, "notifications.mailing.paused", mailing)


def resume_mailing(*, actor: Actor, mailing: Mailing) -> None:
    """Send what a stopped mailing still has.

    Raises:
        Refused: when it is not stopped.
    """
    with transaction.atomic():
        if not Mailing.objects.filter(pk=mailing.pk).exclude(paused_at=None).update(paused_at=None):
            raise Refused("Questo invio non è sospeso.", code="state")
        record(actor, "notifications.mailing.resumed", mailing)
        _start_again(mailing, timezone.now())


def sweep_mailings(*, actor: Actor, now: datetime | None = None) -> int:
    """Mark what a dead worker had in hand as uncertain, take up again what nobody is sending.

    Args:
        actor: the system.
        now: the moment; tests pass another.

    Returns:
        How many messages became uncertain.
    """
    now = now or timezone.now()
    found = 0
    for bulk in bulks:
        abandoned = bulk.rows().filter(state=State.CLAIMED, claimed_at__lt=now - UNCERTAIN_AFTER)
        found += abandoned.update(state=State.UNCERTAIN, finished_at=now)
        waiting = bulk.rows().filter(state=State.QUEUED, due_at__lte=now).order_by()
        idle = Mailing.objects.filter(pk__in=waiting.values("mailing_id"), paused_at=None)
        for mailing in idle.exclude(pk__in=_being_sent()):
            if bulk.may_go_on(mailing):
                _start_again(mailing, now)
    return found


def _being_sent() -> set[int]:
    alive = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    rows = DBTaskResult.objects.filter(task_path=jobs.get(JOB).task.module_path, status__in=alive)
    return {row.args_kwargs["kwargs"]["mailing_id"] for row in rows.only("args_kwargs")}


def _start_again(mailing: Mailing, now: datetime) -> None:
    enqueue_once(JOB, f"{mailing.pk}: again at {now.isoformat()}", mailing_id=mailing.pk)
