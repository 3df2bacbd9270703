"""Reactions, one of a kind per person, and the answer that settles a question."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from pico.base.errors import Refused
from pico.community import actions
from pico.community.models import Category, Post, Reaction, Topic
from pico.notifications.models import Notification
from tests.factories.forum import SYSTEM, first_post, make_category, make_reply
from tests.queue import work

pytestmark = pytest.mark.django_db


def page(row, name: str, *more) -> str:
    return reverse(f"community:{name}", args=[row.public_id, *more])


def words(answer) -> str:
    return answer.content.decode()


def fresh(row):
    return type(row).objects.unrestricted("test").get(pk=row.pk)


def refusal(action, **arguments) -> str:
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.code


def said() -> list[tuple[str, str]]:
    rows = Reaction.objects.unrestricted("test").select_related("person")
    return sorted((row.person.given_name, row.kind) for row in rows)


@pytest.fixture
def category(cast) -> Category:
    return make_category(cast.treviso, "PROVINCE")


@pytest.fixture
def topic(cast, category) -> Topic:
    """A question that Giulia (Oderzo) asks."""
    return actions.start_topic(
        actor=cast.actor("clerk"), category=category, title="Quanto sale?", source="Voi?", kind="QUESTION"
    )


@pytest.fixture
def answer(cast, topic) -> Post:
    return make_reply(topic, actor=cast.actor("officer"), source="0,9 t/km")


class TestReactions:
    def test_one_press_says_it_and_the_next_takes_it_back(self, cast, topic):
        client, url = cast.browser("officer"), page(topic, "post_react", 1)
        client.post(url, {"kind": "THANKS"})
        client.post(url, {"kind": "USEFUL"})
        assert said() == [("Marco", "THANKS"), ("Marco", "USEFUL")]
        client.post(url, {"kind": "THANKS"})
        assert said() == [("Marco", "USEFUL")]

    def test_the_page_counts_them_and_names_nobody_who_said_so(self, cast, topic):
        for who in ("officer", "editor"):
            actions.react(actor=cast.actor(who), post=first_post(topic), kind="THANKS")
        seen = words(cast.browser("officer").get(page(topic, "topic")))
        assert ('aria-pressed="true">Grazie <strong>2</strong>' in seen, "Pavan" in seen) == (True, False)
        author = words(cast.browser("clerk").get(page(topic, "topic")))
        assert ("Grazie <strong>2</strong>" in author, "aria-pressed" in author) == (True, False)

    def test_one_of_a_kind_per_person(self, cast, topic):
        actions.react(actor=cast.actor("officer"), post=first_post(topic), kind="AGREE")
        with pytest.raises(IntegrityError), transaction.atomic():
            Reaction.objects.create(post=first_post(topic), person=cast.officer, kind="AGREE")

    @pytest.mark.parametrize("kind", ["", "HATE"])
    def test_only_of_the_fixed_set(self, cast, topic, kind):
        cast.browser("officer").post(page(topic, "post_react", 1), {"kind": kind})
        assert said() == []

    @pytest.mark.parametrize("who", ["clerk", "stranger"])
    def test_not_to_ones_own_post_nor_without_seeing_it(self, cast, topic, who):
        url = page(topic, "post_react", 1)
        assert cast.browser(who).post(url, {"kind": "THANKS"}).status_code == 404
        arguments = {"actor": cast.actor(who), "post": first_post(topic), "kind": "THANKS"}
        assert (refusal(actions.react, **arguments), said()) == ("forbidden", [])

    @pytest.mark.parametrize("how", ["hidden", "locked", "archived"])
    def test_not_where_nobody_writes_any_more(self, cast, topic, answer, how):
        if how == "hidden":
            actions.hide_post(actor=SYSTEM, post=answer, why="OTHER", reason="x")
        elif how == "locked":
            actions.lock_topic(actor=SYSTEM, topic=topic)
        else:
            actions.archive_category(actor=SYSTEM, category=topic.category)
        arguments = {"actor": cast.actor("editor"), "post": fresh(answer), "kind": "THANKS"}
        assert refusal(actions.react, **arguments) == "forbidden"

    def test_those_to_a_hidden_post_are_seen_by_nobody(self, cast, topic, answer):
        actions.react(actor=cast.actor("clerk"), post=answer, kind="THANKS")
        assert Reaction.objects.visible_to(cast.editor).count() == 1
        assert Reaction.objects.visible_to(cast.stranger).count() == 0
        actions.hide_post(actor=SYSTEM, post=answer, why="OTHER", reason="x")
        assert Reaction.objects.visible_to(cast.editor).count() == 0


class TestTheSolution:
    @pytest.mark.parametrize("who", ["clerk", "editor"])
    def test_is_chosen_by_who_asked_or_moderates_and_its_author_is_told(self, cast, topic, answer, who):
        client = cast.browser(who)
        assert "È la risposta risolutiva" in words(client.get(page(topic, "topic")))
        client.post(page(topic, "post_solve", 2))
        work()
        assert fresh(topic).solution == answer
        told = Notification.objects.unrestricted("test").filter(event__kind="community.post.solved")
        assert [row.person for row in told] == [cast.officer]
        assert "Vai alla risposta risolutiva, #2" in words(client.get(page(topic, "topic")))
        client.post(page(topic, "post_unsolve", 2))
        assert fresh(topic).solution is None

    @pytest.mark.parametrize("who", ["officer", "stranger"])
    def test_by_nobody_else(self, cast, topic, answer, who):
        assert cast.browser(who).post(page(topic, "post_solve", 2)).status_code == 404
        arguments = {"actor": cast.actor(who), "topic": topic, "post": answer}
        assert (refusal(actions.choose_solution, **arguments), fresh(topic).solution) == ("forbidden", None)

    def test_is_an_answer_of_the_question_that_people_can_read(self, cast, category, topic, answer):
        other = actions.start_topic(
            actor=cast.actor("clerk"), category=category, title="Altra", source="x", kind="QUESTION"
        )
        elsewhere = make_reply(other, actor=cast.actor("officer"))
        hidden = make_reply(topic, actor=cast.actor("officer"))
        actions.hide_post(actor=SYSTEM, post=hidden, why="OTHER", reason="x")
        for post in (first_post(topic), elsewhere, fresh(hidden)):
            arguments = {"actor": cast.actor("clerk"), "topic": topic, "post": post}
            assert refusal(actions.choose_solution, **arguments) == "no_answer"

    def test_only_a_question_has_one(self, cast, category):
        talk = actions.start_topic(actor=cast.actor("clerk"), category=category, title="Sale", source="x")
        post = make_reply(talk, actor=cast.actor("officer"))
        assert refusal(
            actions.choose_solution, actor=cast.actor("clerk"), topic=talk, post=post
        ) == "forbidden"  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Topic.objects.unrestricted("test").filter(pk=talk.pk).update(solution=post)

    @pytest.mark.parametrize("how", ["hidden", "withdrawn"])
    def test_a_question_waits_again_when_it_can_be_read_no_more(self, cast, topic, answer, how):
        actions.choose_solution(actor=cast.actor("clerk"), topic=topic, post=answer)
        if how == "hidden":
            actions.hide_post(actor=SYSTEM, post=answer, why="OTHER", reason="x")
        else:
            actions.withdraw_post(actor=cast.actor("officer"), post=answer)
        assert fresh(topic).solution is None

    def test_questions_without_one_are_found_by_the_filter(self, cast, category, topic, answer):
        actions.choose_solution(actor=cast.actor("clerk"), topic=topic, post=answer)
        actions.start_topic(
            actor=cast.actor("clerk"), category=category, title="Aspetta", source="x", kind="QUESTION"
        )
        actions.start_topic(actor=cast.actor("clerk"), category=category, title="Altro", source="x")
        client, url = cast.browser("officer"), page(category, "category")
        assert "Risolta" in words(client.get(url))
        rows = client.get(f"{url}?irrisolte=on").context["rows"]
        assert [row["title"] for row in rows] == ["Aspetta"]
