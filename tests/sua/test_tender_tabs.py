"""The tabs of a tender's page: one head for all, each its own part, and everything on one page to print."""

import pytest
from django.urls import reverse

from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.sua import make_tender

pytestmark = pytest.mark.usefixtures("treviso_host")
TABS = ("detail", "tender_lots", "tender_bodies", "tender_documents", "tender_people", "tender_history")


def address(name: str, tender) -> str:
    return reverse(f"sua:{name}", args=[tender.public_id])


def test_every_tab_says_state_whose_turn_and_the_moves_allowed(cast, client):
    tender = make_tender(cast, "PUBLISHED")
    client.force_login(cast.sua)
    for name in (*TABS, "tender_all"):
        page = client.get(address(name, tender)).content.decode()
        for words in ("Indetta", "In mano a", address("extend", tender), 'aria-label="Parti della gara"'):
            assert words in page, (name, words)
        assert address("award", tender) not in page, name


def test_where_older_links_point_the_overview_leads_to_the_tab(cast, client):
    tender = make_tender(cast, "PUBLISHED")
    client.force_login(cast.sua)
    page = client.get(address("detail", tender)).content.decode()
    for anchor, name in (("lots", "lots"), ("documents", "documents"), ("people", "people"),
                         ("history", "history"), ("quotas", "bodies")):  # fmt: skip
        row = page.split(f'id="{anchor}"')[1].split("</li>")[0]
        assert f'href="{address(f"tender_{name}", tender)}"' in row


def test_the_page_to_print_holds_every_part(cast, client):
    tender = make_tender(cast, "PUBLISHED")
    client.force_login(cast.sua)
    page = client.get(address("tender_all", tender)).content.decode()
    for anchor in ("tender", "facts", "lots", "bodies", "documents", "people", "history"):
        assert f'id="{anchor}"' in page
    assert "Gara indetta" in page


def test_a_body_reads_every_tab_and_an_auditor_too(cast, client):
    tender = make_tender(cast, "PUBLISHED")
    for person in (cast.manager, make_member(cast.province, "auditor")):
        client.force_login(person)
        for name in TABS:
            page = client.get(address(name, tender))
            assert page.status_code == 200
            assert address("extend", tender) not in page.content.decode()


def test_another_municipality_and_another_province_find_no_tab(cast, client):
    tender = make_tender(cast, "PUBLISHED")
    asolo = make_municipality_body("Asolo", cast.province)
    brescia = make_province("Brescia", verticals=("sua",))
    for person in (make_member(asolo, "organisation_manager"), make_member(brescia, "sua_operator")):
        client.force_login(person)
        for name in (*TABS, "tender_all"):
            assert client.get(address(name, tender)).status_code == 404, name


def test_the_bodies_ask_as_much_for_three_as_for_one(cast, client, django_assert_max_num_queries):
    tender = make_tender(cast, "PUBLISHED")
    client.force_login(cast.sua)
    client.get(address("tender_bodies", tender))
    with django_assert_max_num_queries(60) as one:
        client.get(address("tender_bodies", tender))
    for name in ("Asolo", "Montebelluna"):
        tender.participants.create(organisation=make_municipality_body(name, cast.province))
    with django_assert_max_num_queries(len(one)):
        client.get(address("tender_bodies", tender))
