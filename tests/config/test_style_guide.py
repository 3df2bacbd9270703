"""The style guide draws every component from plain values, and only where development is going on."""

from collections import Counter

import html5lib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from pico.config.views import PARTS, style_guide


@pytest.fixture
def show(rf, settings):
    def show(part="", **query):
        settings.PICO_STYLE_GUIDE = True
        request = rf.get("/stile/", query)
        request.user = AnonymousUser()
        return style_guide(request, part)

    return show


def elements(response):
    return html5lib.parse(response.content, namespaceHTMLElements=False)


@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_drawn_without_a_query(show, part, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = show(part)

    assert response.status_code == 200


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_one_title_and_no_id_twice(show, part):
    page = elements(show(part))
    ids = Counter(element.get("id") for element in page.iter() if element.get("id"))

    assert len(list(page.iter("h1"))) == 1
    assert [name for name, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("part", PARTS)
def test_what_describes_a_control_is_on_the_page(show, part):
    page = elements(show(part))
    ids = {element.get("id") for element in page.iter()}
    named = [
        name
        for element in page.iter()
        for attribute in ("aria-describedby", "aria-labelledby", "for", "popovertarget")
        for name in (element.get(attribute) or "").split()
    ]

    assert [name for name in named if name not in ids] == []


def test_elsewhere_it_does_not_exist(rf, settings):
    settings.PICO_STYLE_GUIDE = False

    with pytest.raises(Http404):
        style_guide(rf.get("/stile/"))


def test_a_part_that_does_not_exist_is_not_found(show):
    with pytest.raises(Http404):
        show("segreta")


def test_header_and_footer_carry_the_hooks_of_the_official_validator(show):
    page = elements(show("pubblica"))
    hooks = [element.get("data-element") for element in page.iter() if element.get("data-element")]

    assert hooks == [
        "personal-area-login",
        "main-navigation",
        "management",
        "news",
        "all-services",
        "live",
        "faq",
        "report-inefficiency",
        "privacy-policy-link",
        "legal-notes",
        "accessibility-link",
    ]


def test_a_list_keeps_its_filters_when_it_changes_page(show):
    page = elements(show("area", state="OPEN", pagina="2", righe="50"))
    pages = next(nav for nav in page.iter("nav") if nav.get("aria-label") == "Pagine")

    assert [link.get("href") for link in pages.iter("a")] == [
        "?state=OPEN&pagina=1&righe=50",
        "?state=OPEN&pagina=1&righe=50",
        "?state=OPEN&pagina=2&righe=50",
        "?state=OPEN&pagina=3&righe=50",
        "?state=OPEN&pagina=3&righe=50",
    ]
