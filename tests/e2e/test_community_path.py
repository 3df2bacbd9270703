"""The community by keyboard alone, without script, in a window of 320 px: forum, moderation, blog."""

import re
import uuid

import pytest

from tests.e2e.page import EDITOR, OPERATOR
from tests.e2e.test_questionnaires import Keys

pytestmark = pytest.mark.browser
ASOLO = "operatore@asolo.example"


@pytest.fixture
def title() -> str:
    """Return a title that no other test takes."""
    return f"Prova da tastiera {uuid.uuid4().hex[:6]}"


def path(keys: Keys) -> str:
    return "/" + keys.tab.url.split("/", 3)[3].split("#")[0]


def pick(keys: Keys, selector: str) -> None:
    """Keep the radio button that is chosen, or choose the first: Tab comes to that one alone."""
    chosen = f"{selector}:checked"
    keys.to(chosen if keys.tab.locator("main").locator(chosen).count() else selector)
    keys.tab.keyboard.press("Space")


def proposed(keys: Keys, title: str) -> str:
    keys.person.open("/community/forum/")
    keys.follow("Acquisti e gare")
    keys.follow("Nuova discussione")
    keys.write(title=title, source="Chi ha un capitolato **recente**?")
    keys.press("Proponi la discussione")
    return path(keys)


def test_a_discussion_is_proposed_approved_answered_reported_and_hidden(visitor, title):
    asker = Keys(visitor, OPERATOR)
    address = proposed(asker, title)

    reader = Keys(visitor, ASOLO)
    before = reader.person.open(address)

    moderator = Keys(visitor, EDITOR)
    moderator.person.open("/community/moderazione/")
    moderator.follow(title)
    moderator.press("Apri la discussione")

    after = reader.person.open(address)
    reader.write(source="Compro e vendo *orologi*.")
    reader.press("Invia l'intervento")

    asker.person.open(address)
    asker.follow(re.compile("^Segnala.*2$"))
    pick(asker, "input[name=reason]")
    asker.write(note="Non parla di gare.")
    asker.press("Invia la segnalazione")

    moderator.person.open("/community/moderazione/")
    moderator.follow(title)
    moderator.follow(re.compile("^Nascondi.*2$"))
    pick(moderator, "input[name=why]")
    moderator.write(reason="Annuncio commerciale.")
    moderator.press("Nascondi")

    asker.person.open(address)
    reader.person.open(address)
    assert (before, after) == (404, 200)
    assert ("Intervento nascosto dalla moderazione" in asker.said, "orologi" in asker.said) == (True, False)
    assert ("Annuncio commerciale." in reader.said, "orologi" in reader.said) == (True, True)


def test_an_article_is_written_published_and_commented(visitor, title):
    writer = Keys(visitor, ASOLO)
    writer.person.open("/community/blog/scrivi/")
    writer.write(title=title, summary="Due righe.", source="Il **testo** intero.")
    writer.press("Anteprima")
    previewed = writer.tab.locator("main strong", has_text="testo").count()
    writer.press("Salva")
    writer.follow("Pubblica")
    pick(writer, "input[name=level]")
    writer.press("Pubblica")
    address = path(writer)

    reader = Keys(visitor, "responsabile@oderzo.example")
    reader.person.open(address)
    reader.write(source="Grazie, *utile*.")
    reader.press("Pubblica il commento")

    assert previewed == 1
    assert reader.tab.locator("#commenti li em").inner_text() == "utile"
