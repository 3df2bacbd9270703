"""Pages that no link of the demo leads to: those that ask again first, old texts, mergers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Tab

from tests.e2e.page import EDITOR, OFFICER, OPERATOR, Page
from tests.e2e.pages import BUYING, MODELS, OWN_STORY, SALT_TALK
from tests.e2e.watch import Visitor
from tests.platform import Platform

pytestmark = pytest.mark.browser

TALK = """
from datetime import timedelta
from pico.base.actor import system_actor
from pico.community import actions
from pico.community.demo_forum import _writer
from pico.community.models import Category, Post
writer = _writer("operatore@oderzo.example")
place = Category.objects.unrestricted("test").get(name="Acquisti e gare")
talk = actions.start_topic(actor=writer, category=place, title="Testo corretto", source="Novanta tonnellate.")
talk = actions.approve_topic(actor=system_actor("test"), topic=talk)
posts = Post.objects.unrestricted("test").filter(topic=talk)
posts.update(created_at=posts.get().created_at - timedelta(hours=2))
actions.edit_post(actor=writer, post=posts.get(), source="Centodieci tonnellate.", edition=1)
print("made", talk.public_id)
"""
MERGER = """
from pico.base import dates
from pico.organisations.actions import apply_due_events, plan_event
from pico.organisations.models import Organisation
from tests.factories import questionnaires as made
treviso = Organisation.objects.get(slug="treviso")
names = ("Vazzola", "Vedelago", "Vidor")
bodies = Organisation.objects.filter(province=treviso, name__in=[f"Comune di {name}" for name in names])
first, second, heir = bodies
asked = made.make_round(made.make_questionnaire(treviso, title="Fusioni"), first, second)
for body, tonnes in ((first, "70"), (second, "11")):
    made.answer(made.SYSTEM, made.invitation_of(asked, body), made.need(tonnes))
    made.send(made.SYSTEM, made.invitation_of(asked, body))
day = dates.today()
who = {"predecessors": [first, second], "successors": [heir]}
plan_event(actor=made.SYSTEM, kind="MERGER", effective_on=day, **who)
apply_due_events(actor=made.SYSTEM, on=day)
print("made", asked.public_id)
"""


def made(platform: Platform, script: str) -> str:
    """Run a script in the platform and return the address part of what it made."""
    return platform.manage("shell", "-c", script).split("made ", 1)[1].split()[0]


def wrong_with(person: Visitor) -> list[str]:
    """Return what is wrong with the page that is open, at the widths of ui.md 6.2."""
    wrong = []
    for width in (320, 1280):
        person.tab.set_viewport_size({"width": width, "height": 900})
        wrong += [f"{width}: {line}" for line in person.axe()]
        wrong += [f"{width}: wider than the window"] if person.sideways_scroll() else []
    return wrong


EVERYBODY = "label:has-text('Chiunque, anche senza accedere')"


def asked_again(visitor, page: Page, choose: Callable[[Tab], object], button: str) -> list[str]:
    """Open a form, choose, send it, and return what is wrong with the page that asks again."""
    person = visitor()
    assert person.visit(page) == 200
    choose(person.tab)
    with person.tab.expect_navigation():
        person.tab.locator("main").get_by_role("button", name=button, exact=True).click()
    assert person.tab.locator("main [name=confirmed]").count() == 1, person.tab.locator("main").inner_text()
    return wrong_with(person)


def for_everybody(tab: Tab) -> None:
    tab.locator(EVERYBODY).click()


def test_a_wider_category_asks_again(visitor):
    page = Page("", "/community/forum/", email=EDITOR, links=(BUYING, "main a[href$='/modifica/']"))
    assert asked_again(visitor, page, for_everybody, "Salva la categoria") == []


def test_a_discussion_that_moves_to_other_readers_asks_again(visitor):
    page = Page(
        "", "/community/forum/", email=EDITOR, links=(BUYING, SALT_TALK, "main a[href$='/spostamento/']")
    )
    assert (
        asked_again(
            visitor, page, lambda tab: tab.select_option("[name=category]", label="Redazione"), "Continua"
        )
        == []
    )


def test_a_folder_shared_with_more_asks_again(visitor):
    page = Page("", "/community/documenti/", email=EDITOR, links=(MODELS, "main a[href$='/condivisione/']"))
    assert asked_again(visitor, page, for_everybody, "Salva chi può vedere") == []


def test_an_article_shown_to_everybody_asks_again(visitor):
    page = Page("", "/community/blog/", email=OFFICER, links=(*OWN_STORY, "main a[href$='/condivisione/']"))
    assert asked_again(visitor, page, for_everybody, "Salva chi può leggerlo") == []


def test_the_versions_of_a_corrected_text_are_accessible(visitor, platform):
    address = f"/community/forum/discussione/{made(platform, TALK)}/"
    person = visitor()
    link = "main a:has-text('modificato il')"
    assert person.visit(Page("", address, email=OPERATOR, links=(link,))) == 200
    wrong = wrong_with(person)
    with person.tab.expect_navigation():
        person.tab.locator("main .pico-row-title a").first.click()
    assert "Novanta tonnellate." in person.tab.locator("main").inner_text()
    assert wrong + wrong_with(person) == []


def test_the_page_where_a_merged_bodys_answer_is_chosen_is_accessible(visitor, platform):
    address = f"/rilevazioni/{made(platform, MERGER)}/fusioni/"
    person = visitor()
    assert person.visit(Page("", address, email=OFFICER)) == 200
    assert "Comune di Vedelago" in person.tab.locator("main").inner_text()
    assert wrong_with(person) == []
