"""What the forum's actions do: proposals, numbers, texts, moderation, who is told."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from pico.base.errors import Conflict, Refused
from pico.community import actions
from pico.community.models import Category, Flag, Post, ReadMark, Topic
from pico.journal.models import Entry
from pico.notifications.actions import follow, mute
from pico.notifications.models import Notification
from tests.factories.forum import (
    SYSTEM,
    first_post,
    flags_of,
    make_category,
    make_reply,
    make_topic,
    revisions_of,
)
from tests.queue import work

pytestmark = pytest.mark.django_db


def refusal(action, **arguments) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.code, str(caught.value)


def fresh(row):
    return type(row).objects.unrestricted("test").get(pk=row.pk)


def told(prefix: str = "") -> list[tuple[str, str]]:
    rows = Notification.objects.unrestricted("test").select_related("person", "event")
    return sorted(
        (row.person.given_name, row.event.kind) for row in rows if row.event.kind.startswith(prefix)
    )


@pytest.fixture
def category(cast) -> Category:
    return make_category(cast.treviso, "PROVINCE", new_topics="APPROVAL", name="Sale antigelo")


@pytest.fixture
def topic(cast) -> Topic:
    """An open discussion that Giulia (Oderzo) started."""
    place = make_category(cast.treviso, "PROVINCE")
    return make_topic(place, actor=cast.actor("clerk"), title="Quanto sale per chilometro?")


class TestProposals:
    def test_everybody_in_the_audience_proposes_and_the_moderators_are_told(self, cast, category):
        topic = make_topic(category, actor=cast.actor("clerk"))
        work()
        assert (topic.state, topic.author_organisation) == ("PROPOSED", cast.oderzo)
        assert told() == [("Davide", "community.topic.proposed")]

    def test_an_editor_opens_at_once(self, cast, category):
        assert make_topic(category, actor=cast.actor("editor")).state == "OPEN"

    def test_an_editor_who_acts_for_another_body_only_proposes(self, cast, category):
        topic = make_topic(category, actor=cast.actor("officer"))
        assert topic.state == "PROPOSED"

    def test_approval_tells_author_and_followers_of_any_category_above_once(self, cast, category):
        below = make_category(cast.treviso, "PROVINCE", parent=category, new_topics="APPROVAL")
        for row in (category, below):
            follow(actor=cast.actor("officer"), row=row, with_descendants=True)
        follow(actor=cast.actor("clerk"), row=category, with_descendants=True)
        topic = make_topic(below, actor=cast.actor("clerk"))
        actions.approve_topic(actor=cast.actor("editor"), topic=topic)
        work()
        assert told("community.topic.approved") == [
            ("Giulia", "community.topic.approved"),
            ("Marco", "community.topic.approved"),
        ]
        assert fresh(topic).state == "OPEN"

    def test_what_was_approved_before_anybody_was_told_is_told_as_approved_alone(self, cast, category):
        follow(actor=cast.actor("officer"), row=category, with_descendants=True)
        topic = make_topic(category, actor=cast.actor("clerk"))
        actions.refuse_topic(actor=cast.actor("editor"), topic=topic, reason="Dicci quale strada")
        actions.propose_again(actor=cast.actor("clerk"), topic=topic)
        actions.approve_topic(actor=cast.actor("editor"), topic=topic)
        work()
        assert [line for line in told() if line[0] == "Marco"] == [("Marco", "community.topic.approved")]

    def test_a_follower_of_the_parent_hears_of_a_category_made_later_unless_its_level_shuts_them_out(
        self, cast, category
    ):
        follow(actor=cast.actor("clerk"), row=category, with_descendants=True)
        later = make_category(cast.treviso, "PROVINCE", parent=category, new_topics="OPEN")
        closed = make_category(cast.treviso, "ORGANISATION", parent=category, new_topics="OPEN")
        make_topic(later, actor=cast.actor("editor"), title="Aperta")
        make_topic(closed, actor=cast.actor("editor"), title="Interna")
        work()
        assert told("community.topic") == [("Giulia", "community.topic.opened")]

    def test_a_refusal_has_a_reason_that_reaches_the_author_and_may_be_answered(self, cast, category):
        topic = make_topic(category, actor=cast.actor("clerk"))
        editor = cast.actor("editor")
        assert refusal(actions.refuse_topic, actor=editor, topic=topic, reason=" ")[0] == "empty"
        actions.refuse_topic(actor=editor, topic=topic, reason="Dicci di quale strada parli")
        work()
        assert told("community.topic.refused") == [("Giulia", "community.topic.refused")]
        again = actions.propose_again(actor=cast.actor("clerk"), topic=topic)
        assert (again.state, again.refusal_reason) == ("PROPOSED", "Dicci di quale strada parli")

    @pytest.mark.parametrize("who", ["clerk", "officer", "stranger"])
    def test_nobody_else_decides(self, cast, category, who):
        topic = make_topic(category, actor=cast.actor("clerk"))
        for act in (actions.approve_topic, actions.lock_topic):
            assert refusal(act, actor=cast.actor(who), topic=topic)[0] == "forbidden"
        assert refusal(actions.refuse_topic, actor=cast.actor(who), topic=topic, reason="x")[0] == "forbidden"
        assert fresh(topic).state == "PROPOSED"

    def test_what_was_decided_meanwhile_is_not_decided_twice(self, cast, category):
        topic = make_topic(category, actor=cast.actor("clerk"))
        actions.approve_topic(actor=SYSTEM, topic=topic)
        code, words = refusal(actions.refuse_topic, actor=SYSTEM, topic=topic, reason="x")
        assert (code, "«aperta»" in words) == ("state", True)

    def test_a_stranger_starts_nothing(self, cast, category):
        code, _words = refusal(
            actions.start_topic, actor=cast.actor("stranger"), category=category, title="x", source="x"
        )
        assert code == "forbidden"

    def test_where_only_editors_open_others_do_not_even_propose(self, cast):
        category = make_category(cast.treviso, "PROVINCE", new_topics="EDITORS")
        arguments = {"category": category, "title": "x", "source": "x"}
        assert refusal(actions.start_topic, actor=cast.actor("clerk"), **arguments)[0] == "forbidden"
        assert make_topic(category, actor=cast.actor("editor")).state == "OPEN"


class TestPosts:
    def test_numbers_and_count_follow_the_order_of_arrival(self, cast, topic):
        posts = [make_reply(topic, actor=cast.actor(who)) for who in ("editor", "officer", "clerk")]
        row = fresh(topic)
        assert ([post.number for post in posts], row.post_count, row.last_number) == ([2, 3, 4], 4, 4)
        assert row.last_post_at == posts[-1].created_at

    def test_a_form_sent_twice_makes_one_post_and_one_discussion(self, cast, topic):
        key, actor = uuid.uuid4(), cast.actor("clerk")
        sent = [actions.reply(actor=actor, topic=topic, source="Uno", form_key=key) for _ in range(2)]
        assert (sent[0].pk, fresh(topic).post_count) == (sent[1].pk, 2)
        key = uuid.uuid4()
        arguments = {"category": topic.category, "title": "Due", "source": "x", "form_key": key}
        started = [actions.start_topic(actor=actor, **arguments) for _ in range(2)]
        assert started[0].pk == started[1].pk

    def test_the_key_of_somebody_else_finds_nothing(self, cast, topic):
        key = uuid.uuid4()
        actions.reply(actor=cast.actor("clerk"), topic=topic, source="Uno", form_key=key)
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.reply(actor=cast.actor("officer"), topic=topic, source="Due", form_key=key)

    @pytest.mark.parametrize(("text", "code"), [("", "empty"), (" \n\t ", "empty"), ("x" * 50_001, "long")])
    def test_empty_and_endless_texts_are_refused(self, cast, topic, text, code):
        assert refusal(actions.reply, actor=cast.actor("clerk"), topic=topic, source=text)[0] == code
        assert fresh(topic).post_count == 1

    def test_fifty_thousand_characters_are_not_too_many(self, cast, topic):
        assert make_reply(topic, actor=cast.actor("clerk"), source="x" * 50_000).number == 2

    def test_followers_are_told_once_and_writers_follow(self, cast, topic):
        make_reply(topic, actor=cast.actor("officer"))
        work()
        follow(actor=cast.actor("officer"), row=topic.category, with_descendants=True)
        make_reply(topic, actor=cast.actor("editor"))
        work()
        assert told("community.post") == [
            ("Giulia", "community.post.written"),
            ("Giulia", "community.post.written"),
            ("Marco", "community.post.written"),
        ]

    def test_who_silenced_a_discussion_and_writes_again_stays_silent(self, cast, topic):
        mute(actor=cast.actor("officer"), row=topic)
        make_reply(topic, actor=cast.actor("officer"))
        make_reply(topic, actor=cast.actor("editor"))
        work()
        assert ("Marco", "community.post.written") not in told("community.post")

    @pytest.mark.parametrize("how", ["locked", "archived", "narrowed"])
    def test_in_a_closed_place_nothing_can_be_written(self, cast, topic, how):
        if how == "locked":
            actions.lock_topic(actor=SYSTEM, topic=topic)
        elif how == "archived":
            actions.archive_category(actor=SYSTEM, category=topic.category)
        else:
            values = {"level": "ORGANISATION"}
            actions.edit_category(actor=SYSTEM, category=topic.category, edition=1, values=values)
        assert refusal(actions.reply, actor=cast.actor("clerk"), topic=topic, source="x")[0] == "closed"
        if how == "locked":
            assert make_reply(topic, actor=cast.actor("editor")).number == 2


class TestChanging:
    def test_what_a_post_said_before_is_kept(self, cast, topic):
        post = first_post(topic)
        old = post.source
        changed = actions.edit_post(actor=cast.actor("clerk"), post=post, source="**Nuovo**", edition=1)
        assert (changed.html, changed.edition) == ("<p><strong>Nuovo</strong></p>\n", 2)
        assert (changed.edited_at, revisions_of(post)) == (None, [old])

    def test_after_five_minutes_a_change_is_marked(self, cast, topic):
        post = first_post(topic)
        Post.objects.unrestricted("test").update(created_at=timezone.now() - timedelta(minutes=6))
        changed = actions.edit_post(actor=cast.actor("clerk"), post=post, source="Nuovo", edition=1)
        assert changed.edited_at is not None

    def test_two_windows_on_one_post_lose_nothing(self, cast, topic):
        post, actor = first_post(topic), cast.actor("clerk")
        actions.edit_post(actor=actor, post=post, source="Uno", edition=1)
        with pytest.raises(Conflict) as caught:
            actions.edit_post(actor=actor, post=post, source="Due", edition=1)
        assert (caught.value.theirs, caught.value.mine) == ({"source": "Uno"}, {"source": "Due"})
        assert fresh(post).source == "Uno"

    @pytest.mark.parametrize("who", ["editor", "officer", "stranger"])
    def test_nobody_changes_or_withdraws_what_another_wrote(self, cast, topic, who):
        post = first_post(topic)
        arguments = {"actor": cast.actor(who), "post": post}
        assert refusal(actions.edit_post, source="x", edition=1, **arguments)[0] == "forbidden"
        assert refusal(actions.withdraw_post, **arguments)[0] == "forbidden"

    def test_a_withdrawn_post_keeps_its_number_and_cannot_be_changed(self, cast, topic):
        post = make_reply(topic, actor=cast.actor("clerk"))
        actions.withdraw_post(actor=cast.actor("clerk"), post=post)
        assert make_reply(topic, actor=cast.actor("clerk")).number == 3
        code, _words = refusal(actions.edit_post, actor=cast.actor("clerk"), post=post, source="x", edition=1)
        assert code == "forbidden"

    @pytest.mark.parametrize("refused", [False, True])
    def test_what_a_proposal_asks_cannot_be_taken_back_from_under_the_decision(self, cast, category, refused):
        waiting = make_topic(category, actor=cast.actor("clerk"))
        if refused:
            actions.refuse_topic(actor=SYSTEM, topic=waiting, reason="x")
        post = first_post(waiting)
        assert refusal(actions.withdraw_post, actor=cast.actor("clerk"), post=post)[0] == "forbidden"
        assert fresh(post).withdrawn_at is None


class TestModeration:
    def test_a_hidden_post_says_why_to_its_author_alone(self, cast, topic):
        post = make_reply(topic, actor=cast.actor("clerk"), source="parola-segreta")
        editor = cast.actor("editor")
        assert refusal(actions.hide_post, actor=editor, post=post, why="OTHER", reason="")[0] == "empty"
        actions.hide_post(actor=editor, post=post, why="OTHER", reason="Dati personali")
        work()
        assert told("community.moderation") == [("Giulia", "community.moderation.hidden")]
        assert [message.to for message in mail.outbox if "parola-segreta" in message.body] == []

    def test_a_post_that_was_hidden_before_the_mail_left_is_told_to_nobody(self, cast, topic):
        follow(actor=cast.actor("officer"), row=topic, with_descendants=True)
        post = make_reply(topic, actor=cast.actor("editor"))
        actions.hide_post(actor=SYSTEM, post=post, why="OTHER", reason="Fuori argomento")
        work()
        assert told("community.post") == []

    def test_who_follows_a_discussion_is_not_told_that_the_post_of_another_was_hidden(self, cast, topic):
        follow(actor=cast.actor("officer"), row=topic, with_descendants=True)
        post = make_reply(topic, actor=cast.actor("clerk"))
        actions.hide_post(actor=cast.actor("editor"), post=post, why="OTHER", reason="Dati personali")
        work()
        assert told("community.moderation") == [("Giulia", "community.moderation.hidden")]

    def test_many_reports_are_one_decision(self, cast, topic):
        post = make_reply(topic, actor=cast.actor("clerk"))
        for who in ("officer", "editor"):
            actions.flag_post(actor=cast.actor(who), post=post, reason="OFF_TOPIC")
        assert refusal(
            actions.flag_post, actor=cast.actor("officer"), post=post, reason="OTHER"
        )[0] == "twice"  # fmt: skip
        actions.hide_post(actor=cast.actor("editor"), post=post, why="OTHER", reason="Fuori argomento")
        assert {(flag.outcome, flag.resolved_by) for flag in flags_of(post)} == {("HIDDEN", cast.editor)}

    def test_a_report_may_end_with_the_post_left_and_then_be_made_again(self, cast, topic):
        post = make_reply(topic, actor=cast.actor("clerk"))
        actions.flag_post(actor=cast.actor("officer"), post=post, reason="OTHER")
        assert actions.keep_flagged(actor=cast.actor("editor"), post=post) == 1
        actions.flag_post(actor=cast.actor("officer"), post=post, reason="ILLEGAL")
        assert sorted(flag.outcome for flag in flags_of(post)) == ["", "KEPT"]

    def test_the_moderators_are_told_of_a_report_and_the_author_is_not(self, cast, topic):
        post = make_reply(topic, actor=cast.actor("clerk"))
        actions.flag_post(actor=cast.actor("officer"), post=post, reason="OTHER")
        work()
        assert told("community.moderation") == [("Davide", "community.moderation.flagged")]

    @pytest.mark.parametrize("who", ["clerk", "stranger"])
    def test_one_s_own_posts_and_those_one_does_not_see_cannot_be_reported(self, cast, topic, who):
        post = make_reply(topic, actor=cast.actor("clerk"))
        assert refusal(actions.flag_post, actor=cast.actor(who), post=post, reason="OTHER")[0] == "forbidden"
        assert Flag.objects.unrestricted("test").count() == 0

    def test_a_named_moderator_decides_for_whichever_body_they_act(self, cast, category):
        actions.name_moderator(actor=cast.actor("editor"), category=category, person=cast.clerk)
        topic = make_topic(category, actor=cast.actor("officer"))
        assert actions.approve_topic(actor=cast.actor("clerk"), topic=topic).state == "OPEN"
        actions.unname_moderator(actor=cast.actor("editor"), category=category, person=cast.clerk)
        assert refusal(actions.lock_topic, actor=cast.actor("clerk"), topic=topic)[0] == "forbidden"

    def test_who_does_not_see_a_category_cannot_be_named(self, cast, category):
        arguments = {"actor": cast.actor("editor"), "category": category, "person": cast.stranger}
        assert refusal(actions.name_moderator, **arguments)[0] == "blind"

    def test_a_pin_ends_by_itself_and_is_never_in_the_past(self, cast, topic):
        editor = cast.actor("editor")
        soon = timezone.now() + timedelta(days=1)
        assert actions.pin_topic(actor=editor, topic=topic, until=soon).is_pinned
        assert refusal(
            actions.pin_topic, actor=editor, topic=topic, until=timezone.now() - timedelta(minutes=1)
        )[0] == "past"  # fmt: skip
        Topic.objects.unrestricted("test").update(pinned_until=timezone.now() - timedelta(seconds=1))
        assert not fresh(topic).is_pinned

    def test_a_move_to_a_narrower_category_is_asked_first_and_silences_who_loses_sight(self, cast, topic):
        narrow = make_category(cast.treviso, "ORGANISATION")
        editor = cast.actor("editor")
        arguments = {"actor": editor, "topic": topic, "category": narrow}
        assert refusal(actions.move_topic, **arguments)[0] == "confirm"
        actions.move_topic(confirmed=True, **arguments)
        make_reply(fresh(topic), actor=editor)
        work()
        assert told("community.post") == []
        actions.move_topic(actor=editor, topic=topic, category=topic.category)
        make_reply(fresh(topic), actor=editor)
        work()
        assert told("community.post") == [("Giulia", "community.post.written")]

    def test_a_discussion_does_not_move_where_one_does_not_moderate(self, cast, topic):
        foreign = make_category(cast.brescia, "PUBLIC")
        arguments = {"actor": cast.actor("editor"), "topic": topic, "category": foreign, "confirmed": True}
        assert refusal(actions.move_topic, **arguments)[0] == "forbidden"


class TestCategories:
    @pytest.mark.parametrize("name", ["sale antigelo", "  SALE   antigelo "])
    def test_two_of_one_name_in_one_place_are_refused(self, cast, category, name):
        arguments = {"actor": cast.actor("editor"), "owner": cast.treviso, "level": "PROVINCE", "name": name}
        assert refusal(actions.create_category, **arguments)[0] == "taken"
        assert actions.create_category(parent=category, **arguments).depth == 2

    @pytest.mark.parametrize("who", ["officer", "clerk", "stranger"])
    def test_only_editors_look_after_them(self, cast, category, who):
        actor = cast.actor(who)
        arguments = {"owner": cast.treviso, "level": "PROVINCE", "name": "Altra"}
        assert refusal(actions.create_category, actor=actor, **arguments)[0] == "forbidden"
        edit = {"edition": 1, "values": {"name": "Mia"}}
        assert refusal(actions.edit_category, actor=actor, category=category, **edit)[0] == "forbidden"
        assert refusal(actions.archive_category, actor=actor, category=category)[0] == "forbidden"

    def test_their_order_is_changed_one_place_at_a_time(self, cast):
        rows = [make_category(cast.treviso, "PROVINCE", name=name) for name in ("a", "b", "c")]
        actions.move_category(actor=cast.actor("editor"), category=rows[2], up=True)
        actions.move_category(actor=cast.actor("editor"), category=rows[0], up=True)
        names = Category.objects.unrestricted("test").filter(owner=cast.treviso)
        assert [row.name for row in names] == ["a", "c", "b"]

    def test_archiving_closes_what_lies_below_and_reopening_begins_above(self, cast, category):
        below = make_category(cast.treviso, "PROVINCE", parent=category)
        editor = cast.actor("editor")
        actions.archive_category(actor=editor, category=category)
        assert fresh(below).archived_at is not None
        arguments = {"actor": editor, "category": below, "archived": False}
        assert refusal(actions.archive_category, **arguments)[0] == "parent_archived"
        actions.archive_category(actor=editor, category=category, archived=False)
        assert actions.archive_category(**arguments).archived_at is None

    def test_two_editors_at_once_lose_nothing(self, cast, category):
        editor = cast.actor("editor")
        actions.edit_category(actor=editor, category=category, edition=1, values={"name": "Uno"})
        with pytest.raises(Conflict) as caught:
            actions.edit_category(actor=editor, category=category, edition=1, values={"name": "Due"})
        assert (caught.value.theirs["name"], caught.value.mine["name"]) == ("Uno", "Due")

    def test_every_change_has_its_line_in_the_register(self, cast, category):
        actions.edit_category(
            actor=cast.actor("editor"),
            category=category,
            edition=1,
            values={"level": "NETWORK"},
            confirmed=True,
        )
        line = Entry.objects.unrestricted("test").filter(verb="community.category.edited").get()
        assert line.changes == {"level": ["PROVINCE", "NETWORK"]}


class TestReading:
    def test_the_mark_never_goes_back_nor_beyond_the_last_post(self, cast, topic):
        for _ in range(3):
            make_reply(topic, actor=cast.actor("clerk"))
        marks = ReadMark.objects.unrestricted("test").filter(person=cast.officer)
        for number, kept in ((2, 2), (1, 2), (99, 4)):
            actions.mark_read(actor=cast.actor("officer"), topic=fresh(topic), last_number=number)
            assert marks.get().last_number == kept

    def test_everything_can_be_marked_as_read_at_once(self, cast, topic):
        make_topic(topic.category, actor=cast.actor("clerk"))
        seen = Topic.objects.visible_to(cast.officer)
        assert actions.mark_rest_read(actor=cast.actor("officer"), topics=seen) == 2
        assert actions.mark_rest_read(actor=cast.actor("officer"), topics=seen) == 0

    def test_marking_all_costs_the_same_for_three_discussions_as_for_one(
        self, cast, topic, django_assert_max_num_queries
    ):
        for _ in range(2):
            make_topic(topic.category, actor=cast.actor("officer"))
        rows = Topic.objects.unrestricted("test").filter(category=topic.category)
        with django_assert_max_num_queries(5):
            assert actions.mark_rest_read(actor=cast.actor("editor"), topics=rows) == 3
        assert actions.mark_rest_read(actor=cast.actor("editor"), topics=rows) == 0
