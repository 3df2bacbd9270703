"""The way of a delegated tender in the browser, from the draft to the decision, with and without script."""

import re
from datetime import date, timedelta

import pytest

from tests.e2e.desks import Desk, pdf

pytestmark = pytest.mark.browser

WAYS = [
    pytest.param({"width": 1280}, id="wide, scripted"),
    pytest.param({"width": 390, "scripts": False}, id="phone, plain"),
]


def draft(desk: Desk, title: str) -> str:
    """Write a request for supplies from the first page to the summary; return its address."""
    desk.go("/sua/")
    desk.follow("Nuova richiesta")
    desk.fill(title=title)
    desk.choose("Forniture")
    desk.press("Inizia la bozza")
    address = desk.path.split("modifica/")[0]
    desk.fill(cpv_main="39155000-3", duration_days="90", base_amount="96.000,00")
    desk.tab.select_option("#id_procedure", "open")
    desk.choose("Minor prezzo")
    desk.press("Salva e continua")
    desk.choose("Fondi propri di bilancio")
    desk.press("Salva e continua")
    desk.fill(rup_name="Anna Dotta", rup_email="anna.dotta@oderzo.example")
    desk.press("Salva e continua")
    desk.press("Salva e continua")
    missing = desk.tab.locator("section", has=desk.tab.locator(".pico-badge", has_text="Manca"))
    for number, field in enumerate(missing.locator("input[type=file]").all()):
        field.set_input_files(pdf(f"atto-{number}.pdf"))
    desk.press("Carica e continua")
    return address


@pytest.mark.parametrize("way", WAYS)
def test_a_request_goes_from_the_draft_to_the_decision(visitor, way):
    title = f"Arredi per la scuola, {way['width']}"
    operator = Desk(visitor(**way), "operatore@oderzo.example")
    address = draft(operator, title)
    assert "È tutto pronto" in operator.said

    manager = Desk(visitor(**way), "responsabile@oderzo.example")
    manager.go(address)
    manager.follow("Invia la richiesta")
    manager.press("Invia la richiesta")
    number = re.search(r"SUA-\d{4}-\d{4}", manager.said)[0]
    assert "Richiesta inviata" in manager.said

    officer = Desk(visitor(**way), "sua@treviso.example")
    officer.go("/sua/")
    assert f"{number}: {title}" in officer.said
    officer.go(address)
    officer.follow("Prendi in carico")
    officer.press("Prendi in carico")
    officer.follow("Chiedi integrazioni")
    due_on = date.today() + timedelta(days=5)
    officer.fill(due_on=due_on.isoformat())
    officer.tab.select_option("#id_rilievo-1-about", "field:duration_days")
    officer.tab.fill("#id_rilievo-1-text", "Novanta giorni bastano?")
    officer.press("Chiedi le integrazioni")
    assert "Integrazioni richieste: il termine è sospeso." in officer.said

    operator.go("/area-riservata/")
    operator.tab.locator(".pico-todo", has_text=f"{number}: {title}").get_by_role("link").click()
    operator.follow("Rispondi alle integrazioni")
    operator.tab.get_by_label("La tua risposta").fill("Ne servono centoventi.")
    operator.fill(duration_days="120")
    operator.press("Invia le integrazioni")
    assert "Risposta inviata" in operator.said

    executive = Desk(visitor(**way), "dirigente@treviso.example")
    executive.go(address)
    assert [executive.tab.locator(tag).inner_text() for tag in ("main del", "main ins")] == ["90", "120"]
    executive.follow("Accetta la richiesta")
    executive.press("Accetta la richiesta")
    assert "Richiesta accettata." in executive.said

    assert operator.finds("/area-riservata/notifiche/", f"La richiesta {number} è stata accettata")
    assert operator.finds(f"{address}documenti/", f"Ricevuta della richiesta di gara {number}")
