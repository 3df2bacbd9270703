"""Every address x every kind of viewer x own, shared and other rows, against a table somebody answers for.

Cells: ``-`` 404 · ``r`` may read, a write is refused · ``w`` may read and write · ``l`` sent to sign in. To
add an address, add its row by hand; PICO_SHOW_MATRIX=1 prints what the product does, for a suspicious reader.
"""

import os

import pytest
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

pytestmark = pytest.mark.django_db
ROWS = read_matrix()
# Addresses that anybody may post to without a token: each takes no session, and why that is safe.
NO_TOKEN_NEEDED: dict[str, str] = {}


@pytest.fixture
def world() -> World:
    return make_world()


def observed(world: World, row: Row) -> dict[str, str]:
    address = addresses()[row.url_name]
    parameters = {} if row.object == "NONE" else parameters_for(row.url_name, sample_rows(world))[row.object]
    return {name: observe(address, parameters, world.people[name]) for name in COLUMNS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.url_name}-{row.object}")
def test_everybody_gets_what_the_matrix_says_and_nothing_else(world, row):
    got = observed(world, row)

    wrong = {
        name: f"{row.cells[name]} expected, {got[name]} got"
        for name in COLUMNS
        if got[name] != row.cells[name]
    }
    assert wrong == {}


def test_the_matrix_has_one_column_for_each_viewer():
    assert MATRIX.read_text().splitlines()[0].split(",") == ["url_name", "object", *COLUMNS]
    assert {cell for row in ROWS for cell in row.cells.values()} <= set("-rwlm")


def test_each_address_is_in_the_matrix_and_each_row_has_its_address(world):
    rows = sample_rows(world)
    expected = set()
    for name, address in addresses().items():
        objects = list(parameters_for(name, rows)) if address.parameters else ["NONE"]
        expected |= {(name, object) for object in objects or ["no sample rows: see tests/access.py"]}
    listed = [(row.url_name, row.object) for row in ROWS]

    if os.environ.get("PICO_SHOW_MATRIX"):
        for url_name, object in sorted(expected - set(listed)):
            known = object == "NONE" or object in parameters_for(url_name, rows)
            got = observed(world, Row(url_name, object, {})) if known else {}
            print(",".join([url_name, object, *got.values()]))  # noqa: T201
    assert (expected - set(listed), set(listed) - expected) == (set(), set())
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    "row", [r for r in ROWS if "w" in r.cells.values()], ids=lambda r: f"{r.url_name}-{r.object}"
)
def test_a_post_without_its_token_is_refused(world, row):
    address = addresses()[row.url_name]
    parameters = {} if row.object == "NONE" else parameters_for(row.url_name, sample_rows(world))[row.object]
    client = Client(HTTP_HOST=HOST, enforce_csrf_checks=True)
    writer = next(name for name, cell in row.cells.items() if cell == "w")
    if writer != "anonymous":
        client.force_login(world.people[writer])

    status = client.post(address.url(parameters)).status_code

    assert (status == 403) != (row.url_name in NO_TOKEN_NEEDED)
