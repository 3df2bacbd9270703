"""The scenario of sua.md 6 from the first page to the last contract, with its dates and figures."""

import pytest

from pico.organisations.models import MunicipalityCode
from pico.sua import tasks
from pico.sua.models import SuaNumberSeries
from tests.e2e.desks import pdf
from tests.e2e.stage import Stage
from tests.factories.accounts import make_member
from tests.factories.organisations import make_entitlement, make_municipality_body
from tests.factories.portal import make_site
from tests.factories.sua import Cast, make_rup, qualify

pytestmark = pytest.mark.browser


def furlan_of(cast: Cast):
    """Laura Furlan, a technician of the Province with seven years of works, in a Province that may run both.

    The place of execution is chosen by its name, and ANAC knows it by its ISTAT code.
    """
    qualify(cast.province)
    MunicipalityCode.objects.create(
        municipality=cast.body.municipality, scheme="ISTAT", value="026051", source="ISTAT"
    )
    person = make_member(cast.province, "member", given_name="Laura", family_name="Furlan")
    make_rup(cast.province, person, years_purchases=7)
    return person


def write_request(desk) -> str:
    """Write the request up to its documents; return its address."""
    desk.go("/sua/richieste/nuova/")
    desk.fill(title="Efficientamento energetico scuola media")
    desk.choose("Lavori")
    desk.press("Inizia la bozza")
    address = desk.path.split("modifica/")[0]
    desk.fill(
        cpv_main="45214200-2", duration_days="240", base_amount="1.250.000,00",
        safety_costs="45.000", labour_costs="380.000", place_code="Oderzo", ccnl="F012",
    )  # fmt: skip
    desk.tab.select_option("#id_procedure", "neg-wo-call")
    desk.choose("Miglior rapporto qualità/prezzo")
    desk.press("Salva e continua")
    desk.choose("Fondi dell'Unione europea", "Fondi della Regione", "È un progetto di investimento pubblico")
    desk.fill(cup="F51B21000150006")
    desk.press("Salva e continua")
    desk.fill(rup_name="Luca Dal Bo")
    desk.press("Salva e continua")
    desk.fill(**{"lotti-0-title": "Involucro", "lotti-0-amount": "900.000", "lotti-0-category": "OG 1"})
    desk.press("Salva e aggiungi un lotto")
    desk.fill(**{"lotti-1-title": "Impianti", "lotti-1-amount": "350.000", "lotti-1-category": "OS 28"})
    desk.press("Salva e continua")
    return address


def attach(desk, *, but: str = "") -> None:
    """Choose a file for each document that is missing, save one."""
    missing = desk.tab.locator("section", has=desk.tab.locator(".pico-badge", has_text="Manca"))
    for number, part in enumerate(missing.all()):
        if not but or but not in part.inner_text():
            part.locator("input[type=file]").set_input_files(pdf(f"atto-{number}.pdf"))


def accept_as_rup(desk, words: str) -> None:
    """Find the proposal on the own list and accept it."""
    desk.go("/area-riservata/")
    with desk.tab.expect_navigation():
        desk.tab.locator(".pico-todo", has_text=words).get_by_role("link").first.click()
    desk.follow("Accetta")
    desk.choose("Dichiaro di non avere conflitti di interessi in questa gara")
    desk.press("Accetta l'incarico")


def prepare(stage: Stage, cast: Cast, rup, address: str) -> None:
    """Start the preparation where it has not begun; bring the papers, and each body's data for ANAC."""
    zanella = stage.desk(cast.executive)
    zanella.go(address)
    if "Avvia la progettazione" in zanella.said:
        zanella.follow("Avvia la progettazione")
        zanella.press("Avvia la progettazione")
    rup.go(f"{address}atti/")
    attach(rup)
    rup.press("Carica gli atti")
    rossi = stage.desk(cast.sua)
    rossi.go(f"{address}controllo-pre-cig/dati/")
    rossi.fill(place_code="Oderzo", duration_days="1095")
    rossi.choose("Minor prezzo", "Fondi propri di bilancio")
    rossi.press("Salva")
    settle(stage, cast, address)


def settle(stage: Stage, cast: Cast, address: str) -> None:
    """Write each body's data for ANAC; the executive lets the warnings of the check pass."""
    rossi, zanella = stage.desk(cast.sua), stage.desk(cast.executive)
    for number in range(1, 20):
        rossi.go(f"{address}controllo-pre-cig/")
        missing = rossi.tab.locator("tr", has_text="codice AUSA").get_by_role("link")
        if not missing.count():
            break
        with rossi.tab.expect_navigation():
            missing.first.click()
        code = f"8000887{number:03d}"
        rossi.fill(fiscal_code=code + luhn(code), ausa=f"00001614{number:02d}", cost_centre="Ufficio tecnico")
        rossi.press("Salva")
    for _warning in range(10):
        zanella.go(f"{address}controllo-pre-cig/")
        doubts = zanella.tab.locator("main").get_by_role("link", name="Supera l'avviso")
        if not doubts.count():
            break
        with zanella.tab.expect_navigation():
            doubts.first.click()
        zanella.fill(note="Verificato sul portale di ANAC.")
        zanella.press("Supera l'avviso")
    zanella.go(f"{address}controllo-pre-cig/")
    assert "Tutto a posto" in zanella.said, zanella.said


def luhn(digits: str) -> str:
    """Return the check digit of a body's fiscal code."""
    doubled = [int(one) * (1 + n % 2) for n, one in enumerate(digits)]
    return str(-sum(one - 9 if one > 9 else one for one in doubled) % 10)


def awards_of(desk) -> list:
    """Return the part of the form of each lot."""
    return desk.tab.locator("main fieldset", has_text="Primo in graduatoria").all()


def test_works_of_a_municipality_from_the_request_to_the_contract(stage):
    cast = Cast()
    make_site(cast.province)
    SuaNumberSeries.objects.create(owner=cast.province, kind="SUA", year=2027, last=41)
    furlan = furlan_of(cast)

    with stage.on("2027-01-11"):
        bianchi = stage.desk(cast.operator)
        address = write_request(bianchi)
        attach(bianchi, but="DNSH")
        bianchi.press("Carica e continua")
        manager = stage.desk(cast.manager)
        manager.go(f"{address}invio/")
        assert "Carica il documento «Scheda DNSH»." in manager.said
        bianchi.go(f"{address}modifica/documenti/")
        attach(bianchi)
        bianchi.press("Carica e continua")
        manager.go(address)
        manager.follow("Invia la richiesta")
        manager.press("Invia la richiesta")
        assert "SUA-2027-0042" in manager.said

    with stage.on("2027-01-14"):
        rossi = stage.desk(cast.sua)
        rossi.go(f"{address}presa-in-carico/")
        rossi.press("Prendi in carico")
        rossi.follow("Chiedi integrazioni")
        rossi.fill(due_on="2027-01-20")
        project = rossi.tab.locator("#id_rilievo-1-about option", has_text="validazione").first
        rossi.tab.select_option("#id_rilievo-1-about", project.get_attribute("value"))
        rossi.tab.fill("#id_rilievo-1-text", "Manca il verbale di validazione.")
        rossi.press("Chiedi le integrazioni")

    with stage.on("2027-01-18"):
        bianchi = stage.desk(cast.operator)
        bianchi.go(f"{address}risposta/")
        bianchi.tab.get_by_label("La tua risposta").fill("Allegato.")
        bianchi.tab.locator("main input[type=file]").first.set_input_files(pdf("verbale.pdf"))
        bianchi.press("Invia le integrazioni")

    with stage.on("2027-01-21"):
        zanella = stage.desk(cast.executive)
        zanella.go(address)
        assert "25 gennaio 2027" in zanella.said
        zanella.follow("Accetta la richiesta")
        zanella.press("Accetta la richiesta")
        zanella.go(f"{address}rup/")
        assert "7" in zanella.said
        zanella.tab.locator("main label", has_text="Furlan").click()
        zanella.press("Proponi")

    with stage.on("2027-01-22"):
        laura = stage.desk(furlan)
        accept_as_rup(laura, "SUA-2027-0042")

    with stage.on("2027-01-25"):
        zanella = stage.desk(cast.executive)
        zanella.go(address)
        zanella.follow("Avvia la progettazione")
        zanella.press("Avvia la progettazione")

    with stage.on("2027-02-10"):
        laura = stage.desk(furlan)
        laura.go(f"{address}atti/")
        attach(laura)
        laura.press("Carica gli atti")
        settle(stage, cast, address)
        laura.go(address)
        laura.follow("Dichiara pronta la gara")
        laura.fill(number="determinazione 112/2027", on="2027-02-10")
        laura.press("Dichiara pronta la gara")

    with stage.on("2027-02-15"):
        rossi = stage.desk(cast.sua)
        rossi.go(address)
        rossi.follow("Indici la gara")
        cigs = rossi.tab.locator("input[name^=cig-]")
        rossi.fill(
            pad_name="Piattaforma Appalti",
            pad_url="https://pad.example/gare/42",
            scheda="P7_2",
            published_on="2027-02-15",
            day="2027-03-15",
            hour="12:00",
        )
        cigs.nth(0).fill("B5A1C2E874")
        cigs.nth(1).fill("B6A0778166")
        rossi.press("Indici la gara")
        assert "Le ultime tre cifre di B5A1C2E874 non tornano" in rossi.said
        cigs.nth(0).fill("B5A1C2E873")
        rossi.press("Indici la gara")
        assert "Indetta" in rossi.said

    with stage.on("2027-03-16"):
        tasks.close_bids.call()
        laura = stage.desk(furlan)
        laura.go(address)
        laura.follow("Avvia la valutazione")
        laura.fill(
            bids="9",
            members="Ada Negri\nLuca Zen\nRita Levi",
            act="decreto 88/2027",
            appointed_on="2027-03-16",
        )
        laura.tab.locator("main label", has_text="Ho acquisito le dichiarazioni").click()
        laura.press("Avvia la valutazione")

    with stage.on("2027-04-10"):
        laura = stage.desk(furlan)
        laura.go(address)
        laura.follow("Proponi l'aggiudicazione")
        for part in awards_of(laura):
            part.get_by_label("Primo in graduatoria").fill("Edilnord S.r.l.")
            part.get_by_label("Codice fiscale del primo").fill("00488410010")
            part.get_by_label("Ribasso offerto (%)").fill("11,8")
        laura.fill(anomaly="Nessuna offerta anomala.")
        laura.press("Proponi l'aggiudicazione")

    with stage.on("2027-04-16"):
        zanella = stage.desk(cast.executive)
        zanella.go(address)
        zanella.follow("Aggiudica")
        zanella.fill(checked_on="2027-04-15", number="determinazione 230/2027", on="2027-04-16")
        zanella.press("Aggiudica")
        assert "1.152.650,00" in zanella.said

    with stage.on("2027-04-26"):
        rossi = stage.desk(cast.sua)
        rossi.go(address)
        rossi.follow("Passa la gara all'ente")
        rossi.fill(notified_on="2027-04-20")
        rossi.choose("Ho verificato che il RUP di ogni ente ha un profilo attivo sulla PCP di ANAC")
        rossi.press("Passa la gara all'ente")
        assert "Passata all'ente" in rossi.said

    with stage.on("2027-04-28"):
        bianchi = stage.desk(cast.operator)
        bianchi.go(f"{address}documenti/")
        assert "Verbale di passaggio della gara" in bianchi.said
        bianchi.go(address)
        bianchi.follow("Prendi in carico la gara")
        bianchi.press("Prendi in carico la gara")

    with stage.on("2027-05-12"):
        manager = stage.desk(cast.manager)
        manager.go(address)
        manager.follow("Registra il contratto")
        manager.fill(number="rep. 1284/2027", signed_on="2027-05-12", guarantee="57.632,50")
        manager.press("Registra il contratto")
        manager.go(f"{address}enti/")
        assert "58 giorni, in media, su 160" in manager.said
        assert "1.152.650,00" in manager.said


# body: lot, tonnes a year, price declared, quota at the base price, what the derived contract comes to
NEEDS = {
    "Treviso": (1, "600", "96,00"),
    "Castelfranco Veneto": (1, "180", "98,00"),
    "Montebelluna": (1, "150", "99,00"),
    "Oderzo": (1, "110", "101,00"),
    "Pieve del Grappa": (2, "220", "97,50"),
    "Valdobbiadene": (2, "140", "100,00"),
    "Asolo": (2, "60", "106,50"),
}
DERIVED = dict(
    zip(
        NEEDS,
        ("B6A0001862", "B6A01129AB", "B6A0223AF4", "B6A0334C3D", "B6A0445D86", "B6A0556ECF", "B6A066701D"),
        strict=True,
    )
)
ITEMS = """S1; Sale per disgelo, pianura; t; 95,00; ; ; Lotto 1
S2; Sale per disgelo, montagna; t; 95,00; ; ; Lotto 2"""


def managers_of(cast: Cast) -> dict:
    """Whoever signs for each of the seven bodies; the Province's executive for the Province."""
    known = {"Treviso": cast.executive, "Oderzo": cast.manager}
    for name in NEEDS:
        if name not in known:
            body = make_municipality_body(name, cast.province)
            make_entitlement(body)
            known[name] = make_member(body, "organisation_manager")
    return known


def gather_needs(stage: Stage, cast: Cast, people: dict) -> str:
    """Ask the seven bodies and read their answers; return the address of the campaign."""
    with stage.on("2027-01-11"):
        rossi = stage.desk(cast.sua)
        rossi.go("/sua/campagne/nuova/")
        rossi.fill(title="Sale per disgelo", cpv="34927100", day="2027-02-11", hour="18:00")
        rossi.tab.select_option("#id_first_year", "2027")
        rossi.tab.select_option("#id_years", "3")
        rossi.press("Salva e scrivi le voci")
        address = rossi.path.removesuffix("voci/")
        rossi.fill(lines=ITEMS)
        rossi.press("Salva e scegli gli enti")
        rossi.choose("Agli enti abilitati alla SUA, e alla Provincia stessa")
        with rossi.tab.expect_navigation():
            rossi.tab.locator("main form button[type=submit]").first.click()
        rossi.press("Apri la raccolta")
        assert "FAB-2027-003" in rossi.said
    with stage.on("2027-01-20"):
        for name, (lot, tonnes, price) in NEEDS.items():
            desk = stage.desk(people[name])
            desk.go(f"{address}risposta/")
            desk.follow("Comincia a rispondere")
            for year in (2027, 2028, 2029):
                desk.tab.fill(f"[name=t_needs__{lot - 1}__q{year}]", tonnes)
            desk.tab.fill(f"[name=t_needs__{lot - 1}__price]", price)
            desk.press("Salva e continua")
            desk.press("Salva e continua")
            desk.press("Invia le risposte")
    with stage.on("2027-02-10"):
        rossi = stage.desk(cast.sua)
        rossi.go(f"{address}chiusura/")
        rossi.press("Chiudi ora")
        rossi.go(f"{address}consolida/")
        rossi.press("Consolida")
        rossi.go(f"{address}consolidamento/")
        for figure in (
            "4.380 t",
            "296.400,00",
            "119.700,00",
            "416.100,00",
            "429.120,00",
            "97,97",
            "17.100,00",
        ):
            assert figure in rossi.figures, figure
    return address


def test_seven_bodies_buy_their_salt_together_and_sign_seven_contracts(stage):
    cast = Cast()
    make_site(cast.province)
    SuaNumberSeries.objects.create(owner=cast.province, kind="FAB", year=2027, last=2)
    furlan = furlan_of(cast)
    people = managers_of(cast)
    campaign = gather_needs(stage, cast, people)
    with stage.on("2027-02-15"):
        rossi = stage.desk(cast.sua)
        rossi.go(f"{campaign}gara/")
        rossi.press("Crea la gara aggregata")
        with rossi.tab.expect_navigation():
            rossi.tab.locator("main a[href*='/sua/gare/']").first.click()
        address = rossi.path
        zanella = stage.desk(cast.executive)
        zanella.go(f"{address}rup/")
        zanella.tab.locator("main label", has_text="Furlan").click()
        zanella.press("Proponi")
        laura = stage.desk(furlan)
        accept_as_rup(laura, "Sale per disgelo")
        prepare(stage, cast, laura, address)
        laura.go(f"{address}pronta/")
        laura.fill(number="determinazione 140/2027", on="2027-02-15")
        laura.press("Dichiara pronta la gara")
        rossi.go(f"{address}indizione/")
        rossi.fill(
            pad_name="Piattaforma Appalti", pad_url="https://pad.example/gare/43", scheda="P1_16",
            published_on="2027-02-15", day="2027-03-22", hour="12:00",
        )  # fmt: skip
        cigs = rossi.tab.locator("input[name^=cig-]")
        cigs.nth(0).fill("B7F3D105E0")
        cigs.nth(1).fill("B6A0778166")
        rossi.press("Indici la gara")
        assert "Indetta" in rossi.said

    with stage.on("2027-03-23"):
        tasks.close_bids.call()
        laura = stage.desk(furlan)
        laura.go(f"{address}valutazione/")
        laura.fill(
            bids="5",
            members="Ada Negri\nLuca Zen\nRita Levi",
            act="decreto 91/2027",
            appointed_on="2027-03-23",
        )
        laura.tab.locator("main label", has_text="Ho acquisito le dichiarazioni").click()
        laura.press("Avvia la valutazione")
        laura.go(f"{address}proposta/")
        for part, amount in zip(awards_of(laura), ("257.088,00", "111.006,00"), strict=True):
            part.get_by_label("Primo in graduatoria").fill("Sali Veneti S.r.l.")
            part.get_by_label("Codice fiscale del primo").fill("00488410010")
            part.get_by_label("Ribasso offerto (%)").fill("0")
            part.get_by_label("Importo aggiudicato").fill(amount)
        laura.fill(anomaly="Nessuna offerta anomala.")
        laura.press("Proponi l'aggiudicazione")

    with stage.on("2027-04-16"):
        zanella = stage.desk(cast.executive)
        zanella.go(f"{address}aggiudicazione/")
        zanella.fill(checked_on="2027-04-15", number="determinazione 231/2027", on="2027-04-16")
        zanella.press("Aggiudica")
        assert "368.094,00" in zanella.said
        rossi = stage.desk(cast.sua)
        rossi.go(f"{campaign}consolidamento/")
        for figure in ("48.006,00", "11,54", "61.026,00", "14,22", "7 enti su 7"):
            assert figure in rossi.figures, figure

    with stage.on("2027-04-26"):
        rossi = stage.desk(cast.sua)
        rossi.go(f"{address}passaggio/")
        rossi.fill(notified_on="2027-04-20")
        rossi.tab.locator("main label", has_text="Ho verificato che il RUP").click()
        rossi.press("Passa la gara all'ente")
        assert "Passata all'ente" in rossi.said

    with stage.on("2027-06-07"):  # thirty-two days after the last communication, and more
        for name, cig in DERIVED.items():
            desk = stage.desk(people[name])
            desk.go(f"{address}presa-in-carico-ente/")
            desk.press("Prendi in carico la gara")
            desk.go(f"{address}contratto/")
            desk.fill(number=f"rep. {name}", signed_on="2027-06-07", guarantee="100,00")
            desk.tab.locator("input[name^=cig-]").fill(cig)
            desk.press("Registra il contratto")
            if name == "Asolo":
                desk.go(f"{address}enti/")
                assert "15.858,00" in desk.said
                assert "B6A0001862" not in desk.said  # the Province's contract is the Province's
        rossi = stage.desk(cast.sua)
        rossi.go(f"{address}enti/")
        found = [cig for cig in DERIVED.values() if cig in rossi.said]
        assert found == list(DERIVED.values())
        assert "Stipulati: 7 su 7, per 368.094,00" in rossi.figures
        assert "Stipulata" in rossi.said
