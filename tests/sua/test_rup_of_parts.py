"""The RUP of each body of a tender, and its role: who names them, what they do, the one holder."""

import pytest
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.notifications.models import Event
from pico.sua import actions
from pico.sua.models import RupProfile
from pico.sua.rules import machine, parts, precig
from tests.factories.accounts import make_member
from tests.factories.sua import Cast, create_tender, make_in_state, make_tender, stranger
from tests.factories.sua_campaigns import award_salt, make_salt

pytestmark = pytest.mark.django_db


def name(cast, part, person, who="sua", **more):
    return actions.name_rup(actor=cast.actor(who), participant=part, person=person, **more)


def part_of(tender, body):
    return tender.participants.get(organisation=body)


@pytest.fixture
def tender(cast):
    """A delegated tender in preparation to which Asolo adheres; ``cast.asolo`` and its manager."""
    found = make_tender(cast, "PREPARATION")
    cast.asolo_manager, cast.asolo = stranger(cast)
    actions.add_body(
        actor=cast.actor("sua"), tender=found, organisation=cast.asolo,
        role="ADHERING", functions=1, framework="fa-wo-rc",
    )  # fmt: skip
    found.refresh_from_db()
    return found


@pytest.fixture
def salt(cast):
    """The tender of seven bodies, in preparation."""
    campaign = actions.consolidate_campaign(actor=cast.actor("sua"), campaign=make_salt(cast))
    return actions.convert_campaign(actor=cast.actor("sua"), campaign=campaign, by="lotto")


# --- Who may not


def test_nobody_names_the_rup_of_another_body(cast, tender, client, treviso_host):
    brescia = Cast("Desenzano del Garda", "brescia")
    part = part_of(tender, cast.asolo)
    person = make_member(cast.asolo, "member")
    url = reverse("sua:body_rup", args=[tender.public_id, cast.asolo.pk])
    people = (
        cast.actor("operator"),
        cast.actor("manager"),
        cast.actor("executive"),
        Actor(make_member(cast.province, "auditor"), cast.province),
        Actor(person, cast.asolo),
        brescia.actor("sua"),
        brescia.actor("manager"),
    )
    for actor in people:
        with pytest.raises(Refused):
            actions.name_rup(actor=actor, participant=part, person=person)
        client.force_login(actor.user)
        assert {client.get(url).status_code, client.post(url, {"person": person.pk}).status_code} == {404}
    part.refresh_from_db()
    assert part.rup_org is None


def test_nobody_but_the_sua_and_the_rup_changes_a_role(cast, tender, client, treviso_host):
    part = part_of(tender, cast.asolo)
    url = reverse("sua:body_role", args=[tender.public_id, cast.asolo.pk])
    brescia = Cast("Desenzano del Garda", "brescia")
    for actor in (
        cast.actor("manager"),
        cast.actor("executive"),
        Actor(cast.asolo_manager, cast.asolo),
        brescia.actor("sua"),
    ):
        with pytest.raises(Refused):
            actions.change_role(actor=actor, participant=part, role="DELEGATING")
        client.force_login(actor.user)
        assert {client.get(url).status_code, client.post(url, {"role": "DELEGATING"}).status_code} == {404}
    part.refresh_from_db()
    assert part.role == "ADHERING"


@pytest.mark.parametrize("state", ["SUBMITTED", "IN_REVIEW", "CANCELLED", "NO_BIDS", "COMPLETED"])
def test_the_rup_of_the_request_is_no_matter_of_this_page_before_the_acceptance_nor_after_the_end(
    cast, state
):
    tender = make_in_state(cast, state)
    with pytest.raises(Refused, match="non si può cambiare"):
        name(cast, part_of(tender, cast.body), cast.manager)


def test_only_somebody_of_the_body_is_its_rup(cast, tender, client, treviso_host):
    part = part_of(tender, cast.asolo)
    with pytest.raises(Refused, match="persona registrata"):
        name(cast, part, cast.manager)
    client.force_login(cast.sua)
    url = reverse("sua:body_rup", args=[tender.public_id, cast.asolo.pk])
    answer = client.post(url, {"person": cast.manager.pk})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"person"})


# --- The RUP


def test_the_body_or_the_sua_names_it_and_the_person_is_told(cast, tender, client, treviso_host):
    person = make_member(cast.asolo, "member", given_name="Ugo", family_name="Foscolo")
    url = reverse("sua:body_rup", args=[tender.public_id, cast.asolo.pk])
    bodies_page = reverse("sua:tender_bodies", args=[tender.public_id])
    for who, chosen in ((cast.asolo_manager, person), (cast.sua, cast.asolo_manager)):
        client.force_login(who)
        assert url in client.get(bodies_page).content.decode()
        assert client.post(url, {"person": chosen.pk}).status_code == 302
        assert parts.rup_of(part_of(tender, cast.asolo)) == chosen
        assert str(chosen) in client.get(bodies_page).content.decode()
    told = Event.objects.unrestricted("test").filter(kind="sua.tender.rup_named")
    assert told.count() == 2
    event = tender.events.order_by("-pk").first()
    assert event.payload["changes"] == {f"RUP di {cast.asolo}": [str(person), str(cast.asolo_manager)]}
    words = client.get(reverse("sua:tender_people", args=[tender.public_id])).content.decode()
    assert str(cast.asolo_manager) in words


def test_of_the_body_that_asked_it_is_the_rup_of_the_tender(cast, tender):
    part = part_of(tender, cast.body)
    name(cast, part, cast.manager, who="manager")
    part.refresh_from_db()
    tender.refresh_from_db()
    assert (part.rup_org, tender.rup_org, tender.rup_name) == (None, cast.manager, "")
    name(cast, part, None)
    tender.refresh_from_db()
    assert tender.rup_org is None


def test_two_at_once_get_both_names(cast, tender, client, treviso_host):
    part = part_of(tender, cast.asolo)
    seen = part.edition
    other = make_member(cast.asolo, "member", given_name="Ugo", family_name="Foscolo")
    name(cast, part, other)
    with pytest.raises(Conflict):
        name(cast, part, cast.asolo_manager, edition=seen)
    client.force_login(cast.sua)
    url = reverse("sua:body_rup", args=[tender.public_id, cast.asolo.pk])
    answer = client.post(url, {"person": cast.asolo_manager.pk, "edition": seen})
    assert answer.status_code == 409
    assert answer.context["pairs"] == [("RUP dell'ente", str(other), str(cast.asolo_manager))]
    assert client.post(url, dict(answer.context["kept"])).status_code == 302
    assert parts.rup_of(part_of(tender, cast.asolo)) == cast.asolo_manager


def test_the_check_before_the_cig_asks_for_both_rups(cast, tender):
    part = part_of(tender, cast.asolo)
    found = {line.code: line for line in precig.lines(tender)}
    assert found["RUP_ADHERING"].tone == precig.WARN
    assert str(cast.asolo) in found["RUP_ADHERING"].reason
    actions.change_role(actor=cast.actor("sua"), participant=part, role="DELEGATING")
    assert precig.line_of(tender, "RUP_DELEGATING").tone == precig.FAIL
    name(cast, part, cast.asolo_manager)
    assert precig.line_of(tender, "RUP_DELEGATING").tone == precig.PASS
    profile = f"RUP_PCP_{cast.asolo.pk}"
    assert precig.line_of(tender, profile).tone == precig.FAIL
    RupProfile.objects.create(person=cast.asolo_manager, organisation=cast.asolo, pcp_profile=True)
    assert precig.line_of(tender, profile).tone == precig.PASS


def test_many_bodies_without_a_rup_are_one_short_warning(cast, salt):
    line = precig.line_of(salt, "RUP_ADHERING")
    assert line.tone == precig.WARN
    assert len(line.reason) <= 500


def test_the_rup_of_a_body_and_nobody_else_carries_its_part_out(cast, salt):
    body = salt.participants.exclude(organisation=cast.province).first().organisation
    manager = make_member(body, "organisation_manager")
    person = make_member(body, "member", given_name="Ugo", family_name="Foscolo")
    name(cast, part_of(salt, body), person)
    RupProfile.objects.create(person=person, organisation=body, pcp_profile=True)
    tender = award_salt(cast, salt)
    part = part_of(tender, body)
    tender.participants.filter(pk=part.pk).update(handover_state="CONTRACTED")
    type(tender).objects.unrestricted("test").filter(pk=tender.pk).update(state="HANDED_OVER")
    tender.refresh_from_db()
    assert machine.may(Actor(person, body), tender, "execute")
    assert not machine.may(Actor(manager, body), tender, "execute")
    assert machine.may(Actor(manager, body), tender, "contract")
    other = salt.participants.exclude(organisation__in=[cast.province, body]).first().organisation
    boss = make_member(other, "organisation_manager")
    assert machine.may(Actor(boss, other), tender, "execute")
    name(cast, part, manager)
    assert machine.may(Actor(manager, body), tender, "execute")


# --- The role


def test_a_role_changes_and_the_history_says_so(cast, tender, client, treviso_host):
    client.force_login(cast.sua)
    url = reverse("sua:body_role", args=[tender.public_id, cast.asolo.pk])
    assert url in client.get(reverse("sua:tender_bodies", args=[tender.public_id])).content.decode()
    assert client.post(url, {"role": "DELEGATING"}).status_code == 302
    event = tender.events.order_by("-pk").first()
    assert event.payload["changes"] == {str(cast.asolo): ["aderente", "delegante"]}


def test_the_holder_of_a_delegated_tender_is_the_province(cast, tender, client, treviso_host):
    client.force_login(cast.sua)
    url = reverse("sua:body_role", args=[tender.public_id, cast.asolo.pk])
    answer = client.post(url, {"role": "HOLDER"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"role"})
    with pytest.raises(Refused, match="senza titolare"):
        actions.change_role(
            actor=cast.actor("sua"), participant=part_of(tender, cast.province), role="ADHERING"
        )


def test_of_a_tender_for_many_the_holder_changes_places_and_stays_one(cast):
    tender = create_tender(cast, "AGGREGATED")
    part = actions.add_body(
        actor=cast.actor("sua"), tender=tender, organisation=cast.body,
        role="ADHERING", functions=1, framework="fa-wo-rc",
    )  # fmt: skip
    with pytest.raises(Refused, match="senza titolare"):
        actions.change_role(
            actor=cast.actor("sua"), participant=part_of(tender, cast.province), role="DELEGATING"
        )
    actions.change_role(actor=cast.actor("sua"), participant=part, role="HOLDER")
    roles = dict(tender.participants.values_list("organisation", "role"))
    assert roles == {cast.body.pk: "HOLDER", cast.province.pk: "ADHERING"}
    with pytest.raises(Conflict):
        actions.change_role(actor=cast.actor("sua"), participant=part, role="DELEGATING", edition=1)


def test_after_the_decision_to_contract_roles_stay(cast):
    ready = make_tender(cast, "READY")
    with pytest.raises(Refused, match="decisione a contrarre"):
        actions.change_role(actor=cast.actor("sua"), participant=part_of(ready, cast.body), role="ADHERING")
