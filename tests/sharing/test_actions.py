"""Changing levels and inviting: who may, what is refused, what the journal keeps."""

import pytest
from django.utils import timezone

from pico.accounts.access import forget_access
from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.sharing import actions
from pico.sharing.audience import audience, audience_of
from pico.sharing.levels import Level, levels_offered, widens
from pico.sharing.models import Invitation
from tests.factories.accounts import make_member, make_membership, make_user
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)
from tests.sharing.testapp.models import Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def treviso():
    return make_province("treviso")


@pytest.fixture
def note(treviso):
    return Note.objects.create(owner=treviso, level="ORGANISATION", author=make_user())


def journal():
    return Entry.objects.unrestricted("a test reads what was written").order_by("pk")


def test_the_author_widens_a_note_and_the_journal_keeps_both_levels(note):
    changed = actions.change_level(actor=Actor(note.author), row=note, level="REGION")
    entry = journal().last()
    assert (changed.level, note.level) == ("REGION", "REGION")
    assert (entry.verb, entry.changes, entry.owner_id) == (
        "sharing.level.changed",
        {"level": ["ORGANISATION", "REGION"]},
        note.owner_id,
    )


@pytest.mark.parametrize("role", ["administrator", "editor"])
def test_administrators_and_editors_of_the_owner_change_the_level(note, role):
    actor = Actor(make_member(note.owner, role), note.owner)
    assert actions.change_level(actor=actor, row=note, level="PROVINCE").level == "PROVINCE"


@pytest.mark.parametrize("role", ["member", "executive", "sua_operator", "auditor"])
def test_other_roles_do_not_change_the_level(note, role):
    actor = Actor(make_member(note.owner, role), note.owner)
    with pytest.raises(Refused) as refused:
        actions.change_level(actor=actor, row=note, level="PROVINCE")
    assert refused.value.code == "forbidden"
    note.refresh_from_db()
    assert note.level == "ORGANISATION"


def test_an_administrator_who_acts_for_another_body_does_not_change_the_level(note):
    person = make_member(note.owner, "administrator")
    oderzo = make_municipality_body("Oderzo")
    make_membership(person, oderzo, "administrator")
    with pytest.raises(Refused):
        actions.change_level(actor=Actor(person, oderzo), row=note, level="PROVINCE")


@pytest.mark.parametrize("level", ["NETWORK", "PUBLIC"])
def test_showing_it_to_the_network_or_to_everybody_asks_for_confirmation(note, level):
    with pytest.raises(Refused) as refused:
        actions.change_level(actor=Actor(note.author), row=note, level=level)
    assert refused.value.code == "confirm"
    changed = actions.change_level(actor=Actor(note.author), row=note, level=level, confirmed=True)
    assert changed.level == level


def test_narrowing_needs_no_confirmation_and_bites_at_once(note):
    stranger = make_member(make_province("brescia"))
    actions.change_level(actor=Actor(note.author), row=note, level="PUBLIC", confirmed=True)
    assert list(Note.objects.visible_to(stranger)) == [note]
    actions.change_level(actor=Actor(note.author), row=note, level="NETWORK")
    actions.change_level(actor=Actor(note.author), row=note, level="INVITED")
    assert list(Note.objects.visible_to(stranger)) == []


def test_a_level_that_the_owner_is_not_offered_is_refused():
    note = Note.objects.create(owner=make_national_upi(), level="NETWORK", author=make_user())
    with pytest.raises(Refused) as refused:
        actions.change_level(actor=Actor(note.author), row=note, level="REGION")
    assert refused.value.code == "not_offered"


def test_choosing_the_same_level_leaves_no_journal_line(note):
    actions.change_level(actor=Actor(note.author), row=note, level="ORGANISATION")
    assert list(journal()) == []


def test_levels_offered_follow_the_kind_and_the_relations_of_the_owner(treviso):
    lonely = make_municipality_body("Sola", treviso)
    lonely.province = None
    offered = {
        "national": levels_offered(make_national_upi()),
        "regional": levels_offered(make_regional_upi()),
        "province": levels_offered(treviso),
        "lonely": levels_offered(lonely),
    }
    base = {"PUBLIC", "NETWORK", "ORGANISATION", "INVITED"}
    assert {who: set(levels) for who, levels in offered.items()} == {
        "national": base,
        "regional": base | {"REGION"},
        "province": base | {"REGION", "PROVINCE"},
        "lonely": base | {"REGION"},
    }


def test_levels_are_ordered_from_invited_to_public():
    order = ["INVITED", "ORGANISATION", "PROVINCE", "REGION", "NETWORK", "PUBLIC"]
    assert sorted(Level.values, key=lambda level: sum(widens(other, level) for other in Level)) == order


# --- Invitations


def test_an_invitation_opens_the_row_and_its_end_closes_it(note):
    guest = make_user()
    actor = Actor(note.author)
    invitation = actions.invite(actor=actor, row=note, person=guest)
    assert list(Note.objects.visible_to(guest)) == [note]
    actions.end_invitation(actor=actor, row=note, invitation=invitation)
    assert list(Note.objects.visible_to(guest)) == []
    assert [entry.verb for entry in journal()] == ["sharing.invitation.made", "sharing.invitation.ended"]


def test_inviting_again_replaces_the_open_invitation(note):
    guest, actor = make_user(), Actor(note.author)
    actions.invite(actor=actor, row=note, person=guest)
    actions.invite(actor=actor, row=note, person=guest, right="WRITE")
    assert list(Note.objects.writable_by(guest)) == [note]
    assert Invitation._base_manager.filter(ended_at=None).count() == 1


def test_a_stranger_invites_nobody_not_even_themself(note):
    stranger = make_member(make_province("brescia"), "administrator")
    with pytest.raises(Refused):
        actions.invite(actor=Actor(stranger), row=note, person=stranger)
    assert list(Note.objects.visible_to(stranger)) == []


@pytest.mark.parametrize(
    ("invitee", "code"),
    [
        (lambda body: {}, "invitee"),
        (lambda body: {"person": make_user(), "organisation": body}, "invitee"),
        (lambda body: {"person": make_user(), "role": "member"}, "invitee"),
        (lambda body: {"organisation": body, "role": "organisation_manager"}, "unsuited"),
        (lambda body: {"organisation": body, "until": timezone.now()}, "past"),
    ],
)
def test_an_invitation_names_one_invitee_that_can_be(note, treviso, invitee, code):
    with pytest.raises(Refused) as refused:
        actions.invite(actor=Actor(note.author), row=note, **invitee(treviso))
    assert refused.value.code == code


def test_an_invitation_to_another_row_cannot_be_ended_through_this_one(note, treviso):
    other = Note.objects.create(owner=treviso, level="INVITED", author=make_user())
    guest = make_user()
    invitation = actions.invite(actor=Actor(other.author), row=other, person=guest)
    with pytest.raises(Refused):
        actions.end_invitation(actor=Actor(note.author), row=note, invitation=invitation)
    assert list(Note.objects.visible_to(guest)) == [other]


def test_people_see_the_invitations_they_made_and_received_and_no_others(note):
    guest = make_user()
    invitation = actions.invite(actor=Actor(note.author), row=note, person=guest)
    people = [note.author, guest, make_user()]
    assert [list(Invitation.objects.visible_to(p)) for p in people] == [[invitation], [invitation], []]


# --- Who sees it


def test_the_audience_of_a_province_counts_its_bodies_and_their_people(treviso):
    oderzo, asolo = make_municipality_body("Oderzo"), make_municipality_body("Asolo")
    person = make_member(treviso)
    make_membership(person, oderzo, "member")
    make_member(asolo)
    make_member(make_province("brescia"))
    seen = audience("PROVINCE", oderzo)
    assert (seen.organisations, seen.people) == (3, 2)
    assert seen.names == ("Comune di Asolo", "Comune di Oderzo", "Provincia di Treviso")
    assert seen.words == "Enti del territorio: Provincia di Treviso: 3 enti, 2 persone"


def test_the_audience_of_the_network_counts_bodies_with_people_only(treviso):
    make_municipality_body("Oderzo")
    make_member(treviso)
    seen = audience("NETWORK", treviso)
    assert (seen.organisations, seen.people, seen.words) == (1, 1, "Tutta la rete: 1 ente, 1 persona")


def test_the_audience_of_a_row_tells_how_many_are_invited_and_never_who(note):
    guest = make_user(given_name="Ospite", family_name="Segreta")
    actions.invite(actor=Actor(note.author), row=note, person=guest)
    words = audience_of(note).words
    assert words == "Provincia di Treviso: 1 ente, 0 persone; più 1 invito"


def test_the_audience_of_public_and_invited_is_said_in_words(treviso):
    assert audience("PUBLIC", treviso).words == "Chiunque, anche senza accedere"
    assert audience("INVITED", treviso).words == (
        "Solo chi inviti, tu e gli amministratori di Provincia di Treviso"
    )


def test_a_job_changes_a_level_only_with_a_reason(note):
    assert actions.change_level(actor=system_actor("merger"), row=note, level="INVITED").level == "INVITED"
    with pytest.raises(Refused):
        actions.change_level(actor=Actor(None), row=note, level="ORGANISATION")


def test_the_person_who_stops_administering_stops_managing(note):
    person = make_member(note.owner, "administrator")
    person.memberships.unrestricted("test").update(ended_at=timezone.now())
    forget_access(person)
    with pytest.raises(Refused):
        actions.change_level(actor=Actor(person, note.owner), row=note, level="PROVINCE")
