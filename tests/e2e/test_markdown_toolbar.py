"""The toolbar of a text in a browser: what each button writes, and the keyboard alone."""

import pytest

from tests.e2e.page import EDITOR, Page

pytestmark = pytest.mark.browser
START = Page("topic-start", "/community/forum/", email=EDITOR, links=("main a:has-text('Acquisti e gare')",))


@pytest.fixture
def area(visitor):
    person = visitor()
    person.visit(START)
    person.tab.click("main a:has-text('Nuova discussione')")
    person.tab.locator("[role=toolbar]").wait_for()
    return person.tab.locator("#id_source")


def press(area, name: str) -> str:
    """Choose all of the text, press a button and return what stands there then."""
    area.select_text()
    area.page.get_by_role("button", name=name, exact=True).click()
    return area.input_value()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("Grassetto", "sale", "**sale**"),
        ("Corsivo", "sale", "*sale*"),
        ("Titolo", "Sale", "# Sale"),
        ("Elenco puntato", "uno\ndue", "- uno\n- due"),
        ("Elenco numerato", "uno\ndue", "1. uno\n2. due"),
        ("Citazione", "uno\ndue", "> uno\n> due"),
        ("Collegamento", "sale", "[sale](https://)"),
        ("Collegamento", "https://pico.example", "[parole](https://pico.example)"),
    ],
)
def test_each_button_writes_its_signs(area, name, before, after):
    area.fill(before)
    assert press(area, name) == after


def test_the_same_button_takes_them_off_and_undo_too(area):
    area.fill("uno\ndue")
    press(area, "Elenco puntato")
    assert press(area, "Elenco puntato") == "uno\ndue"
    area.select_text()
    area.press("Control+b")
    assert area.input_value() == "**uno\ndue**"
    area.press("Control+z")
    assert area.input_value() == "uno\ndue"


def test_the_keyboard_reaches_all_buttons_through_one_stop(area):
    tab = area.page
    area.focus()
    tab.keyboard.press("Shift+Tab")
    names = []
    for _ in range(7):
        names.append(tab.evaluate("document.activeElement.title.split(' (')[0]"))
        tab.keyboard.press("ArrowRight")
    assert names == [
        "Grassetto", "Corsivo", "Titolo", "Elenco puntato", "Elenco numerato", "Citazione", "Collegamento",
    ]  # fmt: skip
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.id") == "id_source"


def test_without_script_the_help_says_how_to_write(visitor):
    person = visitor(scripts=False)
    person.visit(START)
    person.tab.click("main a:has-text('Nuova discussione')")
    assert person.tab.locator("[role=toolbar]").count() == 0
    assert "**grassetto**" in person.tab.locator("main").inner_text()
