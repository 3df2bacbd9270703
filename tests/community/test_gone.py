"""What stays of texts and people that are gone, and pages that are not there or not for who asks."""

import re
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from pico.accounts.access import forget_access
from pico.accounts.models import Membership
from pico.base.actor import Actor
from pico.community import actions
from pico.community.models import Category, Comment, Post
from tests.factories.accounts import make_member
from tests.factories.blog import make_article, make_comment, make_draft
from tests.factories.forum import make_category, make_reply, make_topic
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db


def page(row, name: str, *more) -> str:
    return reverse(f"community:{name}", args=[row.public_id, *more])


def address(article) -> str:
    return reverse("community:article", args=[article.owner.slug, article.slug])


def words(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def topic(cast):
    return make_topic(make_category(cast.treviso, "PUBLIC"), title="Sale")


@pytest.fixture
def article(cast):
    return make_article(Actor(make_member(cast.treviso), cast.treviso), "PUBLIC")


def heads(text: str) -> list[str]:
    """Return who the posts or comments of a page are said to be of."""
    return re.findall(r'<h[23] class="pico-post-who"[^>]*>([^<]*)</h', text)


def test_a_withdrawn_post_and_a_withdrawn_comment_leave_their_place_and_no_word(cast, topic, article):
    post = make_reply(topic, actor=cast.actor("clerk"), source="Parole ritirate")
    make_reply(topic, actor=cast.actor("officer"), source="Dopo")
    comment = make_comment(article, cast.actor("clerk"), "Parole ritirate")
    actions.withdraw_post(actor=cast.actor("clerk"), post=post)
    actions.withdraw_comment(actor=cast.actor("clerk"), comment=comment)
    for who in ("", "clerk", "stranger", "editor"):
        client = cast.browser(who)
        shown = [words(client.get(url)) for url in (page(topic, "topic"), address(article))]
        assert ["Parole ritirate" in one for one in shown] == [False, False], who
        assert "Intervento ritirato dall&#x27;autore." in shown[0].replace("'", "&#x27;"), who
        assert "Commento ritirato dall&#x27;autore." in shown[1].replace("'", "&#x27;"), who
        assert "#intervento-3" in shown[0] or 'id="intervento-3"' in shown[0], who


def test_of_an_erased_person_the_body_stays(cast, topic, article):
    make_reply(topic, actor=cast.actor("clerk"))
    make_comment(article, cast.actor("clerk"))
    Post.objects.unrestricted("test").filter(author=cast.clerk).update(author=None)  # as erasure leaves them
    Comment.objects.unrestricted("test").filter(author=cast.clerk).update(author=None)
    for url in (page(topic, "topic"), address(article)):
        shown = heads(words(cast.browser("officer").get(url)))
        assert shown[-1] == f"Persona non più registrata, {cast.oderzo.name}"
        assert heads(words(cast.browser().get(url)))[-1] == cast.oderzo.name


def test_who_left_the_body_keeps_name_and_body_of_that_time_and_writes_no_more(cast, topic, article):
    make_reply(topic, actor=cast.actor("clerk"))
    make_comment(article, cast.actor("clerk"))
    Membership.objects.unrestricted("test").filter(user=cast.clerk).update(ended_at=timezone.now())
    forget_access(cast.clerk)
    for url in (page(topic, "topic"), address(article)):
        assert heads(words(cast.browser("officer").get(url)))[-1] == f"Giulia Bianchi, {cast.oderzo.name}"
    client, sent = cast.browser("clerk"), {"source": "Ancora io"}
    comment = reverse("community:article_comment", args=[article.owner.slug, article.slug])
    answers = [client.post(url, sent) for url in (page(topic, "topic_reply"), comment)]
    assert [(one.status_code, "Ancora io" in words(one)) for one in answers] == [(404, True), (404, True)]
    assert Post.objects.unrestricted("test").filter(source="Ancora io").count() == 0


def alike(text: str, url: str) -> str:
    """Return a page without its own address, its number and its keys: all in which two pages may differ."""
    text = re.sub(r'contesto=[^"]*|csrf[^>]*>', "", text, flags=re.IGNORECASE)
    return re.sub(r"[0-9a-f]{12}", "", text.replace(url, ""))


def test_what_is_absent_and_what_is_not_for_the_reader_answer_with_the_same_page(cast):
    category = make_category(cast.treviso, "ORGANISATION", name="Segreto")
    topic = make_topic(category, title="Segreto")
    anna = Actor(make_member(cast.treviso), cast.treviso)
    hidden, draft = make_article(anna, "ORGANISATION", title="Segreto"), make_draft(anna, title="Segreto")
    make_practice(hidden)
    absent = uuid.uuid4()
    pairs = [
        (page(category, "category"), reverse("community:category", args=[absent])),
        (page(topic, "topic"), reverse("community:topic", args=[absent])),
        (page(topic, "post", 1), reverse("community:post", args=[absent, 1])),
        (address(hidden), reverse("community:article", args=["treviso", "non-esiste"])),
        (address(draft), reverse("community:article", args=["treviso", "non-esiste"])),
        (page(hidden, "article_desk"), reverse("community:article_desk", args=[absent])),
        (
            reverse("community:practice_mark", args=["articolo", hidden.public_id]),
            reverse("community:practice_mark", args=["articolo", absent]),
        ),
    ]
    client = cast.browser("stranger")
    for there, nowhere in pairs:
        bodies = []
        for url in (there, nowhere):
            answer = client.get(url)
            assert answer.status_code == 404, url
            bodies.append(alike(words(answer), url))
        assert (bodies[0] == bodies[1], "Segreto" in bodies[0]) == (True, False), there


@pytest.mark.parametrize("number", ["99", "0", "-1", "x", "9" * 60])
def test_a_page_number_beyond_the_end_shows_what_there_is(cast, topic, article, number):
    make_comment(article, cast.actor("clerk"), "Ultimo commento")
    make_practice(article)
    for url, expected in (
        (page(topic, "topic"), "Sale"),
        (address(article), "Ultimo commento"),
        (reverse("community:blog"), article.live.title),
        (reverse("community:practices"), article.live.title),
    ):
        answer = cast.browser("clerk").get(url, {"pagina": number})
        assert (answer.status_code, expected in words(answer)) == (200, True), url
        if url in {reverse("community:blog"), reverse("community:practices")}:
            said = "La pagina 99 non c'è: questa è l'ultima." in words(answer)
            assert said == (number == "99"), url


def test_a_sub_category_wider_than_its_parent_is_refused_in_its_form(cast):
    parent = make_category(cast.treviso, "ORGANISATION")
    sent = {"name": "Più ampia", "area": "GENERAL", "new_topics": "OPEN", "level": "NETWORK"}
    client = cast.browser("editor")
    below = client.post(page(parent, "category_new_below"), sent)
    child = make_category(cast.treviso, "ORGANISATION", parent=parent)
    changed = client.post(page(child, "category_edit"), {**sent, "edition": 1})
    for answer in (below, changed):
        shown = words(answer)
        assert answer.status_code == 422
        assert "Il livello non può essere più ampio della categoria che la contiene." in shown
        assert 'value="Più ampia"' in shown
    assert set(Category.objects.unrestricted("test").values_list("level", flat=True)) == {"ORGANISATION"}
