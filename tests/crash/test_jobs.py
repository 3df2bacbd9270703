"""500 jobs, two workers, a kill -9 every two seconds: each effect happens exactly once."""

import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

from pico.files import storage
from pico.files.models import Paper, StoredFile
from pico.journal.models import Entry
from tests.crash.test_bulk_mail import Worker
from tests.factories.files import make_paper
from tests.factories.organisations import make_province
from tests.platform import children

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
JOBS, BETWEEN_KILLS, PATIENCE, NOBODY_LISTENS = 500, 2, 120, 9
MAKE_PAPER = "pico.files.tasks.make_paper"


def lines(verb: str) -> Counter:
    rows = Entry.objects.unrestricted("test").filter(verb=verb).order_by()
    return Counter(rows.values_list("object_id", flat=True))


def kill_every_two_seconds(workers: list[Worker]) -> int:
    """Kill a child of one worker, then of the other, sometimes the whole of it, until all is done."""
    kills, give_up = 0, time.monotonic() + PATIENCE
    left = DBTaskResult.objects.filter(task_path=MAKE_PAPER, finished_at=None)
    while left.exists():
        assert time.monotonic() < give_up, f"{left.count()} jobs left"
        time.sleep(BETWEEN_KILLS)
        worker = workers[kills % 2]
        if kills % 5 == 4:
            worker.power_cut()
        else:
            for pid in children(worker.process.pid):
                os.kill(pid, signal.SIGKILL)
        kills += 1
    return kills


def test_of_five_hundred_papers_each_is_issued_once():
    treviso = make_province("treviso")
    for number in range(JOBS):
        make_paper(treviso, issued=False, number=f"SUA-2027-{number:04d}", title=f"Ricevuta {number}")
    workers = [Worker(Path(settings.VAR), NOBODY_LISTENS) for _ in range(2)]
    try:
        kills = kill_every_two_seconds(workers)
    finally:
        for worker in workers:
            worker.stop()

    papers = Paper.objects.unrestricted("test").select_related("file")
    jobs = DBTaskResult.objects.filter(task_path=MAKE_PAPER)
    assert Counter(papers.values_list("state", flat=True)) == {"ISSUED": JOBS}
    assert Counter(jobs.values_list("status", flat=True)) == {"SUCCESSFUL": JOBS}
    issued = lines("files.paper.issued")
    assert (len(issued), set(issued.values())) == (JOBS, {1})
    assert lines("files.paper.failed") == {}
    assert len({paper.sha256 for paper in papers}) == JOBS
    assert StoredFile.objects.unrestricted("test").count() == JOBS
    assert all(storage.storage().exists(paper.file.path) for paper in papers if paper.file)
    assert kills >= 3
    assert any(len(job.worker_ids) > 1 for job in jobs), "no kill met a job: nothing was tried"
