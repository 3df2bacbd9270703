"""Every address x every kind of viewer x own, shared and other rows, against a table somebody answers for.

Cells: ``-`` 404 · ``r`` may read, a write is refused · ``w`` may read and write · ``l`` sent to sign in. To
add an address, add its row by hand; PICO_SHOW_MATRIX=1 prints what the product does, for a suspicious reader.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from tests.access import (
    COLUMNS,
    HOST,
    MATRIX,
    Row,
    World,
    addresses,
    make_world,
    observe,
    parameters_for,
    read_matrix,
    sample_rows,
)

pytestmark = pytest.mark.walk
ROWS = read_matrix()
# Addresses that anybody may post to without a token: each takes no session, and why that is safe.
NO_TOKEN_NEEDED: dict[str, str] = {
    "files:verify": "nobody is signed in: the post must come from this very host, and changes nothing",
    "helpdesk:access": "visitors have no cookie: Origin, trap, time and rate stand in",
    "helpdesk:tracking_confirm": "the secret word in the address is the proof; no cookie travels",
    "helpdesk:tracking_reply": "the secret word in the address is the proof; no cookie travels",
    "helpdesk:tracking_judge": "the secret word in the address is the proof; no cookie travels",
    "helpdesk:tracking_solve": "the secret word in the address is the proof; no cookie travels",
    "portal:newsletter_confirm": "visitors have no cookie; the signed word is the proof",
    "portal:newsletter_unsubscribe": "RFC 8058: the signed word is the proof, no cookie travels",
    "notifications:unsubscribe": "RFC 8058: mail programs post by themselves; the signed word is the proof",
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """One world for the whole table: whatever an address did is undone before the next (tests/access.py)."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def rows(world) -> dict[str, dict[str, dict]]:
    return sample_rows(world)


def observed(world: World, rows: dict, row: Row) -> dict[str, str]:
    address = addresses()[row.url_name]
    parameters = parameters_for(row.url_name, rows).get(row.object, {})
    return {name: observe(address, parameters, world.people[name]) for name in COLUMNS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.url_name}-{row.object}")
def test_everybody_gets_what_the_matrix_says_and_nothing_else(world, rows, row):
    got = observed(world, rows, row)

    wrong = {
        name: f"{row.cells[name]} expected, {got[name]} got"
        for name in COLUMNS
        if got[name] != row.cells[name]
    }
    assert wrong == {}


def test_the_matrix_has_one_column_for_each_viewer():
    assert MATRIX.read_text().splitlines()[0].split(",") == ["url_name", "object", *COLUMNS]
    assert {cell for row in ROWS for cell in row.cells.values()} <= set("-rwlm")


def test_each_address_is_in_the_matrix_and_each_row_has_its_address(world, rows):
    expected = set()
    for name, address in addresses().items():
        objects = list(parameters_for(name, rows)) if address.parameters else ["NONE"]
        expected |= {(name, object) for object in objects or ["no sample rows: see tests/access.py"]}
    listed = [(row.url_name, row.object) for row in ROWS]

    if os.environ.get("PICO_SHOW_MATRIX"):
        for url_name, object in sorted(expected - set(listed)):
            known = object == "NONE" or object in parameters_for(url_name, rows)
            got = observed(world, rows, Row(url_name, object, {})) if known else {}
            print(",".join([url_name, object, *got.values()]))  # noqa: T201
    assert (expected - set(listed), set(listed) - expected) == (set(), set())
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    "row", [r for r in ROWS if "w" in r.cells.values()], ids=lambda r: f"{r.url_name}-{r.object}"
)
def test_a_post_without_its_token_is_refused(world, rows, row):
    address = addresses()[row.url_name]
    parameters = parameters_for(row.url_name, rows).get(row.object, {})
    client = Client(HTTP_HOST=HOST, HTTP_ORIGIN=f"http://{HOST}", enforce_csrf_checks=True)
    writer = next(name for name, cell in row.cells.items() if cell == "w")
    if writer != "anonymous":
        client.force_login(world.people[writer])

    status = client.post(address.url(parameters)).status_code

    assert (status == 403) != (row.url_name in NO_TOKEN_NEEDED)
