"""The store: content once and whole or not at all, whatever happens to the upload, the disk, the process."""

import contextlib
import errno
import io
import os
import resource
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.config import urls as product_urls
from pico.files import storage
from pico.files.actions import (
    add_version,
    attach,
    clear_storage,
    keep_for_later,
    remove_attachment,
    store_upload,
)
from pico.files.checks import check_upload
from pico.files.kinds import ARCHIVE, DOCUMENT
from pico.files.models import Attachment, Document, DocumentVersion, PendingUpload, StoredFile
from pico.journal.models import Entry
from tests.factories.files import PDF, SYSTEM, make_attachment, make_document, make_paper, upload, zipped
from tests.files.conftest import World

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(hours=25)


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    """A store that holds this test's files only."""
    return use_store(settings, tmp_path / "private")


def use_store(settings, root: Path) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": root, "base_url": None},
        },
    }
    return root


def files_in(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def stored_rows() -> list[StoredFile]:
    return list(StoredFile.objects.unrestricted("test").order_by("pk"))


class TestOnce:
    def test_the_same_content_of_two_organisations_is_one_blob_and_two_rows(self, world, own_store):
        first = make_document(world.treviso, target=None, upload=upload("nostro.pdf", PDF)).current_version
        second = make_document(world.brescia, target=None, upload=upload("loro.pdf", PDF)).current_version
        assert (first.file, len(files_in(own_store))) == (second.file, 1)
        seen = {
            user.email: list(DocumentVersion.objects.visible_to(user))
            for user in (world.admin, world.stranger)
        }
        assert seen == {"admin@treviso.example": [first], "admin@brescia.example": [second]}

    def test_what_one_removes_the_other_keeps(self, world, own_store):
        mine = make_attachment(world.treviso, target=world.row, upload=upload("a.pdf", PDF))
        theirs = make_document(world.brescia, upload=upload("b.pdf", PDF)).current_version
        remove_attachment(actor=SYSTEM, attachment=mine)
        clear_storage(actor=SYSTEM, now=timezone.now() + TOMORROW)
        with storage.read(theirs.file.path) as content:
            assert content.read() == PDF

    def test_the_row_says_what_the_content_is(self, world):
        file = make_document(world.treviso, upload=upload("a.pdf", PDF)).current_version.file
        assert (file.sha256, file.size, file.content_type) == (
            "ee2d14b09b1f174f566d039e4d1c5d6e250feb812d9aa4ca2e595550a2548461",
            len(PDF),
            "application/pdf",
        )

    def test_its_name_on_disk_tells_nothing_and_nobody_else_may_open_it(self, world, own_store, settings):
        file = make_document(world.treviso, upload=upload("segreto.pdf", PDF)).current_version.file
        (blob,) = files_in(own_store)
        assert blob.relative_to(own_store).as_posix() == f"blobs/{file.uuid.hex[:2]}/{file.uuid.hex}"
        assert stat.S_IMODE(blob.stat().st_mode) == 0o600
        assert ("segreto" in str(blob), file.sha256 in str(blob)) == (False, False)

    def test_content_that_was_lost_is_mended_by_who_brings_it_again(self, world, own_store):
        file = make_document(world.treviso, upload=upload("a.pdf", PDF)).current_version.file
        storage.remove(file.path)
        make_document(world.brescia, upload=upload("b.pdf", PDF))
        assert [blob.read_bytes() for blob in files_in(own_store)] == [PDF]

    def test_a_file_kept_of_a_refused_form_is_good_only_where_its_kind_is_welcome(self, world):
        actor = Actor(world.admin, world.treviso)
        archive = check_upload(upload("a.zip", zipped(("a.txt", "x"))), (ARCHIVE,))
        waiting = keep_for_later(actor=actor, checked=archive)
        assert store_upload(actor=actor, upload=waiting, group=ARCHIVE) == waiting.file
        with pytest.raises(Refused):
            store_upload(actor=actor, upload=waiting, group=DOCUMENT)


class Broken(io.BytesIO):
    """Content whose reading fails after a while, as a connection or a disk does."""

    def __init__(self, content, good_reads) -> None:
        super().__init__(content)
        self.good_reads = good_reads

    def read(self, size=-1):
        if size == storage.CHUNK:
            self.good_reads -= 1
            if self.good_reads < 0:
                raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


class TestInterrupted:
    def test_a_reading_that_fails_half_way_leaves_no_row_and_no_file(self, world, own_store):
        content = PDF + b"%" * (3 * storage.CHUNK)
        broken = TemporaryUploadedFile("a.pdf", "application/pdf", len(content), None)
        broken.file.close()
        # The whole is read once for its digest (five readings), then fails while it is written.
        broken.file = Broken(content, good_reads=6)
        with pytest.raises(OSError, match="Input/output"):
            make_document(world.treviso, upload=broken)
        assert (stored_rows(), files_in(own_store), Document.objects.unrestricted("test").count()) == (
            [],
            [],
            0,
        )

    def test_a_row_that_cannot_be_written_takes_its_blob_away(self, world, own_store):
        checked = check_upload(upload("a.pdf", PDF))
        impossible = checked.__class__(checked.name, "x" * 101, checked.content, -1)
        with pytest.raises(Exception, match=r"(?i)constraint|too long|out of range"):
            store_upload(actor=SYSTEM, upload=impossible, group=DOCUMENT)
        assert files_in(own_store) == []


@contextlib.contextmanager
def small_disk(folder: Path, size: int):
    """A disk that is really full after ``size`` bytes: a mounted one where that is allowed.

    Elsewhere the kernel lets this process write no longer file, which fails in the same place.
    """
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode == 0:
        try:
            yield
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@login_not_required
def receive(request):
    """What a page with a file does, signed in as the system."""
    world_row = Receiving.row
    attach(actor=SYSTEM, owner=world_row.organisation, target=world_row, upload=request.FILES["file"])
    return HttpResponse("kept")


class Receiving:
    handler400 = product_urls.handler400
    handler500 = product_urls.handler500
    urlpatterns = [path("carica/", receive), *product_urls.urlpatterns]
    row = None


class TestFullDisk:
    SIZE = 24_000_000

    @pytest.fixture
    def browser(self, world, site, settings, monkeypatch):
        settings.ROOT_URLCONF = Receiving
        monkeypatch.setattr(Receiving, "row", world.row)
        return Client(raise_request_exception=False)

    def send(self, browser, content):
        return browser.post("/carica/", {"file": SimpleUploadedFile("a.pdf", content, "application/pdf")})

    def test_a_full_disk_answers_507_leaves_nothing_and_heals_by_itself(self, browser, settings, tmp_path):
        disk = tmp_path / "disk"
        with small_disk(disk, self.SIZE):
            root = use_store(settings, disk / "private")
            response = self.send(browser, PDF + os.urandom(self.SIZE + 1_000_000))
            assert (response.status_code, ">Spazio esaurito</h1>" in response.content.decode()) == (507, True)
            assert (stored_rows(), files_in(root)) == ([], [])
            assert Attachment.objects.unrestricted("test").count() == 0
            # Reading goes on, and so does writing of what fits, without a restart.
            assert browser.get("/verifica/").status_code == 200
            assert self.send(browser, PDF).status_code == 200
            assert [blob.read_bytes() for blob in files_in(root)] == [PDF]


class TestNight:
    def night(self, after=TOMORROW):
        return clear_storage(actor=SYSTEM, now=timezone.now() + after)

    def test_what_is_used_stays(self, world, own_store):
        make_document(world.treviso)
        make_attachment(world.treviso, target=world.row)
        make_paper(world.treviso)
        assert self.night() == {"cleared": 0, "removed": 0, "missing": 0}
        assert (len(stored_rows()), len(files_in(own_store))) == (3, 3)
        assert Entry.objects.unrestricted("test").filter(verb="files.storage.cleared").count() == 0

    def test_what_nothing_uses_for_a_day_goes_with_its_blob(self, world, own_store):
        remove_attachment(actor=SYSTEM, attachment=make_attachment(world.treviso, target=world.row))
        assert self.night(timedelta(hours=23))["cleared"] == 0
        assert self.night()["cleared"] == 1
        assert (stored_rows(), files_in(own_store)) == ([], [])
        line = Entry.objects.unrestricted("test").get(verb="files.storage.cleared")
        assert line.changes == {"cleared": [None, 1], "removed": [None, 0], "missing": [None, 0]}

    def test_what_is_brought_again_before_night_stays(self, world):
        attachment = make_attachment(world.treviso, target=world.row, upload=upload("a.pdf", PDF))
        remove_attachment(actor=SYSTEM, attachment=attachment)
        StoredFile.objects.unrestricted("test").update(last_used_at=timezone.now() - TOMORROW)
        store_upload(actor=SYSTEM, upload=upload("a.pdf", PDF), group=DOCUMENT)
        assert self.night(timedelta(0))["cleared"] == 0

    def test_a_file_kept_of_a_refused_form_is_forgotten_after_a_day(self, world):
        keep_for_later(actor=Actor(world.admin, world.treviso), checked=check_upload(upload()))
        assert self.night(timedelta(hours=23))["cleared"] == 0
        assert PendingUpload.objects.unrestricted("test").count() == 1
        assert self.night()["cleared"] == 1
        assert PendingUpload.objects.unrestricted("test").count() == 0

    def test_blobs_without_row_and_halves_of_a_killed_process_are_removed_after_a_day(self, world, own_store):
        kept = make_document(world.treviso).current_version.file
        folder = own_store / "blobs" / "ab"
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("ab" + "0" * 30, "ab" + "1" * 30 + ".0a1b2c3d.part"):
            (folder / name).write_bytes(b"x")
        assert self.night(timedelta(hours=23))["removed"] == 0
        assert self.night()["removed"] == 2
        assert [blob.name for blob in files_in(own_store)] == [kept.uuid.hex]

    def test_a_row_without_blob_is_counted_and_written_in_the_journal(self, world):
        storage.remove(make_document(world.treviso).current_version.file.path)
        assert self.night() == {"cleared": 0, "removed": 0, "missing": 1}
        line = Entry.objects.unrestricted("test").get(verb="files.storage.cleared")
        assert line.changes["missing"] == [None, 1]

    def test_a_store_that_was_never_written_to_is_empty(self, db):
        assert self.night() == {"cleared": 0, "removed": 0, "missing": 0}


def all_at_once(tasks) -> list:
    """Run each task in a thread of its own; returns what they return."""

    def run(task):
        try:
            return task()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result() for future in [pool.submit(run, task) for task in tasks]]


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_versions_written_together_get_each_their_number(self, carrying):
        world = World()
        document = make_document(world.treviso, target=world.row)
        made = all_at_once(
            [lambda: add_version(actor=SYSTEM, document=document, upload=upload()).number for _ in range(6)]
        )
        assert sorted(made) == [2, 3, 4, 5, 6, 7]
        document.refresh_from_db()
        assert document.current_version.number == 7

    def test_the_same_content_brought_together_is_stored_once(self, carrying, own_store):
        World()
        content = PDF + os.urandom(2_000_000)
        kept = all_at_once(
            [
                lambda: store_upload(actor=SYSTEM, upload=upload("a.pdf", content), group=DOCUMENT).pk
                for _ in range(6)
            ]
        )
        assert (len(set(kept)), len(stored_rows())) == (1, 1)
        assert [blob.read_bytes() for blob in files_in(own_store)] == [content]
