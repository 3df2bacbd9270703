"""One platform for all processes of a run: the first to ask starts it and stops it when all have left."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.platform import Platform


@contextmanager
def platform_in(folder: Path, **environment: str) -> Iterator[Platform]:
    """Give the platform that lives in a folder which the processes share."""
    here = folder / f"here-{os.getpid()}"
    with locked(folder):
        told = folder / "platform.json"
        mine = not told.exists()
        if mine:
            running = Platform(folder / "var", **environment).start()
            told.write_text(json.dumps({"port": running.port}))
        else:
            running = Platform(folder / "var", **environment)
            running.move_to(json.loads(told.read_text())["port"])
            here.touch()
    yield running
    here.unlink(missing_ok=True)
    if mine:
        wait_for_the_others(folder, told)
        assert running.stop() == 0


def wait_for_the_others(folder: Path, told: Path) -> None:
    """Return once no other process uses the platform; none can come any more."""
    while True:
        with locked(folder):
            others = [int(path.name.removeprefix("here-")) for path in folder.glob("here-*")]
            if not any(Path(f"/proc/{pid}").exists() for pid in others):
                told.unlink()
                return
        time.sleep(0.2)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
