"""Markdown as people write it, and as people write who mean harm."""

import re

import html5lib
import pytest
from django.utils.safestring import SafeString

from pico.base.html import OWN_FILE, TAGS
from pico.base.markdown import to_html
from tests.attacks import ATTACKS, OWN

MAY_HAVE = {"href", "rel", "src", "alt", "title", "colspan", "rowspan", "scope"}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("# Sale\n## Quanto\n### Dove", "<h3>Sale</h3>\n<h4>Quanto</h4>\n<h4>Dove</h4>\n"),
        ("### Dove", "<h3>Dove</h3>\n"),
        ("### Dove\n#### Chi\n# Sale", "<h3>Dove</h3>\n<h4>Chi</h4>\n<h3>Sale</h3>\n"),
        ("**70 t** e *40 t*", "<p><strong>70 t</strong> e <em>40 t</em></p>\n"),
        ("una riga\nun'altra", "<p>una riga<br>\nun'altra</p>\n"),
        ("- uno\n- due", "<ul>\n<li>uno</li>\n<li>due</li>\n</ul>\n"),
        ("> citazione", "<blockquote>\n<p>citazione</p>\n</blockquote>\n"),
        ("`CIG`", "<p><code>CIG</code></p>\n"),
        (None, ""),
        ("   \n ", ""),
    ],
)
def test_the_usual_signs_are_drawn(written, drawn):
    assert to_html(written) == drawn


def test_a_table_has_a_head():
    drawn = to_html("|Ente|t|\n|-|-:|\n|Oderzo|70|")
    assert re.sub(r"\s", "", drawn) == (
        "<table><thead><tr><th>Ente</th><th>t</th></tr></thead>"
        "<tbody><tr><td>Oderzo</td><td>70</td></tr></tbody></table>"
    )


def link(address: str, words: str = "") -> str:
    return f'<a href="{address}" rel="noopener ugc">{words or address}</a>'


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("[atto](https://ente.example/a)", link("https://ente.example/a", "atto")),
        ("vedi https://ente.example/a.", f"vedi {link('https://ente.example/a')}."),
        ("(https://ente.example/a)", f"({link('https://ente.example/a')})"),
        ("https://ente.example/a_(b)", link("https://ente.example/a_(b)")),
        ("https://a.example, https://b.example", f"{link('https://a.example')}, {link('https://b.example')}"),
        ("<https://ente.example/>", link("https://ente.example/")),
        ("[https://ente.example](/novita/)", link("/novita/", "https://ente.example")),
        ("`https://ente.example`", "<code>https://ente.example</code>"),
    ],
)
def test_addresses_become_links(written, drawn):
    assert to_html(written) == f"<p>{drawn}</p>\n"


def test_an_own_picture_is_shown():
    assert to_html(f"![Mappa]({OWN})") == f'<p><img src="{OWN}" alt="Mappa"></p>\n'


def test_a_picture_from_elsewhere_is_a_link_to_it():
    drawn = f"<p>{link('https://altrove.example/x.png', 'Mappa')}</p>\n"
    assert to_html("![Mappa](https://altrove.example/x.png)") == drawn


def test_a_picture_from_elsewhere_inside_a_link_is_its_words():
    written = "[![Mappa](https://altrove.example/x.png)](https://ente.example)"
    assert to_html(written) == f"<p>{link('https://ente.example', 'Mappa')}</p>\n"


def test_html_is_read_as_text():
    assert to_html("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"


def test_the_list_of_attacks_is_long_and_has_none_twice():
    assert (len(ATTACKS) >= 100, len(ATTACKS)) == (True, len(set(ATTACKS)))


def leads_astray(address: str) -> bool:
    """Say whether a browser would run an address or leave for another host without its being seen."""
    bare = re.sub(r"[\x00-\x20]", "", address)
    scheme = SCHEME.match(bare)
    if scheme:
        return scheme.group(1).lower() not in {"http", "https", "mailto", "tel"}
    return bare.startswith("//") or "\\" in bare


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_comes_through(attack):
    drawn = to_html(f"prima\n\n{attack}\n\ndopo")
    assert isinstance(drawn, SafeString)
    wrong = []
    for element in html5lib.parseFragment(drawn, namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        wrong += [element.tag] if element.tag not in TAGS else []
        wrong += [f"{element.tag}[{name}]" for name in set(element.attrib) - MAY_HAVE]
        wrong += [address for address in [element.get("href", "")] if leads_astray(address)]
        if element.tag == "img" and not OWN_FILE.match(element.get("src", "")):
            wrong.append(element.get("src"))
    assert wrong == []


def test_an_address_without_its_beginning_stays_text():
    assert to_html("[parole](//altrove.example)") == "<p>[parole](//altrove.example)</p>\n"
