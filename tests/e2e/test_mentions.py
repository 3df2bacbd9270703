"""The list of people after an @ in a browser: who is offered, the keyboard, a narrow window."""

import pytest

from tests.e2e.page import EDITOR, Page

pytestmark = pytest.mark.browser
START = Page("topic-start", "/community/forum/", email=EDITOR, links=("main a:has-text('Acquisti e gare')",))
LIST = ".pico-choices [role=option]"


@pytest.fixture
def area(visitor):
    person = visitor()
    person.visit(START)
    person.tab.click("main a:has-text('Nuova discussione')")
    person.tab.locator("[role=toolbar]").wait_for()
    return person.tab.locator("#id_source")


def offered(area, text: str) -> list[str]:
    """Type a text and return the names that are offered then."""
    area.press_sequentially(text)
    area.page.locator(LIST).first.wait_for()
    return [one.split("\n")[0] for one in area.page.locator(f"{LIST} strong").all_inner_texts()]


def active(area) -> str:
    """Return the name on which the keyboard stands, as a screen reader is told it."""
    held = area.get_attribute("aria-activedescendant")
    return area.page.locator(f"#{held} strong").inner_text()


def test_arrows_choose_and_enter_writes_the_name(area):
    names = offered(area, "Chiediamo a @an")
    assert active(area) == names[0]
    area.press("ArrowDown")
    area.press("ArrowUp")
    area.press("ArrowUp")
    assert active(area) == names[-1]
    area.press("Enter")
    assert area.input_value() == f"Chiediamo a @{names[-1]} "
    assert area.page.locator(LIST).count() == 0
    assert area.evaluate("one => document.activeElement === one")


def test_tab_writes_too_and_a_click(area):
    names = offered(area, "@an")
    area.press("Tab")
    area.press_sequentially("e ")
    offered(area, "@an")
    area.page.locator(LIST).first.click()
    assert area.input_value() == f"@{names[0]} e @{names[0]} "


def test_escape_closes_and_leaves_the_text_and_nobody_is_offered_to_an_address(area):
    offered(area, "@an")
    area.press("Escape")
    assert (area.page.locator(LIST).count(), area.input_value()) == (0, "@an")
    area.fill("")
    with area.page.expect_request(lambda request: "chi=" in request.url) as asked:
        area.press_sequentially("scrivi a sale@an.example, oppure a @zz")
    assert asked.value.url.endswith("chi=zz")  # the only time that the server was asked
    assert area.page.locator(LIST).count() == 0


def test_only_who_may_see_the_discussion_is_offered_and_the_list_fits_a_narrow_window(area):
    area.page.set_viewport_size({"width": 320, "height": 640})
    assert "Nicola Bertoni" not in offered(area, "@co")
    box = area.page.locator(".pico-choices ul").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert area.page.evaluate("document.documentElement.scrollWidth") <= 320
