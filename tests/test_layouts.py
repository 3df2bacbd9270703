"""The frame of every page: header, footer, errors, whatever is known or missing of site and person."""

import re
from types import SimpleNamespace

import html5lib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template, render_to_string

from pico.base.modules import NavItem
from pico.base.sites import MenuItem, SiteInfo

BARE_SITE = SiteInfo(
    slug="treviso",
    hostname="treviso.localhost",
    url="http://treviso.localhost",
    name="Provincia di Treviso",
    short_name="Treviso",
    level="PROVINCE",
    organisation_id=1,
)
NOBODY = SimpleNamespace(signin_url="/accedi/")


def person(**values):
    known = {
        "user_label": "Anna Rossi",
        "acting": "Comune di Asolo",
        "acting_roles": "Operatrice",
        "choices": [
            SimpleNamespace(organisation_id=7, name="Comune di Asolo", roles="Operatrice", current=True)
        ],
        "switch_url": "/ente/cambia/",
        "signout_url": "/esci/",
        "notifications_url": "/notifiche/",
        "unread": 0,
    }
    return SimpleNamespace(**{**known, **values})


@pytest.fixture
def page(rf):
    """Render a layout and return the parsed page."""

    def page(layout, site=BARE_SITE, shell=NOBODY, **context):
        request = rf.get("/novita/", HTTP_HOST="treviso.localhost")
        request.user = AnonymousUser()
        text = render_to_string(layout, {"site": site, "shell": shell, **context}, request)
        page.request = request
        return html5lib.parse(text, namespaceHTMLElements=False)

    return page


def words(element):
    return " ".join("".join(element.itertext()).split())


def inside(parent, tag, **attributes):
    return [
        e
        for e in parent.iter(tag)
        if all(e.get(k.replace("_", "-").rstrip("-")) == v for k, v in attributes.items())
    ]


def links(parent):
    return {words(e): e.get("href") for e in parent.iter("a")}


LAYOUTS = ["layouts/public.html", "layouts/area.html", "layouts/bare.html"]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("site", [None, BARE_SITE], ids=["no-site", "bare-site"])
@pytest.mark.parametrize("shell", [None, NOBODY, person()], ids=["no-shell", "nobody", "somebody"])
def test_what_is_missing_leaves_no_dead_link_behind(page, layout, site, shell):
    found = [e.get("href") for e in page(layout, site=site, shell=shell).iter("a")]

    assert [href for href in found if href in {None, "", "None", "#"}] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_reading_a_page_asks_for_no_cookie(page, layout):
    page(layout)

    assert "CSRF_COOKIE_NEEDS_UPDATE" not in page.request.META


def test_every_page_has_its_language_landmarks_and_title(page):
    parsed = page("layouts/public.html")

    assert parsed.get("lang") == "it"
    assert [len(inside(parsed, tag)) for tag in ("header", "main", "footer")] == [1, 1, 1]
    assert words(next(parsed.iter("title"))) == "- Provincia di Treviso"


def test_a_public_page_names_its_own_address(page):
    parsed = page("layouts/public.html", description="Le novità")

    assert [e.get("href") for e in inside(parsed, "link", rel="canonical")] == [
        "http://treviso.localhost/novita/"
    ]
    assert [e.get("content") for e in inside(parsed, "meta", name="description")] == ["Le novità"]


def test_a_title_says_when_something_must_be_corrected(page):
    parsed = page("layouts/area.html", form=SimpleNamespace(errors={"subject": ["Manca"]}))

    assert words(next(parsed.iter("title"))).startswith("Errore: ")


def test_a_stranger_is_offered_to_sign_in(page):
    header = next(page("layouts/public.html").iter("header"))

    assert links(header)["Accedi all'area riservata"] == "/accedi/"
    assert "Esci" not in words(header)


def test_a_person_signed_in_finds_notifications_profile_and_the_way_out(page):
    shell = person(
        unread=3, area_url="/area-riservata/", profile_menu=[NavItem("Il mio profilo", "/profilo/")]
    )
    header = next(page("layouts/public.html", shell=shell).iter("header"))
    forms = {e.get("action"): words(e) for e in header.iter("form")}

    assert links(header) == {
        "3 notifiche da leggere 3": "/notifiche/",
        "Area riservata": "/area-riservata/",
        "Il mio profilo": "/profilo/",
        "Provincia di Treviso": "http://treviso.localhost",
    }
    assert forms == {"/esci/": "Esci"}


@pytest.mark.parametrize(
    ("unread", "told", "seen"),
    [
        (0, "Notifiche: nessuna da leggere", None),
        (1, "1 notifica da leggere", "1"),
        (250, "250 notifiche da leggere", "99+"),
    ],
)
def test_the_bell_says_how_many_wait(page, unread, told, seen):
    bell = inside(page("layouts/area.html", shell=person(unread=unread)), "a", class_="pico-bell")[0]
    texts = [words(e) for e in bell.iter("span")]

    assert texts == [text for text in (told, seen) if text]


def test_who_works_for_one_body_sees_it_without_a_menu(page):
    header = next(page("layouts/area.html", shell=person()).iter("header"))

    assert words(inside(header, "p")[0]) == "Operi per: Comune di AsoloOperatrice"
    assert [e.get("action") for e in header.iter("form")] == ["/esci/"]


def test_who_works_for_two_bodies_may_change_and_sees_the_current_one(page):
    choices = [
        SimpleNamespace(organisation_id=7, name="Comune di Asolo", roles="Operatrice", current=True),
        SimpleNamespace(organisation_id=9, name="Provincia di Treviso", roles="Redattrice", current=False),
    ]
    header = next(page("layouts/area.html", shell=person(choices=choices)).iter("header"))
    buttons = inside(header, "button", name="organisation")

    assert [(e.get("value"), words(e), e.get("aria-current")) for e in buttons] == [
        ("7", "Comune di AsoloOperatrice", "true"),
        ("9", "Provincia di TrevisoRedattrice", None),
    ]


def test_the_navigation_marks_where_one_is(page):
    groups = [
        {
            "label": "Servizi",
            "items": [
                {"label": "Gare", "url": "/sua/", "current": True, "badge": 2},
                {"label": "Spenta", "url": ""},
            ],
        }
    ]
    parsed = page("layouts/area.html", shell=person(navigation=groups))
    side = inside(parsed, "nav", id="area-nav")[0]

    assert [(words(e), e.get("aria-current")) for e in side.iter("a")] == [("Gare 2", "page")]


def test_the_menu_of_a_site_is_on_top_and_at_the_bottom(page):
    menu = (
        MenuItem("Novità", "/novita/", "news", current=True),
        MenuItem("Servizi", "/servizi/", "all-services"),
    )
    site = SiteInfo(**{**vars(BARE_SITE), "menu": menu})
    parsed = page("layouts/public.html", site=site)

    assert [links(nav) for nav in parsed.iter("nav")] == [{"Novità": "/novita/", "Servizi": "/servizi/"}] * 2
    assert [e.get("aria-label") for e in parsed.iter("nav")] == ["Principale", "Sezioni del sito"]


STATIC_ERRORS = [400, 500, 503, 507]


@pytest.mark.django_db
@pytest.mark.parametrize("code", STATIC_ERRORS)
def test_errors_of_a_broken_installation_need_neither_database_nor_context(code, django_assert_num_queries):
    with django_assert_num_queries(0):
        text = get_template(f"{code}.html").render()

    assert re.findall(r"Errore (\d+)", text) == [str(code)]


def test_an_unknown_host_is_told_so_without_naming_any_site():
    parsed = html5lib.parse(get_template("404_host.html").render(), namespaceHTMLElements=False)

    assert words(next(parsed.iter("h1"))) == "Sito non trovato"
    assert links(parsed) == {}


@pytest.mark.parametrize("code", ["403", "403_csrf", "404", "405", "409", "422", "429"])
def test_an_error_page_gives_a_code_for_assistance(page, rf, code):
    request = rf.get("/")
    request.user, request.id = AnonymousUser(), "abc123"
    text = render_to_string(f"{code}.html", {"site": BARE_SITE, "shell": NOBODY}, request)

    assert re.findall(r"<code>(\w+)</code>", text) == ["abc123"]


def test_a_conflict_shows_both_versions(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    refusal = SimpleNamespace(theirs={"Oggetto": "Scuola"}, mine={"Oggetto": "Palestra"})
    text = render_to_string("409.html", {"refusal": refusal, "site": None, "shell": None}, request)
    parsed = html5lib.parse(text, namespaceHTMLElements=False)

    assert [words(e) for e in parsed.iter("dd")] == ["Scuola", "Palestra"]


def test_topics_may_have_a_name_or_a_label():
    items = [SimpleNamespace(name="Scuola", url="/argomenti/scuola/"), {"label": "Strade"}]
    text = render_to_string("components/tags.html", {"items": items})

    assert words(html5lib.parse(text, namespaceHTMLElements=False)) == "Scuola Strade"
