"""What holds on every page: accessibility, the strict policy, no other host, no cookie before signing in."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.e2e.pages import ENTRANCE, PAGES, PUBLIC, Page
from tests.e2e.watch import Visitor

pytestmark = pytest.mark.browser
WIDTHS = [320, 390, 1280]
AXE_WIDTHS = [320, 1280]  # ui.md 6.2
NOT_SIGNED_IN = PUBLIC + ENTRANCE


def by_name(page) -> str:
    return page.name


@pytest.fixture(scope="session")
def readers(browser, platform) -> Iterator[Callable[..., Visitor]]:
    """Hand out one visitor for each person, with and without scripts, who reads page after page."""
    made: dict[tuple, Visitor] = {}

    def reader(page: Page, **options) -> Visitor:
        who = (page.email, page.site if page.email else "", *options.items())
        if who not in made:
            made[who] = Visitor(browser, platform, width=WIDTHS[-1], **options)
        made[who].complaints.clear()
        if not page.email:  # whatever cookie is there afterwards, this page has set
            made[who].context.clear_cookies()
        made[who].tab.set_viewport_size({"width": WIDTHS[-1], "height": 900})
        return made[who]

    yield reader
    for visitor in made.values():
        visitor.close()


@pytest.mark.parametrize("page", PAGES, ids=by_name)
def test_a_page_is_accessible_fits_every_width_and_says_the_same_without_javascript(readers, page):
    person = readers(page)
    assert person.visit(page) == page.status
    headings = person.tab.locator("h1").all_inner_texts()

    wrong, sideways = {}, {}
    for width in WIDTHS:
        person.tab.set_viewport_size({"width": width, "height": 900})
        if width in AXE_WIDTHS:
            wrong[width] = person.axe()
        sideways[width] = person.sideways_scroll()
    plain = readers(page, scripts=False)
    assert plain.visit(replace(page, path=person.path, links=())) == page.status

    assert wrong == {width: [] for width in AXE_WIDTHS}
    assert sideways == dict.fromkeys(WIDTHS, 0)
    assert plain.tab.locator("h1").all_inner_texts() == headings
    assert len(headings) == 1
    if page in NOT_SIGNED_IN:
        names = {cookie["name"] for who in (person, plain) for cookie in who.context.cookies()}
        assert sorted(names) == HAS_A_FORM.get(page.name, [])
    assert person.complaints + plain.complaints == []


# A form needs its token, a sign-in the mark of the browser that began it: the only cookies of an anonymous
# visitor, and only on these pages.
HAS_A_FORM = {"sign-in": ["csrf", "handover"], "sign-up": ["csrf"], "password-reset": ["csrf"]}


def test_scripts_and_styles_of_an_ordinary_page_stay_within_the_budget(visitor):
    person = visitor()
    person.open("/")
    loaded = person.tab.evaluate(
        "performance.getEntriesByType('resource').map(e => new URL(e.name).pathname)"
        ".filter(p => /[.](js|css)$/.test(p))"
    )
    compressed = {path: size_compressed(person.platform, path) for path in loaded}

    assert sum(size for path, size in compressed.items() if path.endswith(".js")) <= 45_000
    assert sum(size for path, size in compressed.items() if path.endswith(".css")) <= 95_000
    assert {path.rsplit(".", 1)[1] for path in compressed} == {"js", "css"}


def size_compressed(platform, path: str) -> int:
    """Return the bytes of a collected static file after gzip."""
    return len(gzip.compress((platform.var / "static" / path.removeprefix("/static/")).read_bytes()))


def test_an_unknown_host_gets_a_clear_404(visitor):
    person = visitor()

    assert person.open("/", site="non-esiste") == 404
    assert person.tab.locator("h1").count() == 1


def test_the_first_page_uses_the_fonts_of_the_public_administration(visitor):
    person = visitor()
    person.open("/")

    fonts = person.tab.evaluate(
        "[...new Set([...document.querySelectorAll('h1,h2,h3,h4,h5,h6,p')]"
        ".map(e => getComputedStyle(e).fontFamily.split(',')[0].replaceAll('\"', '')))].sort()"
    )

    assert [font for font in fonts if font not in {"Titillium Web", "Lora", "Roboto Mono"}] == []
