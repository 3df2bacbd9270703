"""The SOA category of a lot: written in any way, checked against ANAC's list where there is one."""

from datetime import date

import pytest
from django.urls import reverse

from pico.sua import actions
from pico.sua.actions import LotValues
from pico.sua.models import CodeListEntry
from pico.sua.rules import precig, soa
from tests.factories.sua import WORKS, make_draft, make_tender

pytestmark = pytest.mark.django_db
DAY = date(2027, 2, 1)
LIST = {
    "OG 1": "OG 1 - EDIFICI CIVILI E INDUSTRIALI ",
    "OG 3": "OG 3 - STRADE, AUTOSTRADE, PONTI, VIADOTTI, FERROVIE, LINEE TRANVIARIE, METROPOLITANE",
    "OS 2-A": "OS 2-A - SUPERFICI DECORATE DI BENI IMMOBILI",
    "OS 2-B": "OS 2-B - BENI CULTURALI MOBILI",
    "OS 21": "OS 21 - OPERE STRUTTURALI SPECIALI",
}


@pytest.fixture
def imported(db):
    CodeListEntry.objects.bulk_create(
        CodeListEntry(
            list=soa.LIST, code=code, label=label, valid_from=date(1900, 1, 1), mark="V", source="ANAC"
        )
        for code, label in LIST.items()
    )


def lots_form(tender, category: str) -> dict[str, object]:
    lot = tender.lots.get()
    return {
        "version": tender.version,
        "lotti-TOTAL_FORMS": 1, "lotti-INITIAL_FORMS": 1,
        "lotti-0-lot": lot.pk, "lotti-0-title": lot.title, "lotti-0-amount": str(lot.amount),
        "lotti-0-cpv": "", "lotti-0-category": category,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("og1", "OG 1"), ("OG 01", "OG 1"), ("os 2 a", "OS 2-A"), ("OS2-B", "OS 2-B"), (" OG  3 ", "OG 3"),
        ("FB", "FB"), ("lavori  stradali", "lavori stradali"), ("", ""),
    ],
)  # fmt: skip
def test_a_category_is_kept_as_anac_writes_it(typed, code):
    assert soa.tidy(typed) == code


@pytest.mark.usefixtures("imported", "treviso_host")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("OS 2", "OS 2-A (Superfici decorate di beni immobili); OS 2-B (Beni culturali mobili)"),
        ("strade", "OG 3 (Strade, autostrade, ponti, viadotti, ferrovie, linee…)"),
        ("OG 31", "OG 3 ("),
        ("OS 21-A", "OS 21 (Opere strutturali speciali)"),
    ],
)
def test_one_that_is_not_in_the_list_is_refused_beside_its_field_with_what_may_be_meant(
    cast, client, typed, meant
):
    draft = make_draft(cast, **WORKS)
    client.force_login(cast.operator)
    page = reverse("sua:edit", args=[draft.public_id, "lotti"])
    answer = client.post(page, lots_form(draft, typed))
    (form,) = answer.context["formset"].forms
    (sentence,) = form.errors["category"]
    assert answer.status_code == 422
    assert f"Forse: {meant}" in sentence
    assert form["category"].value() == typed
    assert draft.lots.get().category == ""


@pytest.mark.usefixtures("imported", "treviso_host")
def test_one_that_is_in_the_list_is_saved(cast, client):
    draft = make_draft(cast, **WORKS)
    client.force_login(cast.operator)
    page = reverse("sua:edit", args=[draft.public_id, "lotti"])
    assert client.post(page, lots_form(draft, "os2a")).status_code == 302
    assert draft.lots.get().category == "OS 2-A"


def test_without_a_list_nobody_can_say(cast):
    assert soa.objection("OG 99", DAY) == ""


@pytest.mark.usefixtures("imported")
def test_a_category_that_ended_is_one_no_more():
    CodeListEntry.objects.filter(code="OG 1").update(valid_to=date(2026, 12, 31))
    assert "non è nell'elenco" in soa.objection("OG 1", DAY)
    assert soa.objection("OG 1", date(2026, 6, 1)) == ""
    assert "scrivi ad esempio" in soa.objection("qualcosa", DAY)


@pytest.mark.usefixtures("imported")
def test_the_check_before_the_cig_looks_at_every_lot(cast):
    tender = make_tender(cast, "PREPARATION", **WORKS)
    half = tender.base_amount / 2
    for category, tone in (("OG 9", precig.FAIL), ("OG 1", precig.PASS)):
        tender.refresh_from_db()
        lots = [LotValues("A", half, category="OG 3"), LotValues("B", half, category=category)]
        actions.save_lots(actor=cast.actor("sua"), tender=tender, version=tender.version, lots=lots)
        assert precig.line_of(tender, "CATEGORY_LIST").tone == tone
