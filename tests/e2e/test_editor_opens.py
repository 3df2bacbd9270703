"""The editor opens in the real product: its static files, its policy, its first form (portal.md 5.1)."""

import pytest

pytestmark = pytest.mark.browser
EDITOR = "redazione@treviso.example"


def test_an_editor_comes_from_the_reserved_area_to_an_empty_news_item(visitor):
    person = visitor()
    person.sign_in(EDITOR)
    assert person.open("/redazione/") == 200
    person.open("/area-riservata/")
    with person.tab.expect_navigation() as there:
        person.tab.get_by_role("link", name="Scrivi una notizia").first.click()
    assert there.value.status == 200
    person.tab.locator("#id_title").wait_for()
    assert person.tab.locator("[data-contentpath=body] .c-sf-add-button").count() >= 1
