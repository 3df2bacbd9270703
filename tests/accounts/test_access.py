"""What a person may see and do: read from the memberships in force, once a request, never kept longer."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from pico.accounts import actions
from pico.accounts.access import NOBODY, access_of, forget_access
from pico.accounts.models import Membership, User
from pico.base.actor import Actor, system_actor
from pico.base.dates import today
from pico.organisations.models import Organisation, OrganisationEvent
from tests.factories.accounts import make_invitation, make_member, make_membership, make_user
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_other_body,
    make_province,
    make_regional_upi,
)
from tests.factories.portal import make_national_site, make_site

pytestmark = pytest.mark.django_db


def fresh(user):
    """The person as the next request finds them."""
    return access_of(User.objects.get(pk=user.pk))


def change(user, **fields):
    Membership.objects.unrestricted("test").filter(user=user).update(**fields)


def merge(old: Organisation, new: Organisation) -> None:
    event = OrganisationEvent.objects.create(kind="MERGER", state="APPLIED", effective_on=today())
    event.predecessors.set([old])
    event.successors.set([new])
    Organisation.objects.filter(pk=old.pk).update(state="CEASED")


class TestCost:
    def test_it_is_one_query_for_the_whole_request(self, django_assert_num_queries):
        user = make_member(make_province())
        make_membership(user, make_municipality_body(), "organisation_operator")
        user = User.objects.get(pk=user.pk)
        with django_assert_num_queries(1):
            for _question in range(3):
                access = access_of(user)
                assert (len(access.held), len(access.province_ids), access.is_registered) == (2, 1, True)

    @pytest.mark.parametrize("bodies", [1, 3])
    def test_it_is_one_query_at_one_and_three_organisations(self, bodies, django_assert_num_queries):
        user = make_user()
        for number in range(bodies):
            make_membership(user, make_municipality_body(f"Comune {number}"), "member")
        with django_assert_num_queries(1):
            assert len(access_of(user).reading_ids) == bodies

    @pytest.mark.parametrize("nobody", [None, AnonymousUser()])
    def test_nobody_costs_nothing_and_may_nothing(self, nobody, django_assert_num_queries):
        with django_assert_num_queries(0):
            access = access_of(nobody)
        assert (access, access.is_registered, access.reading_ids) == (NOBODY, False, frozenset())

    def test_two_requests_of_one_person_ask_each_for_itself(self, django_assert_num_queries):
        user = make_member(make_province())
        with django_assert_num_queries(4):
            fresh(user)
            fresh(user)


class TestInForce:
    """Each of these takes the rights away at the next question, with no job in between."""

    @pytest.fixture
    def user(self):
        return make_member(make_province(), "administrator")

    def test_within_its_dates_it_counts_on_the_first_and_on_the_last_day(self, user):
        change(user, valid_from=today(), valid_until=today())
        assert fresh(user).is_registered is True

    @pytest.mark.parametrize(
        "fields",
        [
            {"ended_at": timezone.now()},
            {"valid_from": today() + timedelta(days=1)},
            {"valid_from": today() - timedelta(days=9), "valid_until": today() - timedelta(days=1)},
        ],
        ids=["ended", "not begun", "over"],
    )
    def test_outside_them_it_does_not(self, user, fields):
        change(user, **fields)
        assert fresh(user).held == ()

    def test_a_person_whose_account_is_closed_may_nothing(self, user):
        user = User.objects.get(pk=user.pk)
        user.state = "DISABLED"
        user.save()
        assert access_of(user) == NOBODY

    def test_a_body_that_ceased_gives_nothing(self, user):
        Organisation.objects.update(state="CEASED")
        assert fresh(user).held == ()

    def test_the_last_day_ends_at_midnight_in_rome(self, user):
        change(user, valid_from="2027-01-01", valid_until="2027-01-11")
        with time_machine.travel("2027-01-11T22:59:00+00:00", tick=False):
            assert fresh(user).is_registered is True
        with time_machine.travel("2027-01-11T23:01:00+00:00", tick=False):
            assert fresh(user).is_registered is False

    def test_it_bites_at_the_next_click(self, user):
        make_national_site()
        client = Client()
        client.force_login(user)
        assert "Stai operando per Provincia di Treviso" in client.get("/area-riservata/").content.decode()
        change(user, ended_at=timezone.now())
        assert "Stai operando per" not in client.get("/area-riservata/").content.decode()

    def test_what_was_asked_in_this_request_stays_until_it_is_forgotten(self, user):
        assert access_of(user).is_registered is True
        change(user, ended_at=timezone.now())
        assert access_of(user).is_registered is True
        forget_access(user)
        assert access_of(user).is_registered is False


class TestReach:
    def test_a_person_of_a_municipality_is_of_the_community_of_its_province(self):
        treviso = make_province()
        oderzo = make_municipality_body("Oderzo", treviso)
        access = access_of(make_member(oderzo, "organisation_operator"))

        assert access.organisation_ids == {oderzo.pk}
        assert access.province_ids == {treviso.pk}
        assert access.region_ids == {treviso.region_id}

    def test_a_province_does_not_hold_what_its_bodies_hold(self):
        treviso = make_province()
        oderzo = make_municipality_body("Oderzo", treviso)
        access = access_of(make_member(treviso, "administrator"))

        assert oderzo.pk not in access.organisation_ids | access.reading_ids | access.administered_ids

    def test_upi_has_neither_province_nor_region(self):
        access = access_of(make_member(make_national_upi(), "administrator"))
        assert (access.province_ids, access.region_ids) == (frozenset(), frozenset())
        assert access.is_national_administrator is True

    def test_a_regional_upi_is_of_its_region_and_no_province(self):
        upi = make_regional_upi()
        access = access_of(make_member(upi, "administrator"))
        assert (access.province_ids, access.region_ids) == (frozenset(), {upi.region_id})
        assert access.is_national_administrator is False

    def test_a_member_of_upi_is_no_administrator_of_it(self):
        assert access_of(make_member(make_national_upi(), "editor")).is_national_administrator is False

    def test_roles_are_those_of_each_organisation_and_not_added_up(self):
        treviso, oderzo = make_province(), make_municipality_body("Oderzo")
        user = make_member(treviso, "sua_operator")
        make_membership(user, treviso, "member")
        make_membership(user, oderzo, "organisation_operator")
        access = access_of(user)

        assert access.roles_at(treviso.pk) == {"sua_operator", "member"}
        assert access.roles_at(oderzo.pk) == {"organisation_operator"}
        assert access.roles_at(None) == frozenset()
        assert access.has(oderzo.pk, "sua_operator", "member") is False
        assert access.has(treviso.pk, "sua_operator", "editor") is True
        assert access.ids_where("organisation_operator", "member") == {treviso.pk, oderzo.pk}

    def test_a_suspended_body_is_still_read_and_said_to_be_suspended(self):
        treviso = make_province(state="SUSPENDED")
        access = access_of(make_member(treviso))
        assert (access.reading_ids, access.held[0].suspended) == ({treviso.pk}, True)


class TestMergers:
    def test_who_is_of_the_successor_reads_what_the_old_bodies_left(self):
        old, new = make_other_body("Unione vecchia"), make_other_body("Unione nuova")
        merge(old, new)
        access = access_of(make_member(new, "administrator"))

        assert access.reading_ids == {old.pk, new.pk}
        assert access.reading_administered_ids == {old.pk, new.pk}
        assert (old.pk, "administrator") in access.reading_roles

    def test_but_acts_for_the_successor_alone(self):
        old, new = make_other_body("Unione vecchia"), make_other_body("Unione nuova")
        merge(old, new)
        access = access_of(make_member(new, "administrator"))

        assert (access.organisation_ids, access.administered_ids) == ({new.pk}, {new.pk})

    def test_who_administers_nothing_there_administers_nothing_old(self):
        old, new = make_other_body("Unione vecchia"), make_other_body("Unione nuova")
        merge(old, new)
        access = access_of(make_member(new))

        assert (access.reading_administered_ids, access.reading_ids) == (frozenset(), {old.pk, new.pk})

    def test_through_all_generations(self):
        first, second, third = (make_other_body(f"Unione {n}") for n in (1, 2, 3))
        merge(first, second)
        merge(second, third)
        assert access_of(make_member(third)).reading_ids == {first.pk, second.pk, third.pk}

    def test_a_circle_of_mistaken_mergers_ends(self):
        one, two = make_other_body("Uno"), make_other_body("Due")
        for old, new in ((one, two), (two, one)):
            merge(old, new)
        Organisation.objects.update(state="JOINED")
        assert access_of(make_member(one)).reading_ids == {one.pk, two.pk}

    def test_a_merger_only_proposed_opens_nothing(self):
        old, new = make_other_body("Unione vecchia"), make_other_body("Unione nuova")
        merge(old, new)
        OrganisationEvent.objects.update(state="PLANNED")
        assert access_of(make_member(new)).reading_ids == {new.pk}

    def test_the_body_that_took_over_another_is_no_concern_of_a_third(self):
        old, new, third = (make_other_body(f"Unione {n}") for n in (1, 2, 3))
        merge(old, new)
        assert access_of(make_member(third)).reading_ids == {third.pk}


class TestQuestionsAboutPeople:
    """Who holds what, for rules and notifications: the same condition of a membership in force."""

    def test_holding_counts_only_those_in_force_at_that_body(self):
        treviso, brescia = make_province(), make_province("brescia")
        boss = make_member(treviso, "administrator")
        make_member(brescia, "administrator")
        make_member(treviso, "editor")
        gone = make_member(treviso, "administrator")
        change(gone, ended_at=timezone.now())
        closed = make_member(treviso, "administrator")
        closed.state = "DISABLED"
        closed.save()

        assert list(User.objects.holding("administrator", treviso)) == [boss]
        assert User.objects.holding(["administrator", "editor"], treviso.pk).count() == 2

    def test_registered_at_counts_each_person_once(self):
        treviso = make_province()
        user = make_member(treviso, "administrator")
        make_membership(user, treviso, "editor")
        assert list(User.objects.registered_at(treviso)) == [user]
        assert list(User.objects.registered_in(Organisation.objects.filter(kind="PROVINCE"))) == [user]

    def test_the_bodies_with_people_are_those_of_active_ones(self):
        treviso, oderzo = make_province(), make_municipality_body("Oderzo")
        make_member(treviso)
        gone = make_member(oderzo)
        change(gone, ended_at=timezone.now())
        found = Organisation.objects.filter(pk__in=User.objects.organisations_with_people())
        assert list(found) == [treviso]


class TestPeopleSeen:
    """`User.people`, the guarded list of people."""

    def seen(self, viewer):
        return set(User.people.visible_to(viewer))

    def test_oneself_and_colleagues(self):
        treviso, brescia = make_province(), make_province("brescia")
        me, colleague, stranger = make_member(treviso), make_member(treviso), make_member(brescia)
        assert self.seen(me) == {me, colleague}
        assert self.seen(stranger) == {stranger}

    def test_an_administrator_sees_the_people_of_the_bodies_served(self):
        treviso = make_province()
        oderzo = make_municipality_body("Oderzo", treviso)
        boss, clerk = make_member(treviso, "administrator"), make_member(oderzo, "organisation_operator")
        other = make_member(treviso, "editor")
        assert self.seen(boss) == {boss, clerk, other}
        assert self.seen(other) == {boss, other}
        assert self.seen(clerk) == {clerk}

    def test_a_colleague_who_left_is_seen_no_more(self):
        treviso = make_province()
        me, gone = make_member(treviso), make_member(treviso)
        change(gone, ended_at=timezone.now())
        assert self.seen(me) == {me}

    def test_who_belongs_to_nothing_sees_only_themself(self):
        make_member(make_province())
        me = make_user()
        assert self.seen(me) == {me}

    def test_anonymous_people_see_nobody(self):
        make_member(make_province())
        assert self.seen(AnonymousUser()) == set()

    def test_the_national_administrator_sees_everybody(self):
        boss = make_member(make_national_upi(), "administrator")
        others = {make_member(make_province()), make_user()}
        assert self.seen(boss) == others | {boss}

    def test_the_regional_one_sees_colleagues_only(self):
        upi = make_regional_upi()
        me = make_member(upi, "administrator")
        make_member(make_province())
        assert self.seen(me) == {me}


class TestCostOfLists:
    """However many people there are: what decides who sees them is asked once, and the list is one query."""

    @pytest.fixture(params=[1, 3])
    def boss(self, request):
        treviso = make_province()
        for number in range(request.param):
            make_member(make_municipality_body(f"Comune {number}", treviso), "organisation_operator")
        boss = make_member(treviso, "administrator")
        return User.objects.get(pk=boss.pk), request.param

    def test_people_cost_two_queries(self, boss, django_assert_num_queries):
        user, others = boss
        with django_assert_num_queries(2):
            assert len(User.people.visible_to(user)) == others + 1
        with django_assert_num_queries(1):
            assert User.people.visible_to(user).count() == others + 1

    def test_memberships_cost_two_queries(self, boss, django_assert_num_queries):
        user, others = boss
        with django_assert_num_queries(2):
            assert len(Membership.objects.visible_to(user)) == others + 1
        with django_assert_num_queries(1):
            assert Membership.objects.visible_to(user).count() == others + 1


class TestNextClick:
    """Through the pages, with nothing in between: whatever takes a right away is felt at once."""

    @pytest.fixture
    def operator(self):
        treviso = make_province(verticals=("sua",))
        make_site(treviso)
        return make_member(treviso, "sua_operator")

    @pytest.fixture
    def client(self, operator):
        client = Client(HTTP_HOST="treviso.localhost")
        client.force_login(operator)
        assert client.get("/sua/gare/").status_code == 200
        return client

    def test_a_role_past_its_last_day_at_midnight_in_rome(self, operator):
        change(operator, valid_from="2027-01-01", valid_until="2027-01-11")
        seen = []
        for at in ("2027-01-11T22:59:00+00:00", "2027-01-11T23:01:00+00:00"):
            with time_machine.travel(at, tick=False):
                client = Client(HTTP_HOST="treviso.localhost")
                client.force_login(operator)
                seen.append(client.get("/sua/gare/").status_code)
        assert seen == [200, 404]

    def test_a_role_that_was_ended(self, client, operator):
        row = operator.memberships.unrestricted("test").get()
        actions.end_membership(actor=system_actor("prova"), membership=row)
        assert client.get("/sua/gare/").status_code == 404

    def test_an_account_that_was_disabled(self, client, operator):
        actions.disable_person(actor=system_actor("prova"), user=operator)
        answer = client.get("/sua/gare/")
        assert (answer.status_code, answer.url) == (302, "/accedi/?next=/sua/gare/")

    def test_an_invitation_that_was_revoked(self, client, operator):
        made, token = make_invitation(operator.last_organisation or make_province())
        assert client.get(f"/inviti/{token}/").status_code == 200
        actions.revoke_invitation(
            actor=Actor(make_member(made.organisation, "administrator"), made.organisation), invitation=made
        )
        assert client.get(f"/inviti/{token}/").status_code == 404
        assert client.post(f"/inviti/{token}/accettazione/").status_code == 404

    def test_an_editor_whose_role_ended_has_no_group_of_the_editor_any_more(self, operator):
        treviso = make_province()
        row = actions.grant_role(
            actor=system_actor("prova"), user=operator, organisation=treviso, role="editor"
        )
        assert list(operator.groups.values_list("name", flat=True)) == [f"cms-{treviso.pk}-editor"]
        actions.end_membership(actor=system_actor("prova"), membership=row)
        assert list(operator.groups.all()) == []
        assert User.objects.get(pk=operator.pk).has_perm("wagtailadmin.access_admin") is False
