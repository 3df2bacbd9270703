"""Run one command beside a throw-away PostgreSQL: `python3 scripts/postgres.py -- pytest tests`.

Standard library only. Makes a cluster in a temporary folder, without any durability (nothing in it outlives
the command), sets DATABASE_URL for the command, and removes everything afterwards. PostgreSQL refuses to run
as root: root hands the cluster to the user `postgres`, or `nobody` where there is none; anybody else runs it
as themselves.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "fatal",
}
OLDEST = 15


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server on this machine, None when there is none (>= 15)."""
    debian = sorted(
        (p for p in Path("/usr/lib/postgresql").glob("*/bin/initdb") if int(p.parts[-3]) >= OLDEST),
        key=lambda p: int(p.parts[-3]),
    )
    on_path = shutil.which("initdb")
    found = debian[-1] if debian else on_path and Path(on_path).resolve()
    return found.parent if found else None


def account() -> pwd.struct_passwd | None:
    """Return whom root lends the cluster to; None when this process may run it itself."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster, yield its DATABASE_URL, stop and remove it.

    Raises:
        FileNotFoundError: when no PostgreSQL server is installed.
    """
    binaries = programs()
    if binaries is None:
        raise FileNotFoundError("PostgreSQL 15 or newer is not installed")
    lent = account()
    become = {"user": lent.pw_uid, "group": lent.pw_gid, "extra_groups": []} if lent else {}
    place = Path(tempfile.mkdtemp(prefix="pico-pg-"))
    if lent:
        os.chown(place, lent.pw_uid, lent.pw_gid)
    port = free_port()

    def run(*command: object) -> None:
        done = subprocess.run(
            [str(part) for part in command],
            check=False,
            cwd=place,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **become,
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")

    data = place / "data"
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    try:
        run(
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "pico",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        run(
            binaries / "pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            place / "log",
            "-o",
            f"-p {port} -k {place} {options}",
            "start",
        )
        yield f"postgres://pico@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            [binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            cwd=place,
            capture_output=True,
            check=False,
            **become,
        )
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    if "--" not in sys.argv:
        sys.exit("usage: python3 scripts/postgres.py -- COMMAND …")
    command = sys.argv[sys.argv.index("--") + 1 :]
    if programs() is None:
        print("Left out: the tests on PostgreSQL (no server of version 15 or newer on this machine)")
        sys.exit(1 if os.environ.get("PICO_REQUIRE_ALL") == "1" else 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the cluster is removed then too
    with cluster() as url:
        sys.exit(subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode)
