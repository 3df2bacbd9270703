"""The forum's pages: the scripted scenario, what each person is offered, bad input, costs."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.community import actions
from pico.community.models import Category, Post, ReadMark, Topic
from tests.attacks import ATTACKS
from tests.factories.forum import SYSTEM, first_post, make_category, make_reply, make_topic

pytestmark = pytest.mark.django_db


def page(row, name: str, *more) -> str:
    return reverse(f"community:{name}", args=[row.public_id, *more])


def words(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def category(cast) -> Category:
    return make_category(cast.treviso, "PROVINCE", new_topics="APPROVAL", name="Sale antigelo")


@pytest.fixture
def topic(cast, category) -> Topic:
    topic = make_topic(category, actor=cast.actor("clerk"), title="Quanto sale?", source="Noi **70 t**")
    return actions.approve_topic(actor=SYSTEM, topic=topic)


class TestWhatIsOffered:
    def test_a_reader_without_access_reads_the_body_and_not_the_person(self, cast):
        category = make_category(cast.treviso, "PUBLIC")
        topic = make_topic(category, actor=cast.actor("clerk"))
        seen = words(cast.browser().get(page(topic, "topic")))
        assert ("Oderzo" in seen, "Bianchi" in seen, "rispondi-titolo" in seen) == (True, False, False)
        assert "accedi</a> con il tuo ente" in seen

    @pytest.mark.parametrize(
        ("who", "acts"),
        [("clerk", ["Modifica", "Ritira"]), ("officer", ["Segnala"]), ("editor", ["Segnala", "Nascondi"])],
    )
    def test_each_person_gets_their_own_acts(self, cast, topic, who, acts):
        seen = words(cast.browser(who).get(page(topic, "topic")))
        offered = ["Modifica", "Ritira", "Segnala", "Nascondi"]
        assert [act for act in offered if f"{act}<span" in seen] == acts

    def test_a_closed_discussion_says_so_and_has_no_form(self, cast, topic):
        actions.lock_topic(actor=SYSTEM, topic=topic)
        seen = words(cast.browser("clerk").get(page(topic, "topic")))
        assert ("Discussione chiusa" in seen, 'id="rispondi"' in seen) == (True, False)

    def test_a_proposal_says_to_its_author_what_happens_next(self, cast, category):
        topic = make_topic(category, actor=cast.actor("clerk"))
        assert "In attesa di chi modera" in words(cast.browser("clerk").get(page(topic, "topic")))
        actions.refuse_topic(actor=SYSTEM, topic=topic, reason="Di quale strada parli?")
        seen = words(cast.browser("clerk").get(page(topic, "topic")))
        assert ("Di quale strada parli?" in seen, "Proponi di nuovo" in seen) == (True, True)

    def test_the_list_of_categories_names_none_that_one_cannot_see(self, cast, category):
        make_category(cast.treviso, "ORGANISATION", parent=category, name="Interna")
        seen = words(cast.browser("clerk").get(reverse("community:forum")))
        assert ("Sale antigelo" in seen, "Interna" in seen) == (True, False)
        assert "Sale antigelo" not in words(cast.browser("stranger").get(reverse("community:forum")))

    def test_quoting_begins_the_answer_with_the_words_of_the_other(self, cast, topic):
        seen = cast.browser("officer").get(f"{page(topic, 'topic')}?cita=1")
        assert seen.context["form"].initial["source"] == "> Noi **70 t**\n\n"

    def test_a_hidden_post_cannot_be_quoted(self, cast, topic):
        post = make_reply(topic, actor=cast.actor("clerk"), source="segreto")
        actions.hide_post(actor=SYSTEM, post=post, why="OTHER", reason="x")
        assert "segreto" not in words(cast.browser("officer").get(f"{page(topic, 'topic')}?cita=2"))

    def test_similar_discussions_are_shown_before_one_more_is_started(self, cast, topic, category):
        form = {"kind": "QUESTION", "title": "Quanto sale serve?", "source": "x", "preview": "1"}
        topic.title = "Quanto sale per chilometro?"
        Topic.objects.unrestricted("test").filter(pk=topic.pk).update(title="Quanto serve di sale?")
        seen = cast.browser("officer").post(page(category, "category_start"), form)
        assert [one["title"] for one in seen.context["similar"]] == ["Quanto serve di sale?"]


class TestBadInput:
    def test_an_empty_answer_comes_back_with_what_is_wrong(self, cast, topic):
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), {"source": "  "})
        assert (answer.status_code, Post.objects.unrestricted("test").count()) == (422, 1)

    def test_an_endless_answer_keeps_its_text(self, cast, topic):
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), {"source": "parola " * 9000})
        assert (answer.status_code, words(answer).count("parola ") > 8000) == (422, True)
        assert "al massimo 50.000" in words(answer)

    @pytest.mark.parametrize("how", ["lock", "archive"])
    def test_what_was_written_while_the_place_closed_is_given_back(self, cast, topic, how):
        if how == "lock":
            actions.lock_topic(actor=SYSTEM, topic=topic)
        else:
            actions.archive_category(actor=SYSTEM, category=topic.category)
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), {"source": "Il mio testo lungo"})
        assert (answer.status_code, "Il mio testo lungo" in words(answer)) == (422, True)

    def test_two_windows_on_one_post_show_both_texts(self, cast, topic):
        url, client = page(topic, "post_edit", 1), cast.browser("clerk")
        client.post(url, {"source": "Prima finestra", "edition": 1})
        answer = client.post(url, {"source": "Seconda finestra", "edition": 1})
        assert answer.status_code == 409
        assert ("Prima finestra" in words(answer), "Seconda finestra" in words(answer)) == (True, True)
        assert client.post(url, {"source": "Unite", "edition": 2}).status_code == 302

    def test_a_double_click_makes_one_post(self, cast, topic):
        form = {"source": "Una volta", "form_key": uuid.uuid4()}
        answers = [cast.browser("clerk").post(page(topic, "topic_reply"), form) for _ in range(2)]
        assert (answers[0].url, answers[1].url) == (f"{page(topic, 'topic')}#intervento-2",) * 2

    @pytest.mark.parametrize("query", ["pagina=99", "pagina=x", "righe=7", "cita=x", "cita=99", "nuovi=1"])
    def test_an_odd_address_is_answered(self, cast, topic, query):
        answer = cast.browser("clerk").get(f"{page(topic, 'topic')}?{query}", follow=True)
        assert (answer.status_code, "Noi" in words(answer)) == (200, True)

    @pytest.mark.parametrize("number", [0, 2, 2_000_000_000])
    def test_a_post_that_is_not_there_is_404(self, cast, topic, number):
        assert cast.browser("clerk").get(page(topic, "post", number)).status_code == 404

    def test_a_preview_shows_cleaned_html_and_sends_nothing(self, cast, topic):
        form = {"source": "**forte** <script>alert(1)</script>", "preview": "1"}
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), form)
        assert ("<strong>forte</strong>" in words(answer), "<script>alert" in words(answer)) == (True, False)
        assert Post.objects.unrestricted("test").count() == 1

    def test_no_attack_reaches_the_page(self, cast, topic):
        for attack in ATTACKS:
            make_reply(topic, actor=cast.actor("officer"), source=f"x {attack}"[:50_000])
        for number in range(1, 8):
            seen = words(cast.browser("clerk").get(f"{page(topic, 'topic')}?pagina={number}"))
            body = seen[seen.index("pico-posts") : seen.index("pico-pager")].lower()
            assert "<script" not in body
            assert 'href="javascript:' not in body
            assert "<img" not in body.replace('<img src="/file/', "")

    def test_the_pages_below_a_form_that_came_back_are_those_of_the_discussion(self, cast, topic):
        for _ in range(26):
            make_reply(topic, actor=cast.actor("clerk"))
        client, url = cast.browser("clerk"), page(topic, "topic_reply")
        assert 'href="?pagina=2"' in words(client.post(url, {"source": " "}))
        assert client.get(f"{url}?pagina=2").url == f"{page(topic, 'topic')}?pagina=2"

    def test_a_name_with_markup_is_shown_as_text(self, cast):
        make_category(cast.treviso, "PROVINCE", name="<script>alert(1)</script>")
        assert "<script>alert" not in words(cast.browser("clerk").get(reverse("community:forum")))


class TestReading:
    def test_a_visit_marks_what_is_on_the_page_and_nothing_beyond(self, cast, topic):
        for _ in range(30):
            make_reply(topic, actor=cast.actor("clerk"))
        client = cast.browser("officer")
        marks = ReadMark.objects.unrestricted("test").filter(person=cast.officer)
        client.get(page(topic, "topic"))
        assert marks.get().last_number == 25
        first = client.get(f"{page(topic, 'topic')}?nuovi=1")
        assert first.url == f"{page(topic, 'topic')}?pagina=2#intervento-26"
        client.get(f"{page(topic, 'topic')}?pagina=2")
        assert marks.get().last_number == 31

    def test_what_is_new_is_counted_for_discussion_and_category(self, cast, topic):
        make_reply(topic, actor=cast.actor("clerk"))
        client = cast.browser("officer")
        assert "2 da leggere" in words(client.get(page(topic.category, "category")))
        assert "1 con novità" in words(client.get(reverse("community:forum")))
        client.post(page(topic.category, "category_read"))
        assert "2 da leggere" not in words(client.get(page(topic.category, "category")))
        assert "con novità" not in words(client.get(reverse("community:forum")))


FILTERED = {
    "": ["Quanto sale?", "Buona idea"],
    "tipo=PRACTICE": ["Buona idea"],
    "testo=SALE": ["Quanto sale?"],
    "mie=on": ["Buona idea"],
    "nonlette=on": ["Quanto sale?"],
    "tipo=INVENTED": ["Quanto sale?", "Buona idea"],
}


def test_filters_decide_the_rows(cast, topic, category):
    other = make_topic(category, actor=cast.actor("officer"), title="Buona idea")
    Topic.objects.unrestricted("test").filter(pk=other.pk).update(
        state="OPEN", kind="PRACTICE", last_post_at="2026-01-01T10:00Z"
    )
    client = cast.browser("officer")
    shown = {
        query: [row["title"] for row in client.get(f"{page(category, 'category')}?{query}").context["rows"]]
        for query in FILTERED
    }
    assert shown == FILTERED


class TestCosts:
    """What a page asks of the database, the same at one row and at three."""

    @staticmethod
    def asked(client, url) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def test_of_a_discussion(self, cast, topic):
        client, url = cast.browser("clerk"), page(topic, "topic")
        alone = self.asked(client, url)
        for who in ("officer", "clerk"):
            make_reply(topic, actor=cast.actor(who))
        assert (alone, self.asked(client, url)) == (15, 15)

    def test_of_a_category(self, cast, topic, category):
        client, url = cast.browser("officer"), page(category, "category")
        alone = self.asked(client, url)
        for who in ("clerk", "editor"):
            make_topic(category, actor=cast.actor(who))
        assert (alone, self.asked(client, url)) == (13, 13)

    def test_of_the_forum(self, cast, topic, category):
        client, url = cast.browser("officer"), reverse("community:forum")
        alone = self.asked(client, url)
        for owner in (cast.treviso, cast.brescia):
            make_category(owner, "NETWORK")
        assert (alone, self.asked(client, url)) == (12, 12)

    def test_of_the_moderation(self, cast, category):
        client, url = cast.browser("editor"), reverse("community:moderation")
        place = make_category(cast.treviso, "PROVINCE")

        def one_more(number: int) -> None:
            make_topic(category, actor=cast.actor("clerk"))
            post = make_reply(make_topic(place), actor=cast.actor("clerk"))
            actions.flag_post(actor=cast.actor("officer"), post=post, reason="OTHER")

        one_more(1)
        alone = self.asked(client, url)
        for number in (2, 3):
            one_more(number)
        assert (alone, self.asked(client, url)) == (15, 15)


def test_the_categories_are_ordered_and_archived_on_their_page(cast, category):
    client = cast.browser("editor")
    below = make_category(cast.treviso, "PROVINCE", parent=category, name="Sotto")
    assert "Sotto" in words(client.get(reverse("community:categories")))
    client.post(page(category, "category_archive"))
    below.refresh_from_db()
    assert below.archived_at is not None
    assert "Archiviata" in words(client.get(reverse("community:categories")))
    assert cast.browser("officer").get(reverse("community:categories")).status_code == 404


def test_a_moderator_is_named_on_the_page_and_a_wrong_address_is_said_beside_it(cast, category):
    client = cast.browser("editor")
    wrong = client.post(page(category, "moderator_new"), {"invitee": "nessuno@ente.example"})
    assert (wrong.status_code, "Nessuna persona registrata" in words(wrong)) == (422, True)
    client.post(page(category, "moderator_new"), {"invitee": cast.officer.email})
    assert "Marco Rossi" in words(client.get(page(category, "category_edit")))
    client.post(page(category, "moderator_end", cast.officer.pk))
    assert "Marco Rossi" not in words(client.get(page(category, "category_edit")))


def test_several_proposals_are_opened_at_once(cast, category):
    topics = [make_topic(category, actor=cast.actor("clerk")) for _ in range(3)]
    chosen = [str(topic.public_id) for topic in topics[:2]]
    cast.browser("editor").post(reverse("community:moderation_approve"), {"scelte": [*chosen, "x"]})
    rows = Topic.objects.unrestricted("test").order_by("pk")
    assert [row.state for row in rows] == ["OPEN", "OPEN", "PROPOSED"]
    assert first_post(topics[0]).number == 1


def test_a_reported_post_that_was_withdrawn_is_shown_to_no_moderator(cast, topic):
    post = make_reply(topic, actor=cast.actor("clerk"), source="parola-ritirata")
    actions.flag_post(actor=cast.actor("officer"), post=post, reason="OTHER")
    client, url = cast.browser("editor"), reverse("community:moderation")
    assert "parola-ritirata" in words(client.get(url))
    actions.withdraw_post(actor=cast.actor("clerk"), post=post)
    assert "parola-ritirata" not in words(client.get(url))


def test_a_number_of_five_thousand_digits_quotes_nothing(cast, topic):
    url = f"{page(topic, 'topic')}?cita={'9' * 5000}"
    assert cast.browser("clerk").get(url).context["form"].initial.get("source") is None
