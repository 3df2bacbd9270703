"""Long work: begun by a person, told step by step by its job, ended once."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.jobs import enqueue
from pico.base.outbox import notify
from pico.journal.models import record
from pico.notifications.models import Work, WorkQuerySet

State = Work.State
MOST_ERRORS = 200
KEPT = timedelta(days=60)


def _all() -> WorkQuerySet:
    return Work.objects.unrestricted("a job tells how far the work is that its person asked for")


@transaction.atomic
def start_work(
    *, actor: Actor, label: str, job: str, may_be_cancelled: bool = True, **arguments: Any
) -> Work:
    """Enqueue a job whose progress the person follows at ``/lavori/<id>/``; the view redirects there.

    Args:
        actor: the person.
        label: Italian words ("Importazione di comuni.csv").
        job: registered name; its function takes ``work_id`` and calls ``pico.notifications.works.carry_out``.
        may_be_cancelled: whether stopping half-way leaves nothing half done.
        arguments: ids and short strings for the job.

    Raises:
        ValueError: when the system asks: nobody would look at the page.
    """
    if actor.user is None:
        raise ValueError("a work is somebody's: the system enqueues a job")
    work = Work.objects.create(person=actor.user, label=label[:200], may_be_cancelled=may_be_cancelled)
    work.job_id = uuid.UUID(enqueue(job, work_id=work.pk, **arguments))
    work.save(update_fields=["job_id"])
    record(actor, "notifications.work.started", work)
    return work


def begin_work(*, actor: Actor, work_id: int) -> Work | None:
    """Take a work in hand, again after a worker that died; None when it ended already."""
    mine = _all().under_way().filter(pk=work_id)
    taken = mine.update(state=State.RUNNING, started_at=timezone.now(), done=0, total=0, step="")
    return _all().select_related("person").get(pk=work_id) if taken else None


def note_progress(*, actor: Actor, work: Work, done: int, total: int, step: str) -> bool:
    """Write how far a work is. Returns False when its person cancelled it meanwhile."""
    mine = _all().filter(pk=work.pk, state=State.RUNNING)
    return bool(mine.update(done=done, total=total, step=step[:200]))


def keep_result(*, actor: Actor, work: Work, content: IO[bytes]) -> None:
    """Keep the file that a work made, instead of one of an earlier try."""
    storages["private"].delete(work.file_path)
    storages["private"].save(work.file_path, File(content))


@transaction.atomic
def finish_work(
    *, actor: Actor, work: Work, url: str = "", label: str = "", errors: Sequence[str] = ()
) -> None:
    """End a work well and tell its person. What was cancelled when all was done already is done."""
    mine = _all().filter(pk=work.pk, state__in=(State.RUNNING, State.CANCELLED))
    ended = mine.update(
        state=State.DONE,
        ended_at=timezone.now(),
        result_url=url,
        result_label=label[:200],
        errors=[error[:300] for error in errors[:MOST_ERRORS]],
    )
    if ended:
        _tell(actor, work, "finished")


@transaction.atomic
def fail_work(*, actor: Actor, work: Work, error: str, url: str = "", label: str = "") -> None:
    """End a work badly and tell its person why, and where more is to be read."""
    mine = _all().under_way().filter(pk=work.pk)
    ended = mine.update(
        state=State.FAILED,
        ended_at=timezone.now(),
        result_url=url,
        result_label=label[:200],
        errors=[str(error)[:300]],
    )
    if ended:
        _tell(actor, work, "failed")


def wait_again(*, actor: Actor, work: Work) -> None:
    """Say that a try went wrong and another one follows."""
    mine = _all().filter(pk=work.pk, state=State.RUNNING)
    mine.update(state=State.QUEUED, step=_("Un tentativo non è riuscito: fra poco ne parte un altro."))


@transaction.atomic
def cancel_work(*, actor: Actor, work: Work) -> None:
    """Stop one's own work; its job notices at the next step.

    Raises:
        Refused: when it ended already, or stopping half-way would not be safe.
    """
    if not work.may_be_cancelled:
        raise Refused(_("Questo lavoro non si può annullare: attendi che finisca."), code="unsafe")
    mine = Work.objects.visible_to(actor.user).under_way().filter(pk=work.pk)
    if not mine.update(state=State.CANCELLED, ended_at=timezone.now()):
        raise Refused(_("Questo lavoro è già finito."), code="state")
    record(actor, "notifications.work.cancelled", work)


def _tell(actor: Actor, work: Work, how: str) -> None:
    record(actor, f"notifications.work.{how}", work)
    notify(f"notifications.work.{how}", about=work, actor=actor, to=[work.person], data={"label": work.label})


def sweep_works(*, actor: Actor, now: datetime | None = None) -> int:
    """End what nobody will take up again, forget what ended 60 days ago. Returns how many were ended."""
    now = now or timezone.now()
    waiting = list(_all().under_way().select_related("person"))
    alive = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    rows = DBTaskResult.objects.filter(pk__in=[work.job_id for work in waiting], status__in=alive)
    known = set(rows.values_list("pk", flat=True))
    lost = [work for work in waiting if work.job_id not in known]
    for work in lost:
        fail_work(actor=actor, work=work, error=_("Il lavoro si è interrotto e i tentativi sono finiti."))
    forgotten = _all().filter(ended_at__lt=now - KEPT)
    for work in forgotten:
        storages["private"].delete(work.file_path)
    forgotten.delete()
    return len(lost)
