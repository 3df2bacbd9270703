"""An editor in the browser: a news item with a picture in two minutes, one from draft to withdrawal."""

import io
import time
from urllib.parse import urlsplit

import pytest
from PIL import Image

from tests.e2e.watch import Visitor
from tests.platform import PASSWORD

pytestmark = pytest.mark.browser

WITHIN = 120  # seconds from the sign-in page to the page that readers see
# What a hand takes, which a test does not: finding and clicking, typing (Card, Moran and Newell's estimates).
CLICK, KEY = 3.0, 0.2
# Wagtail compares the form with what it held two seconds after it opened: what is typed before is no change.
WATCHING = (
    "addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watching = 1 })"
)


class Newsdesk:
    """Somebody at the editor with a mouse and a keyboard: every click and every key is counted."""

    def __init__(self, person: Visitor) -> None:
        self.person = person
        self.tab = person.tab
        self.clicks = 0
        self.keys = 0
        self.refused: list[str] = []
        self.tab.on("response", self._answered)
        self.tab.add_init_script(WATCHING)

    def _answered(self, response) -> None:
        if response.status >= 400:
            self.refused.append(f"{response.status} {response.url}")

    def click(self, what) -> None:
        what.click()
        self.clicks += 1

    def leave(self, what) -> None:
        """Click what leads to another page; a draft that saves itself changes the address alone."""
        with self.tab.expect_event("load"):
            self.click(what)

    def type(self, field, words: str) -> None:
        """Click into a field and type."""
        self.click(field)
        self.tab.keyboard.type(words)
        self.keys += len(words)

    def sign_in(self, email: str) -> None:
        self.person.open("/accedi/")
        self.type(self.tab.locator("input[name=login]"), email)
        self.type(self.tab.locator("input[name=password]"), PASSWORD)
        self.leave(self.tab.locator("main form:has(input[name=password]) button[type=submit]"))

    def begin(self, title: str) -> None:
        self.leave(self.tab.get_by_role("link", name="Scrivi una notizia").first)
        self.type(self.tab.locator("#id_title"), title)
        self.type(self.tab.locator("#id_summary"), "Da lunedì si passa di nuovo.")
        self.click(self.tab.get_by_text("Rete stradale", exact=True))

    def add_picture(self, alternative: str) -> None:
        dialog = self.tab.locator(".modal")
        self.click(self.tab.get_by_role("button", name="Scegli un'immagine").first)
        self.tab.locator(".modal:focus").wait_for()  # it takes the keyboard once it stands, 300 ms later
        self.click(dialog.get_by_role("tab", name="Carica"))
        with self.tab.expect_file_chooser() as chooser:
            self.click(dialog.locator("input[type=file]"))
        chooser.value.set_files(photograph())
        self.type(dialog.get_by_label("Testo alternativo"), alternative)
        self.click(dialog.get_by_role("button", name="Carica"))
        self.tab.locator(".modal-content").wait_for(state="hidden")
        self.tab.locator(".image-chooser:not(.blank)").first.wait_for()  # the picture stands on the form

    def wait_until_watched(self) -> None:
        self.tab.locator("html[data-watching]").wait_for()

    def write(self, words: str) -> None:
        self.click(self.tab.locator("[data-contentpath=body] .c-sf-add-button").last)
        self.click(self.tab.get_by_role("option", name="testo", exact=True))
        self.type(self.tab.locator("[data-contentpath=body] .public-DraftEditor-content"), words)

    def do(self, label: str) -> None:
        """Choose an action of the page's foot."""
        self.click(self.tab.locator("footer .w-dropdown__toggle"))
        self.leave(self.tab.get_by_role("button", name=label, exact=True).first)

    @property
    def told(self) -> str:
        return self.tab.locator(".messages").inner_text()


def photograph() -> dict:
    out = io.BytesIO()
    Image.new("RGB", (1200, 800), "seagreen").save(out, "JPEG")
    return {"name": "pista-ciclabile.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def link_words(desk: Newsdesk, words: str) -> None:
    """Make the last words typed a link to a page of the site."""
    for _ in words:
        desk.tab.keyboard.press("Shift+ArrowLeft")
    desk.click(desk.tab.locator("button[name=LINK]:visible"))
    desk.click(desk.tab.locator(".modal a.choose-page").first)
    desk.tab.locator(".modal-content").wait_for(state="hidden")


def preview(desk: Newsdesk) -> str:
    """Open the preview beside the form and return what readers will find."""
    desk.tab.wait_for_url("**/edit/")  # the draft has saved itself
    desk.click(desk.tab.locator("[data-side-panel-toggle=preview]"))
    shown = desk.tab.frame_locator("[data-side-panel=preview] iframe").last.locator("main")
    shown.get_by_text("I lavori sono finiti").wait_for()
    return shown.inner_text()


def plan(desk: Newsdesk, moment: str) -> None:
    """Set the moment from which readers see the page."""
    desk.click(desk.tab.locator("[data-side-panel-toggle=status]"))
    desk.click(desk.tab.get_by_role("button", name="Programma le date").first)
    desk.tab.fill("#id_go_live_at", moment)
    desk.click(desk.tab.locator("#id_go_live_at"))  # the calendar opens
    desk.leave(desk.tab.get_by_role("button", name="Salva le date"))


def hold_drafts(desk: Newsdesk) -> list:
    """Keep the first saving of a new draft from arriving; what the buttons send goes through."""
    held = []

    def stop(route) -> None:
        if route.request.headers["accept"] == "application/json":
            held.append(route)
        else:
            route.continue_()

    desk.tab.route("**/redazione/pages/add/**", stop)
    return held


def test_a_newcomer_publishes_a_news_item_with_a_picture_within_two_minutes(visitor):
    started = time.monotonic()
    desk = Newsdesk(visitor())
    desk.sign_in("redazione@treviso.example")
    desk.begin("Riapre la pista ciclabile")
    desk.add_picture("La pista vista da valle")
    desk.write("I lavori sono finiti.")
    desk.do("Pubblica")
    assert "Riapre la pista ciclabile" in desk.told
    address = desk.tab.locator(".messages").get_by_role("link", name="Guarda la pagina").get_attribute("href")

    reader = visitor()
    assert reader.open(urlsplit(address).path) == 200
    assert reader.path == "/novita/riapre-la-pista-ciclabile/"
    took = time.monotonic() - started
    assert reader.tab.locator("h1").inner_text() == "Riapre la pista ciclabile"
    assert "I lavori sono finiti." in reader.tab.locator("main").inner_text()
    picture = reader.tab.get_by_role("img", name="La pista vista da valle", exact=True)
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth > 0)")
    assert (desk.clicks, desk.keys, desk.refused) == (17, 137, [])
    assert took + desk.clicks * CLICK + desk.keys * KEY < WITHIN


def test_publishing_waits_for_a_draft_that_is_saving_itself(visitor):
    desk = Newsdesk(visitor())
    desk.sign_in("redazione@treviso.example")
    held = hold_drafts(desk)
    desk.begin("Si pota il viale")
    desk.wait_until_watched()
    with desk.tab.expect_request(lambda request: request.method == "POST"):  # the draft saves itself
        desk.write("Da domani.")
    desk.click(desk.tab.locator("footer .w-dropdown__toggle"))
    desk.click(desk.tab.get_by_role("button", name="Pubblica", exact=True).first)
    desk.tab.wait_for_timeout(500)
    assert "/pages/add/" in desk.tab.url
    with desk.tab.expect_event("load"):
        held[0].continue_()
    assert "Si pota il viale" in desk.told

    reader = visitor()
    assert reader.open("/novita/si-pota-il-viale/") == 200
    assert "Da domani." in reader.tab.locator("main").inner_text()
    assert desk.refused == []


def test_a_news_item_is_handed_in_approved_planned_and_withdrawn(visitor):
    title, path = "Riapre il ponte di Vidor", "/novita/riapre-il-ponte-di-vidor/"
    editor = Newsdesk(visitor())
    editor.sign_in("redazione@treviso.example")
    editor.begin(title)
    editor.wait_until_watched()
    editor.write("I lavori sono finiti. Vedi il sito")
    link_words(editor, "il sito")
    assert title in preview(editor)
    editor.do("Invia per l'approvazione")
    assert title in editor.told
    reader = visitor()
    assert reader.open(path) == 404

    publisher = Newsdesk(visitor())
    publisher.sign_in("admin@treviso.example")
    publisher.person.open("/redazione/")
    publisher.leave(publisher.tab.get_by_role("link", name=title).first)
    form = publisher.person.path
    publisher.do("Approva e pubblica")
    assert reader.open(path) == 200
    link = reader.tab.locator("main").get_by_role("link", name="il sito", exact=True).get_attribute("href")
    assert urlsplit(link)[:2] == ("", "")

    publisher.person.open(form)
    publisher.tab.fill("#id_title", f"{title}, anche ai camion")
    plan(publisher, "31/12/2099 10:00")
    publisher.do("Programma la pubblicazione")
    assert reader.open(path) == 200
    assert reader.tab.locator("h1").inner_text() == title

    publisher.person.open(form)
    publisher.leave(publisher.tab.get_by_role("button", name="Annulla la programmazione").first)
    publisher.person.open(form.replace("/edit/", "/unpublish/"))
    publisher.leave(publisher.tab.locator("main form[action*=unpublish] [type=submit]").first)
    assert reader.open(path) == 404
    assert editor.refused + publisher.refused == []
