"""Every level x every viewer x every way in: lists, pages, files, ZIP, search, inbox, digest, mail.

Who sees what is the table of tests/files/test_library_who_sees.py, written by hand; nothing here asks the
product's rules. Every person follows every folder, also those they cannot see: following opens nothing.
"""

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from pico.base.actor import Actor
from pico.files import actions
from pico.files.models import Folder
from pico.notifications import actions as notifications
from pico.notifications.models import Subscription
from pico.sharing.models import Invitation
from tests.factories.library import SYSTEM, make_folder, put
from tests.factories.portal import make_site
from tests.files.test_library_who_sees import LEVELS, TABLE, VIEWERS, World
from tests.queue import work

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
SIGNED_IN = [who for who in VIEWERS if who != "anonymous"]


def sees(who: str, level: str) -> bool:
    return TABLE[level].split()[VIEWERS.index(who)] == "x"


def words(level: str) -> tuple[str, str, str]:
    """The titles of a level's folder, of the document that follows it, and of one with a level of its own."""
    return f"Cartella {level.lower()}zq", f"segue-{level.lower()}zq.txt", f"proprio-{level.lower()}zq.txt"


def expected(who: str, which: tuple[int, ...] = (0, 1, 2)) -> list[str]:
    return sorted(words(level)[place] for level in LEVELS if sees(who, level) for place in which)


def named_in(text: str) -> list[str]:
    """Return which of all the titles a text names."""
    every = [title for level in LEVELS for title in words(level)]
    return sorted(title for title in every if title in text)


@pytest.fixture(scope="module")
def library(for_the_module):
    world = World()
    make_site(world.treviso)
    wide = make_folder(world.treviso, "Aperta a tutti", level="PUBLIC")
    made = {}
    for level in LEVELS:
        folder = make_folder(world.treviso, words(level)[0], level=level)
        world.invite(folder)
        for person in list(world.people.values())[1:]:
            Subscription.objects.create(
                person=person,
                target_type=Folder._meta.label_lower,
                target_id=str(folder.pk),
                with_descendants=True,
            )
        admin = Actor(world.people["treviso_admin"], world.treviso)
        follows = put(folder, words(level)[1], actor=admin)
        own = put(wide, words(level)[2], level=level)
        world.invite(own)
        made[level] = (folder, follows, own)
    work()
    return world, wide, made


@pytest.fixture
def browser(library, db):
    def of(who: str) -> Client:
        client = Client(HTTP_HOST="treviso.localhost", HTTP_ORIGIN="http://treviso.localhost")
        if who != "anonymous":
            client.force_login(library[0].people[who])
        return client

    return of


def page_of(row) -> str:
    kind = "folder" if isinstance(row, Folder) else "document"
    return reverse(f"community:{kind}", args=[row.public_id])


def opens(client: Client, address: str) -> bool:
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code == 200


@pytest.mark.parametrize("who", VIEWERS)
def test_pages_files_and_lists(library, browser, who):
    _world, wide, made = library
    client = browser(who)
    for level, rows in made.items():
        pages = [opens(client, page_of(row)) for row in rows]
        files = [
            opens(client, reverse("files:download", args=[row.current_version.public_id, "x.txt"]))
            for row in rows[1:]
        ]
        assert pages + files == [sees(who, level)] * 5, level
    roots = client.get(reverse("community:library")).content.decode()
    inside = client.get(page_of(wide)).content.decode()
    assert named_in(roots) == expected(who, (0,))
    assert named_in(inside) == expected(who, (2,))


@pytest.mark.parametrize("who", VIEWERS)
def test_search_with_its_counts(library, browser, who):
    client = browser(who)
    asked = {"testo": "cartella", "dove": "rete"}
    folders = client.get(reverse("search:search"), asked)
    texts = [
        client.get(reverse("search:search"), {"testo": word, "dove": "rete"}) for word in ("segue", "proprio")
    ]
    found = [str(hit["title"]) for answer in (folders, *texts) for hit in answer.context.get("hits") or []]
    plain = sorted(re.sub("<[^>]+>", "", title) for title in found)
    assert [title for title in plain if title != "Aperta a tutti"] == expected(who)
    for level in LEVELS:
        exact = client.get(reverse("search:search"), {"testo": f"segue-{level.lower()}zq", "dove": "rete"})
        assert len(exact.context.get("hits") or []) == sees(who, level), level


@pytest.mark.parametrize("who", SIGNED_IN)
def test_the_zip_of_a_folder(library, browser, who):
    answer = browser(who).post(reverse("community:zip", args=[library[1].public_id]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert sorted(Path(name).name for name in archive.namelist()) == expected(who, (2,))


@pytest.mark.parametrize("who", SIGNED_IN)
def test_inbox_and_the_rows_a_person_follows(library, browser, who):
    client = browser(who)
    inbox = client.get(reverse("notifications:inbox")).content.decode()
    followed = client.get(reverse("notifications:following")).content.decode()
    own_act = who == "treviso_admin"  # nobody is told of what they did themselves
    # What somebody is invited to is named to them by the invitation, too.
    asked = [words(level)[which] for level in LEVELS for which in (0, 2)] if who == "invited" else []
    assert named_in(inbox) == ([] if own_act else sorted([*expected(who, (1,)), *asked]))
    assert named_in(followed) == expected(who, (0,))


@pytest.fixture
def digest_mails(library, db):
    """Build and send the digest of the day, and return who was told what."""
    DBTaskResult.objects.all().delete()
    mail.outbox.clear()
    notifications.build_digests(actor=SYSTEM, cadence="DAILY", day=date(2026, 11, 30))
    DBTaskResult.objects.exclude(task_path__endswith="send_batch").delete()
    work()
    by_address = {message.to[0]: message for message in mail.outbox}
    told = {}
    for who in SIGNED_IN:
        message = by_address.get(library[0].people[who].email)
        told[who] = named_in(message.body + message.alternatives[0].content) if message else []
    return told


def test_the_digest_and_its_mail_tell_each_what_they_may_see(digest_mails):
    wanted = {who: expected(who, (1,)) if who != "treviso_admin" else [] for who in SIGNED_IN}
    assert digest_mails == wanted


class TestNarrowedMeanwhile:
    @pytest.fixture(autouse=True)
    def narrowed(self, library, db):
        """Between the event and the digest everything becomes Treviso's alone."""
        for level, (folder, _follows, _own) in library[2].items():
            if level not in {"ORGANISATION", "INVITED"}:
                row = Folder.objects.unrestricted("test").get(pk=folder.pk)
                actions.share_folder(actor=SYSTEM, folder=row, level="ORGANISATION", confirmed=True)
                for invitation in Invitation.objects.unrestricted("test").of(row).open():
                    actions.uninvite(actor=SYSTEM, row=row, invitation=invitation)

    def test_the_digest_is_silent_at_once(self, digest_mails, library):
        everything = [words(level)[1] for level in LEVELS if level not in {"ORGANISATION", "INVITED"}]
        for who, told in digest_mails.items():
            left = [title for title in told if title in everything]
            assert left == (sorted(everything) if who in {"treviso_member", "treviso_editor"} else []), who

    @pytest.mark.parametrize("who", ["anonymous", "oderzo", "belluno", "brescia", "upi_admin"])
    def test_so_are_search_pages_and_inbox(self, browser, library, who):
        client = browser(who)
        hits = client.get(reverse("search:search"), {"testo": "segue", "dove": "rete"}).context.get("hits")
        assert not hits
        assert not any(opens(client, page_of(rows[1])) for rows in library[2].values())
        if who != "anonymous":
            assert named_in(client.get(reverse("notifications:inbox")).content.decode()) == []
