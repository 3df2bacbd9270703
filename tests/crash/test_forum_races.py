"""Many people write in one discussion at the same moment (on both databases)."""

import uuid

import pytest

from pico.base.actor import Actor
from pico.community import actions
from pico.community.models import Post, ReadMark, Topic
from tests.crash.test_numbers import all_at_once
from tests.factories.accounts import make_member
from tests.factories.forum import SYSTEM, make_category, make_topic
from tests.factories.organisations import make_municipality_body, make_province

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WHY = "the test looks at every row"


@pytest.fixture
def topic():
    return make_topic(make_category(make_province("treviso"), "PROVINCE"))


@pytest.fixture
def writers(topic):
    body = make_municipality_body("Oderzo", topic.category.owner)
    return [Actor(make_member(body, "organisation_operator"), body) for _ in range(10)]


def test_a_hundred_answers_get_the_numbers_from_2_to_101(topic, writers):
    def answer(n: int) -> None:
        actions.reply(actor=writers[n % 10], topic=topic, source=f"Risposta {n}")

    failures = all_at_once([lambda n=n: answer(n) for n in range(100)])

    assert failures == []
    row = Topic.objects.unrestricted(WHY).get()
    numbers = Post.objects.unrestricted(WHY).order_by("number").values_list("number", flat=True)
    assert (list(numbers), row.post_count, row.last_number) == (list(range(1, 102)), 101, 101)
    assert ReadMark.objects.unrestricted(WHY).filter(topic=topic).count() == 10


def test_one_form_sent_twenty_times_at_once_makes_one_answer(topic, writers):
    key = uuid.uuid4()

    def answer() -> None:
        actions.reply(actor=writers[0], topic=topic, source="Una volta", form_key=key)

    assert all_at_once([answer] * 20) == []
    assert Post.objects.unrestricted(WHY).filter(topic=topic).count() == 2


def test_one_form_sent_twenty_times_at_once_starts_one_discussion(topic, writers):
    key = uuid.uuid4()

    def start() -> None:
        arguments = {"title": "Una volta", "source": "Una volta", "form_key": key}
        actions.start_topic(actor=writers[0], category=topic.category, **arguments)

    assert all_at_once([start] * 20) == []
    assert Topic.objects.unrestricted(WHY).filter(title="Una volta").count() == 1


def test_a_decision_taken_by_ten_moderators_at_once_is_taken_once(topic, writers):
    waiting = Topic.objects.unrestricted(WHY)
    waiting.filter(pk=topic.pk).update(state="PROPOSED")
    for writer in writers:
        actions.name_moderator(actor=SYSTEM, category=topic.category, person=writer.user)
    topic = waiting.select_related("category__owner").get(pk=topic.pk)

    failures = all_at_once([lambda a=actor: actions.approve_topic(actor=a, topic=topic) for actor in writers])

    assert len(failures) == 9
    assert waiting.get(pk=topic.pk).state == "OPEN"
