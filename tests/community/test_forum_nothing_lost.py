"""What people typed comes back whatever happened meanwhile; a wider or narrower audience is asked first."""

import uuid

import pytest
from django.urls import reverse

from pico.base.errors import Refused
from pico.community import actions
from pico.community.models import Category, Topic
from tests.factories.accounts import make_membership
from tests.factories.forum import SYSTEM, first_post, make_category, make_reply, make_topic
from tests.factories.organisations import make_province

pytestmark = pytest.mark.django_db
TYPED = "Il mio testo lungo"


def page(row, name: str, *more) -> str:
    return reverse(f"community:{name}", args=[row.public_id, *more])


def words(answer) -> str:
    return answer.content.decode()


def fresh(row):
    return type(row).objects.unrestricted("test").get(pk=row.pk)


def narrow(category: Category) -> None:
    actions.edit_category(
        actor=SYSTEM, category=category, edition=category.edition, values={"level": "ORGANISATION"}
    )


@pytest.fixture
def category(cast) -> Category:
    return make_category(cast.treviso, "PROVINCE", name="Sale antigelo")


@pytest.fixture
def topic(cast, category) -> Topic:
    return make_topic(category, actor=cast.actor("clerk"), title="Quanto sale?", source="Noi 70 t")


CLOSINGS = {
    "locked": lambda topic: actions.lock_topic(actor=SYSTEM, topic=topic),
    "archived": lambda topic: actions.archive_category(actor=SYSTEM, category=topic.category),
    "narrowed": lambda topic: narrow(topic.category),
}


class TestTheTextComesBack:
    @pytest.mark.parametrize("how", CLOSINGS)
    def test_of_a_post_that_was_being_changed(self, cast, topic, how):
        CLOSINGS[how](topic)
        form = {"source": TYPED, "edition": 1}
        answer = cast.browser("clerk").post(page(topic, "post_edit", 1), form)
        assert (answer.status_code, TYPED in words(answer)) == (404, True)

    @pytest.mark.parametrize(("how", "status"), [("locked", 422), ("archived", 422), ("narrowed", 404)])
    def test_of_an_answer(self, cast, topic, how, status):
        CLOSINGS[how](topic)
        answer = cast.browser("clerk").post(page(topic, "topic_reply"), {"source": TYPED})
        assert (answer.status_code, TYPED in words(answer)) == (status, True)

    @pytest.mark.parametrize("how", ["archived", "narrowed"])
    def test_of_a_new_discussion_with_its_title(self, cast, topic, how):
        CLOSINGS[how](topic)
        form = {"kind": "QUESTION", "title": "Il mio titolo", "source": TYPED}
        answer = cast.browser("clerk").post(page(topic.category, "category_start"), form)
        assert answer.status_code == 404
        assert (TYPED in words(answer), "Il mio titolo" in words(answer)) == (True, True)

    def test_without_a_word_of_the_place_that_one_does_not_see(self, cast, topic):
        narrow(topic.category)
        client, form = cast.browser("clerk"), {"source": TYPED}
        shut = words(client.post(page(topic, "topic_reply"), form))
        assert ("Quanto sale" in shut, "Sale antigelo" in shut) == (False, False)
        absent = client.post(reverse("community:topic_reply", args=[uuid.uuid4()]), form)
        assert (absent.status_code, len(words(absent)) == len(shut)) == (404, True)

    def test_but_looking_at_what_one_does_not_see_is_the_usual_404(self, cast, topic):
        narrow(topic.category)
        answer = cast.browser("clerk").get(page(topic, "topic"))
        assert (answer.status_code, "Pagina non trovata" in words(answer)) == (404, True)


@pytest.mark.parametrize("name", ["topic_reply", "post_edit", "category_start"])
def test_an_endless_text_is_not_even_previewed(cast, topic, name):
    urls = {
        "topic_reply": page(topic, "topic_reply"),
        "post_edit": page(topic, "post_edit", 1),
        "category_start": page(topic.category, "category_start"),
    }
    form = {"source": "parola " * 9000, "preview": "1", "edition": 1, "title": "x", "kind": "QUESTION"}
    answer = cast.browser("clerk").post(urls[name], form)
    assert (answer.status_code, "al massimo 50.000" in words(answer)) == (422, True)
    assert ("pico-draft-preview" in words(answer), words(answer).count("parola ") > 8000) == (False, True)


class TestTheLevelOfACategory:
    @staticmethod
    def form(category: Category, **changes) -> dict:
        names = ("name", "description", "area", "new_topics", "level", "edition")
        return {name: getattr(category, name) for name in names} | changes

    @pytest.mark.parametrize("level", ["PUBLIC", "NETWORK"])
    def test_much_wider_is_asked_with_what_will_be_read(self, cast, topic, category, level):
        client, url = cast.browser("editor"), page(category, "category_edit")
        asked = client.post(url, self.form(category, level=level, name="Sale"))
        assert (asked.status_code, fresh(category).level) == (200, "PROVINCE")
        assert "1 discussione" in words(asked)
        assert ("name", "Sale") in asked.context["kept"]
        client.post(url, {**dict(asked.context["kept"]), "confirmed": "1"})
        assert (fresh(category).level, fresh(category).name) == (level, "Sale")

    def test_narrower_is_asked_with_the_number_of_rows_that_narrow_with_it(self, cast, topic, category):
        below = make_category(cast.treviso, "PROVINCE", parent=category)
        deepest = make_category(cast.treviso, "PROVINCE", parent=below)
        make_category(cast.treviso, "INVITED", parent=category)
        make_topic(deepest)
        client, url = cast.browser("editor"), page(category, "category_edit")
        asked = client.post(url, self.form(category, level="ORGANISATION"))
        assert "2 sottocategorie e 2 discussioni" in words(asked)
        assert {fresh(row).level for row in (category, below, deepest)} == {"PROVINCE"}
        client.post(url, {**dict(asked.context["kept"]), "confirmed": "1"})
        assert {fresh(row).level for row in (category, below, deepest)} == {"ORGANISATION"}

    def test_a_little_wider_or_narrower_alone_is_not_asked(self, cast, category):
        client, url = cast.browser("editor"), page(category, "category_edit")
        assert client.post(url, self.form(category, level="ORGANISATION")).status_code == 302
        assert client.post(url, self.form(fresh(category), level="REGION")).status_code == 302

    def test_the_action_refuses_without_the_yes(self, cast, category):
        with pytest.raises(Refused) as caught:
            actions.edit_category(
                actor=cast.actor("editor"), category=category, edition=1, values={"level": "PUBLIC"}
            )
        assert (caught.value.code, fresh(category).level) == ("confirm", "PROVINCE")

    def test_two_editors_at_once_are_shown_every_field(self, cast, category):
        client, url = cast.browser("editor"), page(category, "category_edit")
        theirs = {"name": "Neve", "description": "Lame e sale", "area": "SUA", "new_topics": "EDITORS"}
        client.post(url, self.form(category, **theirs))
        answer = client.post(url, self.form(category, name="Ghiaccio"))
        assert answer.status_code == 409
        assert [(fact["label"], fact["value"]) for fact in answer.context["stored"]] == [
            ("Nome", "Neve"),
            ("Descrizione", "Lame e sale"),
            ("Area", "SUA"),
            ("Nuove discussioni", "Aperte solo dai moderatori"),
            ("Chi può vedere", "Territorio provinciale"),
        ]
        assert "Ghiaccio" in words(answer)


class TestTheTitleOfAProposal:
    @pytest.fixture
    def refused(self, cast) -> Topic:
        category = make_category(cast.treviso, "PROVINCE", new_topics="APPROVAL")
        topic = make_topic(category, actor=cast.actor("clerk"), title="Sale", source="Quanto?")
        return actions.refuse_topic(actor=SYSTEM, topic=topic, reason="Di quale strada parli?")

    def test_is_corrected_before_it_is_proposed_again(self, cast, refused):
        client = cast.browser("clerk")
        form = {"title": "Sale sulla SP 34", "source": "Quanto?", "edition": 1}
        assert client.post(page(refused, "post_edit", 1), form).status_code == 302
        client.post(page(refused, "topic_propose"))
        assert (fresh(refused).title, fresh(refused).state) == ("Sale sulla SP 34", "PROPOSED")

    def test_is_not_emptied(self, cast, refused):
        answer = cast.browser("clerk").post(
            page(refused, "post_edit", 1), {"title": " ", "source": "x", "edition": 1}
        )
        assert (answer.status_code, fresh(refused).title) == (422, "Sale")

    def test_is_not_changed_any_more_once_others_read_it(self, cast, topic):
        client, url = cast.browser("clerk"), page(topic, "post_edit", 1)
        assert "Titolo" not in words(client.get(url))
        client.post(url, {"title": "Un altro", "source": "Noi 80 t", "edition": 1})
        assert (fresh(topic).title, fresh(first_post(topic)).source) == ("Quanto sale?", "Noi 80 t")

    def test_nor_with_a_later_post(self, cast, topic):
        post = make_reply(topic, actor=cast.actor("clerk"))
        actions.edit_post(actor=cast.actor("clerk"), post=post, source="Altro", edition=1, title="Un altro")
        assert fresh(topic).title == "Quanto sale?"


def test_an_editor_of_two_bodies_is_told_for_which_one_to_act(cast):
    belluno = make_province("belluno")
    make_membership(cast.editor, belluno, "editor")
    mine = make_category(cast.treviso, "PROVINCE", new_topics="APPROVAL")
    other = make_category(belluno, "NETWORK", new_topics="APPROVAL")
    topics = [make_topic(place, actor=cast.actor("clerk")) for place in (mine, other)]
    answer = cast.browser("editor").post(
        reverse("community:moderation_approve"),
        {"scelte": [str(topic.public_id) for topic in topics], "acting": cast.treviso.pk},
        follow=True,
    )
    assert [fresh(topic).state for topic in topics] == ["OPEN", "PROPOSED"]
    assert f"opera per {belluno.name}" in words(answer)
