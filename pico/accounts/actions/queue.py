"""Background jobs that failed for good: once more, or put aside."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pico.accounts import rules
from pico.accounts.queue import DISCARDED, failed_jobs
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.jobs import job_at
from pico.journal.models import Category, record


@transaction.atomic
def retry_job(*, actor: Actor, job: DBTaskResult) -> None:
    """Put a failed job back in the queue with all its attempts.

    Raises:
        Refused: not the national administrator, no longer failed, or unknown to this version.
    """
    _refuse_others(actor)
    if job_at(job.task_path) is None:
        raise Refused(
            _("Questo lavoro non esiste più nella versione installata: puoi solo scartarlo."), code="unknown"
        )
    _change(
        actor,
        job,
        "accounts.job.retried",
        status=TaskResultStatus.READY,
        run_after=timezone.now(),
        finished_at=None,
        worker_ids=[],
    )


@transaction.atomic
def discard_job(*, actor: Actor, job: DBTaskResult) -> None:
    """Put a failed job aside; its row goes after 60 days.

    Raises:
        Refused: not the national administrator, or no longer failed.
    """
    _refuse_others(actor)
    _change(actor, job, "accounts.job.discarded", exception_class_path=DISCARDED)


def _change(actor: Actor, job: DBTaskResult, verb: str, **values: Any) -> None:
    if not failed_jobs().order_by().filter(pk=job.pk).update(**values):
        raise Refused(_("Questo lavoro non è più fra quelli non riusciti."), code="state")
    known = job_at(job.task_path)
    changes = {"job": known.name if known else job.task_path, "id": str(job.pk)}
    record(actor, verb, changes=changes, category=Category.SETTINGS)


def _refuse_others(actor: Actor) -> None:
    if not rules.may_manage_state(actor):
        raise Refused(_("Solo l'amministratore nazionale gestisce i lavori."), code="forbidden")
