"""Who sees folders and documents, written out by hand: levels x viewers, what narrows, what invitations open.

Treviso owns everything. Nothing here is computed from the product's rules.
"""

import random

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from pico.accounts.access import forget_access
from pico.base.actor import Actor
from pico.files import actions
from pico.files.keys import keys_of_document, keys_of_folder
from pico.files.models import Document, Folder
from pico.sharing.keys import keys_of
from pico.sharing.levels import Level
from tests.factories.accounts import make_member, make_user
from tests.factories.library import SYSTEM, make_folder, put
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)

LEVELS = ("PUBLIC", "NETWORK", "REGION", "PROVINCE", "ORGANISATION", "INVITED")
VIEWERS = (
    "anonymous", "no_membership", "oderzo", "belluno", "brescia", "upi_editor", "upi_admin", "upi_veneto",
    "invited", "of_invited_body", "treviso_member", "treviso_editor", "treviso_admin",
)  # fmt: skip
# a: anonymous, n: no membership, o: other municipality of the Province, b: Province of the region,
# B: another region, e: UPI's editor, U: UPI's administrator, v: UPI Veneto, i: invited person,
# I: of an invited organisation, m e A: Treviso's member, editor, administrator.
#                 a n o b B e U v i I m e A
TABLE = {
    "PUBLIC":       "x x x x x x x x x x x x x",
    "NETWORK":      ". . x x x x x x x x x x x",
    "REGION":       ". . x x . . . x x x x x x",
    "PROVINCE":     ". . x . . . . . x x x x x",
    "ORGANISATION": ". . . . . . . . x x x x x",
    "INVITED":      ". . . . . . . . x x . . x",
}  # fmt: skip


class World:
    def __init__(self):
        self.treviso, self.brescia = make_province("treviso"), make_province("brescia")
        belluno, upi = make_province("belluno"), make_national_upi()
        self.oderzo = make_municipality_body("Oderzo", self.treviso)
        self.desenzano = make_municipality_body("Desenzano del Garda", self.brescia)
        self.people = {
            "anonymous": AnonymousUser(),
            "no_membership": make_user(),
            "oderzo": make_member(self.oderzo, "organisation_manager"),
            "belluno": make_member(belluno, "administrator"),
            "brescia": make_member(self.brescia, "administrator"),
            "upi_editor": make_member(upi, "editor"),
            "upi_admin": make_member(upi, "administrator"),
            "upi_veneto": make_member(make_regional_upi(self.treviso.region), "administrator"),
            "invited": make_user(),
            "of_invited_body": make_member(self.desenzano, "member"),
            "treviso_member": make_member(self.treviso, "member"),
            "treviso_editor": make_member(self.treviso, "editor"),
            "treviso_admin": make_member(self.treviso, "administrator"),
        }

    def invite(self, row):
        actions.invite_to(actor=SYSTEM, row=row, person=self.people["invited"])
        actions.invite_to(actor=SYSTEM, row=row, organisation=self.desenzano)

    def seeing(self, row) -> str:
        """Return who sees a row, in the order of the table; page and keys must agree."""
        seen = []
        for person in self.people.values():
            forget_access(person)
            visible = type(row).objects.visible_to(person).filter(pk=row.pk).exists()
            fresh = type(row).objects.unrestricted("test").get(pk=row.pk)
            keys = keys_of_folder(fresh) if isinstance(row, Folder) else keys_of_document(fresh)
            assert bool(keys & keys_of(person)) == visible, (row, person)
            seen.append("x" if visible else ".")
        return " ".join(seen)


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(kept, django_db_blocker):
    """The people of the module; what a test does with them is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield kept
        transaction.set_rollback(True)


@pytest.mark.parametrize("level", LEVELS)
def test_a_folder_and_what_follows_it_are_seen_by_whom_the_table_says(world, level):
    folder = make_folder(world.treviso, level=level)
    world.invite(folder)
    inside = make_folder(world.treviso, parent=folder)
    document = put(inside)
    assert {world.seeing(row) for row in (folder, inside, document)} == {TABLE[level]}


@pytest.mark.parametrize("level", LEVELS)
def test_a_document_with_a_level_of_its_own_is_seen_by_its_own_row_of_the_table(world, level):
    document = put(make_folder(world.treviso, level="PUBLIC"), level=level)
    world.invite(document)
    assert world.seeing(document) == TABLE[level]


def test_an_invited_folder_inside_a_wider_one_shuts_the_wider_audience_out(world):
    outer = make_folder(world.treviso, level="NETWORK")
    inner = make_folder(world.treviso, parent=outer, level="INVITED")
    secret = put(inner)
    assert world.seeing(inner) == world.seeing(secret) == ". . . . . . . . . . . . x"


def test_people_invited_to_a_folder_do_not_see_what_is_narrower_in_it(world):
    outer = make_folder(world.treviso, level="PROVINCE")
    world.invite(outer)
    inner = make_folder(world.treviso, parent=outer, level="ORGANISATION")
    assert world.seeing(put(inner)) == ". . . . . . . . . . x x x"


def test_who_wrote_a_document_does_not_see_it_any_more_once_its_folder_is_closed(world):
    folder = make_folder(world.treviso, level="PROVINCE", write_policy="AUDIENCE")
    document = put(folder, actor=Actor(world.people["oderzo"], world.oderzo))
    assert world.seeing(document)[4] == "x"
    actions.share_folder(actor=SYSTEM, folder=folder, level="ORGANISATION", confirmed=True)
    assert world.seeing(document) == ". . . . . . . . . . x x x"


def test_who_wrote_a_document_keeps_it_when_only_the_document_is_narrowed(world):
    folder = make_folder(world.treviso, level="PROVINCE", write_policy="AUDIENCE")
    document = put(folder, actor=Actor(world.people["oderzo"], world.oderzo), level="ORGANISATION")
    assert world.seeing(document) == ". . x . . . . . . . x x x"


def test_an_invitation_that_ended_or_expired_opens_nothing(world):
    folder = make_folder(world.treviso, level="INVITED")
    invitation = actions.invite_to(actor=SYSTEM, row=folder, person=world.people["invited"])
    document = put(folder)
    assert world.seeing(document)[16] == "x"
    actions.uninvite(actor=SYSTEM, row=folder, invitation=invitation)
    assert world.seeing(document) == world.seeing(folder) == ". . . . . . . . . . . . x"


def test_what_is_in_the_trash_is_seen_by_nobody(world):
    folder = make_folder(world.treviso, level="PUBLIC")
    inside = put(make_folder(world.treviso, parent=folder))
    actions.trash_folder(actor=SYSTEM, folder=folder)
    assert world.seeing(folder) == world.seeing(inside) == " ".join("." * 13)


# --- Random trees ----------------------------------------------------------------------------------------


class RandomTree:
    """Folders and documents of Treviso, changed at random by the actions."""

    def __init__(self, world, seed):
        self.world, self.dice = world, random.Random(seed)
        self.folders = [make_folder(world.treviso, level=self.level()) for _ in range(2)]
        self.documents = []

    def level(self):
        return self.dice.choice(LEVELS)

    def change(self):
        step = self.dice.choice((self.grow, self.grow, self.share, self.move, self.invite, self.trash))
        try:
            with transaction.atomic():
                step()
        except actions.levels.Refused:
            pass

    def grow(self):
        parent = self.dice.choice(self.folders)
        author = self.dice.choice(list(self.world.people.values())[1:])
        if self.dice.random() < 0.5:
            self.folders.append(
                make_folder(self.world.treviso, parent=parent, level=self.dice.choice(["", self.level()]))
            )
            Folder.objects.unrestricted("test").filter(pk=self.folders[-1].pk).update(author=author)
        else:
            self.documents.append(put(parent))
            Document.objects.unrestricted("test").filter(pk=self.documents[-1].pk).update(author=author)

    def any_row(self):
        row = self.dice.choice(self.folders + self.documents)
        return type(row).objects.unrestricted("test").get(pk=row.pk)

    def share(self):
        row, level = self.any_row(), self.dice.choice(["", self.level()])
        if isinstance(row, Folder):
            actions.share_folder(actor=SYSTEM, folder=row, level=level, confirmed=True)
        else:
            actions.share_document(actor=SYSTEM, document=row, level=level, confirmed=True)

    def move(self):
        row, target = self.any_row(), self.dice.choice(self.folders)
        if isinstance(row, Folder):
            actions.move_folder(actor=SYSTEM, folder=row, destination=target)
        else:
            actions.move_document(actor=SYSTEM, document=row, destination=target)

    def invite(self):
        person = self.dice.choice(list(self.world.people.values())[1:])
        actions.invite_to(actor=SYSTEM, row=self.any_row(), person=person)

    def trash(self):
        row = self.any_row()
        if isinstance(row, Folder) and row.trashed_at:
            actions.restore_folder(actor=SYSTEM, folder=row)
        elif isinstance(row, Folder):
            actions.trash_folder(actor=SYSTEM, folder=row)

    def check(self):
        """Nobody sees a row whose folder they cannot see, but those invited to the row itself."""
        folders = {
            row.pk: row for row in Folder.objects.unrestricted("test").filter(owner=self.world.treviso)
        }
        documents = list(Document.objects.unrestricted("test").filter(folder__in=folders))
        for person in self.world.people.values():
            forget_access(person)
            seen = set(Folder.objects.visible_to(person).values_list("pk", flat=True))
            read = set(Document.objects.visible_to(person).values_list("pk", flat=True))
            mine = keys_of(person)
            for row in folders.values():
                assert (row.pk in seen) == bool(keys_of_folder(row) & mine)
                if row.pk in seen and row.parent_id and row.parent_id not in seen:
                    assert invited_by_hand(row.ruler, person, self.world)
                if row.parent_id and not row.trashed_at:
                    assert Level.values.index(row.level) >= Level.values.index(folders[row.parent_id].level)
            for row in documents:
                assert (row.pk in read) == bool(keys_of_document(row) & mine)
                if row.pk in read and row.folder_id not in seen:
                    assert invited_by_hand(row, person, self.world)


def invited_by_hand(row, person, world):
    from django.contrib.contenttypes.models import ContentType

    from pico.sharing.models import Invitation

    kind = ContentType.objects.get_for_model(type(row))
    rows = Invitation.objects.unrestricted("test").filter(
        content_type=kind, object_id=row.pk, ended_at=None, person=person
    )
    return rows.exists()


@pytest.mark.parametrize(
    # A thousand changes in all, on forty-two trees: a tree takes a second.
    ("seeds", "steps"),
    [(range(1), 24), pytest.param(range(1, 43), 24, marks=[pytest.mark.slow, pytest.mark.sqlite])],
)
def test_nobody_sees_a_row_whose_folder_they_cannot_see_but_by_invitation(world, seeds, steps):
    for seed in seeds:
        with transaction.atomic():
            tree = RandomTree(world, seed)
            for _ in range(steps):
                tree.change()
            tree.check()
            transaction.set_rollback(True)
