"""The service sheet as the official validator reads it (ui.md 6.1, rows 3, 9, 16), on a Province's site."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories.portal import make_service, make_site

pytestmark = pytest.mark.django_db
HOOKS = (
    "breadcrumb", "page-index", "service-title", "service-description", "service-status", "service-topic",
    "service-area", "service-addressed", "service-how-to", "service-needed", "service-achieved",
    "service-calendar-text", "service-file", "metatag",
)  # fmt: skip


def sheet(**fields):
    page = make_service(make_site(), **fields)
    return BeautifulSoup(Client(HTTP_HOST="treviso.localhost").get(page.path_on_site).content, "html5lib")


def test_each_part_of_the_sheet_is_found_once_and_says_something():
    page = sheet()
    found = {hook: page.select(f"[data-element={hook}]") for hook in HOOKS}
    assert {hook: len(parts) for hook, parts in found.items()} == dict.fromkeys(HOOKS, 1)
    assert [
        hook for hook, parts in found.items() if not (parts[0].get_text(strip=True) or parts[0].string)
    ] == []


def test_the_trail_names_services_and_a_category():
    steps = [step.get_text(strip=True).rstrip("/") for step in sheet().select("[data-element=breadcrumb] li")]
    assert steps == ["Home", "Servizi", "Mobilità e trasporti", "Trasporti eccezionali"]


@pytest.mark.parametrize(
    ("fields", "hooks"),
    [
        ({}, ["service-generic-access"]),
        ({"online_url": "https://a.example/"}, ["service-online-access"]),
        ({"booking_url": "https://a.example/"}, ["service-booking-access"]),
    ],
)
def test_the_way_in_is_one_of_three(fields, hooks):
    page = sheet(**fields)
    ways = [f"service-{way}-access" for way in ("generic", "online", "booking")]
    assert [way for way in ways if page.select(f"[data-element={way}]")] == hooks


def test_identifiers_are_unique_and_the_index_leads_somewhere():
    page = sheet(costs="<p>Bollo.</p>")
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert {link["href"][1:] for link in page.select("[data-element=page-index] a")} <= set(ids)
