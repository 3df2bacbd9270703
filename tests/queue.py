"""Run what is ready in the queue, in the transaction of the test: the worker's own code without its loop."""

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from pico.base import jobs


def work(worker_id: str = "w1") -> None:
    """Run every job that is ready, and those they enqueue, as one worker process does."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )
    while (row := DBTaskResult.objects.ready().first()) is not None:
        row.claim(worker_id)
        worker.run_task(row)


def call(name: str) -> object:
    """Call the job of this name that was enqueued last, as often as a test likes: its row stays as it is."""
    task = jobs.jobs.get(name).task
    row = DBTaskResult.objects.filter(task_path=task.module_path).latest("enqueued_at")
    return task.func(**row.args_kwargs["kwargs"])
