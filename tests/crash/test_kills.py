"""kill -9 of web and worker in mid-write: nothing is lost, nothing is doubled, the database stays whole."""

import json
import queue
import random
import threading
import time
from http.client import HTTPException

import pytest

from tests.platform import Person

pytestmark = pytest.mark.slow
KILLS = 20
DRAFTS = 80
SENDERS = 3
PATIENCE = 150  # seconds for the jobs that were interrupted to be taken up again


def ask(platform, what: str) -> dict | list:
    """Run a function of tests/crash/ledger.py in the platform and return what it printed."""
    printed = platform.manage("shell", "--no-imports", "-c", f"from tests.crash import ledger; ledger.{what}")
    return json.loads(printed.strip().splitlines()[-1])


def send_until_answered(person: Person, address: str, stop: threading.Event) -> None:
    """Press «Invia» again and again, as people do, until the server says what became of it."""
    while not stop.is_set():
        try:
            status, page = person.open(address)
            if status == 200 and 'name="acting"' not in page:
                return  # no form any more: it was sent, and the server killed before it could say so
            status, _page = person.post(address)
        except (OSError, HTTPException):
            status = 0  # killed in the middle
        if status in {200, 404, 422}:
            return
        time.sleep(0.1)


def sender(person: Person, addresses: queue.Queue, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            address = addresses.get_nowait()
        except queue.Empty:
            return
        send_until_answered(person, address, stop)
        time.sleep(random.uniform(0, 0.3))


def settled(ledger: dict) -> bool:
    """Say whether no job waits or runs and every receipt is there."""
    return not {"READY", "RUNNING"} & set(ledger["jobs"]) and len(ledger["receipts"]) == DRAFTS


def test_twenty_kills_lose_and_double_nothing(platform):
    addresses: queue.Queue = queue.Queue()
    for address in ask(platform, f"prepare({DRAFTS})"):
        addresses.put(address)
    numbers_before = len(ask(platform, "audit()")["numbers"])
    stop = threading.Event()
    people = [Person(platform, "treviso").sign_in("responsabile@oderzo.example") for _ in range(SENDERS)]
    threads = [threading.Thread(target=sender, args=[person, addresses, stop]) for person in people]
    for thread in threads:
        thread.start()

    for number in range(KILLS):
        time.sleep(random.uniform(0.3, 1.5))
        platform.kill(("web", "worker")[number % 2])
        platform.wait_until_it_answers()
    for thread in threads:
        thread.join(120)
    stop.set()
    ledger = ask(platform, "audit()")
    give_up = time.monotonic() + PATIENCE
    while not settled(ledger) and time.monotonic() < give_up:
        time.sleep(2)
        ledger = ask(platform, "audit()")

    once_each = [1] * DRAFTS
    assert ledger["integrity"] == "ok"
    assert ledger["states"] == {"SUBMITTED": DRAFTS}
    assert (ledger["journal_lines"], ledger["events"], ledger["receipts"]) == (once_each,) * 3
    assert len(set(ledger["told"])) == 1, "everybody concerned was told of each request, once"
    assert len(ledger["told"]) == DRAFTS
    assert [int(number[-4:]) for number in ledger["numbers"]] == list(range(1, numbers_before + DRAFTS + 1))
    assert ledger["failed"] == []
    assert set(ledger["jobs"]) == {"SUCCESSFUL"}
