"""Whoever sees a place only because invited is not left out without a question (community.md 5)."""

import pytest
from django.urls import reverse

from pico.base.errors import Refused
from pico.community import actions
from pico.community.models import Topic
from pico.sharing.actions import invite
from tests.factories.forum import SYSTEM, make_category, make_topic

pytestmark = pytest.mark.django_db


def fresh(row):
    return type(row).objects.unrestricted("test").get(pk=row.pk)


def sees(person, topic) -> bool:
    return Topic.objects.visible_to(person).filter(pk=topic.pk).exists()


def asked(action, **arguments) -> bool:
    """Say whether the change is asked about first; it is done when it is not."""
    try:
        action(**arguments)
    except Refused as refusal:
        if refusal.code != "confirm":
            raise
        return True
    return False


@pytest.fixture
def table(cast):
    """A category of Treviso on invitation, with a discussion; Conti of Brescia is invited."""
    category = make_category(cast.treviso, "INVITED", actor=cast.actor("editor"))  # its author sees it
    invite(actor=SYSTEM, row=category, person=cast.stranger)
    return make_topic(category)


@pytest.mark.parametrize("level", ["ORGANISATION", "PROVINCE", "NETWORK"])
def test_a_move_out_of_a_place_with_invitations_names_the_loss(cast, table, level):
    target = make_category(cast.treviso, level)
    assert sees(cast.stranger, table)
    assert asked(actions.move_topic, actor=cast.actor("editor"), topic=table, category=target)
    url = reverse("community:topic_move", args=[table.public_id])
    page = cast.browser("editor").post(url, {"category": target.pk, "acting": cast.treviso.pk})
    assert "Vuoi spostare" in page.content.decode()
    assert fresh(table).category != target


def test_into_a_place_for_everybody_nobody_loses_it(cast, table):
    target = make_category(cast.treviso, "PUBLIC")
    assert not asked(actions.move_topic, actor=cast.actor("editor"), topic=table, category=target)


def test_with_nobody_invited_there_is_nothing_to_ask(cast):
    topic = make_topic(make_category(cast.treviso, "INVITED"))
    target = make_category(cast.treviso, "ORGANISATION")
    assert not asked(actions.move_topic, actor=cast.actor("editor"), topic=topic, category=target)


def test_a_new_level_of_the_place_itself_names_the_invitations(cast, table):
    category, editor = table.category, cast.actor("editor")
    values = {"level": "ORGANISATION"}
    assert asked(actions.edit_category, actor=editor, category=category, edition=1, values=values)
    url = reverse("community:category_edit", args=[category.public_id])
    typed = {"name": category.name, "area": "GENERAL", "new_topics": "OPEN", "edition": 1}
    page = cast.browser("editor").post(url, {**typed, "acting": cast.treviso.pk, **values})
    said = page.content.decode()
    assert "Gli inviti alla categoria non valgono più" in said
    assert ("Si restringe con la categoria" in said, "molte più persone" in said) == (False, False)
    assert fresh(category).level == "INVITED"
