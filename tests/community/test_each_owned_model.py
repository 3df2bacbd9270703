"""No owned model of the community is without a table, by hand, of who sees its rows.

A new one fails here until it has its own.
"""

from pathlib import Path

import pytest
from django.apps import apps

from pico.base.guard import OwnedModel
from pico.community import actions
from pico.community.models import Blog, Moderator, Reaction
from tests.community.test_blog_who_sees import TABLE as BLOG
from tests.community.test_forum_who_sees import TABLE, kept, world
from tests.factories.forum import SYSTEM, first_post, make_category, make_topic
from tests.factories.organisations import make_province

__all__ = ["kept", "world"]  # the people of the forum's table
HERE = Path(__file__).parent
FORUM_TABLE, BLOG_TABLE = "test_forum_who_sees.py", "test_blog_who_sees.py"
TABLES = {
    "Article": BLOG_TABLE, "ArticleRevision": BLOG_TABLE, "Comment": BLOG_TABLE,
    "Category": FORUM_TABLE, "Topic": FORUM_TABLE, "Post": FORUM_TABLE, "PostRevision": FORUM_TABLE,
    "Flag": FORUM_TABLE, "ReadMark": FORUM_TABLE,
    "Blog": Path(__file__).name, "Moderator": Path(__file__).name, "Practice": Path(__file__).name,
    "Reaction": Path(__file__).name,
}  # fmt: skip
#           a n o b B e U v i I M m E A
MODERATE = ". . . . . . . . . . x . x ."
EVERYONE = "x x x x x x x x x x x x x x"


def test_each_owned_model_has_a_table_by_hand():
    models = apps.get_app_config("community").get_models()
    assert {model.__name__ for model in models if issubclass(model, OwnedModel)} == set(TABLES)
    unread = {name: file for name, file in TABLES.items() if name not in (HERE / file).read_text()}
    assert unread == {}


def test_both_tables_know_the_same_levels():
    assert list(TABLE) == list(BLOG)


@pytest.mark.parametrize("level", TABLE)
def test_reactions_and_good_practices_are_seen_by_who_sees_what_they_are_about(world, level):
    topic = make_topic(make_category(world.treviso, level))
    practice = actions.mark_practice(
        actor=SYSTEM, target=topic, theme="ROADS", place=world.treviso, results="Meno sale"
    )
    actions.react(actor=world.actor("treviso_admin"), post=first_post(topic), kind="USEFUL")
    reaction = Reaction.objects.unrestricted("test").get()
    assert [world.seeing(row) for row in (practice, reaction)] == [TABLE[level]] * 2


def test_who_moderates_by_name_is_seen_by_those_who_moderate_there(world):
    category = make_category(world.treviso, "PUBLIC")
    actions.name_moderator(actor=SYSTEM, category=category, person=world.people["moderator"])
    make_category(make_province("novara"), "PUBLIC")
    assert world.seeing(Moderator.objects.unrestricted("test").get()) == MODERATE


def test_that_a_body_has_a_blog_is_no_secret(world):
    row, _made = Blog.objects.unrestricted("test").get_or_create(owner=world.treviso)
    assert world.seeing(row) == EVERYONE
