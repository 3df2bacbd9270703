"""Jobs of the kernel itself."""

from pico.base import jobs


@jobs.job()
def prune_finished() -> int:
    """Forget old finished rows of the queue."""
    return jobs.prune()


jobs.schedule("prune finished jobs", "40 3 * * *", "base.prune_finished", "Pulizia dei lavori conclusi")
