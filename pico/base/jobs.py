"""Background work on django_tasks with the database back end: retry, limit, schedule, recovery.

No tables of our own: attempts are the worker ids the back end records on the row; schedules are rows whose
key is ``name@due time``. A job is enqueued in the transaction of the action, so a rollback leaves none.
"""

import contextlib
import random
import signal
import uuid
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cronsim import CronSim
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from pico.base.dates import ROME
from pico.base.registry import Registry

DEFAULT_LIMIT = 60
DEFAULT_ATTEMPTS = 4
DEFAULT_KILLS = (
    10  # kills come in bursts (restarts, a full memory) and say less of the job than an error does
)
RETRY_PRIORITY = (
    -10
)  # a row with run_after sorts before fresh ones (they hold the year 9999): do not starve those
BEAT_KEY = "pico.worker.beat"


class JobTimeout(BaseException):
    """The job ran longer than its limit. Not an Exception, so that job code cannot swallow it by accident."""


@dataclass(frozen=True)
class Job:
    """One kind of background work, known by ``name`` so that actions need not import tasks."""

    name: str
    task: Task
    limit: int
    attempts: int
    kills: int = DEFAULT_KILLS


@dataclass(frozen=True)
class Schedule:
    """When a job runs by itself: a cron expression read in ``zone`` time."""

    name: str
    cron: str
    job: str
    label: str = ""


jobs: Registry[Job] = Registry("job")
_by_path: dict[str, Job] = {}
schedules: Registry[Schedule] = Registry("schedule")
_fixed_id: ContextVar[uuid.UUID | None] = ContextVar("fixed_task_id", default=None)


def task_id() -> uuid.UUID:
    """Return the id of the row about to be enqueued (settings.TASKS ``id_function``)."""
    return _fixed_id.get() or uuid.uuid4()


def job(
    queue: str = "default",
    *,
    limit: int = DEFAULT_LIMIT,
    attempts: int | None = None,
    priority: int = 0,
) -> Callable[[Callable[..., Any]], Task]:
    """Register a module-level function of a ``tasks.py`` as the job ``<app>.<function>``.

    Args:
        queue: default, mail or heavy.
        limit: seconds after which the running job is stopped and counted as failed.
        attempts: how many times it is tried before it stays failed; when not said, 4 times after an error
            and 10 after its worker was killed.
        priority: below 0 it waits for all that people wait for.
    """

    def register(function: Callable[..., Any]) -> Task:
        made = task(queue_name=queue, priority=priority)(function)
        app = function.__module__.split(".")[1]
        name = f"{app}.{function.__name__}"
        entry = Job(name, made, limit, attempts or DEFAULT_ATTEMPTS, attempts or DEFAULT_KILLS)
        jobs.add(entry.name, entry)
        _by_path[made.module_path] = entry
        return made

    return register


def schedule(name: str, cron: str, job_name: str, label: str = "") -> None:
    """Run a job by the clock of Rome.

    Args:
        name: unique name of the schedule.
        cron: five fields, as cronsim reads them.
        job_name: a registered job without required arguments.
        label: Italian words for the state page.
    """
    schedules.add(name, Schedule(name, cron, job_name, label))


def job_at(task_path: str) -> Job | None:
    """Return the job a row of the queue is about, or None when this version knows it no more."""
    return _by_path.get(task_path)


def enqueue(name: str, *, run_after: datetime | None = None, **arguments: Any) -> str:
    """Enqueue a job in the running transaction.

    Args:
        name: registered name, ``sua.accept_by_silence``.
        run_after: not before this moment.
        arguments: ids and short strings.

    Returns:
        The id of the row.
    """
    made = jobs.get(name).task
    if run_after is not None:
        made = made.using(run_after=run_after)
    return str(made.enqueue(**arguments).id)


def enqueue_once(name: str, key: str, *, run_after: datetime | None = None, **arguments: Any) -> bool:
    """Enqueue a job unless one with the same key was enqueued already (and not pruned since).

    Returns:
        Whether a row was made.
    """
    fixed = uuid.uuid5(uuid.NAMESPACE_URL, f"{name}|{key}")
    token = _fixed_id.set(fixed)
    try:
        with transaction.atomic():
            enqueue(name, run_after=run_after, **arguments)
    except IntegrityError:
        return False
    finally:
        _fixed_id.reset(token)
    return True


def is_under_way(name: str) -> bool:
    """Say whether a job waits or runs."""
    rows = DBTaskResult.objects.filter(task_path=jobs.get(name).task.module_path)
    return rows.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)).exists()


def last_result(name: str) -> tuple[datetime, Any] | None:
    """Return when a job last succeeded and what it returned, None when never (or long ago).

    A run that returned nothing does not count: it found nothing to do, or was stopped.
    """
    path = jobs.get(name).task.module_path
    rows = DBTaskResult.objects.successful().filter(task_path=path, return_value__isnull=False)
    last = rows.order_by("-finished_at").first()
    return (last.finished_at, last.return_value) if last else None


# -- while a job runs


def on_started(sender: Any, task_result: Any, **kwargs: Any) -> None:
    """Arm the time limit. Works in the worker's main thread only, hence ``db_worker --no-reload``."""
    known = _by_path.get(task_result.task.module_path)
    with contextlib.suppress(ValueError):  # not the main thread: tests call jobs directly
        signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, known.limit if known else DEFAULT_LIMIT)


def _stop(signum: int, frame: Any) -> None:
    raise JobTimeout("the job ran longer than its limit")


def on_finished(sender: Any, task_result: Any, **kwargs: Any) -> None:
    """Disarm the limit; put a failed job back in the queue with a growing delay until none is left."""
    with contextlib.suppress(ValueError):
        signal.setitimer(signal.ITIMER_REAL, 0)
    if task_result.status != TaskResultStatus.FAILED:
        return
    known = _by_path.get(task_result.task.module_path)
    attempts = len(task_result.worker_ids)
    if known is not None and attempts < known.attempts:
        _back_to_ready(
            DBTaskResult.objects.filter(pk=task_result.id, status=TaskResultStatus.FAILED),
            timezone.now() + retry_delay(attempts),
        )


def retry_delay(attempts: int) -> timedelta:
    """Return 30 s x 4^(attempts-1), give or take 20 %."""
    return timedelta(seconds=30 * 4 ** (attempts - 1) * random.uniform(0.8, 1.2))  # noqa: S311


def _back_to_ready(rows: Any, run_after: datetime) -> int:
    return rows.update(
        status=TaskResultStatus.READY, run_after=run_after, priority=RETRY_PRIORITY, finished_at=None
    )


# -- recovery, schedule, pruning (called by the worker's supervisor)


def recover_worker(worker_id: str) -> int:
    """Put back what a dead worker process had in hand. Returns how many rows."""
    now = timezone.now()
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    mine = [row.pk for row in running.only("pk", "worker_ids") if row.worker_ids[-1:] == [worker_id]]
    return _settle(DBTaskResult.objects.filter(pk__in=mine), now)


def reap(now: datetime | None = None) -> int:
    """Put back rows running longer than their limit and a minute: their whole host died. Returns how many."""
    now = now or timezone.now()
    late = [
        row.pk
        for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).only(
            "pk", "task_path", "started_at"
        )
        if row.started_at
        and row.started_at
        < now
        - timedelta(
            seconds=60 + (_by_path[row.task_path].limit if row.task_path in _by_path else DEFAULT_LIMIT)
        )
    ]
    return _settle(DBTaskResult.objects.filter(pk__in=late), now)


def _settle(rows: Any, now: datetime) -> int:
    """Killed work is an attempt: again while attempts are left, failed afterwards."""
    settled = 0
    for row in rows.only("pk", "task_path", "worker_ids"):
        known = _by_path.get(row.task_path)
        same = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING)
        if len(row.worker_ids) < (known.kills if known else DEFAULT_KILLS):
            settled += _back_to_ready(same, now)
        else:
            settled += same.update(
                status=TaskResultStatus.FAILED,
                finished_at=now,
                traceback="killed while running, no attempts left",
            )
    return settled


def tick(now: datetime | None = None) -> list[str]:
    """Enqueue every schedule due in the last 24 hours and not yet run, once for its latest due time.

    Safe with any number of supervisors: the row's key is the schedule's name and due time.

    Returns:
        The names enqueued.
    """
    now = now or timezone.now()
    return [
        entry.name
        for entry in schedules
        if (due := latest_due(entry.cron, now)) is not None
        and enqueue_once(entry.job, f"{entry.name}@{due.astimezone(UTC).isoformat()}")
    ]


def latest_due(cron: str, now: datetime) -> datetime | None:
    """Return the latest moment within 24 hours at which the expression was due in Rome, or None."""
    latest = None
    for due in _due_times(cron, now - timedelta(hours=24)):
        if due > now:
            break
        latest = due
    return latest


def _due_times(cron: str, after: datetime) -> Iterator[datetime]:
    return CronSim(cron, after.astimezone(ROME))


def prune(now: datetime | None = None) -> int:
    """Delete rows finished 14 days ago, failed ones after 60. Returns how many."""
    now = now or timezone.now()
    done, _ = DBTaskResult.objects.successful().filter(finished_at__lt=now - timedelta(days=14)).delete()
    failed, _ = DBTaskResult.objects.failed().filter(finished_at__lt=now - timedelta(days=60)).delete()
    return done + failed


def beat() -> None:
    """Write the supervisor's sign of life where every web process can read it."""
    cache.set(BEAT_KEY, timezone.now().isoformat(), timeout=None)


def last_beat() -> datetime | None:
    """Return the last sign of life of any worker supervisor."""
    value = cache.get(BEAT_KEY)
    return datetime.fromisoformat(value) if value else None
