"""What is said of a public article as a good practice is public once who speaks for its body has read it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.community import actions
from pico.community.models import Practice
from pico.notifications.models import Notification
from tests.factories.accounts import make_member, make_user
from tests.factories.blog import make_article
from tests.factories.forum import make_category, make_topic
from tests.factories.practices import make_practice
from tests.queue import work

pytestmark = pytest.mark.django_db
CATALOGUE = "/community/buone-pratiche/"
SAID = "Avanzi scesi a nove chili"
READERS = ("", "guest", "stranger", "clerk", "anna", "editor")


def words(answer) -> str:
    return answer.content.decode()


def address(article) -> str:
    return reverse("community:article", args=[article.owner.slug, article.slug])


def approve(article, edition: int = 1) -> str:
    return reverse("community:practice_approve", args=[article.public_id, edition])


def readers(cast, article) -> list[str]:
    """Return who reads the sheet: on the page of the article and in the catalogue, by its words too."""
    seen = []
    for who in READERS:
        client = cast.browser(who)
        pages = (address(article), CATALOGUE, f"{CATALOGUE}?testo=nove+chili")
        shown = [SAID in words(client.get(page)) for page in pages]
        named = article.live.title in words(client.get(pages[2]))
        assert len({*shown, named}) == 1, (who, shown, named)
        if shown[0]:
            seen.append(who)
    return seen


@pytest.fixture
def anna(cast) -> Actor:
    cast.anna = make_member(cast.treviso, given_name="Anna", family_name="Zanella")
    cast.guest = make_user()
    return Actor(cast.anna, cast.treviso)


@pytest.fixture
def article(anna):
    return make_article(anna, "PUBLIC", title="Mense senza sprechi")


def fresh(practice) -> Practice:
    return Practice.objects.unrestricted("test").get(pk=practice.pk)


def test_what_its_author_says_stays_in_the_network_until_it_is_read(cast, anna, article):
    practice = make_practice(article, actor=anna, results=SAID)
    assert readers(cast, article) == ["stranger", "clerk", "anna", "editor"]
    actions.approve_practice(actor=cast.actor("editor"), practice=practice, edition=1)
    assert readers(cast, article) == list(READERS)


def test_what_a_reviewer_says_is_public_at_once(cast, article):
    assert make_practice(article, actor=cast.actor("editor"), results=SAID).reviewed
    assert readers(cast, article) == list(READERS)


def test_so_it_is_where_the_body_does_without_a_review(cast, anna, article):
    actions.set_public_articles(actor=cast.actor("editor"), owner=cast.treviso, policy="FREE")
    make_practice(article, actor=anna, results=SAID)
    assert readers(cast, article) == list(READERS)


def test_it_waits_too_when_the_article_is_made_public_later(cast, anna):
    article = make_article(anna, "NETWORK", title="Mense senza sprechi")
    make_practice(article, actor=anna, results=SAID)
    assert "Non è ancora pubblica" not in words(cast.browser("anna").get(address(article)))
    actions.share_article(actor=anna, article=article, level="PUBLIC", confirmed=True)
    actions.approve_article(actor=cast.actor("editor"), article=article, number=1)
    assert cast.browser().get(address(article)).status_code == 200
    assert readers(cast, article) == ["stranger", "clerk", "anna", "editor"]


def test_a_change_waits_again_and_saving_the_same_does_not(cast, anna, article):
    practice = make_practice(article, actor=cast.actor("editor"), results=SAID)
    values = {"theme": "SCHOOLS", "place": cast.treviso, "results": SAID}
    actions.describe_practice(actor=anna, practice=practice, edition=1, **values)
    assert fresh(practice).reviewed
    actions.describe_practice(actor=anna, practice=practice, edition=2, **{**values, "theme": "ROADS"})
    assert (fresh(practice).reviewed, readers(cast, article)[0]) == (False, "stranger")
    actions.describe_practice(actor=cast.actor("editor"), practice=practice, edition=3, **values)
    assert readers(cast, article) == list(READERS)


def test_reviewers_are_told_and_find_it_where_all_that_waits_is(cast, anna, article):
    make_practice(article, actor=anna, results=SAID)
    work()
    rows = Notification.objects.unrestricted("test").filter(event__kind="community.article.practice")
    assert list(rows.values_list("person__email", flat=True)) == [cast.editor.email]
    editor = cast.browser("editor")
    waiting = [item.what for item in editor.get("/community/").context["waiting"]]
    assert waiting == ["1 decisione di moderazione"]
    assert "moderazione" not in str(cast.browser("anna").get("/community/").context["waiting"])
    assert SAID in words(editor.get(reverse("community:moderation")))
    assert "Rendi pubblica la scheda" in words(editor.get(address(article)))
    assert "Rendi pubblica la scheda" not in words(cast.browser("anna").get(address(article)))
    assert editor.post(approve(article)).status_code == 302
    assert SAID not in words(editor.get(reverse("community:moderation")))
    assert readers(cast, article) == list(READERS)


def test_nobody_else_decides(cast, anna, article):
    practice = make_practice(article, actor=anna, results=SAID)
    for who in ("", "guest", "stranger", "clerk", "officer", "anna"):
        assert cast.browser(who).post(approve(article)).status_code == (404 if who else 302), who
    for actor in (anna, cast.actor("stranger"), Actor(cast.editor, cast.oderzo)):
        with pytest.raises(Refused) as caught:
            actions.approve_practice(actor=actor, practice=practice, edition=1)
        assert caught.value.code == "forbidden"
    assert not fresh(practice).reviewed


def test_what_was_changed_while_it_was_read_is_read_again(cast, anna, article):
    practice = make_practice(article, actor=anna, results=SAID)
    values = {"theme": "ROADS", "place": cast.treviso, "results": f"{SAID} al giorno"}
    actions.describe_practice(actor=anna, practice=practice, edition=1, **values)
    with pytest.raises(Conflict):
        actions.approve_practice(actor=cast.actor("editor"), practice=practice, edition=1)
    shown = cast.browser("editor").post(approve(article), follow=True)
    assert ("rileggila prima di decidere" in words(shown), fresh(practice).reviewed) == (True, False)


def test_only_what_is_said_of_an_article_waits(cast):
    """A discussion of a public category is public as its author writes it, and so is what they say of it."""
    topic = make_topic(make_category(cast.treviso, "PUBLIC"), actor=cast.actor("clerk"))
    practice = make_practice(topic, actor=cast.actor("clerk"), results=SAID)
    assert SAID in words(cast.browser().get(CATALOGUE))
    with pytest.raises(IntegrityError), transaction.atomic():
        Practice.objects.unrestricted("test").filter(pk=practice.pk).update(reviewed=False)
