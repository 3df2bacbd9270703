"""What `make run` promises while it runs: dead services come back, nothing survives its end, clear words."""

import os
import signal
import socket
import time

import pytest

from tests.platform import Platform, children, command_of

pytestmark = pytest.mark.slow


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    return [pid, *(descendant for child in children(pid) for descendant in family(child))]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "defunct" not in command_of(pid) and bool(command_of(pid))


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_service_that_dies_comes_back(platform, name):
    before = platform.service(name)

    platform.kill(name)

    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            if platform.service(name) != before:
                break
        except LookupError:
            pass
        time.sleep(0.1)
    assert platform.service(name) != before
    platform.wait_until_it_answers()
    assert f"Il servizio «{name}» si è fermato" in platform.said()


def test_the_port_in_use_is_said_in_words_before_any_work(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        second = Platform(tmp_path / "second")
        second.var.mkdir()
        second.environment["PORT"] = str(taken.getsockname()[1])

        with pytest.raises(RuntimeError, match="è già occupata"):
            second.start()

    assert second.process.returncode == 1
    assert [path.name for path in second.var.iterdir()] == ["make-run.txt"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_running_afterwards(platform, how):
    """Also after a kill -9 of the supervisor, where the kernel tells the services to stop (Linux)."""
    platform.wait_until_it_answers()
    everybody = family(platform.process.pid)
    assert len(everybody) >= 5

    platform.process.send_signal(how)
    status = platform.process.wait(30)

    deadline = time.monotonic() + 15
    while any(map(is_alive, everybody)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [command_of(pid) for pid in everybody if is_alive(pid)] == []
    assert status == (-signal.SIGKILL if how == signal.SIGKILL else 0)
    platform.start()
