"""Jobs of the kernel itself."""

from pico.base import jobs
from pico.base.exports import write_export
from pico.base.works import carry_out


@jobs.job()
def prune_finished() -> int:
    """Forget old finished rows of the queue."""
    return jobs.prune()


jobs.schedule("prune finished jobs", "40 3 * * *", "base.prune_finished", "Pulizia dei lavori conclusi")


@jobs.job("heavy", limit=900, attempts=2)
def export_table(work_id: int, code: str, query: str, format: str, acting_for: int | None = None) -> bool:
    """Make a long table for the person who asked for it."""
    return carry_out(work_id, lambda work: write_export(work, code, query, format, acting_for))
