"""A request may be followed by whoever sees it: its news reach them, once, as long as they see it."""

import pytest
from django.urls import reverse

from pico.accounts.actions import end_membership
from pico.accounts.models import Membership
from pico.base.actor import Actor, system_actor
from pico.notifications import actions as notifications
from pico.notifications.models import Event, Notification
from pico.sua import actions
from tests.factories.accounts import make_member
from tests.factories.notifications import follow
from tests.factories.sua import Cast, make_sent


@pytest.fixture
def tender(cast):
    return make_sent(cast)


@pytest.fixture
def clerk(cast):
    """A member of Oderzo without a part in its requests: told of nothing unless she asks."""
    return make_member(cast.body, "member", given_name="Marta", family_name="Zorzi")


def take_charge(cast, tender):
    actions.take_charge(actor=cast.actor("sua"), tender=tender)
    event = Event.objects.unrestricted("test").get(kind="sua.request.taken")
    notifications.fan_out(actor=system_actor("test"), event_id=event.pk, to=[cast.operator.pk])
    rows = Notification.objects.unrestricted("test").filter(event=event)
    return set(rows.values_list("person__email", flat=True))


def test_who_follows_a_request_hears_of_it(cast, tender, clerk, client):
    client.force_login(clerk)
    page = reverse("sua:detail", args=[tender.public_id])
    assert "Segui<" in client.get(page).content.decode()
    address = reverse("notifications:follow", args=["sua.tender", tender.pk])
    assert client.post(address, {"next": page}).headers["Location"] == page
    assert "Non seguire più" in client.get(page).content.decode()
    assert take_charge(cast, tender) == {cast.operator.email, clerk.email}


def test_a_body_elsewhere_cannot_follow_it_and_hears_nothing(cast, tender, client):
    desenzano = Cast("Desenzano del Garda", "brescia")
    client.force_login(desenzano.operator)
    address = reverse("notifications:follow", args=["sua.tender", tender.pk])
    assert client.post(address).status_code == 404
    follow(desenzano.operator, tender)
    assert take_charge(cast, tender) == {cast.operator.email}


def test_whose_role_ended_hears_nothing_more_of_what_they_followed(cast, tender, clerk):
    follow(clerk, tender)
    role = Membership.objects.visible_to(clerk).get()
    end_membership(actor=Actor(clerk, cast.body), membership=role)
    assert take_charge(cast, tender) == {cast.operator.email}
