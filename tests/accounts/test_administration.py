"""Delegated administration: an administrator of Treviso neither sees nor changes anybody of Brescia."""

import csv
import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pico.accounts import actions
from pico.accounts.models import AccountInvitation, Membership, User
from pico.base.actor import Actor
from pico.journal.models import Entry
from tests.accounts.people import browser, newcomer, text_of
from tests.factories.accounts import make_invitation, make_member, make_membership, make_request

pytestmark = pytest.mark.django_db
PEOPLE = "/amministrazione/persone/"


@pytest.fixture
def marco(town):
    return make_member(
        town.treviso, "sua_operator", "marco@treviso.example", given_name="Marco", family_name="Bianchi"
    )


@pytest.fixture
def canary(town):
    """Somebody of Brescia, with everything that could leak."""
    return make_member(
        town.brescia, "editor", "canarino@brescia.example", given_name="Canarino", family_name="Giallo"
    )


def roles_of(user) -> list[tuple[str, str]]:
    rows = Membership.objects.unrestricted("test").active().filter(user=user).select_related("organisation")
    return [(row.organisation.slug, row.role) for row in rows.order_by("organisation__slug", "role")]


def state() -> tuple:
    """All that an administrator could change."""
    memberships = Membership.objects.unrestricted("test").order_by("pk").values_list("pk", "ended_at", "role")
    invitations = AccountInvitation.objects.unrestricted("test").order_by("pk").values_list("pk", "state")
    return list(memberships), list(invitations), list(User.objects.order_by("pk").values_list("pk", "state"))


def test_nobody_of_another_province_is_found_by_list_search_export_or_sign_ins(town, marco, canary):
    actions.record_sign_in(actor=Actor(canary))
    actions.record_sign_in(actor=Actor(marco))
    client = browser(town.giulia)
    pages = [PEOPLE, f"{PEOPLE}?testo=Canarino", f"{PEOPLE}?ente=Brescia", f"{PEOPLE}?ruolo=editor"]
    pages += ["/amministrazione/", "/amministrazione/sicurezza/", "/amministrazione/territorio/"]

    for url in pages:
        assert "anarino" not in text_of(client.get(url)).replace("testo=Canarino", "").replace(
            'value="Canarino"', ""
        ).replace("Nome o e-mail: Canarino", ""), url
    table = b"".join(client.get(f"{PEOPLE}esporta/csv/").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert [row["E-mail"] for row in rows] == ["marco@treviso.example", "giulia@treviso.example"]
    assert rows[0]["Ruoli"] == "operatore SUA (Provincia di Treviso)"
    assert "Marco Bianchi" in text_of(client.get("/amministrazione/sicurezza/"))


def test_ids_of_another_province_in_addresses_change_nothing(town, marco, canary):
    theirs = canary.memberships.unrestricted("test").get()
    invitation, _ = make_invitation(town.brescia, town.luca)
    request = make_request(newcomer("x@brescia.example"), town.desenzano)
    before, client = state(), browser(town.giulia)
    urls = [f"{PEOPLE}{canary.public_id}/{page}" for page in ("", "ruoli/nuovo/", "ruoli/fine/")]
    urls += [f"{PEOPLE}{canary.public_id}/{page}/" for page in ("disabilitazione", "riabilitazione")]
    urls += [f"{PEOPLE}{who.public_id}/ruoli/{theirs.pk}/fine/" for who in (canary, marco)]
    urls += [
        f"/amministrazione/inviti/{invitation.public_id}/{page}/" for page in ("rinvio", "revoca", "conferma")
    ]
    urls += [
        f"/amministrazione/richieste/{request.public_id}/{p}/"
        for p in ("approvazione", "rifiuto", "integrazione")
    ]
    data = {
        "organisation": "treviso",
        "role": "member",
        "valid_from": "2026-11-26",
        "reason": "x",
        "text": "x",
    }

    for url in urls:
        assert client.get(url).status_code == 404, url
        assert client.post(url, data | {"roles": ["member"]}).status_code in {404, 405}, url
    assert state() == before


@pytest.mark.parametrize("slug", ["brescia", "non-esiste"])
def test_an_organisation_of_another_province_in_a_form_is_a_wrong_value(town, marco, slug):
    before, client = state(), browser(town.giulia)

    granted = client.post(
        f"{PEOPLE}{marco.public_id}/ruoli/nuovo/",
        {"organisation": slug, "role": "member", "valid_from": "2026-11-26"},
    )
    invited = client.post(
        "/amministrazione/inviti/nuovo/", {"organisation": slug, "emails": "a@b.example", "roles": ["member"]}
    )

    for answer in (granted, invited):
        assert answer.status_code == 422
        assert "Scegli un valore valido." in text_of(answer)
    assert state() == before


def test_an_administrator_grants_and_ends_with_dates_and_reason(town, marco):
    client = browser(town.giulia)
    data = {"organisation": town.asolo.slug, "role": "organisation_manager", "valid_from": "2026-01-01"}

    assert client.post(f"{PEOPLE}{marco.public_id}/ruoli/nuovo/", data).status_code == 302
    assert roles_of(marco) == [(town.asolo.slug, "organisation_manager"), ("treviso", "sua_operator")]
    row = marco.memberships.unrestricted("test").get(role="organisation_manager")
    ended = client.post(f"{PEOPLE}{marco.public_id}/ruoli/{row.pk}/fine/", {"reason": "trasferito"})

    assert (ended.status_code, roles_of(marco)) == (302, [("treviso", "sua_operator")])
    assert "trasferito" in text_of(client.get(f"{PEOPLE}{marco.public_id}/"))


def test_no_role_is_chosen_beforehand(town, marco):
    client = browser(town.giulia)
    url = f"{PEOPLE}{marco.public_id}/ruoli/nuovo/"

    answer = client.post(url, {"organisation": "treviso", "role": "", "valid_from": "2026-11-26"})

    assert '<option value="" selected>Scegli un ruolo</option>' in text_of(client.get(url))
    assert answer.status_code == 422
    assert "Scegli un ruolo." in text_of(answer)
    assert roles_of(marco) == [("treviso", "sua_operator")]


def test_a_page_that_asks_for_no_reason_shows_no_trace_of_a_form(town, marco):
    answer = browser(town.giulia).get(f"{PEOPLE}{marco.public_id}/disabilitazione/")

    assert answer.status_code == 200
    assert "None" not in text_of(answer)


def test_nobody_grants_to_themself(town):
    answer = browser(town.giulia).post(
        f"{PEOPLE}{town.giulia.public_id}/ruoli/nuovo/",
        {"organisation": "treviso", "role": "editor", "valid_from": "2026-11-26"},
    )

    assert answer.status_code == 422
    assert "Nessuno può assegnare un ruolo a se stesso." in text_of(answer)
    assert roles_of(town.giulia) == [("treviso", "administrator")]


def test_upi_grants_administrators_and_nothing_else_inside_a_province(town, marco):
    client = browser(town.claudia)
    url = f"{PEOPLE}{marco.public_id}/ruoli/nuovo/"
    data = {"organisation": "treviso", "valid_from": "2026-11-26"}

    assert client.post(url, data | {"role": "editor"}).status_code == 422
    assert client.post(url, data | {"role": "administrator"}).status_code == 302
    assert roles_of(marco) == [("treviso", "administrator"), ("treviso", "sua_operator")]


def test_all_roles_of_a_leaver_end_together_and_access_with_them(town, marco):
    make_membership(marco, town.asolo, "member")
    make_membership(marco, town.desenzano, "member")

    answer = browser(town.giulia).post(f"{PEOPLE}{marco.public_id}/ruoli/fine/", {"reason": ""})

    assert (answer.status_code, answer.url) == (302, PEOPLE)
    assert roles_of(marco) == [(town.desenzano.slug, "member")]
    assert browser(town.giulia).get(f"{PEOPLE}{marco.public_id}/").status_code == 404


def test_the_last_administrator_neither_leaves_nor_is_disabled(town, marco):
    left = browser(town.giulia).post("/profilo/enti/treviso/uscita/")
    disabled = browser(town.claudia).post(f"{PEOPLE}{town.giulia.public_id}/disabilitazione/")

    assert (left.status_code, disabled.status_code) == (422, 422)
    assert "prima nominane un altro" in text_of(left)
    assert roles_of(town.giulia) == [("treviso", "administrator")]


def test_a_person_leaves_an_organisation(town, marco):
    client = browser(marco)

    assert client.get("/profilo/enti/brescia/uscita/").status_code == 404
    assert client.post("/profilo/enti/treviso/uscita/").status_code == 302
    assert roles_of(marco) == []


def test_disabling_ends_sessions_and_enabling_gives_the_roles_back(town, marco):
    his = browser(marco)
    client = browser(town.giulia)

    assert client.post(f"{PEOPLE}{marco.public_id}/disabilitazione/").status_code == 302
    assert his.get("/profilo/").status_code == 302
    assert roles_of(marco) == []
    assert client.post(f"{PEOPLE}{marco.public_id}/riabilitazione/").status_code == 302
    assert roles_of(marco) == [("treviso", "sua_operator")]


def test_an_account_that_works_elsewhere_too_is_not_one_provinces_to_close(town, marco):
    make_membership(marco, town.brescia, "member")

    assert browser(town.giulia).post(f"{PEOPLE}{marco.public_id}/disabilitazione/").status_code == 404
    assert browser(town.claudia).post(f"{PEOPLE}{marco.public_id}/disabilitazione/").status_code == 302


def test_looking_at_a_person_and_taking_the_list_away_are_written_down(town, marco):
    client = browser(town.giulia)
    client.get(f"{PEOPLE}{marco.public_id}/")
    answer = client.get(f"{PEOPLE}esporta/csv/?ruolo=sua_operator")
    b"".join(answer.streaming_content)

    lines = Entry.objects.unrestricted("test").filter(
        verb__in=["accounts.person.viewed", "accounts.people.exported"]
    )
    assert [(row.verb, row.changes) for row in lines.order_by("pk")] == [
        ("accounts.person.viewed", {}),
        ("accounts.people.exported", {"filters": ["ruolo"], "rows": 1}),
    ]


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    "url", [PEOPLE, "/amministrazione/inviti/", "/amministrazione/richieste/", "/amministrazione/territorio/"]
)
def test_a_list_costs_the_same_with_one_row_and_with_three(town, marco, url):
    client = browser(town.giulia)

    def add(number):
        make_member(town.treviso, "editor")
        make_invitation(town.treviso, town.giulia, accepted_by=marco)
        make_request(newcomer(f"n{number}@asolo.example"), town.asolo)

    add(1)
    one = queries(client, url)
    add(2)
    add(3)
    assert queries(client, url) == one


def test_a_stranger_and_the_anonymous_have_no_administration(town):
    assert browser(newcomer("x@y.example")).get("/amministrazione/").status_code == 404
    assert browser().get("/amministrazione/").status_code == 302
    assert User.people.visible_to(AnonymousUser()).count() == 0
