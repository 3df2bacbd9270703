"""Calling people by name: found, offered and told are only those who see the place, and nobody else shows."""

import pytest
from django.urls import reverse

from pico.base.actor import Actor
from pico.community import actions
from pico.community.models import Category, Topic
from pico.community.rules.mentions import mentioned_in, offered
from pico.notifications.actions import follow
from pico.notifications.models import Notification
from tests.factories.accounts import make_member, make_user
from tests.factories.forum import SYSTEM, first_post, make_category, make_reply, make_topic
from tests.queue import work

pytestmark = pytest.mark.django_db


def page(row, name: str, *more) -> str:
    return reverse(f"community:{name}", args=[row.public_id, *more])


def words(answer) -> str:
    return answer.content.decode()


def fresh(row):
    return type(row).objects.unrestricted("test").get(pk=row.pk)


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.unrestricted("test").select_related("person", "event")
    lines = [(row.person.get_full_name(), row.event.kind.removeprefix("community.")) for row in rows]
    return sorted(line for line in lines if line[1].startswith("post."))


@pytest.fixture
def category(cast) -> Category:
    return make_category(cast.treviso, "PROVINCE")


@pytest.fixture
def topic(cast, category) -> Topic:
    return make_topic(category, title="Quanto sale?")


class TestWhoIsMeant:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("Lo sa @Marco Rossi.", ["Marco Rossi"]),
            ("lo sa @marco rossi della SUA", ["Marco Rossi"]),
            ("(@Marco Rossi, @Giulia Bianchi)", ["Marco Rossi", "Giulia Bianchi"]),
            ("@Marco Rossi e ancora @Marco Rossi", ["Marco Rossi"]),
            ("@Sara Conti", []),  # of Brescia: does not see it
            ("@Marco", []),
            ("@Nessuno Davvero", []),
            ("scrivi a sua@Marco Rossi", []),
            ("> lo dice @Marco Rossi\n\nvero", []),
            ("", []),
        ],
    )
    def test_the_one_person_of_that_name_who_sees_it(self, cast, topic, text, names):
        assert [person.get_full_name() for person in mentioned_in(topic, text)] == names

    def test_nobody_when_two_who_see_it_have_the_name(self, cast, topic):
        make_member(cast.treviso, "member", given_name="Marco", family_name="Rossi")
        assert mentioned_in(topic, "@Marco Rossi") == []

    def test_of_two_of_the_name_the_one_who_sees_it(self, cast, topic):
        make_member(cast.brescia, "member", given_name="Marco", family_name="Rossi")
        assert mentioned_in(topic, "@Marco Rossi") == [cast.officer]

    def test_the_longest_name_that_fits(self, cast, topic):
        longer = make_member(cast.treviso, "member", given_name="Marco", family_name="Rossi Doria")
        assert mentioned_in(topic, "@Marco Rossi Doria lo sa") == [longer]

    def test_nobody_calls_themselves(self, cast, topic):
        assert mentioned_in(topic, "@Marco Rossi", author_id=cast.officer.pk) == []

    def test_a_text_full_of_names_asks_about_few(self, cast, topic, django_assert_max_num_queries):
        text = " ".join(f"@Persona Numero{number}" for number in range(500))
        with django_assert_max_num_queries(2):
            assert mentioned_in(topic, text) == []


class TestWhoIsTold:
    def test_whom_a_post_calls_once_even_when_they_follow(self, cast, topic):
        follow(actor=cast.actor("officer"), row=topic, with_descendants=True)
        post = make_reply(topic, actor=cast.actor("clerk"), source="Lo sa @Marco Rossi.")
        work()
        assert told() == [("Marco Rossi", "post.mentioned")]
        assert post.html == "<p>Lo sa <strong>@Marco Rossi</strong>.</p>\n"

    def test_who_cannot_see_it_is_not_and_the_text_stays_plain(self, cast, topic):
        follow(actor=cast.actor("stranger"), row=topic, with_descendants=True)
        post = make_reply(topic, actor=cast.actor("clerk"), source="Lo sa @Sara Conti.")
        work()
        assert (told(), post.html) == ([], "<p>Lo sa @Sara Conti.</p>\n")

    def test_who_lost_sight_before_the_mail_left_is_not(self, cast, category, topic):
        make_reply(topic, actor=cast.actor("editor"), source="@Giulia Bianchi?")
        values = {"level": "ORGANISATION"}
        actions.edit_category(actor=SYSTEM, category=category, edition=1, values=values)
        work()
        assert told() == []

    def test_of_a_hidden_post_nobody_is(self, cast, topic):
        post = make_reply(topic, actor=cast.actor("editor"), source="@Giulia Bianchi?")
        actions.hide_post(actor=SYSTEM, post=post, why="OTHER", reason="x")
        work()
        assert told() == []

    def test_a_name_added_later_is_and_one_already_there_is_not_again(self, cast, topic):
        post = make_reply(topic, actor=cast.actor("clerk"), source="@Marco Rossi")
        work()
        text = "@Marco Rossi e @Davide Pavan"
        actions.edit_post(actor=cast.actor("clerk"), post=post, source=text, edition=1)
        work()
        assert told() == [("Davide Pavan", "post.mentioned"), ("Marco Rossi", "post.mentioned")]

    def test_a_proposal_calls_people_when_it_is_opened(self, cast):
        place = make_category(cast.treviso, "PROVINCE", new_topics="APPROVAL")
        topic = make_topic(place, actor=cast.actor("clerk"), source="Lo sa @Marco Rossi")
        work()
        assert [line for line in told() if line[0] == "Marco Rossi"] == []
        actions.approve_topic(actor=SYSTEM, topic=topic)
        work()
        assert [line for line in told() if line[0] == "Marco Rossi"] == [("Marco Rossi", "post.mentioned")]

    def test_names_in_code_are_not_drawn_bold(self, cast, topic):
        post = make_reply(topic, actor=cast.actor("clerk"), source="`@Marco Rossi` e @Marco Rossi")
        assert post.html == "<p><code>@Marco Rossi</code> e <strong>@Marco Rossi</strong></p>\n"


class TestWhoIsOffered:
    """To Marco of Treviso, in a category in which people of three bodies wrote while all could."""

    EXPECTED = {
        "NETWORK": ["Zeno Altrove", "Zeno Collega", "Zeno Oderzo"],
        "PROVINCE": ["Zeno Collega", "Zeno Oderzo"],
        "ORGANISATION": ["Zeno Collega"],
    }

    @pytest.mark.parametrize("level", EXPECTED)
    def test_those_who_see_it_among_colleagues_and_who_wrote_there(self, cast, level):
        category = make_category(cast.treviso, "NETWORK")
        topic = make_topic(category)
        make_member(cast.treviso, "member", given_name="Zeno", family_name="Collega")
        make_member(cast.oderzo, "member", given_name="Zeno", family_name="Mai Scritto")
        for body, family in ((cast.oderzo, "Oderzo"), (cast.brescia, "Altrove")):
            person = make_member(body, "member", given_name="Zeno", family_name=family)
            make_reply(topic, actor=Actor(person, body))
        if level != "NETWORK":
            actions.edit_category(actor=SYSTEM, category=category, edition=1, values={"level": level})
        found = offered(fresh(topic), "@zen", user=cast.officer)
        assert [person.get_full_name() for person in found] == self.EXPECTED[level]

    def test_nobody_through_a_post_that_one_does_not_read(self, cast, category, topic):
        zeno = make_member(cast.oderzo, "member", given_name="Zeno", family_name="Oderzo")
        post = make_reply(topic, actor=Actor(zeno, cast.oderzo))
        assert offered(topic, "zeno", user=cast.officer) == [zeno]
        actions.hide_post(actor=SYSTEM, post=post, why="OTHER", reason="x")
        assert offered(topic, "zeno", user=cast.officer) == []

    def test_of_a_proposal_those_who_may_read_it_now(self, cast):
        place = make_category(cast.treviso, "PROVINCE", new_topics="APPROVAL")
        topic = make_topic(place, actor=cast.actor("officer"))
        make_member(cast.treviso, "member", given_name="Davide", family_name="Altri")
        assert offered(topic, "davide", user=cast.officer) == [cast.editor]

    @pytest.mark.parametrize("text", ["", "m", "@", "   "])
    def test_nobody_for_less_than_two_letters(self, cast, topic, text):
        assert offered(topic, text, user=cast.officer) == []

    @pytest.fixture
    def known(self, cast, topic) -> None:
        """Marco wrote here: Giulia of Oderzo knows his name."""
        make_reply(topic, actor=cast.actor("officer"))

    def test_the_form_finds_them_without_script_and_keeps_what_was_typed(self, cast, topic, known):
        form = {"source": "Ecco il mio testo", "chi": "ross", "find_people": "1"}
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), form)
        assert ("@Marco Rossi" in words(answer), "Ecco il mio testo" in words(answer)) == (True, True)
        assert (answer.status_code, fresh(topic).post_count) == (200, 2)

    def test_the_form_names_nobody_who_does_not_see_it(self, cast, topic):
        form = {"source": "", "chi": "conti", "find_people": "1"}
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), form)
        assert ("Sara Conti" in words(answer), "Nessuno con questo nome" in words(answer)) == (
            False,
            True,
        )
        assert "Questo campo è obbligatorio" not in words(answer)

    def test_so_do_the_forms_of_a_new_discussion_and_of_a_change(self, cast, category, topic, known):
        client, form = cast.browser("clerk"), {"source": "x", "chi": "ross", "find_people": "1"}
        assert "@Marco Rossi" in words(client.post(page(category, "category_start"), form))
        make_reply(topic, actor=cast.actor("clerk"))
        answer = client.post(page(topic, "post_edit", 3), {**form, "edition": 1})
        assert "@Marco Rossi" in words(answer)
        assert Topic.objects.unrestricted("test").count() == 1

    def test_the_list_for_the_script_has_the_same_people(self, cast, category, topic, known):
        client = cast.browser("clerk")
        for url in (page(topic, "topic_people"), page(category, "category_people")):
            assert 'data-person="Marco Rossi"' in words(client.get(url, {"chi": "ross"}))
            assert "Sara Conti" not in words(client.get(url, {"chi": "conti"}))
            assert cast.browser("stranger").get(url, {"chi": "ross"}).status_code == 404
            assert cast.browser().get(url, {"chi": "ross"}).status_code == 302

    def test_who_works_for_nobody_learns_no_name(self, cast):
        topic = make_topic(make_category(cast.treviso, "PUBLIC"))
        cast.visitor = make_user()
        client = cast.browser("visitor")
        assert client.get(page(topic, "topic")).status_code == 200
        assert client.get(page(topic, "topic_people"), {"chi": "ross"}).status_code == 404
        assert first_post(topic).number == 1


class TestDrawnNames:
    def test_who_is_called_in_a_proposal_is_marked_once_it_is_open(self, cast):
        """Waiting it is seen by nobody but its author and the moderators, so the name stays plain."""
        place = make_category(cast.treviso, "PROVINCE", new_topics="APPROVAL")
        asked = make_topic(place, actor=cast.actor("clerk"), source="Lo sa @Marco Rossi")
        assert "<strong>" not in first_post(asked).html
        actions.approve_topic(actor=cast.actor("editor"), topic=asked)
        assert first_post(asked).html == "<p>Lo sa <strong>@Marco Rossi</strong></p>\n"

    @pytest.mark.parametrize("at", ["start", "reply", "edit"])
    def test_the_preview_marks_them_as_they_will_be(self, cast, topic, category, at):
        post = make_reply(topic, actor=cast.actor("clerk"))
        url = {
            "start": page(category, "category_start"),
            "reply": page(topic, "topic_reply"),
            "edit": page(topic, "post_edit", post.number),
        }[at]
        typed = {"title": "T", "kind": "DISCUSSION", "source": "@Marco Rossi e @Sara Conti", "edition": 1}
        answer = cast.browser("clerk").post(url, {**typed, "acting": cast.oderzo.pk, "preview": "1"})
        assert answer.context["preview"] == "<p><strong>@Marco Rossi</strong> e @Sara Conti</p>\n"
