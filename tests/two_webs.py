"""Two web processes as production has them, on the database of the running test."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings
from django.db import connection

from tests.platform import ROOT, Person, free_port


def database_url() -> str:
    """Return the address of the test's own database for another process."""
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    login = f"{held['USER']}:{held['PASSWORD']}" if held["PASSWORD"] else held["USER"]
    return f"postgres://{login}@{held['HOST']}:{held['PORT']}/{held['NAME']}"


@contextmanager
def two_webs(var: Path) -> Iterator[list[Person]]:
    """Start two servers and yield a person without cookies at each; what a test wrote must be committed."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.two_webs_settings",
        "DATABASE_URL": database_url(),
        "PICO_VAR": str(var),
        "PICO_SIGNIN_HOST": "",
        "PICO_SECRET_KEY": settings.SECRET_KEY,
    }
    ports = [free_port(), free_port()]
    servers = []
    try:
        for port in ports:
            command = [
                str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1",
                "--port", str(port), "--workers", "1", "--blocking-threads", "1", "--no-ws",
                "pico.config.wsgi:application",
            ]  # fmt: skip
            with (var / f"web-{port}.log").open("wb") as log:
                servers.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log))
        for port in ports:
            _wait_for(port)
        yield [Person(SimpleNamespace(port=port), "treviso") for port in ports]  # type: ignore[arg-type]
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(20)


def _wait_for(port: int, patience: float = 60) -> None:
    give_up = time.monotonic() + patience
    while time.monotonic() < give_up:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nobody answers at port {port}")
