"""The ZIP of a folder and of a choice: what is in it for whom, what is written, and the large ones."""

import io
import zipfile
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pico.accounts.models import User
from pico.files import actions, storage, tasks
from pico.files.archiving import contents_of
from pico.files.models import PreparedArchive, StoredFile
from pico.journal.models import Entry
from pico.notifications.models import Event, Work
from tests.community.conftest import Cast
from tests.factories.accounts import make_user
from tests.factories.library import SYSTEM, make_folder, put

SECRET = "canarino"


def ask(client, folder, *chosen, **more):
    data = {"scelte": [document.public_id for document in chosen], **more}
    return client.post(reverse("community:zip", args=[folder.public_id]), data)


def opened(answer) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    return archive


def names(answer) -> list[str]:
    return sorted(opened(answer).namelist())


@pytest.fixture(scope="module")
def library_of_the_file(for_the_module):
    """«Modelli» (PROVINCE) with «Bozze» (ORGANISATION) and, inside it, «Gruppo» (INVITED: a person)."""
    cast = Cast()
    folder = make_folder(cast.treviso, "Modelli", level="PROVINCE")
    put(folder, "schema.txt", text="per tutti")
    cast.drafts = make_folder(cast.treviso, "Bozze", parent=folder, level="ORGANISATION")
    put(cast.drafts, "bozza.txt", text=SECRET)
    cast.group = make_folder(cast.treviso, "Gruppo", parent=cast.drafts, level="INVITED")
    put(cast.group, "riservato.txt", text=SECRET)
    cast.guest = make_user("ospite@esempio.example")
    actions.invite_to(actor=SYSTEM, row=cast.group, person=cast.guest)
    cast.memo = put(folder, "promemoria.txt", text="interno", level="ORGANISATION")
    make_folder(cast.treviso, "Vuota", parent=folder)
    return cast, folder


@pytest.fixture
def library(library_of_the_file, db):
    """Made once a file; each test has its own copy."""
    return deepcopy(library_of_the_file)


@pytest.fixture
def cast(library):
    return library[0]


@pytest.fixture
def folder(library):
    return library[1]


class TestWhoGetsWhat:
    def test_the_owner_s_editor_gets_the_tree_but_for_what_only_the_invited_see(self, cast, folder):
        answer = ask(cast.browser("editor"), folder)
        assert (answer["Content-Type"], answer["Content-Disposition"]) == (
            "application/zip", 'attachment; filename="Modelli.zip"'
        )  # fmt: skip
        assert answer["Cache-Control"] == "private, no-store"
        assert names(answer) == [
            "Modelli/Bozze/bozza.txt", "Modelli/Vuota/", "Modelli/promemoria.txt", "Modelli/schema.txt"
        ]  # fmt: skip

    def test_the_clerk_of_oderzo_gets_no_narrower_folder_or_document_nor_their_names(self, cast, folder):
        archive = opened(ask(cast.browser("clerk"), folder))
        assert sorted(archive.namelist()) == ["Modelli/Vuota/", "Modelli/schema.txt"]
        assert SECRET.encode() not in b"".join(archive.read(name) for name in archive.namelist())

    def test_brescia_gets_404_for_each_folder(self, cast, folder):
        stranger = cast.browser("stranger")
        answers = [ask(stranger, one).status_code for one in (folder, cast.drafts, cast.group)]
        assert answers == [404, 404, 404]

    def test_an_invited_person_gets_the_folder_of_the_invitation_and_nothing_above(self, cast, folder):
        guest = cast.browser("guest")
        assert [ask(guest, one).status_code for one in (folder, cast.drafts)] == [404, 404]
        assert names(ask(guest, cast.group)) == ["Gruppo/riservato.txt"]

    def test_a_folder_that_one_does_not_see_between_two_is_not_named(self, cast, folder):
        actions.invite_to(actor=SYSTEM, row=cast.group, person=cast.clerk)
        assert names(ask(cast.browser("clerk"), folder)) == [
            "Modelli/Gruppo/riservato.txt", "Modelli/Vuota/", "Modelli/schema.txt"
        ]  # fmt: skip

    def test_an_anonymous_visitor_signs_in_first(self, cast, folder):
        assert ask(cast.browser(), folder).status_code == 302

    def test_what_is_in_the_trash_or_infected_stays_out(self, cast, folder):
        actions.trash_folder(actor=SYSTEM, folder=cast.drafts)
        infected = StoredFile.objects.unrestricted("test").filter(versions=cast.memo.current_version)
        infected.update(scan_state="INFECTED")
        archive = opened(ask(cast.browser("editor"), folder))
        assert sorted(archive.namelist()) == ["Modelli/Vuota/", "Modelli/schema.txt", "_Non inclusi.txt"]
        assert archive.read("_Non inclusi.txt").decode().splitlines()[1:] == ["promemoria.txt"]


class TestAChoice:
    def test_only_chosen_documents_that_one_sees_are_in_it(self, cast, folder):
        schema = put(folder, "altro.txt")
        client = cast.browser("clerk")
        assert names(ask(client, folder, schema, cast.memo, chosen="1")) == ["altro.txt"]

    def test_two_of_the_same_name_are_numbered(self, cast, folder):
        below = make_folder(cast.treviso, "Sotto", parent=folder)
        chosen = [put(one, "atto.txt") for one in (folder, below)]
        assert names(ask(cast.browser("clerk"), folder, *chosen, chosen="1")) == ["atto (2).txt", "atto.txt"]

    @pytest.mark.parametrize("sent", [[], ["non-un-id"], ["00000000-0000-0000-0000-000000000000"]])
    def test_nothing_chosen_leads_back_with_a_sentence(self, cast, folder, sent):
        answer = cast.browser("clerk").post(
            reverse("community:zip", args=[folder.public_id]), {"chosen": "1", "scelte": sent}, follow=True
        )
        text = answer.content.decode()
        assert answer.status_code == 200
        assert ("Scegli almeno un documento" in text) or ("nessun documento da scaricare" in text)

    def test_a_document_of_another_folder_is_not_reached_through_this_one(self, cast, folder):
        elsewhere = put(make_folder(cast.treviso, level="PROVINCE"), "altrove.txt")
        assert ask(cast.browser("clerk"), folder, elsewhere, chosen="1").status_code == 302

    def test_the_list_offers_boxes_only_to_who_is_signed_in(self, cast, folder):
        actions.share_folder(actor=SYSTEM, folder=folder, level="PUBLIC", confirmed=True)
        page = reverse("community:folder", args=[folder.public_id])
        for who, offered in (("clerk", True), ("", False)):
            text = cast.browser(who).get(page).content.decode()
            assert ("Scarica i selezionati (ZIP)" in text, "Seleziona schema.txt" in text) == (offered,) * 2
            assert ("Scarica tutta la cartella (ZIP)" in text) == offered


def test_each_archive_leaves_one_line_and_is_counted(cast, folder, settings):
    settings.PICO_RATE_LIMITS = {"export": "2/h/user"}
    client = cast.browser("clerk")
    for _ in range(2):
        names(ask(client, folder))
    assert ask(client, folder).status_code == 429
    lines = Entry.objects.unrestricted("test").filter(verb="files.archive.downloaded")
    assert (
        list(lines.values_list("actor_id", "object_label", "category", "changes"))
        == [(cast.clerk.pk, "Modelli", "download", {"documents": [None, 1]})] * 2
    )


class TestLarge:
    @pytest.fixture
    def large(self, monkeypatch):
        monkeypatch.setattr("pico.files.archiving.MOST_FILES", 1)

    def asked(self, cast, folder, who="editor"):
        """Ask and let the job run. Returns the browser and the work."""
        client = cast.browser(who)
        address = ask(client, folder).url
        work = Work.objects.unrestricted("test").get()
        assert address == reverse("notifications:work", args=[work.public_id])
        job = DBTaskResult.objects.get(task_path="pico.files.tasks.build_archive")
        assert tasks.build_archive.func(**job.args_kwargs["kwargs"]) is True
        work.refresh_from_db()
        return client, work

    def test_the_job_prepares_it_and_tells_its_person(self, cast, folder, large):
        client, work = self.asked(cast, folder)
        assert (work.state, work.done, work.result_label) == (
            "DONE", 3, "Scarica l'archivio: il link vale 24 ore"
        )  # fmt: skip
        events = Event.objects.unrestricted("test").filter(kind="notifications.work.finished")
        assert [event.target_id for event in events] == [str(work.pk)]
        answer = client.get(work.result_url)
        assert names(answer)[0] == "Modelli/Bozze/bozza.txt"
        assert cast.browser("clerk").get(work.result_url).status_code == 404

    def test_it_holds_what_the_person_sees_when_it_is_made(self, cast, folder, large):
        put(folder, "altro.txt")
        client = cast.browser("clerk")
        ask(client, folder)
        actions.share_folder(actor=SYSTEM, folder=folder, level="ORGANISATION", confirmed=True)
        job = DBTaskResult.objects.get(task_path="pico.files.tasks.build_archive")
        tasks.build_archive.func(**job.args_kwargs["kwargs"])
        work = Work.objects.unrestricted("test").get()
        assert (work.state, work.result_url) == ("FAILED", "")
        assert PreparedArchive.objects.unrestricted("test").get().size == 0

    def test_it_is_refused_once_one_of_its_documents_is_no_longer_seen(self, cast, folder, large):
        client, work = self.asked(cast, folder)
        actions.trash_document(actor=SYSTEM, document=cast.memo)
        answer = client.get(work.result_url)
        assert answer.status_code == 410
        assert "Questo archivio non vale più" in answer.content.decode()

    def test_it_lives_a_day(self, cast, folder, large):
        client, work = self.asked(cast, folder)
        rows = PreparedArchive.objects.unrestricted("test")
        path, tomorrow = rows.get().path, timezone.now() + timedelta(hours=25)
        assert actions.clear_storage(actor=SYSTEM, now=tomorrow)["missing"] == 0
        assert storage.storage().exists(path)
        assert actions.forget_archives(actor=SYSTEM) == 0
        rows.update(ready_at=timezone.now() - timedelta(hours=24))
        assert client.get(work.result_url).status_code == 410
        assert actions.forget_archives(actor=SYSTEM, now=tomorrow) == 1
        assert not storage.storage().exists(path)
        assert client.get(work.result_url).status_code == 404

    def test_made_twice_it_is_there_once(self, cast, folder, large):
        _client, work = self.asked(cast, folder)
        archive = PreparedArchive.objects.unrestricted("test").get()
        Work.objects.unrestricted("test").update(state="QUEUED")
        assert tasks.build_archive.func(work.pk, archive.pk) is True
        again = PreparedArchive.objects.unrestricted("test").get()
        assert (again.ready_at, again.size) == (archive.ready_at, archive.size)

    def test_what_is_larger_than_any_archive_is_refused_in_words(self, cast, folder, large, monkeypatch):
        monkeypatch.setattr("pico.files.actions.archives.LARGEST", 1)
        client = cast.browser("editor")
        answer = client.post(reverse("community:zip", args=[folder.public_id]), follow=True)
        assert "scarica le sottocartelle una per volta" in answer.content.decode()
        assert Work.objects.unrestricted("test").count() == 0


def test_a_folder_of_many_costs_the_same_as_one_of_few(cast, folder, django_assert_num_queries):
    user = User.objects.get(pk=cast.editor.pk)
    contents_of(user, folder)
    for rows in (3, 6):
        with django_assert_num_queries(2):
            assert len(contents_of(user, folder).documents) == rows
        for _ in range(3):
            put(folder)


def test_a_content_lost_from_the_store_does_not_stop_the_others(cast, folder):
    storage.remove(cast.memo.current_version.file.path)
    assert "Modelli/schema.txt" in names(ask(cast.browser("editor"), folder))


def test_contents_leave_as_they_are(cast, folder):
    content = bytes(range(32, 127)) * 5000
    actions.add_to_folder(actor=SYSTEM, folder=folder, upload=ContentFile(content, "grande.txt"))
    assert opened(ask(cast.browser("editor"), folder)).read("Modelli/grande.txt") == content
