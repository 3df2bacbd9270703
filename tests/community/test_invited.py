"""Who is invited to a folder or a document is told, and nobody else; what is taken back is not."""

import pytest
from django.core import mail
from django.urls import reverse

from pico.files import actions
from pico.notifications.models import Notification
from tests.factories.accounts import make_member
from tests.factories.library import make_folder, put
from tests.queue import work

pytestmark = pytest.mark.django_db
INVITED = "community.invitation.received"


@pytest.fixture
def drafts(cast):
    return make_folder(cast.treviso, "Bozze", level="INVITED")


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.unrestricted("test").select_related("person", "event")
    return sorted((row.person.email, row.event.kind) for row in rows)


def test_a_person_is_told_at_once_and_finds_the_folder_behind_the_link(cast, drafts):
    actions.invite_to(actor=cast.actor("editor"), row=drafts, person=cast.stranger)
    work()

    assert told() == [("sara.conti@brescia.example", INVITED)]
    [message] = mail.outbox
    assert message.to == ["sara.conti@brescia.example"]
    assert "Davide Pavan ti ha invitato a «Bozze»" in message.body
    inbox = cast.browser("stranger").get(reverse("notifications:inbox")).content.decode()
    assert "Davide Pavan ti ha invitato a «Bozze»" in inbox


def test_of_an_invited_organisation_those_who_look_after_it_are_told(cast, drafts):
    make_member(cast.brescia, "member", email="luca@brescia.example")
    make_member(cast.brescia, "editor", email="redazione@brescia.example")
    actions.invite_to(actor=cast.actor("editor"), row=drafts, organisation=cast.brescia)
    work()
    assert told() == [("redazione@brescia.example", INVITED), ("sara.conti@brescia.example", INVITED)]


def test_followers_of_the_folder_hear_nothing_of_an_invitation_to_another(cast, drafts):
    document = put(drafts, "capitolato.txt")
    actions.invite_to(actor=cast.actor("editor"), row=document, person=cast.clerk)
    work()
    assert told() == [(cast.clerk.email, INVITED)]


def test_an_invitation_taken_back_before_the_mail_leaves_is_not_told(cast, drafts):
    invitation = actions.invite_to(actor=cast.actor("editor"), row=drafts, person=cast.stranger)
    actions.uninvite(actor=cast.actor("editor"), row=drafts, invitation=invitation)
    work()
    assert (told(), mail.outbox) == ([], [])
