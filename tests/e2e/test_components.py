"""Components used by keyboard, with and without script, on the pages of the style guide."""

import re

import pytest

pytestmark = pytest.mark.browser

MENU = "Apri il menu dell'area riservata"


@pytest.fixture
def shown(visitor):
    """Open a page of the style guide and return its tab."""

    def shown(part="", **options):
        person = visitor(**options)
        assert person.open(f"/stile/{part}") == 200
        return person.tab

    return shown


def focused(tab) -> str:
    return tab.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripted", "plain"])
def test_the_drawer_opens_by_its_button_and_closes_by_its_own(shown, scripts):
    tab = shown("area/", width=390, scripts=scripts)
    drawer = tab.locator("#area-nav")
    seen = [drawer.is_visible()]

    tab.get_by_role("button", name=MENU).click()
    seen.append(drawer.is_visible())
    drawer.get_by_role("button", name="Chiudi il menu").click()
    seen.append(drawer.is_visible())

    assert seen == [False, True, False]


def test_escape_closes_the_drawer_and_the_focus_returns_to_its_button(shown):
    tab = shown("area/", width=390)
    tab.get_by_role("button", name=MENU).press("Enter")

    tab.keyboard.press("Escape")

    assert (tab.locator("#area-nav").is_visible(), focused(tab)) == (False, MENU)


def test_leaving_the_drawer_by_keyboard_closes_it(shown):
    tab = shown("area/", width=390)
    tab.get_by_role("button", name=MENU).press("Enter")
    links = tab.locator("#area-nav a")
    links.nth(links.count() - 1).focus()

    tab.keyboard.press("Tab")

    assert tab.locator("#area-nav").is_visible() is False


def test_on_a_wide_screen_the_navigation_is_there_without_asking(shown):
    tab = shown("area/", width=1280)

    assert (tab.locator("#area-nav").is_visible(), tab.locator(".pico-drawer-button").is_visible()) == (
        True,
        False,
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["scripted", "plain"])
def test_the_organisation_menu_opens_with_the_keyboard(shown, scripts):
    tab = shown("area/", scripts=scripts)

    tab.locator(".pico-switch summary").press("Enter")

    assert tab.locator(".pico-switch .pico-menu-panel").is_visible()


def test_one_menu_is_open_at_a_time_and_escape_closes_it(shown):
    tab = shown("area/")
    tab.locator(".pico-switch summary").click()
    tab.locator(".pico-profile summary").click()
    opened = [tab.locator(f"{menu}[open]").count() for menu in (".pico-switch", ".pico-profile")]

    tab.keyboard.press("Escape")

    assert (opened, tab.locator("details[data-menu][open]").count()) == ([0, 1], 0)
    assert "De Santis" in focused(tab)


def test_a_dialog_asks_before_deleting_and_escape_means_no(shown):
    tab = shown()
    tab.get_by_role("link", name="Elimina la bozza").click()
    dialog = tab.get_by_role("dialog", name="Vuoi eliminare la bozza?")
    seen = [dialog.is_visible()]

    tab.keyboard.press("Escape")

    assert [*seen, dialog.is_visible()] == [True, False]


def test_without_script_the_same_link_opens_the_page_that_asks(shown):
    tab = shown(scripts=False)

    tab.get_by_role("link", name="Elimina la bozza").click()

    assert tab.locator("h1").inner_text() == "Vuoi eliminare la bozza?"


def test_the_summary_of_errors_has_the_focus_and_leads_to_the_field(shown):
    tab = shown("modulo/")
    at_first = focused(tab)

    tab.get_by_role("link", name="Scegli «Tipo di contratto»").click()

    assert (at_first.startswith("Ci sono 6 errori da correggere"), focused(tab)) == (True, "id_kind")


def test_choosing_all_rows_says_how_many(shown):
    tab = shown("area/")
    tab.locator("label[for=select-all]").click()
    all_rows = tab.locator("[data-selected]").inner_text()
    tab.locator("label[for=select-3]").click()

    assert (all_rows, tab.locator("[data-selected]").inner_text()) == (
        "25 elementi selezionati",
        "24 elementi selezionati",
    )


def test_the_list_follows_the_filters_and_the_address_with_it(shown):
    tab = shown("area/")

    tab.locator("#id_q").press_sequentially("scuola")
    tab.locator(".pico-chip", has_text="Cerca nel testo: scuola").wait_for()

    assert (tab.url.split("?")[1], focused(tab)) == ("q=scuola&year=&state=OPEN", "id_q")
    assert tab.locator("[data-live]").inner_text() == "130 richieste"


def test_a_failed_request_is_told_and_leaves_the_page_as_it_is(visitor):
    person = visitor()
    person.open("/stile/area/")
    tab = person.tab
    tab.route("**/stile/area/?*", lambda route: route.abort())
    chips = tab.locator(".pico-chips").inner_text()

    tab.locator("#id_state").select_option("CLOSED")
    tab.locator("[data-network-error]").wait_for()

    assert tab.locator(".pico-chips").inner_text() == chips
    person.complaints.clear()  # the console tells of the broken connection too, as it should


def test_a_form_is_sent_once_however_often_the_button_is_pressed(shown):
    tab = shown("modulo/")
    sent = []
    tab.route("**/stile/modulo/", lambda route: sent.append(route.request.method))  # never answered

    state = tab.evaluate(
        "const button = document.querySelector('main form button[type=submit]');"
        " button.click(); button.click(); [button.getAttribute('aria-busy'), button.textContent]"
    )
    tab.wait_for_timeout(300)

    assert (sent, state) == (["POST"], ["true", "Invio in corso…"])


def test_a_draft_is_saved_five_seconds_after_the_last_change(shown):
    tab = shown("modulo/")
    saved = []

    def answer(route):
        saved.append(route.request.method)
        route.fulfill(status=204)

    tab.route("**/stile/modulo/", answer)
    tab.clock.install()
    tab.locator("#id_subject").fill("Scuola")
    tab.clock.run_for(4_000)
    tab.locator("#id_subject").fill("Scuola primaria")
    tab.clock.run_for(4_000)
    too_early = list(saved)
    tab.clock.run_for(1_500)
    tab.get_by_text("Bozza salvata").wait_for()

    assert (too_early, saved) == ([], ["POST"])
    assert re.fullmatch(
        r"Bozza salvata alle \d\d:\d\d", tab.locator("main [data-autosave-status]").inner_text()
    )


@pytest.mark.parametrize("part", ["", "pubblica/", "area/", "modulo/"])
def test_paper_carries_no_navigation(shown, part):
    tab = shown(part)

    tab.emulate_media(media="print")

    assert [
        tab.locator(f"{outside} >> visible=true").count()
        for outside in ("nav", "header", "footer", "button", ".btn", "form[role=search]")
    ] == [0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("part", ["", "pubblica/", "area/", "modulo/"])
def test_wider_spacing_of_the_text_hides_nothing_behind_the_edge(shown, part):
    """WCAG 1.4.12: line, paragraph, letter and word spacing as a person may set them."""
    tab = shown(part, width=320)

    tab.evaluate(
        "const s = new CSSStyleSheet(); s.replaceSync('* { line-height: 1.5 !important;"
        " letter-spacing: .12em !important; word-spacing: .16em !important }');"
        " document.adoptedStyleSheets = [s]"
    )

    assert tab.evaluate("document.documentElement.scrollWidth") == 320
