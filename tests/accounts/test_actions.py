"""Roles granted and ended, people and sessions closed, the first administrator: who may, and what is left."""

from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pico.accounts import actions, rules
from pico.accounts.models import FirstRunToken, Membership, User
from pico.base.actor import Actor, system_actor
from pico.base.dates import today
from pico.base.errors import Refused
from pico.journal.models import Entry
from tests.factories.accounts import PASSWORD, make_member, make_membership, make_user
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)
from tests.factories.portal import make_site

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def world():
    """Treviso with an administrator, and Oderzo; Vicenza near by and Brescia elsewhere, with none."""
    treviso = make_province()
    make_member(treviso, "administrator")
    vicenza, brescia = make_province("vicenza"), make_province("brescia")
    return {
        "treviso": treviso,
        "vicenza": vicenza,
        "brescia": brescia,
        "oderzo": make_municipality_body("Oderzo", treviso),
        "desenzano": make_municipality_body("Desenzano", brescia),
        "upi": make_national_upi(),
        "veneto": make_regional_upi(treviso.region),
    }


def refusal(action, **arguments) -> str:
    with pytest.raises(Refused) as refused:
        action(**arguments)
    return refused.value.code


# granter: what they may grant (role, organisation); of all the rest nothing. By hand, from identity.md 5.5.
ROLES = ("administrator", "editor", "sua_operator", "organisation_operator", "member")
MAY_GRANT = {
    ("upi", "administrator"): {
        ("administrator", "treviso"), ("administrator", "vicenza"), ("administrator", "brescia"),
        ("administrator", "oderzo"), ("administrator", "desenzano"), ("administrator", "veneto"),
        ("administrator", "upi"), ("editor", "upi"), ("member", "upi"),
    },
    ("veneto", "administrator"): {
        ("administrator", "vicenza"),
        ("administrator", "veneto"), ("editor", "veneto"), ("member", "veneto"),
    },
    ("treviso", "administrator"): {
        ("administrator", "treviso"), ("editor", "treviso"), ("sua_operator", "treviso"),
        ("member", "treviso"),
        ("administrator", "oderzo"), ("organisation_operator", "oderzo"), ("member", "oderzo"),
    },
    ("oderzo", "administrator"): {
        ("administrator", "oderzo"), ("organisation_operator", "oderzo"), ("member", "oderzo"),
    },
    ("treviso", "editor"): set(),
    ("oderzo", "organisation_manager"): set(),
    ("upi", "editor"): set(),
    ("veneto", "member"): set(),
}  # fmt: skip


@pytest.mark.parametrize("granter", MAY_GRANT, ids=" ".join)
def test_who_may_grant_which_role_where(world, granter):
    organisation, role = granter
    actor = Actor(make_member(world[organisation], role), world[organisation])
    somebody = make_user()
    granted = {
        (role, name)
        for role, name in product(ROLES, world)
        if rules.may_grant(actor, somebody, role, world[name])
    }
    assert granted == MAY_GRANT[granter]


class TestGrant:
    def test_it_is_written_down_and_counts_at_once(self, world):
        boss = make_member(world["treviso"], "administrator")
        user = make_user()
        actions.grant_role(
            actor=Actor(boss, world["treviso"]), user=user, organisation=world["treviso"], role="editor"
        )
        assert rules.may_end(Actor(boss, world["treviso"]), user.memberships.visible_to(user).get()) is True
        line = Entry.objects.unrestricted("test").get(verb="accounts.role.granted")
        assert (line.actor_id, line.owner_id) == (boss.pk, world["treviso"].pk)
        assert line.changes == {"role": [None, "editor"], "user": [None, user.pk]}

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"role": "network_expert"}, "unsuited"),
            ({"role": "invented"}, "unsuited"),
            ({"organisation": "brescia"}, "forbidden"),
            ({"valid_until": today() - timedelta(days=1)}, "dates"),
        ],
    )
    def test_it_is_refused(self, world, change, code):
        boss = make_member(world["treviso"], "administrator")
        arguments = {"role": "editor", "organisation": "treviso", **change}
        arguments["organisation"] = world[arguments["organisation"]]
        assert refusal(
            actions.grant_role, actor=Actor(boss, world["treviso"]), user=make_user(), **arguments
        ) == code  # fmt: skip
        assert Entry.objects.unrestricted("test").filter(verb="accounts.role.granted").count() == 0

    def test_never_to_oneself(self, world):
        boss = make_member(world["treviso"], "administrator")
        grant = {"user": boss, "organisation": world["treviso"], "role": "editor"}
        assert refusal(actions.grant_role, actor=Actor(boss, world["treviso"]), **grant) == "self"

    def test_never_twice_but_again_when_the_dates_are_over(self, world):
        user = make_member(world["treviso"], "editor")
        grant = {"actor": SYSTEM, "user": user, "organisation": world["treviso"], "role": "editor"}
        assert refusal(actions.grant_role, **grant) == "held"
        rows = Membership.objects.unrestricted("test").filter(user=user)
        rows.update(valid_from="2026-01-01", valid_until="2026-01-31")
        actions.grant_role(**grant)
        assert (rows.count(), rows.filter(ended_at=None).count()) == (2, 1)

    def test_never_to_an_account_that_is_closed(self, world):
        user = make_user(state="DISABLED")
        grant = {"user": user, "organisation": world["treviso"], "role": "editor"}
        assert refusal(actions.grant_role, actor=SYSTEM, **grant) == "inactive"

    def test_a_suspended_body_grants_nothing(self, world):
        world["treviso"].state = "SUSPENDED"
        world["treviso"].save()
        boss = make_member(world["treviso"], "administrator")
        grant = {"user": make_user(), "organisation": world["treviso"], "role": "editor"}
        assert refusal(actions.grant_role, actor=Actor(boss, world["treviso"]), **grant) == "forbidden"


class TestEnd:
    def row(self, user):
        return Membership.objects.unrestricted("test").get(user=user)

    def test_the_last_administrator_of_a_body_with_people_stays(self, world):
        oderzo = world["oderzo"]
        boss, clerk = make_member(oderzo, "administrator"), make_member(oderzo)
        for actor in (Actor(boss, oderzo), SYSTEM):
            assert (
                refusal(actions.end_membership, actor=actor, membership=self.row(boss))
                == "last_administrator"
            )
        actions.end_membership(actor=Actor(clerk, oderzo), membership=self.row(clerk))
        actions.end_membership(actor=Actor(boss, oderzo), membership=self.row(boss), reason="pensione")
        assert self.row(boss).end_reason == "pensione"

    def test_the_role_of_a_closed_account_can_be_ended_since_no_administrator_is_lost(self, world):
        gone = make_member(world["oderzo"], "administrator", state="DISABLED")
        make_member(world["oderzo"])
        actions.end_membership(actor=SYSTEM, membership=self.row(gone))
        assert self.row(gone).ended_at is not None

    def test_neither_twice_nor_by_a_stranger(self, world):
        user, stranger = (
            make_member(world["treviso"], "editor"),
            make_member(world["brescia"], "administrator"),
        )
        ending = {"membership": self.row(user)}
        assert (
            refusal(actions.end_membership, actor=Actor(stranger, world["brescia"]), **ending) == "forbidden"
        )
        actions.end_membership(actor=SYSTEM, **ending)
        assert refusal(actions.end_membership, actor=SYSTEM, **ending) == "ended"


class TestPeople:
    def test_an_erased_account_stays_erased(self):
        user = make_user(state="ERASED")
        assert refusal(actions.disable_person, actor=SYSTEM, user=user) == "inactive"
        assert User.objects.get(pk=user.pk).state == "ERASED"

    def test_an_account_is_closed_by_who_administers_all_its_bodies_and_by_nobody_for_themself(self, world):
        user, boss = make_member(world["treviso"]), make_member(world["treviso"], "administrator")
        make_membership(user, world["brescia"], "member")
        stranger = make_member(world["brescia"], "administrator")
        national = make_member(world["upi"], "administrator")
        closing = {"user": user}
        for person, place in ((boss, "treviso"), (stranger, "brescia"), (user, "treviso")):
            assert (
                refusal(actions.disable_person, actor=Actor(person, world[place]), **closing) == "forbidden"
            )
        assert refusal(actions.disable_person, actor=Actor(boss, world["treviso"]), user=boss) == "forbidden"
        actions.disable_person(actor=Actor(national, world["upi"]), **closing)
        assert User.objects.get(pk=user.pk).is_active is False

    def test_a_closed_account_is_out_at_its_next_click(self, world):
        make_site()
        user, client = make_member(world["treviso"]), Client(HTTP_HOST="treviso.localhost")
        client.force_login(user)
        assert client.get("/profilo/").status_code == 200
        actions.disable_person(actor=SYSTEM, user=user)
        assert client.get("/profilo/").status_code == 302

    def test_an_address_is_of_one_person_whatever_its_case(self):
        make_user("anna@ente.example")
        person = {"email": " ANNA@ente.example", "given_name": "A", "family_name": "Z", "created_via": "DEMO"}
        assert refusal(actions.create_person, actor=SYSTEM, **person) == "taken"


class TestFirstRun:
    @pytest.fixture
    def token(self):
        make_site()
        return actions.issue_first_run_link(actor=SYSTEM)

    def fill(self, client, token, **change):
        person = {"given_name": "Ada", "family_name": "Neri", "email": "ada@upi.example"}
        passwords = {"password1": PASSWORD, "password2": PASSWORD}
        return client.post(reverse("accounts:first_run", args=[token]), {**person, **passwords, **change})

    def test_it_makes_the_national_administrator_once(self, client, token):
        assert self.fill(client, token).status_code == 302
        ada = User.objects.get(email="ada@upi.example")
        assert list(User.objects.holding("administrator", make_national_upi())) == [ada]
        for answer in (client.get(reverse("accounts:first_run", args=[token])), self.fill(client, token)):
            assert answer.status_code == 404
        assert refusal(actions.issue_first_run_link, actor=SYSTEM) == "done"

    def test_a_wrong_an_expired_and_a_replaced_link_answer_404(self, client, token):
        newer = actions.issue_first_run_link(actor=SYSTEM)
        assert [self.fill(client, t).status_code for t in ("wrong", token)] == [404, 404]
        FirstRunToken.objects.update(expires_at=timezone.now())
        assert self.fill(client, newer).status_code == 404
        assert User.objects.count() == 0

    @pytest.mark.parametrize(
        "change", [{"password2": "altra"}, {"password1": "corta", "password2": "corta"}, {"email": "no"}]
    )
    def test_a_mistake_keeps_the_link(self, client, token, change):
        assert self.fill(client, token, **change).status_code == 422
        assert self.fill(client, token).status_code == 302


class TestActing:
    @pytest.fixture
    def two(self, client):
        make_site()
        user = make_member(make_province())
        make_membership(user, make_municipality_body("Oderzo"), "member")
        client.force_login(user)
        return user

    @pytest.mark.parametrize("value", ["", "²", "-1", "abc", "9" * 5000, "999999"])
    def test_an_organisation_that_is_not_ones_own_is_refused(self, client, two, value):
        assert (
            client.post(reverse("accounts:switch_organisation"), {"organisation": value}).status_code == 422
        )

    def test_the_switch_is_remembered_and_goes_on_only_to_a_path_of_this_host(self, client, two):
        oderzo = make_membership(two, make_municipality_body("Asolo"), "member").organisation
        for target, followed in (
            ("//evil.example", "/area-riservata/"),
            ("/profilo/enti/", "/profilo/enti/"),
        ):
            answer = client.post(
                reverse("accounts:switch_organisation"), {"organisation": oderzo.pk, "next": target}
            )
            assert answer.url == followed
        assert User.objects.get(pk=two.pk).last_organisation == oderzo


class TestSignIn:
    @pytest.fixture(autouse=True)
    def site(self):
        make_site()

    def sign_in(self, client, email, password=PASSWORD, **more):
        return client.post("/accedi/", {"login": email, "password": password, **more})

    def test_wrong_password_unknown_address_and_closed_account_answer_alike(self, client):
        make_user("anna@ente.example")
        make_user("chiuso@ente.example", state="DISABLED")
        answers = [
            self.sign_in(client, email, "sbagliata")
            for email in ("anna@ente.example", "nessuno@ente.example", "chiuso@ente.example")
        ]
        errors = [list(answer.context["form"].non_field_errors()) for answer in answers]
        assert [answer.status_code for answer in answers] == [422, 422, 422]
        assert errors[0] == errors[1] == errors[2] != []

    def test_a_closed_account_does_not_get_in_with_the_right_password(self, client):
        make_user("chiuso@ente.example", state="DISABLED")
        self.sign_in(client, "chiuso@ente.example")
        assert client.get("/profilo/").status_code == 302

    @pytest.mark.parametrize(
        "target", ["//evil.example", "/\\evil.example", "https:evil.example", "/\t/evil.example"]
    )
    def test_a_hostile_next_is_not_followed(self, client, target):
        make_user("anna@ente.example")
        answer = self.sign_in(client, "anna@ente.example", next=target)
        assert (answer.status_code, "evil" in answer.url) == (302, False)

    def test_a_page_asked_for_is_reached_and_signing_out_takes_it_away(self, client):
        make_user("anna@ente.example")
        assert self.sign_in(client, "ANNA@ente.example", next="/profilo/").url == "/profilo/"
        client.get("/esci/")
        assert client.get("/profilo/").status_code == 200
        client.post("/esci/")
        assert client.get("/profilo/").status_code == 302

    def test_demo_people_are_named_only_where_the_demo_was_loaded(self, client, settings):
        assert "admin@upi.example" not in client.get("/accedi/").content.decode()
        settings.PICO_DEMO = True
        assert "admin@upi.example" in client.get("/accedi/").content.decode()


@pytest.mark.parametrize("browsers", [1, 3])
def test_the_page_of_open_sessions_costs_the_same_at_one_and_three(browsers, django_assert_num_queries):
    make_site()
    user = make_member(make_province())
    clients = [Client(HTTP_HOST="treviso.localhost") for _browser in range(browsers)]
    for client in clients:
        client.post("/accedi/", {"login": user.email, "password": PASSWORD})
    clients[0].get("/profilo/sicurezza/")
    with django_assert_num_queries(8):
        answer = clients[0].get("/profilo/sicurezza/")
    assert len(answer.context["sign_ins"]) == browsers
