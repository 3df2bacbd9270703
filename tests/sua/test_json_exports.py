"""Each list of the SUA gives programs the same rows as the table gives people, and to the same people."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site
from tests.factories.sua import make_rup, make_sent, make_tender
from tests.factories.sua_campaigns import make_open_campaign
from tests.sua.test_public_tenders import published
from tests.sua.test_questions import record_question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("treviso_host")]


def table(client, name, *key) -> list[dict[str, str]]:
    answer = client.get(reverse(f"sua:{name}", args=[*key, "csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def objects(client, name, *key):
    answer = client.get(reverse(f"sua:{name}", args=[*key, "json"]))
    assert answer.status_code == 200
    assert ".json" in answer["Content-Disposition"]
    return answer.json()


def names_of(name, cast):
    """Return the address of a list with two rows of the Province in it."""
    if name == "export":
        make_sent(cast)
        make_sent(cast)
    elif name == "campaigns_export":
        make_open_campaign(cast, title="Sale")
        make_open_campaign(cast, title="Carta")
    elif name == "rup_export":
        make_rup(cast.province)
        make_rup(cast.province, family_name="Zanin")
    elif name == "questions_export":
        tender = make_tender(cast, "PUBLISHED")
        record_question(cast, tender)
        record_question(cast, tender)
        return (name, tender.public_id)
    else:
        return (name, "termini")
    return (name,)


LISTS = ["export", "campaigns_export", "rup_export", "questions_export", "table_export"]


@pytest.mark.parametrize("name", LISTS)
def test_the_same_rows_and_columns_in_the_same_order(cast, client, name):
    address = names_of(name, cast)
    client.force_login(cast.sua)
    rows, lines = objects(client, *address), table(client, *address)
    assert len(rows) > 1
    assert [list(row) for row in rows] == [list(line) for line in lines]
    for row, line in zip(rows, lines, strict=True):
        words = {label: value for label, value in row.items() if isinstance(value, str) and value.isalpha()}
        assert {label: line[label] for label in words} == words


@pytest.mark.parametrize("name", ["export", "campaigns_export", "rup_export", "questions_export"])
def test_another_body_and_another_province_find_nothing_of_it(cast, client, name):
    address = names_of(name, cast)
    brescia = make_province("Brescia", verticals=("sua",))
    make_site(brescia)
    asolo = make_municipality_body("Asolo", cast.province)
    for person in (make_member(asolo, "organisation_manager"), make_member(brescia, "sua_operator")):
        client.force_login(person)
        answer = client.get(reverse(f"sua:{address[0]}", args=[*address[1:], "json"]))
        assert answer.status_code == 404 or answer.json() == []


def test_anybody_takes_the_published_tenders_and_no_other(cast, client):
    published(cast)
    make_sent(cast)
    client.logout()
    (row,) = objects(client, "public_export")
    (line,) = table(client, "public_export")
    assert list(row) == list(line)
    assert not any("canarino" in str(value).lower() for value in row.values())


def test_amounts_are_exact(cast, client):
    make_sent(cast)
    client.force_login(cast.sua)
    (row,) = objects(client, "export")
    amount = next(value for label, value in row.items() if label.startswith("Importo"))
    assert Decimal(amount).as_tuple().exponent == -2
