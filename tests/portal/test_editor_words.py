"""What the guide and the editor say: every page type and block is in the guide, the words are compiled."""

import gettext
import re

from django.utils.translation import gettext as _

from pico.portal.blocks import body_blocks
from pico.portal.editor.panels import kinds_of_page, panels_of
from tests.platform import ROOT

GUIDE = ROOT / "docs" / "guida" / "redazione.md"
WORDS = ROOT / "pico" / "portal" / "locale" / "it" / "LC_MESSAGES"


def first_column(heading: str) -> list[str]:
    """Return the first cells of a table of the guide, in small letters."""
    rows = GUIDE.read_text().partition(f"| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [row.split("|")[1].strip().lower() for row in rows]


def test_the_guide_names_every_page_type():
    assert sorted(first_column("Pagina")) == sorted(
        str(model._meta.verbose_name) for model in kinds_of_page()
    )


def test_the_guide_names_every_block():
    assert first_column("Blocco") == [str(block.label) for _name, block in body_blocks()]


def test_the_words_of_the_editor_are_compiled_and_win_over_wagtails():
    said = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', (WORDS / "django.po").read_text(), re.MULTILINE)
    with (WORDS / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    plain = [(key.replace('\\"', '"'), text.replace('\\"', '"')) for key, text in said]
    assert len(plain) > 50
    assert [compiled.gettext(key) for key, _text in plain] == [text for _key, text in plain]
    assert _("View live") == "Guarda la pagina"


def test_the_editor_calls_the_picture_by_an_italian_name():
    content = [panel for model in kinds_of_page() for panel in panels_of(model).children[0].children]
    pictures = [panel for panel in content if getattr(panel, "field_name", "") == "image"]
    assert {str(panel.heading) for panel in pictures} == {"Immagine"}
