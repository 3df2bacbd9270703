"""The form of a request helps who does not know its codes: CPV by words, advice while typing."""

from datetime import date

import pytest

from pico.sua.models import CodeListEntry
from tests.factories.portal import make_site
from tests.factories.sua import WORKS, Cast, make_draft, qualify

pytestmark = pytest.mark.browser
LABELS = {
    "45214200": "Lavori di costruzione di edifici scolastici",
    "45214210": "Lavori di costruzione di scuole elementari",
    "90919300": "Servizi di pulizia di scuole",
}
OPTION = ".pico-choices [role=option]"


@pytest.fixture
def cast(stage):
    cast = Cast()
    make_site(cast.province)
    qualify(cast.province)
    CodeListEntry.objects.bulk_create(
        CodeListEntry(
            list="CPV", code=code, label=label, valid_from=date(2008, 1, 1), source="ANAC, CPV.json"
        )
        for code, label in LABELS.items()
    )
    return cast


def at_the_object(stage, cast, **options):
    """Sit the operator at the first step of a draft of works."""
    tender = make_draft(cast, **WORKS | {"cpv_main": ""})
    desk = stage.desk(cast.operator, **options)
    desk.go(f"/sua/gare/{tender.public_id}/modifica/oggetto/")
    return desk, tender


def test_a_cpv_is_chosen_with_the_keyboard_alone(stage, cast):
    desk, tender = at_the_object(stage, cast)
    field = desk.tab.locator("#id_cpv_main")
    assert field.get_attribute("role") == "combobox"
    field.focus()
    desk.tab.keyboard.type("scuola elementare")
    desk.tab.locator(OPTION).first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-activedescendant") is None  # nothing is written unasked
    desk.tab.keyboard.press("ArrowDown")
    active = desk.tab.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert active.inner_text() == "45214210 Lavori di costruzione di scuole elementari"
    desk.tab.keyboard.press("Enter")
    assert field.input_value() == "45214210"
    assert field.get_attribute("aria-expanded") == "false"
    assert desk.tab.locator("#id_cpv_main ~ [data-chosen]").inner_text() == LABELS["45214210"]
    with desk.tab.expect_navigation():
        desk.tab.keyboard.press("Control+s")
    tender.refresh_from_db()
    assert tender.cpv_main == "45214210"


def test_escape_and_tab_leave_what_was_typed(stage, cast):
    desk, _tender = at_the_object(stage, cast, width=390)
    field = desk.tab.locator("#id_cpv_main")
    for key in ("Escape", "Tab"):
        field.fill("")
        field.press_sequentially("scuola")
        desk.tab.locator(OPTION).first.wait_for()
        assert desk.tab.evaluate("document.documentElement.scrollWidth") <= 390
        field.press(key)
        assert (desk.tab.locator(OPTION).count(), field.input_value()) == (0, "scuola")


def test_without_script_a_wrong_cpv_is_answered_with_the_nearest_beside_the_field(stage, cast):
    desk, _tender = at_the_object(stage, cast, scripts=False)
    desk.fill(cpv_main="45214201")
    desk.press("Salva e continua")
    said = desk.tab.locator("#id_cpv_main_error").inner_text()
    assert "Forse 45214200 (Lavori di costruzione di edifici scolastici)" in said
    assert desk.tab.locator("#id_cpv_main").input_value() == "45214201"


def test_the_advice_follows_what_is_typed_and_the_page_is_not_saved(stage, cast):
    desk, tender = at_the_object(stage, cast)
    place = desk.tab.locator("[data-advice-here]")
    assert place.get_attribute("aria-live") == "polite"
    assert "almeno 10 operatori" in place.inner_text()
    desk.tab.locator("#id_base_amount").focus()
    desk.fill(base_amount="200.000,00")
    place.get_by_text("almeno 5 operatori").wait_for()
    desk.fill(base_amount="120.000,00")
    place.get_by_text("affidamento diretto").wait_for()
    assert desk.tab.evaluate("document.activeElement.id") == "id_base_amount"
    tender.refresh_from_db()
    assert tender.base_amount == WORKS["base_amount"]


def test_a_refused_form_takes_the_focus_to_the_summary_and_from_there_to_the_field(stage, cast):
    desk, _tender = at_the_object(stage, cast)
    desk.fill(cpv_main="45214201", duration_days="0")
    with desk.tab.expect_navigation():
        desk.tab.keyboard.press("Control+Enter")
    assert desk.tab.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    desk.tab.keyboard.press("Tab")
    desk.tab.keyboard.press("Enter")
    assert desk.tab.evaluate("document.activeElement.id") == "id_cpv_main"


def test_ctrl_s_stays_and_ctrl_enter_goes_on(stage, cast):
    desk, tender = at_the_object(stage, cast)
    here = desk.path
    for keys, ends in (("Control+s", here), ("Control+Enter", here.replace("oggetto", "finanziamento"))):
        desk.fill(title=f"Scuola {keys}")
        desk.tab.locator("#id_title").focus()
        with desk.tab.expect_navigation():
            desk.tab.keyboard.press(keys)
        assert desk.path == ends
        tender.refresh_from_db()
        assert tender.title == f"Scuola {keys}"
