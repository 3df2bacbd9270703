"""Who sees categories, discussions and posts, written out by hand: levels x viewers, states, moderation.

Treviso owns everything. Nothing here is computed from the product's rules.
"""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from pico.accounts.access import forget_access
from pico.base.actor import Actor
from pico.community import actions
from pico.community.models import Category, Flag, Post, PostRevision, ReadMark, Topic
from pico.community.searching.forum import keys_of_topic
from pico.sharing.actions import invite
from pico.sharing.keys import keys_for, keys_of
from tests.factories.accounts import make_member, make_user
from tests.factories.forum import SYSTEM, first_post, make_category, make_reply, make_topic
from tests.factories.organisations import (
    make_municipality_body,
    make_national_upi,
    make_province,
    make_regional_upi,
)

# a: anonymous, n: no membership, o: municipality of the Province, b: Province of the region, B: another
# region, e: UPI's editor, U: UPI's administrator, v: UPI Veneto, i: invited person, I: of an invited body,
# M: named moderator (of Oderzo), m E A: Treviso's member, editor, administrator.
#                 a n o b B e U v i I M m E A
TABLE = {
    "PUBLIC":       "x x x x x x x x x x x x x x",
    "NETWORK":      ". . x x x x x x . x x x x x",
    "REGION":       ". . x x . . . x . . x x x x",
    "PROVINCE":     ". . x . . . . . . . x x x x",
    "ORGANISATION": ". . . . . . . . . . . x x x",
    "INVITED":      ". . . . . . . . . . . . . x",
}  # fmt: skip
OPENED = {
    "NETWORK":      ". . x x x x x x x x x x x x",
    "ORGANISATION": ". . . . . . . . x x . x x x",
    "INVITED":      ". . . . . . . . x x . . . x",
}  # fmt: skip
NOBODY = ". . . . . . . . . . . . . ."


class World:
    def __init__(self):
        self.treviso, brescia = make_province("treviso"), make_province("brescia")
        belluno, upi = make_province("belluno"), make_national_upi()
        self.oderzo = make_municipality_body("Oderzo", self.treviso)
        self.desenzano = make_municipality_body("Desenzano del Garda", brescia)
        self.people = {
            "anonymous": AnonymousUser(),
            "no_membership": make_user(),
            "oderzo": make_member(self.oderzo, "organisation_manager"),
            "belluno": make_member(belluno, "administrator"),
            "brescia": make_member(brescia, "administrator"),
            "upi_editor": make_member(upi, "editor"),
            "upi_admin": make_member(upi, "administrator"),
            "upi_veneto": make_member(make_regional_upi(self.treviso.region), "administrator"),
            "invited": make_user(),
            "of_invited_body": make_member(self.desenzano, "member"),
            "moderator": make_member(self.oderzo, "organisation_operator"),
            "treviso_member": make_member(self.treviso, "member"),
            "treviso_editor": make_member(self.treviso, "editor"),
            "treviso_admin": make_member(self.treviso, "administrator"),
        }

    def actor(self, who: str) -> Actor:
        return Actor(self.people[who], self.oderzo if who in {"oderzo", "moderator"} else self.treviso)

    def seeing(self, row) -> str:
        """Return who sees a row, in the order of the table; keys of the search must agree with pages."""
        seen = []
        for person in self.people.values():
            forget_access(person)
            visible = type(row).objects.visible_to(person).filter(pk=row.pk).exists()
            fresh = type(row).objects.unrestricted("test").get(pk=row.pk)
            if isinstance(row, Category):
                assert bool(keys_for(fresh) & keys_of(person)) == visible, (row, person)
            if isinstance(row, Topic) and visible:
                assert keys_of_topic(fresh) & keys_of(person), (row, person)
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


@pytest.mark.parametrize("level", TABLE)
def test_a_category_and_what_lies_in_it_are_seen_by_whom_the_table_says(world, level):
    category = make_category(world.treviso, level)
    topic = make_topic(category)
    assert {world.seeing(row) for row in (category, topic, first_post(topic))} == {TABLE[level]}


@pytest.mark.parametrize("level", OPENED)
def test_an_invitation_to_a_category_opens_what_lies_in_it(world, level):
    category = make_category(world.treviso, level)
    topic = make_topic(category)
    invite(actor=SYSTEM, row=category, person=world.people["invited"])
    invite(actor=SYSTEM, row=category, organisation=world.desenzano)
    assert {world.seeing(row) for row in (category, topic, first_post(topic))} == {OPENED[level]}


#                a n o b B e U v i I M m E A
WAITING = {
    "PUBLIC":   ". . x . . . . . . . x . x .",
    "PROVINCE": ". . x . . . . . . . x . x .",
}  # fmt: skip


@pytest.mark.parametrize("level", WAITING)
@pytest.mark.parametrize("refused", [False, True])
def test_a_discussion_that_waits_or_was_refused_is_seen_by_its_author_and_the_moderators(
    world, level, refused
):
    category = make_category(world.treviso, level, new_topics="APPROVAL")
    actions.name_moderator(actor=SYSTEM, category=category, person=world.people["moderator"])
    topic = make_topic(category, actor=world.actor("oderzo"))
    if refused:
        actions.refuse_topic(actor=SYSTEM, topic=topic, reason="Fuori argomento")
    assert {world.seeing(row) for row in (topic, first_post(topic))} == {WAITING[level]}


def test_who_moderates_by_name_and_loses_sight_of_the_category_moderates_no_more(world):
    category = make_category(world.treviso, "PROVINCE", new_topics="APPROVAL")
    actions.name_moderator(actor=SYSTEM, category=category, person=world.people["moderator"])
    topic = make_topic(category, actor=world.actor("treviso_member"))
    values = {"level": "ORGANISATION"}
    actions.edit_category(actor=SYSTEM, category=category, edition=1, values=values)
    #                              a n o b B e U v i I M m E A
    assert world.seeing(topic) == ". . . . . . . . . . . x x ."


def test_who_wrote_in_a_category_that_was_narrowed_sees_nothing_of_it_any_more(world):
    category = make_category(world.treviso, "PROVINCE")
    topic = make_topic(category, actor=world.actor("oderzo"))
    actions.edit_category(actor=SYSTEM, category=category, edition=1, values={"level": "ORGANISATION"})
    assert world.seeing(topic) == TABLE["ORGANISATION"]


def test_the_earlier_text_of_a_hidden_post_stays_with_the_moderators_and_of_a_withdrawn_one_with_nobody(
    world,
):
    topic = make_topic(make_category(world.treviso, "PROVINCE"), actor=world.actor("oderzo"))
    post = first_post(topic)
    actions.edit_post(actor=world.actor("oderzo"), post=post, source="Corretto", edition=1)
    revision = PostRevision.objects.unrestricted("test").get()
    assert world.seeing(revision) == TABLE["PROVINCE"]
    actions.hide_post(actor=SYSTEM, post=post, why="OTHER", reason="Dati personali")
    #                                 a n o b B e U v i I M m E A
    assert world.seeing(revision) == ". . . . . . . . . . . . x ."
    actions.show_post(actor=SYSTEM, post=post)
    actions.withdraw_post(actor=world.actor("oderzo"), post=post)
    assert world.seeing(revision) == NOBODY


def test_a_report_is_seen_by_the_moderators_alone(world):
    category = make_category(world.treviso, "PUBLIC")
    actions.name_moderator(actor=SYSTEM, category=category, person=world.people["moderator"])
    post = make_reply(make_topic(category), actor=world.actor("treviso_member"))
    flag = actions.flag_post(actor=world.actor("oderzo"), post=post, reason="OTHER")
    #                             a n o b B e U v i I M m E A
    assert world.seeing(flag) == ". . . . . . . . . . x . x ."
    assert Flag.objects.visible_to(world.people["oderzo"]).count() == 0


def test_how_far_somebody_has_read_is_their_own_business(world):
    topic = make_topic(make_category(world.treviso, "PUBLIC"), actor=world.actor("oderzo"))
    mark = ReadMark.objects.unrestricted("test").get(topic=topic)
    #                             a n o b B e U v i I M m E A
    assert world.seeing(mark) == ". . x . . . . . . . . . . ."


def test_a_category_below_may_only_be_narrower(world):
    above = make_category(world.treviso, "PROVINCE")
    for level in ("PUBLIC", "NETWORK", "REGION"):
        with pytest.raises(Exception, match="più ampio"):
            make_category(world.treviso, level, parent=above)
    below = make_category(world.treviso, "PROVINCE", parent=above)
    deepest = make_category(world.treviso, "ORGANISATION", parent=below)
    values = {"level": "ORGANISATION"}
    actions.edit_category(actor=SYSTEM, category=above, edition=1, values=values, confirmed=True)
    rows = Category.objects.unrestricted("test").filter(pk__in=[below.pk, deepest.pk])
    assert {row.level for row in rows} == {"ORGANISATION"}
    with pytest.raises(Exception, match="tre livelli"):
        make_category(world.treviso, "ORGANISATION", parent=deepest)


def test_posts_of_two_categories_do_not_mix(world):
    mine, other = make_category(world.treviso, "ORGANISATION"), make_category(world.treviso, "PUBLIC")
    make_topic(mine, source="segreto")
    seen = make_topic(other)
    rows = Post.objects.visible_to(world.people["belluno"]).filter(topic__category__owner=world.treviso)
    assert [row.topic_id for row in rows] == [seen.pk]
