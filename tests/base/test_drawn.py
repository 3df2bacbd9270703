"""Parts of pages that are drawn once for the same values: nothing of one person reaches another."""

import re
from types import SimpleNamespace

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.urls import reverse
from django.utils.safestring import mark_safe

from pico.base.templatetags import drawn
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.portal import make_site


@pytest.fixture(autouse=True)
def nothing_drawn():
    drawn._drawn.cache_clear()


@pytest.fixture
def cast(db) -> SimpleNamespace:
    """Two Provinces that know nothing of each other."""
    made = SimpleNamespace(treviso=make_province("treviso"), verona=make_province("verona"))
    make_site(made.treviso)
    return made


def head_of(client, path: str = "/area-riservata/") -> str:
    """Return header and side navigation of a page."""
    page = client.get(path).content.decode()
    return page[page.index("<header") : page.index("<main")]


def token_of(head: str) -> str:
    return re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', head)[0]


@pytest.mark.django_db
def test_each_person_reads_their_own_name_and_body_in_the_header(client, cast):
    here = make_member(cast.treviso, "editor", given_name="Elena", family_name="Rossi")
    there = make_member(cast.verona, "member", given_name="Marco", family_name="Neri")
    seen = []
    for person in (here, there, here):
        client.force_login(person)
        head = head_of(client)
        names = ("Elena Rossi", "Marco Neri", cast.treviso.name, cast.verona.name)
        seen.append([name for name in names if name in head])
    first, second = ["Elena Rossi", cast.treviso.name], ["Marco Neri", cast.verona.name]
    assert seen == [first, second, first]


@pytest.mark.django_db
def test_the_token_of_a_form_is_that_of_the_request(client, cast):
    client.force_login(make_member(cast.treviso, "editor"))
    first, second = head_of(client), head_of(client)
    assert drawn._drawn.cache_info().hits > 0
    assert token_of(first) != token_of(second)
    assert drawn.MARK not in first + second
    assert first.replace(token_of(first), "") == second.replace(token_of(second), "")


@pytest.mark.django_db
def test_the_entry_of_the_page_one_is_on_is_marked_there_and_not_on_the_next(client, cast):
    client.force_login(make_member(cast.treviso, "editor"))
    client.get("/area-riservata/")
    heads = [head_of(client, path) for path in (reverse("community:forum"), reverse("community:library"))]
    marked = [re.findall(r'<a href="([^"]*)" aria-current="page"', head) for head in heads]
    assert marked[0] != marked[1]
    assert [len(urls) for urls in marked] == [1, 1]


def test_what_is_kept_holds_no_markup_that_somebody_typed():
    text = '{% load drawn %}{% drawn "components/breadcrumb.html" items=items %}'
    page = Template(text).render(Context({"items": ()}))
    assert "<ol" in page
    side = Template('{% load drawn %}{% drawn "components/drawer_button.html" label=name target="x" %}')
    assert "&lt;b&gt;Anna" in side.render(Context({"name": "<b>Anna"}))


def test_a_part_knows_only_what_the_tag_names():
    side = Template('{% load drawn %}{% drawn "components/drawer_button.html" target="x" %}')
    assert "segreto" not in side.render(Context({"label": "segreto", "csrf_token": "t"}))


def test_what_has_values_that_cannot_be_compared_is_drawn_each_time():
    side = Template('{% load drawn %}{% drawn "components/breadcrumb.html" items=items %}')
    pages = [side.render(Context({"items": [{"label": label}]})) for label in ("Enti", "Gare")]
    assert ["Enti" in page for page in pages] == [True, False]
    assert drawn._drawn.cache_info().currsize == 0


@pytest.mark.parametrize("tag", ["drawn name", 'drawn "components/icon.html" loose', "drawn 'x' a=1 b"])
def test_the_tag_takes_a_name_and_named_values(tag):
    with pytest.raises(TemplateSyntaxError):
        Template("{% load drawn %}{% " + tag + " %}")


ROWS = """{% load drawn %}{% for row in rows %}{% alike row.shape row number text %}[{{ row }}:{{ number }}
{{ text }}{{ loose }}]{% endalike %}{% endfor %}"""


def drawn_rows(*rows: tuple[str, int, str], **context: str) -> list[str]:
    """Return what a page draws of rows of a shape, a number and a text."""
    named = [{"shape": shape, "number": number, "text": text} for shape, number, text in rows]
    return Template(ROWS).render(Context({"rows": named, **context})).split()


def test_rows_of_one_shape_are_drawn_once_each_with_its_own_values():
    page = drawn_rows(("a", 9, "Anna"), ("a", 10, "Marco"), ("b", 11, "Elena"))
    assert page == ["[a:9", "Anna][a:10", "Marco][b:11", "Elena]"]


def test_what_was_drawn_for_a_shape_is_forgotten_with_the_page():
    pages = [drawn_rows(("a", 1, "x"), loose=loose) for loose in ("Anna", "Marco")]
    assert pages == [["[a:1", "xAnna]"], ["[a:1", "xMarco]"]]


def test_a_value_put_into_a_drawn_row_is_escaped_unless_it_is_markup_already():
    text = "<b>{{ row }}&amp;"
    assert drawn_rows(("a", 1, text)) == ["[a:1", "&lt;b&gt;{{", "row", "}}&amp;amp;]"]
    assert drawn_rows(("a", 1, mark_safe("<b>x</b>"))) == ["[a:1", "<b>x</b>]"]


def test_a_row_is_known_by_its_shape_alone_between_the_tags():
    text = "{% load drawn %}{% alike row.shape row number %}[{{ number }}{{ row.secret }}]{% endalike %}"
    page = Template(text).render(Context({"row": {"shape": ("a",), "number": 1, "secret": "Anna"}}))
    assert page == "[1]"
