"""Long work of a person, for every app: begun here, told step by step, ended once; notifications does it.

The action asks for it and the view leads to its page::

    address = start_work(actor=actor, label=_("Lettura di comuni.csv"), job="organisations.read", file_id=7)

The job is one call, safe to run twice::

    @jobs.job("heavy", limit=900)
    def read(work_id: int, file_id: int) -> bool:
        return carry_out(work_id, lambda work: _read(work, file_id))

    def _read(work: Running, file_id: int) -> Result:
        for number, row in enumerate(rows, 1):
            work.step(number, len(rows), _("Comuni"))  # raises Cancelled when the person stopped it
            …
        return Result(url=reverse(…), label=_("Apri l'anteprima"))

At the end its person gets a notification. A try that fails is followed by another; a job that takes longer
than its limit ends as failed at once, with a sentence for the person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO, Any, Protocol

from pico.base.actor import Actor
from pico.base.registry import Hook


class Cancelled(Exception):
    """The person stopped the work: let it pass, ``carry_out`` waits for it."""


@dataclass(frozen=True)
class Result:
    """What a work made.

    Args:
        url: path of the page or file; it decides by itself who may open it.
        label: Italian words of the link.
        errors: what could not be done, one sentence each ("Riga 12: …").
        file: what it made, where it made a file: kept for its person as long as the work is.
        file_name: as it is downloaded.
        failed: it came to its end, but not to a good one; the first of ``errors`` says why.
    """

    url: str = ""
    label: str = ""
    errors: Sequence[str] = ()
    failed: bool = False
    file: IO[bytes] | None = None
    file_name: str = ""


class Running(Protocol):
    """A work in hand, as its job sees it."""

    person: Any  # who asked for it

    def step(self, done: int, total: int = 0, text: str = "") -> None:
        """Say how far the work is; outside transactions, since inside one nobody sees it before the end.

        Args:
            done: how many so far.
            total: of how many; 0 when nobody knows.
            text: what is being done, in a few words.

        Raises:
            Cancelled: when the person stopped the work meanwhile.
        """


starting: Hook[Callable[..., str]] = Hook("start_work(*, actor, label, job, …) -> path: pico.notifications")
carrying: Hook[Callable[..., bool]] = Hook("carry_out(work_id, body) -> bool: pico.notifications")


def start_work(*, actor: Actor, label: str, job: str, may_be_cancelled: bool = True, **arguments: Any) -> str:
    """Enqueue a job whose progress its person follows, in the transaction of the action.

    Args:
        actor: the person.
        label: Italian words ("Importazione di comuni.csv").
        job: registered name; its function takes ``work_id`` and the arguments.
        may_be_cancelled: whether stopping half-way leaves nothing half done.
        arguments: ids and short strings for the job.

    Returns:
        The path of its page.
    """
    return starting.call(actor=actor, label=label, job=job, may_be_cancelled=may_be_cancelled, **arguments)


def carry_out(work_id: int, body: Callable[[Running], Result | None]) -> bool:
    """Do a work: begin it, do it, end it. To be the one call of its job.

    Args:
        work_id: as the job got it.
        body: does it; safe to run twice.

    Returns:
        Whether it was done; False when it was cancelled, failed or had ended already.
    """
    return carrying.call(work_id, body)
