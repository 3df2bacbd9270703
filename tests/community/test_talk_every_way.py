"""Discussions and articles: every level x every viewer x every way in.

Lists, pages, files, search with its counts, feeds, inbox, digest and its mail. Who sees what are the tables
of test_forum_who_sees.py and test_blog_who_sees.py, written by hand; nothing here asks the product.
Every person follows every category and blog, also those they cannot see: following opens nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from pico.base.actor import Actor
from pico.community import actions
from pico.community.models import Blog
from pico.files.checks import check_upload
from pico.files.models import Attachment
from pico.notifications import actions as notifications
from pico.notifications.models import Subscription
from pico.sharing.actions import invite
from tests.community import test_blog_who_sees as blog
from tests.community import test_forum_who_sees as forum
from tests.factories.blog import SYSTEM, make_article, make_comment
from tests.factories.files import picture, upload
from tests.factories.forum import make_category
from tests.factories.portal import make_site
from tests.queue import work

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
LEVELS = tuple(forum.TABLE)


@dataclass
class Talk:
    """What was made at each level, and who is told of it by hand."""

    world: Any
    table: dict[str, str]
    pages: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    lists: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    doer: str = ""  # is not told of what they did themselves
    told: tuple[str, ...] = ()  # of which levels they are told nevertheless

    def sees(self, who: str, level: str) -> bool:
        return self.table[level].split()[list(self.world.people).index(who)] == "x"

    def heard(self, who: str) -> list[str]:
        """Return what somebody is told of, in the inbox or by mail."""
        return sorted(title(level) for level in self.told) if who == self.doer else self.expected(who)

    def expected(self, who: str) -> list[str]:
        return sorted(title(level) for level in LEVELS if self.sees(who, level))


def title(level: str) -> str:
    return f"Titolo {level.lower()}zq"


def named_in(text: str) -> list[str]:
    return sorted(title(level) for level in LEVELS if title(level) in text)


def _opened(world: Any, row: Any, level: str) -> None:
    if level == "INVITED":
        invite(actor=SYSTEM, row=row, person=world.people["invited"])
        invite(actor=SYSTEM, row=row, organisation=world.desenzano)


def _follow(world: Any, row: Any) -> None:
    for person in list(world.people.values())[1:]:
        Subscription.objects.create(
            person=person, target_type=row._meta.label_lower, target_id=str(row.pk), with_descendants=True
        )


def _file_of(row: Any) -> str:
    kind = ContentType.objects.get_for_model(row)
    attachment = Attachment.objects.unrestricted("test").get(target_type=kind, target_id=row.pk)
    return reverse("files:download", args=[attachment.public_id, "x.png"])


def _picture(level: str) -> list[Any]:
    return [check_upload(upload(f"{level.lower()}.png", picture("PNG", (8, 6)), "image/png"))]


def _forum() -> Talk:
    world = forum.World()
    talk = Talk(world, forum.TABLE | {"INVITED": forum.OPENED["INVITED"]}, doer="treviso_admin")
    make_site(world.treviso)
    admin = Actor(world.people["treviso_admin"], world.treviso)
    for level in LEVELS:
        category = make_category(world.treviso, level, name=f"Categoria {level.lower()}")
        _opened(world, category, level)
        _follow(world, category)
        topic = actions.start_topic(
            actor=admin, category=category, title=title(level), source="Domanda", uploads=_picture(level)
        )
        post = topic.posts.unrestricted("test").get()
        talk.pages[level] = [
            reverse("community:category", args=[category.public_id]),
            reverse("community:topic", args=[topic.public_id]),
        ]
        talk.files[level] = _file_of(post)
    talk.lists = (reverse("community:discussions"), reverse("community:forum"))
    return talk


def _blog() -> Talk:
    world = blog.World()
    talk = Talk(world, blog.TABLE | {"INVITED": blog.OPENED["INVITED"]}, doer="author")
    talk.told = ("PUBLIC",)  # that it was approved
    make_site(world.treviso)
    _follow(world, Blog.objects.unrestricted("test").get_or_create(owner=world.treviso)[0])
    for level in LEVELS:
        draft = make_article(world.anna, level, title=title(level), uploads=_picture(level))
        _opened(world, draft, level)
        make_comment(draft, world.anna)
        talk.pages[level] = [reverse("community:article", args=[draft.owner.slug, draft.slug])]
        talk.files[level] = _file_of(draft)
    author = reverse("community:blog_author", args=[world.people["author"].public_id])
    talk.lists = (reverse("community:blog"), reverse("community:blog_owner", args=["treviso"]), author)
    talk.feeds = tuple(
        reverse(f"community:blog_{name}", args=args)
        for name, args in (("rss", []), ("atom", []), ("owner_rss", ["treviso"]), ("owner_atom", ["treviso"]))
    )
    return talk


@pytest.fixture(scope="module", params=[_forum, _blog], ids=["forum", "blog"])
def talk(request, for_the_module) -> Talk:
    made = request.param()
    work()
    return made


@pytest.fixture
def browsers(talk, db) -> list[tuple[str, Client]]:
    def of(who: str) -> Client:
        client = Client(HTTP_HOST="treviso.localhost", HTTP_ORIGIN="http://treviso.localhost")
        if who != "anonymous":
            client.force_login(talk.world.people[who])
        return client

    return [(who, of(who)) for who in talk.world.people]


def signed_in(browsers: list[tuple[str, Client]]) -> Iterator[tuple[str, Client]]:
    return ((who, client) for who, client in browsers if who != "anonymous")


def opens(client: Client, address: str) -> bool:
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code == 200


def test_pages_and_files(talk, browsers):
    for who, client in browsers:
        for level in LEVELS:
            found = [opens(client, one) for one in (*talk.pages[level], talk.files[level])]
            assert found == [talk.sees(who, level)] * len(found), (who, level)


def test_lists(talk, browsers):
    for who, client in browsers:
        for address in talk.lists:
            assert named_in(client.get(address).text) == talk.expected(who), (who, address)


def test_feeds_hold_what_is_public_and_no_more(talk, browsers):
    for who, client in browsers:
        for address in talk.feeds:
            assert named_in(client.get(address).text) == [title("PUBLIC")], (who, address)


def test_search_with_its_counts(talk, browsers):
    for who, client in browsers:
        answer = client.get(reverse("search:search"), {"testo": "titolo", "dove": "rete"})
        hits = [re.sub("<[^>]+>", "", str(hit["title"])) for hit in answer.context.get("hits") or []]
        assert sorted(set(hits)) == talk.expected(who), who
        for level in LEVELS:
            asked = {"testo": f"{level.lower()}zq", "dove": "rete"}
            exact = client.get(reverse("search:search"), asked).context.get("hits") or []
            assert bool(exact) == talk.sees(who, level), (who, level)


def test_the_home_of_the_community(talk, browsers):
    for who, client in signed_in(browsers):
        named = named_in(client.get(reverse("community:home")).text)
        assert set(named) <= set(talk.expected(who)), who


def test_inbox(talk, browsers):
    for who, client in signed_in(browsers):
        assert named_in(client.get(reverse("notifications:inbox")).text) == talk.heard(who), who


def test_the_digest_and_its_mail(talk, db):
    DBTaskResult.objects.all().delete()
    mail.outbox.clear()
    notifications.build_digests(actor=SYSTEM, cadence="DAILY", day=date(2026, 11, 30))
    DBTaskResult.objects.exclude(task_path__endswith="send_batch").delete()
    work()
    mails = {message.to[0]: message.body + message.alternatives[0].content for message in mail.outbox}
    told = {who: named_in(mails.get(person.email, "")) for who, person in list(talk.world.people.items())[1:]}
    assert told == {who: talk.heard(who) for who in told}
