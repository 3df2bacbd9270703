"""Every block of a body as readers get it."""

import gc
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image

from pico.base.errors import Refused
from pico.portal.blocks import body_blocks
from pico.portal.models import PortalImage
from tests.factories.portal import make_document, make_news, make_site

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary files of renditions to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file <_io:ResourceWarning"),
]


@pytest.fixture(scope="module")
def treviso(for_the_module):
    return make_site()


@pytest.fixture
def picture(treviso):
    content = BytesIO()
    Image.new("RGB", (1200, 800), "navy").save(content, "JPEG")
    file = ImageFile(BytesIO(content.getvalue()), name="ponte.jpg")
    yield PortalImage.objects.create(title="Ponte", file=file, collection=treviso.collection)
    gc.collect()


def body(treviso, *blocks):
    """Return the body of a news item with some blocks."""
    news = make_news(treviso, body=list(blocks))
    answer = Client(HTTP_HOST="treviso.localhost").get(news.path_on_site)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html5lib").select_one(".pico-prose")


def words(tags):
    return [" ".join(tag.get_text(" ", strip=True).split()) for tag in tags]


def table():
    columns = [{"type": "text", "heading": "Strada"}, {"type": "number", "heading": "Km"}]
    rows = [{"values": ["SP 1", "12"]}]
    return dict(body_blocks())["table"].to_python({"columns": columns, "rows": rows, "caption": "Strade"})


def test_a_text_keeps_its_headings_and_loses_scripts(treviso):
    page = body(treviso, ("text", "<h2>Uno</h2><h3>Due</h3><p>Testo <b>forte</b>.</p>"))
    assert words(page.select("h2, h3")) == ["Uno", "Due"]
    assert page.b.get_text() == "forte"


@pytest.mark.parametrize("jump", ["<h3>Tre</h3>", "<h2>Due</h2><h4>Quattro</h4>"])
def test_a_heading_that_skips_a_level_is_not_published(treviso, jump):
    with pytest.raises(Refused) as refusal:
        make_news(treviso, body=[("text", jump)])
    assert refusal.value.field == "body"


def test_headings_are_followed_from_one_text_to_the_next(treviso):
    assert body(
        treviso, ("text", "<h2>Due</h2>"), ("quote", {"text": "Sì", "author": ""}), ("text", "<h3>Tre</h3>")
    )
    with pytest.raises(Refused):
        make_news(treviso, body=[("text", "<h2>Due</h2>"), ("text", "<h4>Quattro</h4>")])


def test_a_picture_says_what_it_shows_and_comes_in_three_formats_and_two_widths(treviso, picture):
    value = {"image": picture, "alt": 'Il ponte "nuovo"', "decorative": False, "caption": "Foto"}
    page = body(treviso, ("image", value))
    assert page.img["alt"] == 'Il ponte "nuovo"'
    assert (page.img["width"], page.img["height"]) == ("720", "480")
    assert [source["type"] for source in page.select("source")] == ["image/avif", "image/webp"]
    assert [part.split()[1] for part in page.img["srcset"].split(", ")] == ["480w", "720w", "1200w"]
    assert words(page.select("figcaption")) == ["Foto"]


def test_a_decorative_picture_is_silent(treviso, picture):
    page = body(treviso, ("image", {"image": picture, "alt": "", "decorative": True, "caption": ""}))
    assert page.img["alt"] == ""
    assert page.figcaption is None


@pytest.mark.parametrize("kind", ["image", "gallery"])
def test_a_picture_without_words_is_not_published(treviso, picture, kind):
    value = {"image": picture, "alt": "", "decorative": False, "caption": ""}
    with pytest.raises(Refused) as refusal:
        make_news(treviso, body=[(kind, value if kind == "image" else [value, value])])
    assert refusal.value.field == "body"


def test_a_gallery_is_a_list_of_pictures(treviso, picture):
    values = [{"image": picture, "alt": name, "decorative": False, "caption": ""} for name in ("Uno", "Due")]
    page = body(treviso, ("gallery", values))
    assert [image["alt"] for image in page.select("ul > li > figure img")] == ["Uno", "Due"]


def test_a_callout_and_a_quote_keep_their_lines_and_escape_their_words(treviso):
    page = body(
        treviso,
        ("callout", {"title": "Nota", "text": "Prima\nSeconda <b>riga</b>"}),
        ("quote", {"text": "Così è.", "author": "La Presidente"}),
    )
    assert words(page.select(".callout-title")) == ["Nota"]
    assert page.select_one(".callout br")
    assert "<b>riga</b>" in page.select_one(".callout").get_text()
    assert words(page.select("blockquote p, blockquote footer")) == ["Così è.", "La Presidente"]


def test_a_table_has_a_title_and_headings_of_columns_and_rows(treviso):
    page = body(treviso, ("table", table()))
    assert words(page.select("caption")) == ["Strade"]
    assert [(cell["scope"], cell.get_text()) for cell in page.select("th")] == [
        ("col", "Strada"), ("col", "Km"), ("row", "SP 1"),
    ]  # fmt: skip
    assert page.select_one("[role=region][tabindex='0']")["aria-label"] == "Strade"


def test_the_parts_of_an_accordion_open_without_scripts(treviso):
    page = body(treviso, ("accordion", [{"title": "Quando?", "text": "Lunedì.\n\nMartedì."}]))
    assert words(page.select("details > summary")) == ["Quando?"]
    assert words(page.select("details p")) == ["Lunedì.", "Martedì."]


def test_documents_say_type_and_size_and_open(treviso):
    file = make_document(treviso, "Piano neve")
    link = body(treviso, ("documents", [file])).a
    assert "Piano neve" in link.get_text()
    assert "PDF" in link.get_text()
    assert link["href"] == f"/documenti/{file.pk}/piano-neve.pdf"
    answer = Client(HTTP_HOST="treviso.localhost").get(link["href"])
    assert (answer.status_code, b"".join(answer.streaming_content)[:5]) == (200, b"%PDF-")


def test_a_contact_shows_what_it_has(treviso):
    contact = {
        "name": "URP",
        "hours": "",
        "address": "",
        "phone": "0422 1",
        "email": "urp@ente.example",
        "pec": "",
    }
    page = body(treviso, ("contact", contact))
    assert words(page.select("dt")) == ["Telefono", "E-mail"]
    assert [link["href"] for link in page.select("a")] == ["tel:04221", "mailto:urp@ente.example"]


def test_an_invitation_leads_to_its_page_or_address(treviso):
    target = make_news(treviso)
    common = {"title": "Partecipa", "text": "Fino a domani.", "label": "Invia la domanda"}
    for page, url, address in ((target, "", target.path_on_site), (None, "https://a.example/?a=1&b=2", None)):
        link = body(treviso, ("action", {**common, "page": page, "url": url})).a
        assert (link.get_text(), link["href"]) == ("Invia la domanda", address or url)


def test_an_invitation_that_leads_nowhere_is_not_published(treviso):
    empty = {"title": "Partecipa", "text": "", "label": "Invia", "page": None, "url": ""}
    with pytest.raises(Refused):
        make_news(treviso, body=[("action", empty)])


def test_related_pages_are_named_while_they_are_live(treviso):
    first, second = make_news(treviso, "Ponte"), make_news(treviso, "Galleria")
    type(second).objects.filter(pk=second.pk).update(live=False)
    assert words(body(treviso, ("related", [first, second])).select("a")) == ["Ponte"]


def test_every_block_has_its_test_here():
    assert [name for name, _block in body_blocks()] == [
        "text", "image", "gallery", "callout", "quote", "table", "accordion", "documents", "contact",
        "action", "related",
    ]  # fmt: skip
