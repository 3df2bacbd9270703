"""The RUP of a tender for the SUA: who may be it, who sees what, and what each answer changes."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from pico.accounts.access import forget_access
from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.organisations.models import ModuleActivation
from pico.sua import actions, tasks
from pico.sua.models import RupAbsence, RupAssignment, RupProfile, RupRule, Tender
from pico.sua.rules import rups
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body
from tests.factories.sua import (
    WORKS,
    Cast,
    assigned,
    make_in_state,
    make_rup,
    make_sent,
    make_tender,
    proposed,
    read_only,
)

pytestmark = pytest.mark.usefixtures("treviso_host")


def again(user):
    forget_access(user)
    return user


def sees(user, tender) -> bool:
    return Tender.objects.visible_to(again(user)).filter(pk=tender.pk).exists()


@pytest.fixture
def tender(cast):
    return make_in_state(cast, "ACCEPTED")


@pytest.fixture
def furlan(cast):
    return make_rup(cast.province, years_works=7, years_purchases=3)


class TestWhoMayBe:
    @pytest.mark.parametrize(
        ("asked", "years", "lacks"),
        [
            (("WORKS", "45214200", "999999.99"), {"years_works": 1}, False),
            (("WORKS", "45214200", "1000000.00"), {"years_works": 2}, True),
            (("WORKS", "45214200", "1000000.00"), {"years_works": 3}, False),
            (("WORKS", "45214200", "5404000.00"), {"years_works": 4}, True),
            (("WORKS", "45214200", "5404000.00"), {"years_works": 5}, False),
            (("WORKS", "45214200", "500.00"), {"years_engineering": 9, "years_purchases": 9}, True),
            (("SERVICES", "71300000", "1000000.00"), {"years_engineering": 3}, False),
            (("SERVICES", "71300000", "1000000.00"), {"years_works": 9, "years_purchases": 9}, True),
            (("SERVICES", "55524000", "215999.99"), {"years_purchases": 1}, False),
            (("SERVICES", "55524000", "216000.00"), {"years_purchases": 2}, True),
            (("SUPPLIES", "39155000", "216000.00"), {"years_purchases": 3}, False),
            (("SUPPLIES", "39155000", "0.01"), {}, True),
        ],
    )
    def test_years_are_asked_by_kind_and_value(self, cast, asked, years, lacks):
        object, cpv, value = asked
        tender = Tender(
            contract_object=object, cpv_main=cpv, base_amount=Decimal(value), province=cast.province
        )
        profile = make_rup(cast.province, **{"years_works": 0, **years})
        found = rups.fitness(profile, tender, rups.Rules.on(date(2027, 1, 11)))
        assert (found.never, bool(found.missing)) == ((), lacks)

    def test_works_ask_for_a_technician(self, cast):
        tender = Tender(**WORKS, province=cast.province)
        profile = make_rup(cast.province, technician=False)
        found = rups.fitness(profile, tender, rups.Rules.on(date(2027, 1, 11)))
        assert found.missing == ("Non ha un profilo tecnico, richiesto per lavori.",)

    def test_missing_experience_is_told_in_words(self, cast):
        tender = Tender(**WORKS, province=cast.province)
        found = rups.fitness(make_rup(cast.province, years_works=1), tender, rups.Rules.on(date(2027, 1, 11)))
        assert found.missing == ("Esperienza in lavori: 1 anno, ne servono 3 da 1.000.000,00\xa0€ in su.",)

    def test_without_a_rule_in_force_nobody_is_simply_fit(self, cast):
        tender = Tender(**WORKS, province=cast.province)
        found = rups.fitness(make_rup(cast.province), tender, rups.Rules.on(date(2020, 1, 1)))
        assert found.missing == ("Nessuna regola in vigore dice quanti anni servono: avvisa l'assistenza.",)

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"clean_declared_on": None}, "Manca la dichiarazione di assenza di condanne."),
            ({"employed": False}, "Non risulta dipendente di un ente pubblico."),
        ],
    )
    def test_who_may_never_be_it_is_refused_even_with_a_reason(self, cast, tender, values, sentence):
        profile = make_rup(cast.province, years_purchases=9, **values)
        with pytest.raises(Refused, match=sentence):
            actions.propose_rup(
                actor=cast.actor("executive"), tender=tender, profile=profile, justification="Serve subito."
            )
        assert rups.active_assignment(tender) is None

    def test_who_lacks_experience_is_asked_only_with_a_reason_in_writing(self, cast, tender):
        profile = make_rup(cast.province, years_purchases=0)
        with pytest.raises(Refused, match="scrivi perché") as refused:
            actions.propose_rup(
                actor=cast.actor("executive"), tender=tender, profile=profile, justification="  "
            )
        assert refused.value.field == "justification"
        held = actions.propose_rup(
            actor=cast.actor("executive"),
            tender=tender,
            profile=profile,
            justification="È l'unica in servizio.",
        )
        assert held.justification == "È l'unica in servizio."
        assert held.shortfall == "Esperienza in servizi e forniture: 0 anni, ne servono almeno 1."

    def test_the_list_is_ranked_and_the_excluded_stand_last(self, cast, tender):
        busy = make_rup(cast.province, family_name="Busato", years_purchases=9)
        assigned(cast, make_in_state(cast, "ACCEPTED"), busy)
        for name, values in (
            ("Esclusa", {"clean_declared_on": None}),
            ("Inesperta", {"years_purchases": 0}),
            ("Libera", {"years_purchases": 2}),
            ("Esperta", {"years_purchases": 8}),
        ):
            make_rup(cast.province, **{"family_name": name, "years_purchases": 3, **values})
        away = make_rup(cast.province, family_name="Lontana", years_purchases=9)
        RupAbsence.objects.create(person=away.person, first_day=date(2000, 1, 1), last_day=date(2100, 1, 1))
        found = [one.profile.person.family_name for one in rups.candidates(cast.executive, tender)]
        assert found == ["Esperta", "Libera", "Busato", "Lontana", "Inesperta", "Esclusa"]

    def test_somebody_of_another_body_is_offered_only_when_willing(self, cast, tender):
        oderzo = make_rup(cast.body, years_purchases=4)
        assert [one.profile for one in rups.candidates(cast.executive, tender)] == []
        RupProfile.objects.unrestricted("test").filter(pk=oderzo.pk).update(other_organisations=True)
        assert [one.profile for one in rups.candidates(cast.executive, tender)] == [oderzo]


class TestLoad:
    def test_the_load_is_weight_of_the_state_times_weight_of_the_value(self, cast, furlan):
        assigned(cast, make_in_state(cast, "ACCEPTED"), furlan)  # 96.000: half
        big = make_in_state(cast, "ACCEPTED")
        Tender.objects.unrestricted("test").filter(pk=big.pk).update(base_amount=Decimal(1_250_000))
        big.refresh_from_db()
        assigned(cast, big, furlan)
        load = rups.loads([furlan.person_id], rups.Rules.on(date(2027, 1, 11)))[furlan.person_id]
        assert (load.value, load.tenders, load.text, load.is_over) == (Decimal("2.5"), 2, "2,5 di 6", False)

    def test_a_proposal_weighs_nothing_until_it_is_accepted(self, cast, tender, furlan):
        proposed(cast, tender, furlan)
        load = rups.loads([furlan.person_id], rups.Rules.on(date(2027, 1, 11)))[furlan.person_id]
        assert (load.value, load.text) == (0, "0 di 6")

    def test_above_the_cap_the_list_warns(self, cast, tender, furlan):
        RupRule.objects.filter(kind="LOAD_CAP").update(figure=Decimal("0.4"))
        (one,) = rups.candidates(cast.executive, tender)
        assert (one.load.is_over, one.after.is_over, one.after.text) == (False, True, "0,5 di 0,4")


class TestAnswers:
    def test_scenario_furlan_is_asked_accepts_and_is_the_rup(self, cast, tender, furlan):
        held = proposed(cast, tender, furlan)
        assert (rups.active_rup(tender), rups.is_rup(furlan.person, tender)) == (None, False)
        accepted = actions.accept_assignment(actor=own(furlan), assignment=held, no_conflict=True)
        assert (accepted.state, accepted.no_conflict) == ("ACCEPTED", True)
        assert (rups.active_rup(tender), rups.is_rup(furlan.person, tender)) == (furlan.person, True)
        assert rups.is_rup(cast.executive, tender) is False

    def test_nobody_accepts_without_declaring_that_there_is_no_conflict(self, cast, tender, furlan):
        held = proposed(cast, tender, furlan)
        with pytest.raises(Refused, match="conflitti di interessi"):
            actions.accept_assignment(actor=own(furlan), assignment=held, no_conflict=False)
        with pytest.raises(IntegrityError), transaction.atomic():
            RupAssignment.objects.unrestricted("test").filter(pk=held.pk).update(state="ACCEPTED")

    def test_who_took_the_declaration_back_cannot_accept(self, cast, tender, furlan):
        held = proposed(cast, tender, furlan)
        RupProfile.objects.unrestricted("test").update(clean_declared_on=None)
        with pytest.raises(Refused, match="assenza di condanne"):
            actions.accept_assignment(actor=own(furlan), assignment=held, no_conflict=True)

    def test_only_the_person_asked_answers(self, cast, tender, furlan):
        held = proposed(cast, tender, furlan)
        for who in (cast.actor("executive"), cast.actor("sua"), own(make_rup(cast.province))):
            with pytest.raises(Refused, match="non è per te"):
                actions.accept_assignment(actor=who, assignment=held, no_conflict=True)
            with pytest.raises(Refused, match="non è per te"):
                actions.decline_assignment(actor=who, assignment=held, reason="x")

    def test_declining_asks_for_a_reason_and_frees_the_tender(self, cast, tender, furlan):
        held = proposed(cast, tender, furlan)
        with pytest.raises(Refused, match="Scrivi il motivo"):
            actions.decline_assignment(actor=own(furlan), assignment=held, reason=" ")
        actions.decline_assignment(actor=own(furlan), assignment=held, reason="Sono in aspettativa.")
        assert rups.objection(tender) == ""
        with pytest.raises(Refused, match="non aspetta più risposta"):
            actions.accept_assignment(actor=own(furlan), assignment=held, no_conflict=True)

    def test_two_executives_who_propose_at_once_leave_one_proposal(self, cast, tender, furlan):
        proposed(cast, tender, furlan)
        other = Actor(make_member(cast.province, "executive"), cast.province)
        with pytest.raises(Refused, match="Paola Zanella ha già proposto Laura Furlan"):
            actions.propose_rup(
                actor=other, tender=tender, profile=make_rup(cast.province, years_purchases=3)
            )
        rows = RupAssignment.objects.unrestricted("test")
        assert list(rows.values_list("person", "state")) == [(furlan.person_id, "PROPOSED")]
        with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
            RupAssignment.objects.create(
                tender=tender, person=cast.sua, organisation=cast.province, proposed_by=cast.executive
            )

    @pytest.mark.parametrize("state", ["SUBMITTED", "IN_REVIEW", "CLARIFICATION", "REFUSED", "WITHDRAWN"])
    def test_a_tender_that_is_not_accepted_has_no_rup_to_propose(self, cast, furlan, state):
        with pytest.raises(Refused, match="si propone per una gara accettata"):
            proposed(cast, make_in_state(cast, state), furlan)

    @pytest.mark.parametrize("role", ["sua_operator", "auditor", "administrator", "member"])
    def test_only_executives_of_the_province_propose_and_revoke(self, cast, tender, furlan, role):
        somebody = Actor(make_member(cast.province, role), cast.province)
        with pytest.raises(Refused, match="Il tuo ruolo"):
            actions.propose_rup(actor=somebody, tender=tender, profile=furlan)
        held = proposed(cast, tender, furlan)
        with pytest.raises(Refused, match="Il tuo ruolo"):
            actions.revoke_assignment(actor=somebody, assignment=held, reason="x")

    def test_while_the_module_is_read_only_nobody_proposes(self, cast, tender, furlan):
        read_only(cast)
        with pytest.raises(Refused, match="sola lettura"):
            proposed(cast, tender, furlan)

    def test_while_the_module_is_read_only_nobody_answers_a_proposal(self, cast, tender, furlan):
        held = proposed(cast, tender, furlan)
        me = Actor(furlan.person, cast.province)
        read_only(cast)
        with pytest.raises(Refused, match="sola lettura"):
            actions.accept_assignment(actor=me, assignment=held, no_conflict=True)
        with pytest.raises(Refused, match="sola lettura"):
            actions.decline_assignment(actor=me, assignment=held, reason="Troppo lavoro.")

    def test_a_revoked_rup_sees_the_tender_no_more_and_reads_why(self, cast, client, tender, furlan):
        held = assigned(cast, tender, furlan)
        assert sees(furlan.person, tender)
        actions.revoke_assignment(actor=cast.actor("executive"), assignment=held, reason="Cambio di ufficio.")
        assert not sees(furlan.person, tender)
        assert rups.active_rup(tender) is None
        client.force_login(furlan.person)
        page = client.get(reverse("sua:rup_assignment", args=[held.public_id])).content.decode()
        assert ("Cambio di ufficio." in page, tender.title in page) == (True, False)
        with pytest.raises(Refused, match="non è più in corso"):
            actions.revoke_assignment(actor=cast.actor("executive"), assignment=held, reason="Ancora.")


def own(profile) -> Actor:
    return Actor(again(profile.person), profile.organisation)


class TestLeaving:
    def leave(self, person):
        person.memberships.unrestricted("test").update(ended_at="2026-01-01T00:00:00Z")

    def test_the_job_revokes_once_and_leaves_the_tender_where_it_is(self, cast, tender, furlan):
        held = assigned(cast, tender, furlan)
        assert tasks.revoke_leavers.func() == 0
        self.leave(furlan.person)
        assert [tasks.revoke_leavers.func(), tasks.revoke_leavers.func()] == [1, 0]
        held.refresh_from_db()
        tender.refresh_from_db()
        assert (held.state, held.ended_by, tender.state) == ("REVOKED", None, "ACCEPTED")
        assert held.reason == f"Non fa più parte di {cast.province}."
        assert rups.objection(tender) == ""

    def test_who_left_sees_nothing_before_the_job_has_run(self, cast, tender, furlan):
        assigned(cast, tender, furlan)
        elsewhere = make_municipality_body("Asolo", cast.province)
        self.leave(furlan.person)
        furlan.person.memberships.model.objects.create(
            user=furlan.person, organisation=elsewhere, role="member"
        )
        assert (sees(furlan.person, tender), rups.is_rup(again(furlan.person), tender)) == (False, False)

    def test_who_left_stands_in_nobodys_register(self, cast, furlan):
        assert list(RupProfile.objects.visible_to(cast.executive)) == [furlan]
        self.leave(furlan.person)
        assert list(RupProfile.objects.visible_to(cast.executive)) == []

    def test_the_system_revokes_nobody_who_stays(self, cast, tender, furlan):
        held = assigned(cast, tender, furlan)
        assert actions.revoke_leaver(actor=system_actor("test"), assignment=held) is False


class TestWhoSees:
    def viewers(self, cast) -> dict:
        brescia = Cast("Desenzano del Garda", "brescia")
        return {
            "sua": cast.sua,
            "executive": cast.executive,
            "auditor": make_member(cast.province, "auditor"),
            "administrator": make_member(cast.province, "administrator"),
            "member": make_member(cast.province, "member"),
            "body": cast.manager,
            "brescia sua": brescia.sua,
            "brescia executive": brescia.executive,
            "desenzano": brescia.manager,
        }

    @pytest.mark.parametrize(
        ("visibility", "expected"),
        [
            ("PROVINCE", {"sua", "executive"}),
            ("NETWORK", {"sua", "executive", "brescia sua", "brescia executive"}),
        ],
    )
    def test_a_profile_is_for_sua_people_of_its_province_or_of_the_network(self, cast, visibility, expected):
        profile = make_rup(cast.body, visibility=visibility)
        found = {
            name
            for name, person in self.viewers(cast).items()
            if RupProfile.objects.visible_to(person).filter(pk=profile.pk).exists()
        }
        assert found == expected
        assert list(RupProfile.objects.visible_to(profile.person)) == [profile]

    def test_an_assignment_is_for_the_person_and_who_reads_the_provinces_tenders(self, cast, tender, furlan):
        held = proposed(cast, tender, furlan)
        found = {
            name
            for name, person in self.viewers(cast).items()
            if RupAssignment.objects.visible_to(person).filter(pk=held.pk).exists()
        }
        assert found == {"sua", "executive", "auditor"}
        assert list(RupAssignment.objects.visible_to(again(furlan.person))) == [held]

    def test_where_the_module_is_off_nobody_finds_a_profile(self, cast):
        make_rup(cast.province, visibility="NETWORK")
        ModuleActivation.objects.filter(organisation=cast.province, module="sua").update(state="OFF")
        assert list(RupProfile.objects.visible_to(cast.executive)) == []

    def test_who_is_asked_sees_the_tender_and_who_declines_no_more(self, cast, tender, furlan):
        assert not sees(furlan.person, tender)
        held = proposed(cast, tender, furlan)
        assert sees(furlan.person, tender)
        actions.decline_assignment(actor=own(furlan), assignment=held, reason="No.")
        assert not sees(furlan.person, tender)

    def test_several_assignments_show_the_tender_once(self, cast, tender, furlan):
        for _round in range(2):
            held = proposed(cast, tender, furlan)
            actions.decline_assignment(actor=own(furlan), assignment=held, reason="No.")
        proposed(cast, tender, furlan)
        assert list(Tender.objects.visible_to(cast.executive)) == [tender]
        assert list(Tender.objects.visible_to(again(furlan.person))) == [tender]

    def test_the_body_reads_the_name_once_accepted_and_never_a_proposal(self, cast, client, tender, furlan):
        detail = reverse("sua:tender_people", args=[tender.public_id])
        held = proposed(cast, tender, furlan)
        client.force_login(cast.manager)
        assert "Furlan" not in client.get(detail).content.decode()
        assert client.get(reverse("sua:rup_assignment", args=[held.public_id])).status_code == 404
        actions.accept_assignment(actor=own(furlan), assignment=held, no_conflict=True)
        assert "Laura Furlan" in client.get(detail).content.decode()

    @pytest.mark.parametrize("page", ["rup_accept", "rup_decline"])
    def test_nobody_else_opens_the_pages_of_the_answer(self, cast, client, tender, furlan, page):
        url = reverse(f"sua:{page}", args=[proposed(cast, tender, furlan).public_id])
        for person in self.viewers(cast).values():
            client.force_login(person)
            assert client.get(url).status_code == 404

    def test_nobody_else_opens_the_page_of_the_proposal(self, cast, client, tender, furlan):
        url = reverse("sua:rup_propose", args=[tender.public_id])
        for name, person in self.viewers(cast).items():
            client.force_login(person)
            assert client.get(url).status_code == (200 if name == "executive" else 404), name


class TestPages:
    def test_the_executive_proposes_and_the_person_accepts(self, cast, client, tender, furlan):
        client.force_login(cast.executive)
        url = reverse("sua:rup_propose", args=[tender.public_id])
        detail = client.get(reverse("sua:detail", args=[tender.public_id])).content.decode()
        assert url in detail
        answer = client.post(url, {"profile": str(furlan.public_id), "justification": ""})
        assert (answer.status_code, answer.url) == (302, reverse("sua:detail", args=[tender.public_id]))
        held = rups.active_assignment(tender)

        client.force_login(furlan.person)
        page = client.get(reverse("sua:rup_assignment", args=[held.public_id])).content.decode()
        accept = reverse("sua:rup_accept", args=[held.public_id])
        assert accept in page
        refused = client.post(accept, {})
        assert (refused.status_code, "conflitti di interessi" in refused.content.decode()) == (422, True)
        assert client.post(accept, {"no_conflict": "on"}).status_code == 302
        assert rups.active_rup(tender) == furlan.person

    def test_a_refused_proposal_keeps_what_was_chosen_and_typed(self, cast, client, tender):
        profile = make_rup(cast.province, years_purchases=0)
        client.force_login(cast.executive)
        url = reverse("sua:rup_propose", args=[tender.public_id])
        answer = client.post(url, {"profile": str(profile.public_id), "justification": " "})
        page = answer.content.decode()
        chosen = answer.context["form"]["profile"].value()
        assert (answer.status_code, chosen) == (422, str(profile.public_id))
        assert "Mancano requisiti: scrivi perché la proponi comunque." in page

    def test_who_is_excluded_is_shown_with_the_reason_and_cannot_be_chosen(self, cast, client, tender):
        profile = make_rup(cast.province, years_purchases=9, clean_declared_on=None)
        client.force_login(cast.executive)
        url = reverse("sua:rup_propose", args=[tender.public_id])
        page = client.get(url).content.decode()
        assert "Manca la dichiarazione di assenza di condanne." in page
        assert str(profile.public_id) not in page
        assert client.post(url, {"profile": str(profile.public_id)}).status_code == 422

    def test_without_anybody_in_the_register_the_page_says_what_to_do(self, cast, client, tender):
        client.force_login(cast.executive)
        page = client.get(reverse("sua:rup_propose", args=[tender.public_id])).content.decode()
        assert "Nessuno è nel registro dei RUP" in page

    def test_a_request_not_accepted_yet_offers_no_proposal(self, cast, client):
        tender = make_sent(cast)
        client.force_login(cast.executive)
        url = reverse("sua:rup_propose", args=[tender.public_id])
        assert url not in client.get(reverse("sua:detail", args=[tender.public_id])).content.decode()
        assert "si propone per una gara accettata" in client.get(url).content.decode()

    @pytest.mark.parametrize("people", [1, 3])
    def test_the_ranked_list_costs_the_same_at_one_and_three_people(
        self, cast, client, tender, people, django_assert_num_queries
    ):
        for _one in range(people):
            make_rup(cast.province, years_purchases=3)
        client.force_login(cast.executive)
        url = reverse("sua:rup_propose", args=[tender.public_id])
        client.get(url)
        with django_assert_num_queries(14):
            client.get(url)


def test_the_rup_reaches_the_home_and_the_list_and_finds_its_own_tenders_alone(cast, client, treviso_host):
    mine = make_tender(cast, "PREPARATION")
    other = make_sent(cast, title="Un'altra richiesta")
    colleague = make_member(cast.province, "member")
    addresses = [reverse("sua:home"), reverse("sua:list"), reverse("sua:export", args=["csv"])]
    addresses.append(reverse("sua:tables"))
    client.force_login(colleague)
    assert [client.get(one).status_code for one in addresses] == [404] * 4
    client.force_login(cast.rup)
    answers = [client.get(one) for one in addresses]
    pages = ["".join(part.decode() for part in one) for one in answers]
    assert [one.status_code for one in answers] == [200] * 4
    assert (mine.number in pages[1], other.title in pages[1]) == (True, False)
    assert (mine.number in pages[2], other.title in pages[2]) == (True, False)
    detail = client.get(reverse("sua:detail", args=[mine.public_id])).content.decode()
    assert f'href="{reverse("sua:list")}"' in detail
