"""The library in a browser: files sent one by one, everything by keyboard, everything without script."""

import re
import uuid

import pytest

from tests.e2e.page import EDITOR
from tests.e2e.pages import MODELS, library

pytestmark = pytest.mark.browser


def text_file(name: str, text: str = "Capitolato di prova") -> dict:
    return {"name": name, "mimeType": "text/plain", "buffer": f"{text} {name}".encode()}


@pytest.fixture
def mark() -> str:
    """Return a beginning of names that no other test takes."""
    return uuid.uuid4().hex[:6]


@pytest.fixture
def folder(visitor):
    """Return a page on which an editor looks at «Modelli di capitolato»."""

    def open_it(*links: str, **options):
        person = visitor(**options)
        person.visit(library(MODELS, *links, email=EDITOR, name="folder"))
        return person

    return open_it


def press_until(tab, words: str, limit: int = 80) -> None:
    """Go on with Tab until what has the focus reads like this."""
    for _ in range(limit):
        tab.keyboard.press("Tab")
        here = tab.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if here.startswith(words):
            return
    raise AssertionError(f"«{words}» is not reached by Tab")


def test_each_file_shows_its_own_result_and_a_taken_name_becomes_a_version(folder, mark):
    person = folder("main a[href$='/caricamento/']")
    tab = person.tab
    files = [
        text_file(f"{mark}-uno.txt"),
        {"name": f"{mark}-vuoto.txt", "mimeType": "text/plain", "buffer": b""},
    ]
    tab.set_input_files("main input[type=file]", [*files, text_file(f"{mark}-due.txt")])
    tab.click("text=Carica i file")
    results = tab.locator("[data-upload-list] > li")
    results.locator(".pico-badge").nth(2).wait_for()
    assert [line.strip().split("\n")[0] for line in results.all_inner_texts()] == [
        f"{mark}-uno.txt",
        f"{mark}-vuoto.txt",
        f"{mark}-due.txt",
    ]
    assert "Il file è vuoto" in results.nth(1).inner_text()

    tab.set_input_files("main input[type=file]", [text_file(f"{mark.upper()}-UNO.TXT", "Seconda stesura")])
    tab.click("text=Carica i file")
    tab.get_by_label("Che cosa cambia").fill("Corretto l'articolo 2")
    assert person.axe() == []
    tab.click("text=Carica come nuova versione")
    assert tab.locator("h1").inner_text() == f"{mark}-uno.txt"
    assert "Corretto l'articolo 2" in tab.locator("table").inner_text()


def test_upload_share_and_move_need_no_mouse(folder, mark):
    person = folder()
    tab = person.tab
    press_until(tab, "Carica file")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/caricamento/")
    press_until(tab, "File da caricare")
    with tab.expect_file_chooser() as chooser:
        tab.keyboard.press("Enter")
    chooser.value.set_files([text_file(f"{mark}-tastiera.txt")])
    press_until(tab, "Carica i file")
    tab.keyboard.press("Enter")
    tab.locator("[data-upload-list] >> text=Caricato").wait_for()
    press_until(tab, f"{mark}-tastiera.txt")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/documento/**")

    press_until(tab, "Cambia chi può vedere")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/condivisione/")
    press_until(tab, "Come la cartella")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    press_until(tab, "Salva chi può vedere")
    tab.keyboard.press("Enter")
    tab.locator("text=Da adesso lo vede solo chi hai scelto").wait_for()

    press_until(tab, "Torna indietro")
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/documento/[0-9a-f-]+/$"))
    press_until(tab, "Sposta")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/spostamento/")
    press_until(tab, "Cartella di destinazione")
    tab.keyboard.press("ArrowDown")
    press_until(tab, "Continua")
    tab.keyboard.press("Enter")
    tab.locator("text=Vuoi spostare").wait_for()
    press_until(tab, "Sposta")
    tab.keyboard.press("Enter")
    tab.locator("text=Spostato in").wait_for()


def test_without_script_upload_move_throw_away_and_restore_work(folder, mark):
    person = folder("main a[href$='/caricamento/']", scripts=False)
    tab = person.tab
    tab.set_input_files("main input[type=file]", [text_file(f"{mark}-senza-script.txt")])
    tab.click("text=Carica i file")
    tab.click(f"main tbody a:has-text('{mark}-senza-script.txt')")
    tab.click("main >> text=Elimina")
    tab.click("main button:has-text('Elimina')")
    tab.goto(person.platform.url("/community/documenti/cestino/"))
    tab.click(f"tr:has-text('{mark}-senza-script.txt') button")
    assert tab.locator("h1").inner_text() == f"{mark}-senza-script.txt"
