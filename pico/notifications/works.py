"""How a job carries out a long work, so that its person sees how far it is and may stop it::

@jobs.job("heavy", limit=900)
def import_rows(work_id: int, file_id: int) -> bool:
    return carry_out(work_id, lambda work: _import(work, file_id))

def _import(work: Running, file_id: int) -> Result:
    for number, row in enumerate(rows, 1):
        work.step(number, len(rows), _("Comuni"))
        …
    return Result(url=reverse(…), label=_("Apri l'anteprima"))
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from pico.base.actor import system_actor
from pico.base.jobs import job_at
from pico.notifications import actions
from pico.notifications.models import Work

logger = logging.getLogger(__name__)
WRITE_EVERY_SECONDS = 0.5
ACTOR = system_actor("lavoro chiesto da una persona")


class Cancelled(Exception):
    """The person stopped the work: let it pass, ``carry_out`` waits for it."""


@dataclass(frozen=True)
class Result:
    """What a work made.

    Args:
        url: path of the page or file; it decides by itself who may open it.
        label: Italian words of the link.
        errors: what could not be done, one sentence each ("Riga 12: …").
    """

    url: str = ""
    label: str = ""
    errors: Sequence[str] = ()


class Running:
    """A work in hand: its job says here how far it is."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._written_at = float("-inf")

    def step(self, done: int, total: int = 0, text: str = "") -> None:
        """Say how far the work is; written twice a second at most, and when all is done.

        Call it outside transactions: inside one nobody sees it before the end.

        Args:
            done: how many so far.
            total: of how many; 0 when nobody knows.
            text: what is being done, in a few words.

        Raises:
            Cancelled: when the person stopped the work meanwhile.
        """
        now = time.monotonic()
        if now - self._written_at < WRITE_EVERY_SECONDS and not (total and done >= total):
            return
        self._written_at = now
        if not actions.note_progress(actor=ACTOR, work=self.work, done=done, total=total, step=text):
            raise Cancelled


def carry_out(work_id: int, body: Callable[[Running], Result | None]) -> bool:
    """Do a work: begin it, do it, end it. To be the one call of its job.

    A try that fails is followed by another as for every job; after the last the person reads that it failed.

    Args:
        work_id: as the job got it.
        body: does it; safe to run twice.

    Returns:
        Whether it was done; False when it was cancelled or had ended already.
    """
    work = actions.begin_work(actor=ACTOR, work_id=work_id)
    if work is None:
        return False
    try:
        result = body(Running(work)) or Result()
    except Cancelled:
        return False
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
    actions.finish_work(actor=ACTOR, work=work, url=result.url, label=result.label, errors=result.errors)
    return True


def _is_last_try(work: Work) -> bool:
    row = DBTaskResult.objects.filter(pk=work.job_id).first() if work.job_id else None
    job = job_at(row.task_path) if row else None
    return row is None or job is None or len(row.worker_ids) >= job.attempts
