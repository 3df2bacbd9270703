"""The pages of one body: what everybody sees, who keeps what, what is refused."""

from datetime import date

import pytest
from django.urls import reverse

from pico.base.actor import Actor, system_actor
from pico.base.modules import modules
from pico.organisations.actions import add_code, plan_event, set_module_state, update_organisation
from pico.organisations.actions.events import apply_due_events
from pico.organisations.models import Entitlement, ModuleActivation, OrganisationCode
from tests.factories.accounts import make_member
from tests.factories.organisations import (
    make_code,
    make_entitlement,
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def treviso():
    return make_province("treviso", email="info@treviso.example")


@pytest.fixture
def oderzo(treviso):
    return make_municipality_body("Oderzo", treviso, belfiore="F999", pec="protocollo@pec.oderzo.example")


@pytest.fixture
def admin(treviso):
    return make_member(
        treviso, "administrator", "elena@treviso.example", given_name="Elena", family_name="Conte"
    )


def at(name: str, *arguments) -> str:
    return reverse(f"organisations:{name}", args=arguments)


def status(client, person, address: str, data: dict | None = None) -> int:
    client.force_login(person)
    return (client.get(address) if data is None else client.post(address, data)).status_code


# --- What everybody sees -----------------------------------------------------------------------------------


def test_a_member_of_another_province_reads_a_body_with_codes_modules_and_whom_to_write_to(
    client, treviso, admin, vertical
):
    make_code(treviso, "FISCAL", "80008870265", source="ANAC", valid_from=date(2020, 1, 1))
    set_module_state(actor=SYSTEM, organisation=treviso, module="prova", state="READ_ONLY")
    client.force_login(make_member(make_province("brescia")))

    page = client.get(at("detail", treviso.slug))
    text = page.content.decode()

    told = [
        "80008870265",
        "ANAC",
        "1 gen 2020",
        "Elena Conte",
        "elena@treviso.example",
        "Modulo di prova",
        "UPI Veneto",
        "Sola lettura",
    ]
    assert [word for word in told if word not in text] == []
    assert (page.context["tabs"], page.context["journal"]) == ([], None)


def test_the_page_of_a_body_shows_its_journal_to_who_keeps_it_or_audits_it_only(client, treviso, oderzo):
    update_organisation(actor=SYSTEM, organisation=oderzo, phone="0422 8121")
    people = {
        "member": make_member(oderzo),
        "body": make_member(oderzo, "administrator"),
        "province": make_member(treviso, "administrator"),
        "national": make_member(make_national_upi(), "administrator"),
        "region": make_member(make_regional_upi(), "administrator"),
        "elsewhere": make_member(make_province("brescia"), "administrator"),
    }
    seen = {}
    for name, person in people.items():
        client.force_login(person)
        seen[name] = client.get(at("detail", oderzo.slug)).context["journal"] is not None

    assert seen == {
        "member": False,
        "body": True,
        "province": True,
        "national": True,
        "region": False,
        "elsewhere": False,
    }


def test_a_body_without_anything_says_so(client, oderzo):
    client.force_login(make_member(make_province("brescia")))
    make_municipality_body("Asolo")

    page = client.get(at("detail", oderzo.slug)).content.decode()

    assert "non ha ancora un amministratore" in page


def test_an_unknown_body_is_404(client, admin):
    assert status(client, admin, at("detail", "atlantide")) == 404


def test_a_merger_is_told_on_both_sides_before_and_after(client, treviso, admin):
    old, other, new = (
        make_municipality_body(name, treviso) for name in ("Castegnero", "Nanto", "Castegnero Nanto")
    )
    plan_event(
        actor=SYSTEM,
        kind="MERGER",
        effective_on=date(2099, 2, 21),
        predecessors=[old, other],
        successors=[new],
        act="L.R. 3",
    )
    client.force_login(admin)
    before = client.get(at("detail", old.slug)).content.decode()
    assert (
        "Dal 21 febbraio 2099: fusione di Comune di Castegnero, Comune di Nanto in Comune di Castegnero Nanto"
        in before
    )

    apply_due_events(actor=SYSTEM, on=date(2099, 2, 21))

    after = client.get(at("detail", new.slug)).content.decode()
    ceased = client.get(at("detail", old.slug)).content.decode()
    assert "includono i dati di: Castegnero, Nanto" in after
    assert "Comune di Castegnero è confluito in Comune di Castegnero Nanto ed è esistito fino al 20" in ceased


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_codes_and_people(
    client, oderzo, rows, django_assert_num_queries
):
    for number in range(rows):
        make_code(oderzo, "OTHER", f"CFAVCP-{number}")
        make_member(oderzo, "administrator")
    client.force_login(make_member(make_national_upi()))
    client.get(at("detail", oderzo.slug))

    with django_assert_num_queries(13):
        client.get(at("detail", oderzo.slug))


# --- Who keeps what ----------------------------------------------------------------------------------------

PAGES = ["profile", "codes", "modules", "entitlements"]


@pytest.mark.parametrize("page", PAGES)
def test_a_body_is_kept_by_its_administrator_its_provinces_and_the_national_one(
    client, treviso, oderzo, page
):
    brescia = make_province("brescia")
    desenzano = make_municipality_body("Desenzano", brescia)
    asolo = make_municipality_body("Asolo", treviso)
    people = {
        "member": make_member(oderzo),
        "manager": make_member(oderzo, "organisation_manager"),
        "own": make_member(oderzo, "administrator"),
        "neighbour": make_member(asolo, "administrator"),
        "sua": make_member(treviso, "sua_operator"),
        "province": make_member(treviso, "administrator"),
        "other province": make_member(brescia, "administrator"),
        "other body": make_member(desenzano, "administrator"),
        "region": make_member(make_regional_upi(), "administrator"),
        "national": make_member(make_national_upi(), "administrator"),
        "expert": make_member(make_national_upi(), "network_expert"),
    }

    got = {name: status(client, person, at(page, oderzo.slug)) for name, person in people.items()}

    assert {name for name, code in got.items() if code == 200} == {"own", "province", "national"}
    assert set(got.values()) == {200, 404}


def test_upi_bodies_have_data_and_codes_but_no_modules(client, treviso):
    upi = make_national_upi()
    national = make_member(upi, "administrator")

    assert [status(client, national, at(page, upi.slug)) for page in PAGES] == [200, 200, 404, 404]


# --- Data --------------------------------------------------------------------------------------------------

DATA = {
    "short_name": "Oderzo",
    "address": "Via Garibaldi 14",
    "postal_code": "31046",
    "locality": "Oderzo",
    "phone": "0422 812",
    "email": "info@oderzo.example",
    "pec": "protocollo@pec.oderzo.example",
    "other_pec": "tributi@pec.oderzo.example\r\n",
    "website": "www.oderzo.example",
    "name": "Comune di Tutt'altro",
}


def test_the_administrator_saves_the_data_and_not_the_official_name(client, oderzo):
    client.force_login(make_member(oderzo, "administrator"))

    answer = client.post(at("profile", oderzo.slug), DATA)

    oderzo.refresh_from_db()
    assert answer.status_code == 302
    assert (oderzo.name, oderzo.address, oderzo.website, oderzo.other_pec) == (
        "Comune di Oderzo",
        "Via Garibaldi 14",
        "https://www.oderzo.example",
        ["tributi@pec.oderzo.example"],
    )


def test_the_national_administrator_corrects_the_official_name(client, oderzo):
    client.force_login(make_member(make_national_upi(), "administrator"))

    client.post(at("profile", oderzo.slug), DATA | {"name": "Comune di Oderzo (TV)"})

    oderzo.refresh_from_db()
    assert (oderzo.name, oderzo.search_name) == ("Comune di Oderzo (TV)", "comune di oderzo (tv) oderzo")


def test_wrong_data_are_said_beside_the_field_and_nothing_typed_is_lost(client, oderzo):
    client.force_login(make_member(oderzo, "administrator"))

    answer = client.post(at("profile", oderzo.slug), DATA | {"postal_code": "310", "other_pec": "nessuna"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Il CAP ha cinque cifre." in text
    assert "«nessuna» non è un indirizzo valido." in text
    assert 'value="Via Garibaldi 14"' in text
    oderzo.refresh_from_db()
    assert oderzo.address == ""


def test_two_people_who_change_the_same_data_see_both_values(client, oderzo):
    person = make_member(oderzo, "administrator")
    client.force_login(person)
    opened = client.get(at("profile", oderzo.slug)).context["seen"]
    update_organisation(actor=SYSTEM, organisation=oderzo, phone="0422 111111")

    answer = client.post(at("profile", oderzo.slug), DATA | {"seen": opened})

    oderzo.refresh_from_db()
    assert (answer.status_code, oderzo.phone) == (409, "0422 111111")
    assert ("Telefono", "0422 111111", "0422 812") in [(str(a), b, c) for a, b, c in answer.context["pairs"]]
    again = client.post(at("profile", oderzo.slug), DATA | {"seen": answer.context["seen"]})
    oderzo.refresh_from_db()
    assert (again.status_code, oderzo.phone) == (302, "0422 812")


# --- Codes -------------------------------------------------------------------------------------------------


def test_a_code_is_added_normalised_and_closed_on_its_last_day(client, oderzo):
    client.force_login(make_member(oderzo, "administrator"))
    codes = at("codes", oderzo.slug)
    added = client.post(codes, {"scheme": "FISCAL", "value": "8000 8870265", "source": "statuto"})
    code = OrganisationCode.objects.get(organisation=oderzo)
    assert (added.status_code, code.value, code.state) == (302, "80008870265", "CONFIRMED")

    closed = client.post(at("code_close", oderzo.slug, code.pk), {"on": "2026-03-31"})

    code.refresh_from_db()
    assert (closed.status_code, code.valid_to) == (302, date(2026, 3, 31))
    assert client.get(at("code_close", oderzo.slug, code.pk)).status_code == 404


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("RSSMRA80A01H501U", "codice fiscale di una persona"),
        ("80008870266", "cifra di controllo"),
    ],
)
def test_a_wrong_code_is_refused_with_a_reason(client, oderzo, value, said):
    client.force_login(make_member(oderzo, "administrator"))

    answer = client.post(at("codes", oderzo.slug), {"scheme": "FISCAL", "value": value, "source": "statuto"})

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert OrganisationCode.objects.count() == 0


def test_a_code_that_another_body_has_is_disputed_and_shown_on_both_pages(client, treviso, oderzo, admin):
    asolo = make_municipality_body("Asolo", treviso)
    make_code(asolo, "IPA", "c_a471")
    client.force_login(admin)

    answer = client.post(
        at("codes", oderzo.slug), {"scheme": "IPA", "value": "C_A471", "source": "mail"}, follow=True
    )

    text = answer.content.decode()
    assert "Un codice è conteso" in text
    assert 'anche di <a href="/enti/' + asolo.slug in text
    code = OrganisationCode.objects.get(organisation=oderzo)
    assert (code.value, code.state) == ("c_a471", "DISPUTED")


def test_a_code_of_another_body_is_not_closed_through_mine(client, treviso, oderzo):
    asolo = make_municipality_body("Asolo", treviso)
    code = make_code(asolo, "IPA", "c_a471")

    assert (
        status(
            client,
            make_member(oderzo, "administrator"),
            at("code_close", oderzo.slug, code.pk),
            {"on": "2026-03-31"},
        )
        == 404
    )


# --- Modules -----------------------------------------------------------------------------------------------


def test_the_province_switches_a_module_on_read_only_and_off(client, treviso, admin, vertical):
    client.force_login(admin)
    states = []
    for state in ("ACTIVE", "READ_ONLY", "OFF"):
        client.post(at("module", treviso.slug, "prova"), {"state": state, "note": "delibera 4"})
        states.append(ModuleActivation.objects.get(organisation=treviso).state)

    assert states == ["ACTIVE", "READ_ONLY", "OFF"]


def test_switching_off_with_open_work_shows_the_counts_and_asks(client, treviso, admin, vertical):
    vertical.open_work = [("richieste in corso", 3), ("bozze", 0)]
    client.force_login(admin)
    set_module_state(actor=SYSTEM, organisation=treviso, module="prova", state="ACTIVE")
    page = at("module", treviso.slug, "prova")
    assert "Richieste in corso: <strong>3</strong>" in client.get(page).content.decode()

    asked = client.post(page, {"state": "OFF"})
    still = ModuleActivation.objects.get(organisation=treviso).state
    confirmed = client.post(page, {"state": "OFF", "confirmed": "on"})

    assert (asked.status_code, still, confirmed.status_code) == (422, "ACTIVE", 302)
    assert "spegni il modulo comunque" in asked.content.decode()
    assert "spegni il modulo comunque" not in client.get(page).content.decode()
    assert ModuleActivation.objects.get(organisation=treviso).state == "OFF"


def test_a_body_reads_the_modules_of_its_province_and_switches_none(client, treviso, oderzo, vertical):
    set_module_state(actor=SYSTEM, organisation=treviso, module="prova", state="ACTIVE")
    person = make_member(oderzo, "administrator")
    client.force_login(person)

    page = client.get(at("modules", oderzo.slug))

    assert "Attivo" in page.content.decode()
    assert page.context["may_change"] is False
    assert status(client, person, at("module", oderzo.slug, "prova"), {"state": "OFF"}) == 404
    assert status(client, person, at("module", treviso.slug, "prova"), {"state": "OFF"}) == 404


def test_another_provinces_administrator_switches_nothing_here(client, treviso, vertical):
    set_module_state(actor=SYSTEM, organisation=treviso, module="prova", state="ACTIVE")
    stranger = make_member(make_province("brescia"), "administrator")

    assert status(client, stranger, at("module", treviso.slug, "prova"), {"state": "OFF"}) == 404
    assert ModuleActivation.objects.get(organisation=treviso).state == "ACTIVE"


def test_an_unknown_module_or_state_changes_nothing(client, treviso, admin, vertical):
    assert status(client, admin, at("module", treviso.slug, "boh")) == 404
    assert status(client, admin, at("module", treviso.slug, "prova"), {"state": "PURPLE"}) == 422
    assert ModuleActivation.objects.count() == 0


# --- Entitlements ------------------------------------------------------------------------------------------

NEW = {"scope": "SUA", "valid_from": "2027-04-01", "reference": "Convenzione 3"}


def test_the_province_adds_an_entitlement_and_ends_it(client, treviso, oderzo, admin):
    client.force_login(admin)
    added = client.post(at("entitlements", treviso.slug), NEW | {"organisation": oderzo.pk})
    row = Entitlement.objects.get()
    ended = client.post(at("entitlement_end", treviso.slug, row.pk), {"on": "2027-12-31"})

    row.refresh_from_db()
    assert (added.status_code, ended.status_code) == (302, 302)
    assert (row.organisation, row.province, row.reference, row.valid_to) == (
        oderzo,
        treviso,
        "Convenzione 3",
        date(2027, 12, 31),
    )


def test_a_second_entitlement_for_the_same_days_is_refused_and_the_form_keeps_its_values(
    client, treviso, oderzo, admin
):
    make_entitlement(oderzo)
    client.force_login(admin)

    answer = client.post(at("entitlements", treviso.slug), NEW | {"organisation": oderzo.pk})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Oderzo è già abilitato a SUA dal 1º gennaio 2020" in text
    assert 'value="Convenzione 3"' in text


def test_only_bodies_of_the_province_may_be_chosen(client, treviso, admin):
    desenzano = make_municipality_body("Desenzano", make_province("brescia"))

    assert (
        status(client, admin, at("entitlements", treviso.slug), NEW | {"organisation": desenzano.pk}) == 422
    )
    assert Entitlement.objects.count() == 0


def test_a_body_and_the_national_administrator_read_entitlements_and_add_none(client, treviso, oderzo):
    row = make_entitlement(oderzo)
    for person in (make_member(oderzo, "administrator"), make_member(make_national_upi(), "administrator")):
        page = at("entitlements", oderzo.slug)
        assert status(client, person, page) == 200
        assert status(client, person, page, NEW | {"organisation": oderzo.pk}) == 404
        assert status(client, person, at("entitlement_end", oderzo.slug, row.pk), {"on": "2027-12-31"}) == 404
    row.refresh_from_db()
    assert (row.valid_to, Entitlement.objects.count()) == (None, 1)


def test_an_entitlement_of_an_agreement_is_not_ended_by_hand(client, treviso, oderzo, admin):
    row = make_entitlement(oderzo, source="AGREEMENT")

    assert status(client, admin, at("entitlement_end", treviso.slug, row.pk), {"on": "2027-12-31"}) == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_entitlements_cost_the_same_at_one_and_three_rows(
    client, treviso, admin, rows, django_assert_num_queries
):
    for number in range(rows):
        make_entitlement(make_municipality_body(f"Comune {number}", treviso))
    client.force_login(admin)
    client.get(at("entitlements", treviso.slug))

    with django_assert_num_queries(10):
        client.get(at("entitlements", treviso.slug))


def test_the_navigation_offers_what_one_may_open(client, treviso, oderzo, admin):
    _area_nav = modules.get("organisations").area_nav
    labels = {
        "member": [item.label for item in _area_nav(make_member(oderzo), oderzo)],
        "admin": [item.label for item in _area_nav(admin, treviso)],
        "national": [
            item.label
            for item in _area_nav(make_member(make_national_upi(), "administrator"), make_national_upi())
        ],
        "nobody": [item.label for item in _area_nav(admin, None)],
    }

    assert labels == {
        "member": ["Rubrica degli enti"],
        "admin": ["Rubrica degli enti", "Il mio ente"],
        "national": ["Rubrica degli enti", "Il mio ente", "Registro degli enti"],
        "nobody": [],
    }


def test_a_code_added_by_an_action_is_the_same_as_one_from_the_page(oderzo, admin, treviso):
    code = add_code(
        actor=Actor(admin, treviso), organisation=oderzo, scheme="VAT", value="IT01138380264", source="visura"
    )

    assert code.state == "CONFIRMED"
