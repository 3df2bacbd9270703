"""Which documents are due: the delivered table against cases written by hand, and the gaps before sending."""

from datetime import date
from decimal import Decimal

import pytest

from pico.base.actor import system_actor
from pico.sua import actions
from pico.sua.models import ChecklistItem
from pico.sua.rules import checklist, completeness
from tests.factories.sua import SUPPLIES, WORKS, attach_all, item, make_complete, make_draft

ALWAYS = {"DELEGATION", "RUP_APPOINTMENT", "FUNDING"}


def due(tender) -> set[str]:
    return {line.item.code for line in checklist.lines(tender) if line.is_missing}


@pytest.mark.parametrize(
    ("values", "more"),
    [
        (SUPPLIES, {"PROJECT_PURCHASE"}),
        ({**SUPPLIES, "base_amount": Decimal(139999)}, {"PROJECT_PURCHASE"}),
        ({**SUPPLIES, "base_amount": Decimal(140000)}, {"PROJECT_PURCHASE", "PROGRAMME"}),
        ({**WORKS, "base_amount": Decimal(149999)}, {"PROJECT_WORKS"}),
        ({**WORKS, "base_amount": Decimal(150000)}, {"PROJECT_WORKS", "PROGRAMME"}),
        ({**WORKS, "funding": ["C01"]}, {"PROJECT_WORKS", "PROGRAMME", "DNSH"}),
        ({**SUPPLIES, "funding": ["C01"]}, {"PROJECT_PURCHASE"}),
        ({**SUPPLIES, "investment": True}, {"PROJECT_PURCHASE", "CUP_ACT"}),
        ({**SUPPLIES, "pnrr": True}, {"PROJECT_PURCHASE", "CUP_ACT", "DNSH", "PNRR"}),
    ],
)
def test_what_a_request_says_decides_its_documents(cast, values, more):
    assert due(make_draft(cast, **values)) == ALWAYS | more


def test_a_row_of_another_time_asks_for_nothing(cast):
    ChecklistItem.objects.filter(code="FUNDING").update(valid_to=date(2024, 1, 1))
    assert "FUNDING" not in due(make_draft(cast, **SUPPLIES))


def test_a_document_no_longer_due_stays_in_sight(cast):
    tender = make_draft(cast, **{**SUPPLIES, "pnrr": True})
    attach_all(cast, tender)
    actions.save_draft(
        actor=cast.actor("operator"), tender=tender, version=tender.version, values={"pnrr": False}
    )
    tender.refresh_from_db()
    assert "DNSH" in {line.item.code for line in checklist.lines(tender) if line.document}


def test_conditions_are_told_in_words():
    words = checklist.conditions_in_words([{"object": ["WORKS"], "eu_funded": True}, {"pnrr": True}])
    assert words == "per lavori, con fondi europei oppure con fondi PNRR o PNC"


def test_an_empty_draft_lists_all_that_is_missing_in_the_order_of_the_form(cast):
    tender = make_draft(cast)
    steps = [gap.step for gap in completeness.gaps(tender)]
    assert steps == sorted(steps, key=["oggetto", "finanziamento", "persone", "lotti", "documenti"].index)
    assert completeness.gaps(make_complete(cast)) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"cpv_main": ""}, "cpv_main"),
        ({"duration_days": None}, "duration_days"),
        ({"procedure": ""}, "procedure"),
        ({"criterion": ""}, "criterion"),
        ({"funding": []}, "funding"),
        ({"rup_name": ""}, "rup_name"),
        ({"urgency": True}, "urgency_reason"),
        ({"safety_costs": Decimal(90000), "labour_costs": Decimal(7000)}, "labour_costs"),
    ],
)
def test_each_gap_names_its_field(cast, change, field):
    tender = make_complete(cast)
    for name, value in change.items():
        setattr(tender, name, value)
    assert [gap.field for gap in completeness.gaps(tender)] == [field]


def test_an_investment_without_cup_cannot_be_sent(cast):
    tender = make_complete(cast, investment=True)
    assert [gap.field for gap in completeness.gaps(tender)] == ["cup"]


def test_the_tables_are_delivered_once_and_corrections_stay(db):
    ChecklistItem.objects.filter(code="CAM").update(label="Corretto a mano")
    assert actions.seed_tables(actor=system_actor("test")) == 0
    assert item("CAM").label == "Corretto a mano"
    ChecklistItem.objects.filter(code="CCNL").delete()
    assert actions.seed_tables(actor=system_actor("test")) == 1


def test_every_delivered_row_says_where_it_comes_from(db):
    assert ChecklistItem.objects.filter(source="").count() == 0
    assert set(ChecklistItem.objects.values_list("mark", flat=True)) == {"V", "M"}
