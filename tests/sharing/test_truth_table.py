"""Who sees what: sharing.md 3 written out by hand, six levels, five kinds of owner, fourteen viewers.

The world is Veneto with two Provinces and a municipality and a school in Treviso, and Lombardia with Brescia.
A cell is `x` when the viewer sees the row. The columns are VIEWERS in their order.
"""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from pico.accounts.access import forget_access
from pico.sharing.models import Invitation
from tests.factories.accounts import make_member, make_membership, make_user
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_other_body,
    make_province,
    make_region,
    make_regional_upi,
)
from tests.sharing.testapp.models import Note

pytestmark = pytest.mark.django_db

VIEWERS = (
    "anonymous",
    "no_membership",
    "member_of_owner",
    "administrator_of_owner",
    "author_elsewhere",
    "member_of_community",
    "other_province_same_region",
    "other_region",
    "regional_upi",
    "other_regional_upi",
    "national_upi",
    "invited_person",
    "member_of_invited_organisation",
    "membership_ended_a_minute_ago",
)
# The author works for Brescia and the invited organisation is a municipality of Brescia; the invited person
# belongs to nothing; "community" is another municipality of Treviso.
#                                        a n m A w c o r R S N i I e
TABLE = {
    "NATIONAL_UPI": {
        "PUBLIC":       "x x x x x x x x x x x x x x",
        "NETWORK":      ". . x x x x x x x x x x x .",
        "REGION":       ". . . x x . . . . . . x x .",
        "PROVINCE":     ". . . x x . . . . . . x x .",
        "ORGANISATION": ". . x x x . . . . . x x x .",
        "INVITED":      ". . . x x . . . . . . x x .",
    },
    "REGIONAL_UPI": {
        "PUBLIC":       "x x x x x x x x x x x x x x",
        "NETWORK":      ". . x x x x x x x x x x x .",
        "REGION":       ". . x x x x x . x . . x x .",
        "PROVINCE":     ". . . x x . . . . . . x x .",
        "ORGANISATION": ". . x x x . . . x . . x x .",
        "INVITED":      ". . . x x . . . . . . x x .",
    },
    "PROVINCE": {
        "PUBLIC":       "x x x x x x x x x x x x x x",
        "NETWORK":      ". . x x x x x x x x x x x .",
        "REGION":       ". . x x x x x . x . . x x .",
        "PROVINCE":     ". . x x x x . . . . . x x .",
        "ORGANISATION": ". . x x x . . . . . . x x .",
        "INVITED":      ". . . x x . . . . . . x x .",
    },
    "MUNICIPALITY": {
        "PUBLIC":       "x x x x x x x x x x x x x x",
        "NETWORK":      ". . x x x x x x x x x x x .",
        "REGION":       ". . x x x x x . x . . x x .",
        "PROVINCE":     ". . x x x x . . . . . x x .",
        "ORGANISATION": ". . x x x . . . . . . x x .",
        "INVITED":      ". . . x x . . . . . . x x .",
    },
    "OTHER_BODY": {
        "PUBLIC":       "x x x x x x x x x x x x x x",
        "NETWORK":      ". . x x x x x x x x x x x .",
        "REGION":       ". . x x x x x . x . . x x .",
        "PROVINCE":     ". . x x x x . . . . . x x .",
        "ORGANISATION": ". . x x x . . . . . . x x .",
        "INVITED":      ". . . x x . . . . . . x x .",
    },
}  # fmt: skip


def make_owner(kind):
    makers = {
        "NATIONAL_UPI": make_national_upi,
        "REGIONAL_UPI": make_regional_upi,
        "PROVINCE": make_province,
        "MUNICIPALITY": make_municipality_body,
        "OTHER_BODY": make_other_body,
    }
    return makers[kind]()


def make_viewers(owner):
    """The fourteen, in the order of the columns, and the invited organisation."""
    treviso, vicenza, brescia = make_province("treviso"), make_province("vicenza"), make_province("brescia")
    invited = make_municipality_body("Desenzano", brescia)
    gone = make_user()
    make_membership(gone, owner, "member", ended_at=timezone.now() - timezone.timedelta(minutes=1))
    people = [
        AnonymousUser(),
        make_user(),
        make_member(owner),
        make_member(owner, "administrator"),
        make_member(brescia),
        make_member(make_municipality_body("Asolo", treviso)),
        make_member(vicenza),
        make_member(brescia),
        make_member(make_regional_upi(make_region("Veneto"))),
        make_member(make_regional_upi(make_region("Lombardia"))),
        make_member(make_national_upi()),
        make_user(),
        make_member(invited),
        gone,
    ]
    return dict(zip(VIEWERS, people, strict=True)), invited


def invite(note, **invitee):
    Invitation.objects.create(target=note, **invitee)


@pytest.mark.parametrize("kind", TABLE)
def test_each_viewer_sees_what_the_table_says(kind):
    owner = make_owner(kind)
    viewers, invited = make_viewers(owner)
    author = viewers["author_elsewhere"]
    notes = {level: Note.objects.create(owner=owner, level=level, author=author) for level in TABLE[kind]}
    for note in notes.values():
        invite(note, person=viewers["invited_person"])
        invite(note, organisation=invited)
    seen = {
        viewer: {note.level for note in Note.objects.visible_to(person)} for viewer, person in viewers.items()
    }
    found = {
        level: " ".join("x" if level in seen[viewer] else "." for viewer in VIEWERS) for level in TABLE[kind]
    }
    assert found == TABLE[kind]


def test_the_table_is_complete():
    cells = [cell for levels in TABLE.values() for row in levels.values() for cell in row.split()]
    assert (len(TABLE), len(cells)) == (5, 6 * 5 * 14)


@pytest.fixture
def note():
    return Note.objects.create(owner=make_municipality_body("Oderzo"), level="ORGANISATION")


def test_a_membership_that_ends_takes_the_rows_away_at_the_next_question(note):
    member = make_member(note.owner)
    assert list(Note.objects.visible_to(member)) == [note]
    member.memberships.unrestricted("test").update(ended_at=timezone.now())
    forget_access(member)
    assert list(Note.objects.visible_to(member)) == []


@pytest.mark.parametrize(
    "over", [{"ended_at": timezone.now()}, {"until": timezone.now() - timezone.timedelta(seconds=1)}]
)
def test_an_invitation_that_is_over_opens_nothing(note, over):
    guest = make_user()
    invite(note, person=guest, **over)
    assert list(Note.objects.visible_to(guest)) == []


def test_an_invitation_to_a_role_opens_the_row_to_its_holders_alone(note):
    treviso = make_province("treviso")
    operator, member = make_member(treviso, "sua_operator"), make_member(treviso)
    invite(note, organisation=treviso, role="sua_operator")
    assert [list(Note.objects.visible_to(p)) for p in (operator, member)] == [[note], []]


def test_a_disabled_person_sees_what_anybody_sees(note):
    public = Note.objects.create(owner=note.owner, level="PUBLIC")
    member = make_member(note.owner)
    member.state = "DISABLED"
    member.save()
    forget_access(member)
    assert list(Note.objects.visible_to(member)) == [public]


def test_only_the_author_and_those_invited_to_write_may_write(note):
    author, writer, reader, colleague = make_user(), make_user(), make_user(), make_member(note.owner)
    note.author = author
    note.save()
    invite(note, person=writer, right="WRITE")
    invite(note, person=reader, right="READ")
    people = [author, writer, reader, colleague, AnonymousUser()]
    assert [list(Note.objects.writable_by(p)) for p in people] == [[note], [note], [], [], []]


def test_asking_costs_one_query_for_the_rights_and_one_for_the_rows(note, django_assert_num_queries):
    member = make_member(note.owner)
    list(Note.objects.visible_to(make_member(note.owner)))  # content types are remembered by the process
    for _ in range(2):
        Note.objects.create(owner=note.owner, level="REGION")
    with django_assert_num_queries(2):
        assert len(Note.objects.visible_to(member)) == 3
