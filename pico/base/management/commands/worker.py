"""``manage.py worker``: supervise the processes that run background jobs."""

import contextlib
import ctypes
import os
import secrets
import signal
import socket
import sys
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections, connections
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pico.base import jobs

ROUND_SECONDS = 1.0
EVERY_SECONDS = 30.0
PR_SET_PDEATHSIG = 1


class Command(BaseCommand):
    help = "Run background jobs: child processes, schedule, recovery of killed work"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--processes", type=int, default=int(os.environ.get("PICO_WORKERS", "2")))
        parser.add_argument(
            "--interval", type=float, default=0.5, help="seconds between looks at an empty queue"
        )

    def handle(self, *args: Any, processes: int, interval: float, **options: Any) -> None:
        self.interval = interval
        self.children: dict[int, str] = {}
        self.stopping = False
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self._recover_dead_processes()
        next_round = 0.0
        while not self.stopping:
            self._bury()
            while len(self.children) < processes and not self.stopping:
                self._start_child()
            if time.monotonic() >= next_round:
                next_round = time.monotonic() + EVERY_SECONDS
                self._round()
            time.sleep(ROUND_SECONDS)
        self._end_children()

    def _stop(self, signum: int, frame: Any) -> None:
        self.stopping = True

    def _start_child(self) -> None:
        worker_id = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(6)}"
        connections.close_all()
        pid = os.fork()
        if pid:
            self.children[pid] = worker_id
            return
        # When the supervisor is killed its children must not live on unseen (Linux only, harmless elsewhere).
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        status = 0
        try:
            call_command(
                "db_worker",
                queue_name="*",
                interval=self.interval,
                reload=False,
                worker_id=worker_id,
                startup_delay=False,
                verbosity=1,
            )
        except SystemExit as end:
            status = int(end.code or 0)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            status = 1
        os._exit(status)

    def _bury(self) -> None:
        """Take note of children that died; what they had in hand goes back to the queue at once."""
        for pid in list(self.children):
            done, _status = os.waitpid(pid, os.WNOHANG)
            if done:
                worker_id = self.children.pop(pid)
                with contextlib.suppress(OperationalError):  # busy: the reaper gets it later
                    jobs.recover_worker(worker_id)

    def _recover_dead_processes(self) -> None:
        """Recover what supervisors of this host left when they were killed: their process is gone."""
        host = socket.gethostname()[:30]
        for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).only("worker_ids"):
            last = row.worker_ids[-1] if row.worker_ids else ""
            name, _colon, rest = last.partition(":")
            pid = rest.partition(":")[0]
            if name == host and pid.isdigit() and not os.path.exists(f"/proc/{pid}"):
                jobs.recover_worker(last)

    def _round(self) -> None:
        close_old_connections()
        try:
            jobs.beat()
            jobs.tick()
            jobs.reap()
        except OperationalError as error:  # a busy or absent database: the next round tries again
            self.stderr.write(f"worker: {error}")

    def _end_children(self) -> None:
        for pid in self.children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while self.children and time.monotonic() < deadline:
            self._bury()
            time.sleep(0.05)
        for pid in self.children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
