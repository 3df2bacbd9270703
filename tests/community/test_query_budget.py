"""Lists of the community ask no more at a hundred rows than at twenty-five, and little (community.md 6.2)."""

from collections.abc import Callable
from copy import copy
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.base import ModelState
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pico.community import actions
from pico.community.models import Category, Post, ReadMark, Topic
from pico.files.models import Document, DocumentVersion
from tests.factories.accounts import make_member
from tests.factories.blog import make_article
from tests.factories.files import make_attachment
from tests.factories.forum import first_post, make_category, make_topic
from tests.factories.library import make_folder, put

pytestmark = pytest.mark.django_db
MOST, MANY = 15, 300  # queries of a page; rows of a list


def multiply(row: Any, times: int, **made: Callable[[int], Any]) -> list[Any]:
    """Write copies of a row in one go; ``made`` gives what differs by their number."""
    rows = []
    for number in range(times):
        one = copy(row)
        one.pk, one._state = None, ModelState()
        if hasattr(one, "public_id"):
            one.public_id = uuid4()
        for name, value in made.items():
            setattr(one, name, value(number))
        rows.append(one)
    return type(row)._default_manager.bulk_create(rows)


def asked(client: Any, url: str) -> tuple[int, Any]:
    """Return how many queries a page costs that was opened before, and the page."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(queries), answer


def costs(client: Any, url: str, rows: Callable[[Any], int]) -> list[int]:
    """Return the queries of a page of 25 rows and of one of 100."""
    found = []
    for size in (25, 100):
        number, answer = asked(client, f"{url}?righe={size}")
        assert rows(answer) == size
        found.append(number)
    return found


@pytest.fixture
def people(cast) -> list[Any]:
    """Several writers of one body: a page names many of them."""
    return [make_member(cast.oderzo, "organisation_operator") for _ in range(5)]


class TestForum:
    def test_the_categories(self, cast, people):
        client, url = cast.browser("editor"), reverse("community:forum")
        first = make_category(cast.treviso, "PROVINCE")
        topic, found = make_topic(first, actor=cast.actor("clerk")), []

        def fill(size: int) -> None:
            more = size - Category.objects.visible_to(cast.editor).count()
            places = multiply(first, more, name=lambda n: f"C{size} {n}", name_key=lambda n: f"c{size} {n}")
            topics = multiply(topic, more, category=lambda n: places[n], author=lambda n: people[n % 5])
            marks = (ReadMark(person=cast.editor, topic=one, last_number=1) for one in topics[::3])
            ReadMark.objects.bulk_create(marks)

        for size in (25, 100):
            fill(size)
            count, answer = asked(client, url)
            assert sum(len(group["rows"]) for group in answer.context["groups"]) == size
            found.append(count)
        assert found[0] == found[1] <= MOST

    def test_the_discussions_of_a_category_and_of_all(self, cast, people):
        category = make_category(cast.treviso, "PROVINCE")
        first = make_topic(category, actor=cast.actor("clerk"))
        client = cast.browser("editor")
        urls = [reverse("community:category", args=[category.public_id]), reverse("community:discussions")]
        alone = [asked(client, url)[0] for url in urls]
        multiply(first, MANY, author=lambda n: people[n % 5], title=str)
        Category.objects.unrestricted("test").update(topic_count=MANY + 1)
        assert [len(asked(client, url)[1].context["rows"]) for url in urls] == [25, 25]
        assert [asked(client, url)[0] for url in urls] == alone
        assert max(alone) <= MOST

    def test_a_discussion(self, cast, people):
        topic = make_topic(make_category(cast.treviso, "PROVINCE"), actor=cast.actor("clerk"))
        post = first_post(topic)
        posts = multiply(
            post, MANY, number=lambda n: n + 2, author=lambda n: people[n % 5],
            reply_to=lambda n: post if n % 2 else None,
        )  # fmt: skip
        Topic.objects.unrestricted("test").filter(pk=topic.pk).update(
            last_number=MANY + 1, post_count=MANY + 1
        )
        for number in (3, 40, 60):
            Post.objects.unrestricted("test").filter(pk=posts[number].pk).update(
                hidden_at=timezone.now(), hidden_by=cast.editor, hidden_reason="Fuori tema"
            )
        actions.react(actor=cast.actor("editor"), post=post, kind="USEFUL")
        client, url = cast.browser("editor"), reverse("community:topic", args=[topic.public_id])
        client.get(f"{url}?pagina=99")  # read to its end
        without = costs(client, url, lambda answer: len(answer.context["posts"]))
        assert without[0] == without[1] <= MOST
        for one in (post, posts[2], posts[30], posts[50]):
            make_attachment(cast.treviso, target=one)
        found = costs(client, url, lambda answer: len(answer.context["posts"]))
        assert found[0] == found[1] <= MOST

    def test_what_waits_for_moderators(self, cast, people):
        category = make_category(cast.treviso, "PROVINCE", new_topics="APPROVAL")
        proposal = make_topic(category, actor=cast.actor("clerk"))
        multiply(proposal, MANY, author=lambda n: people[n % 5], title=str)
        found = costs(
            cast.browser("editor"),
            reverse("community:moderation"),
            lambda answer: len(answer.context["page"]),
        )
        assert found[0] == found[1] <= MOST


def test_the_articles(cast, people):
    article = make_article(cast.actor("clerk"), tags=["sale"])
    multiply(article, MANY, author=lambda n: people[n % 5], slug=lambda n: f"copia-{n}")
    found = costs(
        cast.browser("editor"), reverse("community:blog"), lambda answer: len(answer.context["page"])
    )
    assert found[0] == found[1] <= MOST


def test_a_folder(cast, people):
    folder = make_folder(cast.treviso, level="PROVINCE")
    document = put(folder)
    for _ in range(3):
        make_folder(cast.treviso, parent=folder)
    copies = multiply(
        document, MANY, title=lambda n: f"Atto {n}", title_key=lambda n: f"atto {n}",
        author=lambda n: people[n % 5], current_version=lambda n: None,
    )  # fmt: skip
    version = DocumentVersion.objects.unrestricted("test").get(document=document)
    versions = multiply(version, MANY, document=lambda n: copies[n])
    for one, its in zip(copies, versions, strict=True):
        one.current_version = its
    Document.objects.unrestricted("test").bulk_update(copies, ["current_version"])
    url = reverse("community:folder", args=[folder.public_id])
    found = costs(cast.browser("clerk"), url, lambda answer: len(answer.context["rows"]))
    assert found[0] == found[1] <= MOST
