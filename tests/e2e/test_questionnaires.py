"""Questionnaires in the browser: live pages of questions, drafts, and the whole way by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.desks import Desk
from tests.e2e.page import MANAGER, OFFICER, OPERATOR
from tests.e2e.pages import TO_FORM

pytestmark = pytest.mark.browser


def mark(tab, question: str, label: str) -> None:
    """Choose an answer by its words, as a finger does."""
    tab.locator(f"[data-question={question}] .form-check label", has_text=re.compile(f"^{label}$")).click()


def seen(tab) -> list[str]:
    """Return the questions of the page that show."""
    places = tab.locator("[data-question]")
    return [place.get_attribute("data-question") for place in places.all() if place.is_visible()]


# --- Live pages


def test_the_preview_follows_what_is_tried_and_brings_back_what_was_hidden(visitor):
    desk = Desk(visitor(), OFFICER)
    desk.go(TO_FORM[0])
    desk.tab.locator(TO_FORM[1]).first.click()
    desk.follow("Anteprima")
    tab = desk.tab
    shown = [seen(tab)[:4]]

    mark(tab, "interessati", "Sì")
    shown.append(seen(tab)[:4])
    tab.fill("[name=depositi__0__tonnellate]", "1.070,5")
    tab.fill("[name=depositi__1__tonnellate]", "40")
    totals = [tab.locator("[data-calculated]").inner_text()]
    mark(tab, "interessati", "No")
    shown.append(seen(tab)[:4])
    mark(tab, "interessati", "Sì")
    totals.append(tab.locator("[data-calculated]").inner_text())

    means = ["mezzi_propri", "scadenza", "giudizio"]
    assert shown == [
        ["interessati", *means],
        ["interessati", "depositi", "totale", means[0]],
        ["interessati", "perche_no", *means[:2]],
    ]
    assert totals == ["1.110,5\u00a0t", "1.110,5\u00a0t"]
    assert tab.locator("[name=depositi__0__tonnellate]").input_value() == "1.070,5"


# --- A questionnaire of its own for each test that answers


DEFINITION = (
    b'{"format": 1, "sections": [{"key": "need", "title": "Fabbisogno", "items": ['
    b'{"key": "interested", "type": "yes_no", "label": "Siete interessati?"},'
    b'{"key": "expiry", "type": "date", "label": "Scadenza", '
    b'"show": {"op": "eq", "args": [{"answer": "interested"}, true]}}]}]}'
)


def made(visitor, title: str) -> Desk:
    """Make a questionnaire of two questions, and return the desk at its page."""
    desk = Desk(visitor(), OFFICER)
    desk.go("/questionari/nuovo/")
    desk.fill(title=title)
    desk.press("Crea il questionario")
    desk.follow("Importa le domande")
    file = {"name": "domande.json", "mimeType": "application/json", "buffer": DEFINITION}
    desk.tab.set_input_files("#id_file", file)
    desk.press("Importa")
    return desk


def expect_order(tab, *keys: str) -> None:
    """Wait until the questions stand in this order: a click returns before its page is there."""
    rows = tab.locator("li[data-sort-key]")
    expect(rows).to_have_count(len(keys))
    for at, key in enumerate(keys):
        expect(rows.nth(at)).to_have_attribute("data-sort-key", key)


def test_a_question_is_dragged_below_another_and_its_new_place_is_told(visitor):
    desk = made(visitor, "Da mettere in ordine")
    tab = desk.tab
    rows = tab.locator("li[data-sort-key]")
    low = {"x": 40, "y": rows.nth(1).bounding_box()["height"] - 4}
    rows.nth(0).locator(".pico-grip").drag_to(rows.nth(1), target_position=low)
    told = tab.locator("[data-live]")
    expect(told).to_have_text("«Siete interessati?»: posto 2 di 2 in «Fabbisogno».")
    tab.reload()
    expect_order(tab, "expiry", "interested")
    # The version that the buttons speak of is the one just stored: they still work, without a script too.
    tab.locator("button[value='up:interested']").click()
    expect_order(tab, "interested", "expiry")


def test_a_section_is_dragged_above_another_with_its_questions_and_its_new_place_is_told(visitor):
    desk = made(visitor, "Sezioni da mettere in ordine")
    desk.follow("Aggiungi una sezione")
    desk.fill(title="Contatti")
    desk.press("Salva")
    tab = desk.tab
    tab.set_viewport_size(
        {"width": 1280, "height": 1600}
    )  # both in sight: a page that scrolls drops what it holds
    rows = tab.locator("div[data-sort-key]")
    rows.nth(1).locator("[data-sort-grip] .pico-grip").drag_to(rows.nth(0), target_position={"x": 40, "y": 4})
    expect(tab.locator("[data-live]")).to_have_text("Sezione «Contatti»: posto 1 di 2.")
    tab.reload()
    assert tab.locator("main h2").all_inner_texts()[:2] == ["Contatti", "Fabbisogno"]
    expect_order(tab, "interested", "expiry")


def asked(visitor, title: str) -> str:
    """Ask Oderzo when its contract expires, and return the address of the section to answer."""
    desk = made(visitor, title)
    desk.follow("Nuova rilevazione")
    desk.fill(day="2199-03-31", privacy_text="Le risposte servono alla Provincia.")
    desk.press("Prepara la rilevazione")
    desk.fill(names="Comune di Oderzo")
    desk.press("Mostra l'elenco")
    desk.press("Invita questi enti")
    desk.follow("Apri la rilevazione")
    desk.press("Apri la rilevazione")
    return f"{desk.path}compila/need/"


def status(tab):
    return tab.locator("[data-autosave-status]")


def test_a_draft_keeps_itself_and_a_colleagues_is_never_overwritten(visitor):
    path = asked(visitor, "Scadenze dei contratti")
    writer = Desk(visitor(), OPERATOR)
    colleague = Desk(visitor(), OPERATOR)
    writer.go(path)
    colleague.go(path)

    mark(writer.tab, "interested", "Sì")
    writer.fill(expiry="2199-09-30")
    status(writer.tab).filter(has_text=re.compile(r"^Salvato alle \d\d:\d\d$")).wait_for()
    writer.go(path)
    assert (seen(writer.tab), writer.tab.input_value("#id_expiry")) == (
        ["interested", "expiry"],
        "2199-09-30",
    )

    mark(colleague.tab, "interested", "No")
    status(colleague.tab).filter(has_text="Un collega ha salvato questa sezione nel frattempo").wait_for()
    assert seen(colleague.tab) == ["interested"]
    colleague.press("Salva e continua")
    assert "Non abbiamo sovrascritto nulla" in colleague.said
    # Going away with what is not saved asks first; nobody is asked here.
    colleague.press("Salva e continua")
    assert "Riepilogo" in colleague.title


def test_an_answer_that_is_hidden_and_shown_again_has_its_value_after_saving(visitor):
    writer = Desk(visitor(), OPERATOR)
    writer.go(asked(visitor, "Scadenze, ripensandoci"))
    mark(writer.tab, "interested", "Sì")
    writer.fill(expiry="2199-09-30")
    mark(writer.tab, "interested", "No")
    hidden = seen(writer.tab)
    mark(writer.tab, "interested", "Sì")

    writer.press("Salva e continua")

    assert hidden == ["interested"]
    assert "30/09/2199" in writer.said


# --- By keyboard alone

# No frame is waited for: where pages run no script none comes.
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Keys:
    """Somebody signed in who has no mouse, no script and a window of 320 px."""

    def __init__(self, visitor, email: str) -> None:
        self.person = visitor(width=320, scripts=False)
        self.tab = self.person.tab
        self.person.sign_in(email)

    def to(self, what) -> None:
        """Press Tab until the focus is on it."""
        here = self.tab.locator("main").locator(what).first if isinstance(what, str) else what
        for _step in range(250):
            if here.evaluate("one => one === document.activeElement"):
                return
            self.tab.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {what}")

    def write(self, **values: str) -> None:
        for name, value in values.items():
            self.to(f"#id_{name}")
            self.tab.keyboard.type(value)

    def press(self, label, role: str = "button", key: str = "Enter") -> None:
        self.to(self.tab.locator("main").get_by_role(role, name=label).first)
        with self.tab.expect_navigation():
            self.tab.keyboard.press(key)
        assert self.tab.evaluate(WIDER) <= 0, self.tab.url

    def follow(self, label: str) -> None:
        self.press(label, role="link")

    def add(self, words: str, **values: str) -> None:
        """Add a question of a type, found in the list by its first letters."""
        self.to("select[name=tipo]")
        self.tab.keyboard.type(words)
        self.press("Continua")
        self.write(**values)
        self.press("Salva")

    @property
    def said(self) -> str:
        return self.tab.locator("main").inner_text()


def built_by_keyboard(keys: Keys) -> None:
    keys.person.open("/questionari/nuovo/")
    keys.write(title="Magazzini a tastiera")
    keys.press("Crea il questionario")
    keys.follow("Aggiungi una sezione")
    keys.write(title="Fabbisogno")
    keys.press("Salva")
    keys.add("sì", label="Interessati?")
    keys.add("tabella", label="Depositi", columns="Luogo | testo\nTonnellate | numero | t")
    keys.add("campo", label="Totale")
    keys.press(re.compile("^Giù.*Interessati"))
    keys.press(re.compile("^Su.*Interessati"))


def asked_by_keyboard(keys: Keys) -> str:
    keys.follow("Nuova rilevazione")
    # The tenth of October: the same keys whichever way the browser orders a date.
    keys.write(day="10102099", privacy_text="Le risposte servono alla Provincia.")
    keys.press("Prepara la rilevazione")
    keys.write(names="Comune di Oderzo")
    keys.press("Mostra l'elenco")
    keys.press("Invita questi enti")
    keys.follow("Apri la rilevazione")
    keys.press("Apri la rilevazione")
    return "/" + keys.tab.url.split("/", 3)[3]


def test_a_questionnaire_with_a_table_is_built_and_answered_by_keyboard(visitor):
    author = Keys(visitor, OFFICER)
    built_by_keyboard(author)
    path = asked_by_keyboard(author)

    operator = Keys(visitor, OPERATOR)
    operator.person.open(f"{path}compila/")
    operator.follow("Comincia a rispondere")
    operator.to("[data-question=interessati] input[type=radio]")
    operator.tab.keyboard.press("Space")
    operator.write(depositi__0__luogo="Nord", depositi__0__tonnellate="70,5x")
    operator.press("Salva e continua")
    assert operator.tab.locator("[data-error-summary]").count() == 1
    operator.to("[data-error-summary] a")
    operator.tab.keyboard.press("Enter")
    operator.to("#id_depositi__0__tonnellate")
    operator.tab.keyboard.press("End")
    operator.tab.keyboard.press("Backspace")
    operator.write(depositi__1__luogo="Sud", depositi__1__tonnellate="40")
    operator.press("Salva e continua")
    assert "110,5" in operator.said
    operator.press("Chiedi l'approvazione")

    manager = Keys(visitor, MANAGER)
    manager.person.open(f"{path}riepilogo/")
    manager.press("Invia le risposte")
    manager.follow("Apri la ricevuta")
    assert "110,5" in manager.said


def test_another_row_of_a_condition_is_written_by_keyboard_and_enter_saves(visitor):
    desk = made(visitor, "Con molte condizioni")
    tab = desk.tab
    tab.locator("main a[href$='/domanda/expiry/']").first.click()
    assert tab.locator("[name=show_3]").count() == 0
    tab.fill("[name=label]", "Scadenza del contratto")
    tab.get_by_role("button", name="Aggiungi una riga alla condizione").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("[name=show_3]")).to_be_focused()
    assert tab.locator("[name=label]").input_value() == "Scadenza del contratto"
    tab.keyboard.type("Siete interessati?")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.type("no")
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_contain_text("Salvato.")
    tab.locator("main a[href$='/domanda/expiry/']").first.click()
    rows = [tab.locator(f"[name=value_{number}]").input_value() for number in range(3)]
    assert rows == ["sì", "no", ""]
