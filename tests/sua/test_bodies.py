"""Bodies added to a tender and taken away: who does it, who then sees it, what several together need."""

import pytest
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.notifications.models import Event
from pico.organisations.models import Entitlement
from pico.sua import actions
from pico.sua.models import Quota, Tender
from tests.factories.sua import Cast, create_tender, make_tender, stranger

pytestmark = pytest.mark.django_db
PART = {"role": "ADHERING", "functions": 1, "framework": "fa-wo-rc"}


def add(cast, tender, body, who="sua", **values):
    return actions.add_body(actor=cast.actor(who), tender=tender, organisation=body, **{**PART, **values})


def sees(person, tender) -> bool:
    return Tender.objects.visible_to(person).filter(pk=tender.pk).exists()


@pytest.fixture
def tender(cast):
    return make_tender(cast, "PREPARATION")


def test_an_added_body_is_told_and_sees_it_a_removed_one_no_longer(cast, tender):
    person, asolo = stranger(cast)
    assert not sees(person, tender)
    part = add(cast, tender, asolo, who="rup")
    assert sees(person, tender)
    assert Event.objects.unrestricted("test").filter(kind="sua.tender.body_added").count() == 1
    actions.remove_body(actor=cast.actor("sua"), tender=tender, participant=part)
    assert not sees(person, tender)
    done = list(tender.events.order_by("-pk").values_list("transition", "note")[:2])
    assert done == [("body_removed", str(asolo)), ("body_added", f"{asolo}, aderente")]


def test_nobody_else_adds_or_removes(cast, tender, client, treviso_host):
    person, asolo = stranger(cast)
    brescia = Cast("Desenzano del Garda", "brescia")
    own = tender.participants.get(organisation=cast.body)
    url = reverse("sua:body_add", args=[tender.public_id])
    away = reverse("sua:body_remove", args=[tender.public_id, own.organisation_id])
    for actor in (Actor(person, asolo), brescia.actor("sua"), cast.actor("manager"), cast.actor("executive")):
        with pytest.raises(Refused):
            actions.add_body(actor=actor, tender=tender, organisation=asolo, **PART)
        with pytest.raises(Refused):
            actions.remove_body(actor=actor, tender=tender, participant=own)
        client.force_login(actor.user)
        answers = {
            client.get(url).status_code,
            client.post(url, PART).status_code,
            client.post(away).status_code,
        }
        assert answers == {404}


def test_after_the_decision_to_contract_nobody_is_added(cast, client, treviso_host):
    ready = make_tender(cast, "READY")
    with pytest.raises(Refused, match="decisione a contrarre"):
        add(cast, ready, stranger(cast)[1])
    client.force_login(cast.sua)
    assert client.get(reverse("sua:body_add", args=[ready.public_id])).status_code == 404


@pytest.mark.parametrize(
    ("values", "field"),
    [({"framework": "none"}, "framework"), ({"role": "HOLDER"}, "role")],
)
def test_several_bodies_need_a_framework_and_one_holder(cast, values, field):
    tender = create_tender(cast, "AGGREGATED")
    with pytest.raises(Refused) as refusal:
        add(cast, tender, cast.body, **values)
    assert refusal.value.field == field


def test_only_bodies_with_an_agreement_and_each_once(cast, tender):
    asolo = stranger(cast)[1]
    add(cast, tender, asolo)
    with pytest.raises(Refused, match="già nella gara"):
        add(cast, tender, asolo)
    Entitlement.objects.filter(organisation=asolo).update(valid_to="2020-01-01")
    with pytest.raises(Refused, match="convenzione"):
        add(cast, make_tender(cast, "PREPARATION"), asolo)


def test_the_body_of_the_tender_and_one_with_a_quota_stay(cast, tender):
    asolo = stranger(cast)[1]
    part = add(cast, tender, asolo)
    Quota.objects.create(participant=part, lot=tender.lots.get(), amount=tender.base_amount)
    for one in tender.participants.all():
        with pytest.raises(Refused):
            actions.remove_body(actor=cast.actor("sua"), tender=tender, participant=one)


def test_the_province_that_holds_a_request_stays_too(cast, tender, client, treviso_host):
    holder = tender.participants.get(organisation=cast.province)
    with pytest.raises(Refused, match="la Provincia che svolge la gara"):
        actions.remove_body(actor=cast.actor("sua"), tender=tender, participant=holder)
    client.force_login(cast.sua)
    page = client.get(reverse("sua:tender_bodies", args=[tender.public_id])).content.decode()
    assert reverse("sua:body_remove", args=[tender.public_id, cast.province.pk]) not in page


def test_the_pages_add_and_remove(cast, tender, client, treviso_host):
    asolo = stranger(cast)[1]
    client.force_login(cast.sua)
    url = reverse("sua:body_add", args=[tender.public_id])
    assert url in client.get(reverse("sua:tender_bodies", args=[tender.public_id])).content.decode()
    answer = client.post(url, {**PART, "organisation": asolo.pk, "framework": "none"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"framework"})
    assert client.post(url, {**PART, "organisation": asolo.pk}).status_code == 302
    away = reverse("sua:body_remove", args=[tender.public_id, asolo.pk])
    assert client.get(away).status_code == 200
    assert client.post(away).status_code == 302
    assert not tender.participants.filter(organisation=asolo).exists()
