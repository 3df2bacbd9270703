"""What a body must have before readers see it; nothing here asks the database."""

import pytest

from pico.portal.models import GenericPage, HomePage
from pico.portal.publishable import first_jump, problems_of


def page(*blocks):
    return GenericPage(title="Pagina", slug="pagina", body=list(blocks))


@pytest.mark.parametrize(
    ("texts", "jump"),
    [
        (["<h2>A</h2><h3>B</h3>", "<h2>C</h2>"], None),
        (["<h3>A</h3>"], (1, 3)),
        (["<h2>A</h2>", "<h4>B</h4>"], (2, 4)),
        (["<p>h4</p>"], None),
    ],
)
def test_headings_skip_no_level_across_blocks(texts, jump):
    assert first_jump(page(*(("text", text) for text in texts)).body) == jump


@pytest.mark.parametrize(
    ("picture", "wrong"),
    [
        ({"alt": "Il ponte"}, False),
        ({"decorative": True}, False),
        ({"alt": ""}, True),
        ({"alt": "", "caption": "Il ponte"}, True),
    ],
)
def test_a_picture_says_what_it_shows_or_that_it_is_decorative(picture, wrong):
    alone = page(("image", {"image": None, **picture}))
    gallery = page(("gallery", [{"image": None, "alt": "Prima"}, {"image": None, **picture}]))
    assert [("body" in problems_of(one)) for one in (alone, gallery)] == [wrong, wrong]


def test_an_action_leads_somewhere():
    nowhere = page(("action", {"title": "Fai", "label": "Invia", "page": None, "url": ""}))
    somewhere = page(("action", {"title": "Fai", "label": "Invia", "page": None, "url": "https://a.example"}))
    assert [list(problems_of(one)) for one in (nowhere, somewhere)] == [["body"], []]


def test_a_table_has_a_title():
    table = {
        "caption": "",
        "columns": [{"type": "text", "heading": "Anno"}],
        "rows": [{"values": ["2026"]}],
    }
    values = [GenericPage.body.field.stream_block.child_blocks["table"].to_python({**table, "caption": text})
              for text in ("", "Anni")]  # fmt: skip
    assert [list(problems_of(page(("table", value)))) for value in values] == [["body"], []]


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("", []),
        ("/novita/", []),
        ("https://www.example.org/", []),
        ("javascript:alert(1)", ["notice_url"]),
        ("//altrove.example/", ["notice_url"]),
        ("novita", ["notice_url"]),
    ],
)
def test_the_notice_of_the_home_leads_to_the_web_or_to_the_site(url, wrong):
    assert list(problems_of(HomePage(title="Home", slug="home", notice="Avviso", notice_url=url))) == wrong
