"""500 uploads through the real page, 25 x kill -9 of web and worker: rows and files agree afterwards."""

import html
import queue
import random
import re
import threading
import time
import urllib.request
import uuid
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest

from tests.crash.test_kills import ask
from tests.platform import Person

# What the store keeps does not depend on the database.
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
KILLS, FILES, IN_A_POST = 25, 500, 10
SENDERS = ("responsabile@oderzo.example", "operatore@oderzo.example")
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|acting)" value="([^"]*)"')


def multipart(fields: dict[str, str], names: list[str]) -> tuple[bytes, str]:
    """Return a body and its type: each file is a small XML that holds its own name."""
    mark, parts = uuid.uuid4().hex, []
    for name, value in fields.items():
        parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n')
    for name in names:
        head = f'Content-Disposition: form-data; name="uploads"; filename="{name}"'
        filler = "<riga>sale</riga>" * 200
        parts.append(
            f"--{mark}\r\n{head}\r\nContent-Type: application/xml\r\n\r\n"
            f"<atto><nome>{name}</nome>{filler}</atto>\r\n"
        )
    return "".join([*parts, f"--{mark}--\r\n"]).encode(), f"multipart/form-data; boundary={mark}"


def send(person: Person, address: str, names: list[str]) -> int:
    """Choose files on the page and send them. Returns the status of the answer."""
    _status, page = person.open(address)
    fields = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
    body, content_type = multipart(fields, names)
    parts = urlsplit(person.address)
    request = urllib.request.Request(
        parts._replace(netloc=f"127.0.0.1:{person.platform.port}").geturl(),
        data=body,
        headers={
            "Host": parts.netloc, "Origin": f"http://{parts.netloc}", "Content-Type": content_type,
            "HX-Request": "true",
        },
    )  # fmt: skip
    try:
        with person._opener(parts.netloc).open(request, timeout=30) as answer:
            answer.read()
            return answer.status
    except HTTPError as answer:
        return answer.code


def sender(person: Person, address: str, batches: queue.Queue, said: list[int]) -> None:
    while True:
        try:
            names = batches.get_nowait()
        except queue.Empty:
            return
        status = 0
        while status not in {200, 409}:  # 409: some were kept before the server was killed
            try:
                status = send(person, address, names)
            except (OSError, HTTPException):
                time.sleep(0.1)
            if status in {302, 403, 404, 422, 429}:
                said.append(status)
                return
        time.sleep(random.uniform(0.2, 1))


def test_no_row_without_file_and_no_file_without_row(platform):
    address = ask(platform, "prepare_folder()")
    names = [f"atto-{number:03d}.xml" for number in range(FILES)]
    batches: queue.Queue = queue.Queue()
    for start in range(0, FILES, IN_A_POST):
        batches.put(names[start : start + IN_A_POST])
    said: list[int] = []
    people = [Person(platform, "treviso").sign_in(email) for email in SENDERS]
    threads = [threading.Thread(target=sender, args=[one, address, batches, said]) for one in people]
    for thread in threads:
        thread.start()

    for number in range(KILLS):
        time.sleep(random.uniform(0.1, 0.6))
        platform.kill(("web", "worker")[number % 2])
        platform.wait_until_it_answers()
    for thread in threads:
        thread.join(120)

    ledger = ask(platform, "audit_uploads()")
    assert said == []
    assert ledger["titles"] == names
    assert (ledger["right"], ledger["integrity"]) == (FILES, "ok")
    assert (ledger["rows_without_file"], ledger["files_without_row"]) == (0, 0)
