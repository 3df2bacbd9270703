"""What was refused to a person is in the journal: who, where, for whom; never what was typed, nor a flood."""

import uuid

import pytest
from django.test import Client

from pico.accounts.models import Membership
from pico.journal.models import Entry
from tests.factories.accounts import make_member, make_membership, make_request, make_user
from tests.factories.organisations import make_municipality_body, make_province
from tests.factories.portal import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def treviso():
    province = make_province("treviso")
    make_site(province)
    return province


@pytest.fixture
def brescia():
    return make_province("brescia")


@pytest.fixture
def giulia(treviso):
    return make_member(treviso, "administrator")


def browser(user=None):
    client = Client(HTTP_HOST="treviso.localhost")
    if user:
        client.force_login(user)
    return client


def refused():
    return list(Entry.objects.unrestricted("test").filter(category="refused").order_by("pk"))


def facts(line):
    return line.verb, line.actor_id, line.organisation_id, line.changes


def grant(client, person, **data):
    path = f"/amministrazione/persone/{person.public_id}/ruoli/nuovo/"
    return client.post(path, {"role": "administrator", "valid_from": "2026-11-26", **data})


class TestWhatIsWritten:
    def test_a_refused_action_survives_the_rollback_of_its_transaction(self, treviso, giulia):
        member = make_member(treviso, "member")
        client = browser(giulia)
        row = giulia.memberships.unrestricted("test").get()

        answer = client.post(
            f"/amministrazione/persone/{giulia.public_id}/ruoli/{row.pk}/fine/",
            {"reason": "Me ne vado, sono stanca"},
        )

        assert answer.status_code == 422
        assert Membership.objects.unrestricted("test").filter(ended_at=None).count() == 2
        [line] = refused()
        assert facts(line) == (
            "journal.action.refused",
            giulia.pk,
            treviso.pk,
            {
                "address": "accounts:end_role",
                "method": "POST",
                "code": "last_administrator",
                "object": str(giulia.public_id),
            },
        )
        assert (line.owner_id, line.object_label, line.reason) == (treviso.pk, "", "")
        assert "stanca" not in str(line.__dict__)
        assert member.is_active

    def test_a_refusal_that_no_view_caught_is_written_too(self, treviso, brescia, giulia):
        answer = browser(giulia).post("/ente/cambia/", {"organisation": str(brescia.pk)})
        assert answer.status_code == 422
        assert [facts(line)[3] for line in refused()] == [
            {"address": "accounts:switch_organisation", "method": "POST", "code": "stranger"}
        ]

    def test_the_row_of_another_province_and_one_that_never_was_leave_the_same_line(
        self, treviso, brescia, giulia
    ):
        luca = make_member(brescia, "sua_operator", given_name="Luca", family_name="Ferrari")
        nobody = uuid.uuid4()
        client = browser(giulia)
        for public_id in (luca.public_id, nobody):
            assert client.get(f"/amministrazione/persone/{public_id}/").status_code == 404

        lines = refused()
        assert [line.verb for line in lines] == ["journal.page.denied"] * 2
        assert [line.changes["object"] for line in lines] == [str(luca.public_id), str(nobody)]
        assert "Ferrari" not in str([line.__dict__ for line in lines])

    def test_an_administration_page_denied_to_a_member_names_the_body_they_act_for(self, treviso):
        asolo = make_municipality_body("Asolo", treviso)
        anna = make_member(asolo)
        make_membership(anna, treviso, "member")
        client = browser(anna)
        client.post("/ente/cambia/", {"organisation": str(asolo.pk)})

        assert client.get("/amministrazione/persone/").status_code == 404
        [line] = refused()
        assert facts(line) == (
            "journal.page.denied",
            anna.pk,
            asolo.pk,
            {"address": "accounts:people", "method": "GET", "code": "absent_or_forbidden"},
        )

    def test_a_word_of_the_address_is_never_kept(self, treviso, giulia):
        client = browser(giulia)
        client.get("/enti/rssmra80a01h501u/")
        client.get("/inviti/gettone-segreto-1/")
        assert client.get("/profilo/richieste/mario-rossi/").status_code == 404
        assert [line.changes for line in refused()] == [
            {"address": "organisations:detail", "method": "GET", "code": "absent_or_forbidden"}
        ]

    def test_nobody_signed_in_leaves_no_line(self, treviso):
        assert browser().get("/amministrazione/persone/").status_code == 302
        assert browser().get("/non-esiste/").status_code == 404
        assert browser(make_user()).get("/non-esiste/").status_code == 404
        assert refused() == []

    def test_what_went_well_leaves_no_line(self, treviso, giulia):
        client = browser(giulia)
        assert client.get("/amministrazione/persone/").status_code == 200
        assert refused() == []


class TestWhoReadsIt:
    def test_the_administrators_of_the_body_acted_for_and_nobody_elsewhere(self, treviso, brescia, giulia):
        operator = make_member(treviso, "sua_operator", given_name="Sara", family_name="Unica")
        make_site(brescia)
        elsewhere = make_member(brescia, "administrator")
        browser(operator).get("/amministrazione/persone/")

        page = browser(giulia).get("/amministrazione/registro/", {"categoria": "refused"}).content.decode()
        other = Client(HTTP_HOST="brescia.localhost")
        other.force_login(elsewhere)
        theirs = other.get("/amministrazione/registro/", {"categoria": "refused"}).content.decode()

        assert "Sara Unica ha chiesto una pagina assente o riservata ad altri" in page
        assert "address: accounts:people" in page
        assert "Sara Unica" not in theirs


class TestFlood:
    def test_the_same_again_within_ten_minutes_is_one_line(self, treviso, time_machine):
        client = browser(make_member(treviso))
        for at in ("10:00:00", "10:05:00", "10:09:00", "10:11:00"):
            time_machine.move_to(f"2026-11-26T{at}+01:00", tick=False)
            client.get("/amministrazione/persone/")
        assert len(refused()) == 2

    def test_a_person_who_guesses_ids_fills_no_journal(self, treviso, giulia, settings):
        settings.PICO_RATE_LIMITS = {"refusal_lines": "5/h/user"}
        client = browser(giulia)
        for _ in range(40):
            client.get(f"/amministrazione/persone/{uuid.uuid4()}/")
        assert [line.verb for line in refused()] == ["journal.page.denied"] * 5 + ["journal.refusals.many"]

        other = browser(make_member(treviso, "administrator"))
        other.get(f"/amministrazione/persone/{uuid.uuid4()}/")
        assert len(refused()) == 7


@pytest.mark.django_db(transaction=True)
def test_it_is_written_where_the_refused_transaction_really_ended(treviso, giulia):
    """Committed for real, on either database: the row is unchanged, the line is there."""
    asolo = make_municipality_body("Asolo", treviso)
    anna = make_user()
    request = make_request(anna, asolo)
    client = browser(anna)
    data = {"roles": ["member"], "reason": "Ancora, per favore."}

    assert client.post(f"/registrati/richiesta/ente/{asolo.slug}/", data).status_code == 422
    assert [line.changes["code"] for line in refused()] == ["open"]
    assert [row.pk for row in type(request).objects.unrestricted("test")] == [request.pk]
