"""The register of RUPs: who finds whom in page, list, export and search; one's own profile."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from pico.accounts.access import forget_access
from pico.accounts.erasure import obstacles_of
from pico.accounts.holdings import still_held
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.modules import modules
from pico.files.models import DocumentVersion
from pico.sua import actions
from pico.sua.models import RupAbsence, RupAssignment, RupProfile
from pico.sua.rules.register import training
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.sua import Cast, assigned, make_in_state, make_pdf, make_rup, proposed

pytestmark = pytest.mark.usefixtures("treviso_host")

LIST, OWN = "/sua/rup/", "/sua/rup/mio/"
CANARY = "Canarino"
NO_YEARS = {"years_works": "0", "years_engineering": "0", "years_purchases": "0"}
NO_ROWS = {"righe-TOTAL_FORMS": "0", "righe-INITIAL_FORMS": "0"}


def mine(person) -> RupProfile:
    return RupProfile.objects.visible_to(person).get(person=person)


def names(client, query: str = "") -> list[str]:
    return [row["profile"].person.family_name for row in client.get(f"{LIST}?{query}").context["rows"]]


def exported(client, query: str = "") -> list[str]:
    text = b"".join(client.get(f"{LIST}esporta/csv/?{query}")).decode("utf-8-sig")
    return [row[0] for row in csv.reader(io.StringIO(text), delimiter=";")][1:]


@pytest.fixture
def technician(cast):
    """Somebody of the Province without any role but being there."""
    return make_member(cast.province, "member", given_name="Laura", family_name="Furlan")


@pytest.fixture
def owner(client, technician):
    client.force_login(technician)
    return technician


class TestWhoFindsWhom:
    @pytest.fixture
    def brescia(self, cast):
        return Cast("Desenzano del Garda", "brescia")

    def test_another_province_finds_only_profiles_opened_to_the_network(self, cast, client, brescia):
        hidden = make_rup(cast.province, family_name=CANARY)
        opened = make_rup(cast.province, family_name="Aperta", visibility="NETWORK")
        client.force_login(brescia.sua)
        assert names(client) == ["Aperta"]
        assert names(client, f"testo={CANARY}") == []
        assert exported(client) == ["Aperta"]
        pages = [client.get(f"{LIST}{row.public_id}/").status_code for row in (hidden, opened)]
        assert pages == [404, 200]

    @pytest.mark.parametrize("role", ["auditor", "administrator", "sit_operator", "member"])
    def test_other_roles_of_the_province_have_no_register(self, cast, client, role):
        row = make_rup(cast.province, family_name=CANARY, visibility="NETWORK")
        client.force_login(make_member(cast.province, role))
        urls = [LIST, f"{LIST}esporta/csv/", f"{LIST}{row.public_id}/"]
        assert [client.get(url).status_code for url in urls] == [404, 404, 404]

    def test_people_of_a_body_have_no_register(self, cast, client):
        row = make_rup(cast.body, family_name=CANARY, visibility="NETWORK")
        client.force_login(cast.manager)
        urls = [LIST, f"{LIST}esporta/csv/", f"{LIST}{row.public_id}/"]
        assert [client.get(url).status_code for url in urls] == [404, 404, 404]

    def test_no_search_and_no_list_of_tenders_finds_a_profile(self, cast, client):
        make_rup(cast.province, family_name=CANARY, degree=CANARY, visibility="NETWORK")
        client.force_login(cast.sua)
        for url in ("/cerca/?q=Canarino", "/sua/gare/?testo=Canarino"):
            assert "Canarino</a>" not in client.get(url).content.decode()

    def test_the_curriculum_is_read_by_who_finds_the_profile(self, cast, client, brescia, technician):
        actor = Actor(technician, cast.province)
        actions.attach_cv(actor=actor, upload=make_pdf("cv.pdf"))
        version = mine(technician).cv.current_version
        seen = {
            name: DocumentVersion.objects.visible_to(person).filter(pk=version.pk).exists()
            for name, person in {
                "own": technician,
                "sua": cast.sua,
                "auditor": make_member(cast.province, "auditor"),
                "brescia": brescia.sua,
                "body": cast.manager,
            }.items()
        }
        assert seen == {"own": True, "sua": True, "auditor": False, "brescia": False, "body": False}

    def test_the_assignments_of_a_profile_are_those_the_reader_may_read(self, cast, client, brescia):
        row = make_rup(cast.province, years_purchases=3, visibility="NETWORK")
        held = assigned(cast, make_in_state(cast, "ACCEPTED"), row)
        client.force_login(brescia.sua)
        page = client.get(f"{LIST}{row.public_id}/")
        assert (page.context["assignments"], held.tender.number in page.content.decode()) == ([], False)


class TestFilters:
    @pytest.fixture
    def cast(self, cast, client):
        bianchi = make_rup(
            cast.province, family_name="Bianchi", years_works=1, years_purchases=8,
            cpv_groups=["55", "39155"], max_value=Decimal(300_000), clean_declared_on=None,
        )  # fmt: skip
        make_rup(
            cast.body, family_name="Corsi", years_works=4, cpv_groups=["45214200"], soa=["OG 1", "OS 28"],
            available_from=date(2027, 3, 1), max_value=Decimal(2_000_000),
        )  # fmt: skip
        make_rup(cast.province, family_name="Dotta", years_works=6, technician=False)
        RupAbsence.objects.create(
            person=bianchi.person, first_day=date(2027, 1, 4), last_day=date(2027, 1, 8)
        )
        client.force_login(cast.sua)
        return cast

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["Bianchi", "Corsi", "Dotta"]),
            ("ordina=-nome", ["Dotta", "Corsi", "Bianchi"]),
            ("ordina=-lavori", ["Dotta", "Corsi", "Bianchi"]),
            ("testo=cors", ["Corsi"]),
            ("tipo=WORKS", ["Bianchi", "Corsi"]),
            ("tipo=WORKS&valore=1.000.000,00", ["Corsi"]),
            ("tipo=PURCHASES&valore=216000", ["Bianchi"]),
            ("valore=1.000.000", ["Corsi"]),
            ("cpv=45", ["Corsi"]),
            ("cpv=55524000", ["Bianchi"]),
            ("soa=og1", ["Corsi"]),
            ("soa=og1, os28", ["Corsi"]),
            ("soa=OG 3", []),
            ("giorno=08/01/2027", ["Dotta"]),
            ("giorno=11/01/2027", ["Bianchi", "Dotta"]),
            ("giorno=01/03/2027", ["Bianchi", "Corsi", "Dotta"]),
            ("dichiarati=on", ["Corsi", "Dotta"]),
            ("giorno=ieri", ["Bianchi", "Corsi", "Dotta"]),
        ],
    )
    def test_filters_decide_the_rows_of_list_and_export(self, cast, client, query, found):
        assert names(client, query) == found
        assert exported(client, query) == found

    def test_a_filter_without_sense_is_said(self, cast, client):
        assert "Filtro non valido: disponibile il" in client.get(f"{LIST}?giorno=ieri").content.decode()

    def test_the_province_of_a_profile_filters_its_bodies_too(self, cast, client):
        assert names(client, f"provincia={cast.province.pk}") == ["Bianchi", "Corsi", "Dotta"]


class TestRegister:
    def test_an_empty_register_says_the_next_step(self, cast, client):
        client.force_login(cast.sua)
        assert "Il registro è ancora vuoto" in client.get(LIST).content.decode()
        make_rup(cast.province)
        assert "Nessun profilo con questi filtri" in client.get(f"{LIST}?testo=xyz").content.decode()

    @pytest.mark.parametrize("people", [1, 3])
    def test_the_list_costs_the_same_at_one_and_three_people(
        self, cast, client, people, django_assert_num_queries
    ):
        for _one in range(people):
            make_rup(cast.province)
        client.force_login(cast.sua)
        client.get(LIST)
        with django_assert_num_queries(12):
            client.get(LIST)

    def test_a_cell_that_is_a_formula_stays_text(self, cast, client):
        make_rup(cast.province, family_name="=Uno")
        client.force_login(cast.sua)
        assert exported(client) == ["'=Uno"]


class TestOwnProfile:
    def post(self, client, section: str, **values):
        form = client.get(f"{OWN}{section}/").context["profile"]
        return client.post(f"{OWN}{section}/", {"version": form.version, **values})

    def rows(self, *rows: dict[str, str]) -> dict[str, str]:
        told = {"righe-TOTAL_FORMS": str(len(rows)), "righe-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            told |= {f"righe-{number}-{name}": value for name, value in row.items()}
        return told

    def test_who_has_none_is_invited_to_make_one(self, owner, client):
        page = client.get(OWN).content.decode()
        assert ("Non hai ancora un profilo" in page, f"{OWN}requisiti/" in page) == (True, True)

    def test_the_five_sections_make_a_profile(self, owner, client, cast):
        self.post(
            client, "requisiti", employed="on", technician="on", degree="Ingegneria civile", languages=""
        )
        self.post(
            client, "esperienza", years_works="7", years_engineering="2", years_purchases="0",
            max_value="1.250.000,00", cpv_groups="45214, 71", soa="og1, OS 2A",
        )  # fmt: skip
        course = {
            "course": "Codice",
            "issuer": "ANCI",
            "hours": "16",
            "day": "03/03/2026",
            "expires_on": "03/03/2029",
        }
        self.post(client, "formazione", **self.rows(course, {"course": ""}))
        self.post(
            client, "disponibilita", visibility="NETWORK", available_from="01/01/2027",
            **self.rows({"first_day": "04/01/2027", "last_day": "08/01/2027"}),
        )  # fmt: skip
        last = self.post(client, "dichiarazioni", clean_declared="on", cv=make_pdf("cv.pdf"))
        assert (last.status_code, last.url) == (302, OWN)

        profile = mine(owner)
        assert (profile.organisation, profile.employed, profile.technician) == (cast.province, True, True)
        assert (profile.years_works, profile.max_value) == (7, Decimal("1250000.00"))
        assert (profile.cpv_groups, profile.soa) == (["45214", "71"], ["OG 1", "OS 2-A"])
        assert training(profile) == ["Codice, ANCI, 16 ore, 3 marzo 2026 (scade il 3 marzo 2029)"]
        assert (profile.visibility, profile.available_from) == ("NETWORK", date(2027, 1, 1))
        assert profile.clean_declared_on is not None
        assert profile.cv.current_version.original_name == "cv.pdf"
        away = RupAbsence.objects.visible_to(owner).values_list("first_day", "last_day")
        assert list(away) == [(date(2027, 1, 4), date(2027, 1, 8))]
        page = client.get(f"{LIST}{profile.public_id}/").content.decode()
        assert "Codice, ANCI, 16 ore" in page

    def test_what_was_typed_stays_when_a_section_is_refused(self, owner, client):
        answer = self.post(client, "esperienza", years_works="settanta", soa="OX 9", cpv_groups="45")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert ('value="settanta"' in page, 'value="OX 9"' in page) == (True, True)
        assert "«OX 9» non è una categoria SOA" in page
        assert not RupProfile.objects.visible_to(owner).exists()

    @pytest.mark.parametrize(
        ("section", "values"),
        [
            ("esperienza", {**NO_YEARS, "years_works": "-1"}),
            ("esperienza", {**NO_YEARS, "years_works": "61"}),
            ("esperienza", {**NO_YEARS, "cpv_groups": "4"}),
            ("disponibilita", {**NO_ROWS, "visibility": "EVERYBODY"}),
            (
                "disponibilita",
                {
                    **NO_ROWS,
                    "visibility": "NETWORK",
                    "available_from": "02/01/2027",
                    "available_to": "01/01/2027",
                },
            ),
            ("formazione", {**NO_ROWS, "righe-TOTAL_FORMS": "1", "righe-0-course": "Solo il nome"}),
        ],
    )
    def test_bad_input_is_422_and_writes_nothing(self, owner, client, section, values):
        assert self.post(client, section, **values).status_code == 422
        assert not RupProfile.objects.visible_to(owner).exists()

    def test_an_absence_that_ends_before_it_begins_is_said_at_its_place(self, owner, client):
        days = self.rows({"first_day": "08/01/2027", "last_day": "04/01/2027"})
        page = self.post(client, "disponibilita", visibility="PROVINCE", **days)
        assert page.status_code == 422
        assert "Assenza 1: Un&#x27;assenza non può finire prima di iniziare." in page.content.decode()

    def test_a_second_window_does_not_undo_the_first(self, owner, client):
        self.post(client, "requisiti", employed="on")
        stale = client.post(f"{OWN}requisiti/", {"version": 0, "degree": "Altro"})
        assert (stale.status_code, "salvato in un&#x27;altra finestra" in stale.content.decode()) == (
            422,
            True,
        )
        assert (mine(owner).degree, mine(owner).employed) == ("", True)

    def test_a_declaration_keeps_its_first_day_and_can_be_taken_back(self, owner, client, cast):
        profile = make_rup(cast.province, owner, clean_declared_on=date(2026, 1, 7))
        self.post(client, "dichiarazioni", clean_declared="on")
        profile.refresh_from_db()
        assert profile.clean_declared_on == date(2026, 1, 7)
        self.post(client, "dichiarazioni")
        profile.refresh_from_db()
        assert profile.clean_declared_on is None
        assert "Profilo incompleto" in client.get(OWN).content.decode()

    def test_no_other_section_exists(self, owner, client):
        assert client.get(f"{OWN}condanne/").status_code == 404

    def test_the_profile_is_left_with_its_curriculum_and_its_absences(self, owner, client, cast):
        actor = Actor(owner, cast.province)
        actions.attach_cv(actor=actor, upload=make_pdf("cv.pdf"))
        actions.save_absences(actor=actor, days=[(date(2027, 1, 4), date(2027, 1, 8))])
        version = mine(owner).cv.current_version
        assert [one.url for one in obstacles_of(owner)] == [f"{OWN}elimina/"]
        answer = client.post(f"{OWN}elimina/")
        assert (answer.status_code, answer.url) == (302, OWN)
        assert not RupProfile.objects.visible_to(owner).exists()
        assert not RupAbsence.objects.unrestricted("test").exists()
        assert not DocumentVersion.objects.visible_to(cast.sua).filter(pk=version.pk).exists()
        assert obstacles_of(owner) == []

    def test_who_is_a_rup_does_not_leave_the_register(self, cast, client, owner):
        profile = make_rup(cast.province, owner, years_purchases=3)
        held = proposed(cast, make_in_state(cast, "ACCEPTED"), profile)
        answer = client.post(f"{OWN}elimina/")
        assert (answer.status_code, "incarico di RUP in corso" in answer.content.decode()) == (422, True)
        assert [one.label for one in still_held(owner, [cast.province.pk])] == ["1 incarico di RUP"]
        actions.decline_assignment(actor=Actor(owner, cast.province), assignment=held, reason="No.")
        assert client.post(f"{OWN}elimina/").status_code == 302
        assert RupAssignment.objects.visible_to(owner).count() == 1

    def test_who_changed_body_brings_the_profile_along(self, cast, owner):
        profile = make_rup(cast.province, owner)
        elsewhere = make_municipality_body("Asolo", cast.province)
        owner.memberships.unrestricted("test").update(organisation=elsewhere)
        forget_access(owner)
        actions.save_profile(actor=Actor(owner, elsewhere), values={"bim": True})
        profile.refresh_from_db()
        assert (profile.organisation, profile.bim) == (elsewhere, True)

    def test_nobody_writes_a_profile_where_the_module_is_unknown(self, client):
        vicenza = make_province("vicenza")
        person = make_member(vicenza)
        client.force_login(person)
        assert [client.get(url).status_code for url in (OWN, f"{OWN}requisiti/")] == [404, 404]
        with pytest.raises(Refused):
            actions.save_profile(actor=Actor(person, vicenza), values={"bim": True})


class TestToDo:
    def items(self, person, organisation) -> list[tuple[str, str]]:
        forget_access(person)
        found = modules.get("sua").todo(person, organisation)
        return [(item.action, item.url) for item in found]

    def test_the_executive_proposes_and_the_person_answers(self, cast, technician):
        tender = make_in_state(cast, "ACCEPTED")
        profile = make_rup(cast.province, technician, years_purchases=3)
        propose = ("Proponi il RUP", reverse("sua:rup_propose", args=[tender.public_id]))
        assert self.items(cast.executive, cast.province) == [propose]
        assert self.items(cast.sua, cast.province) == []

        held = proposed(cast, tender, profile)
        answer = ("Rispondi alla proposta di RUP", reverse("sua:rup_assignment", args=[held.public_id]))
        assert self.items(technician, cast.province) == [answer]
        assert self.items(cast.executive, cast.province) == []

        actions.decline_assignment(actor=Actor(technician, cast.province), assignment=held, reason="No.")
        assert self.items(technician, cast.province) == []
        assert self.items(cast.executive, cast.province) == [propose]

    def test_the_menu_leads_each_to_their_pages(self, cast, technician):
        def menu(person, organisation):
            return [item.url for item in modules.get("sua").area_nav(person, organisation)]

        # No item on every page of people without a part in the SUA: the proposal leads them to their profile.
        assert menu(technician, cast.province) == []
        assert LIST in menu(cast.sua, cast.province)
        assert OWN not in menu(cast.manager, cast.body)
