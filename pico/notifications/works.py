"""The machinery behind ``pico.base.works``: what its docstring promises is done here."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_tasks_db.models import DBTaskResult

from pico.base.actor import Actor, system_actor
from pico.base.jobs import JobTimeout, job_at
from pico.base.works import Cancelled, Result
from pico.notifications import actions
from pico.notifications.models import Work

logger = logging.getLogger(__name__)
WRITE_EVERY_SECONDS = 0.5
ACTOR = system_actor("lavoro chiesto da una persona")
TOO_LONG = lazy("Il lavoro ha superato il tempo massimo ed è stato fermato: prova con meno dati alla volta.")


class Running:
    """A work in hand: its job says here how far it is."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.person = work.person
        self._written_at = float("-inf")

    def step(self, done: int, total: int = 0, text: str = "") -> None:
        """Say how far the work is; written twice a second at most, and when all is done."""
        now = time.monotonic()
        if now - self._written_at < WRITE_EVERY_SECONDS and not (total and done >= total):
            return
        self._written_at = now
        if not actions.note_progress(actor=ACTOR, work=self.work, done=done, total=total, step=text):
            raise Cancelled


def carry_out(work_id: int, body: Callable[[Running], Result | None]) -> bool:
    """Do a work, as ``pico.base.works.carry_out`` says."""
    work = actions.begin_work(actor=ACTOR, work_id=work_id)
    if work is None:
        return False
    try:
        result = body(Running(work)) or Result()
    except Cancelled:
        return False
    except JobTimeout:  # another try would take as long
        actions.fail_work(actor=ACTOR, work=work, error=str(TOO_LONG))
        raise
    except Exception:
        if _is_last_try(work):
            actions.fail_work(
                actor=ACTOR,
                work=work,
                error=_("Qualcosa è andato storto: chi gestisce la piattaforma lo vede."),
            )
        else:
            actions.wait_again(actor=ACTOR, work=work)
        raise
    told = {"url": _address_of(work, result), "label": result.label}
    if result.failed:
        error = result.errors[0] if result.errors else _("Il lavoro non è riuscito.")
        actions.fail_work(actor=ACTOR, work=work, error=error, **told)
        return False
    actions.finish_work(actor=ACTOR, work=work, errors=result.errors, **told)
    return True


def _address_of(work: Work, result: Result) -> str:
    """Keep the file of a result, where it made one, and return the address of what was made."""
    if result.file is None:
        return result.url
    with result.file as content:
        actions.keep_result(actor=ACTOR, work=work, content=content)
    return reverse("notifications:work_result", args=[work.public_id, result.file_name])


def start(*, actor: Actor, label: str, job: str, may_be_cancelled: bool, **arguments: Any) -> str:
    """Begin a work and return the path of its page."""
    work = actions.start_work(
        actor=actor, label=label, job=job, may_be_cancelled=may_be_cancelled, **arguments
    )
    return reverse("notifications:work", args=[work.public_id])


def _is_last_try(work: Work) -> bool:
    row = DBTaskResult.objects.filter(pk=work.job_id).first() if work.job_id else None
    job = job_at(row.task_path) if row else None
    return row is None or job is None or len(row.worker_ids) >= job.attempts
