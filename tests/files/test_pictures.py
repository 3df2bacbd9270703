"""Pictures of images and first pages: drawn by a process of its own, kept privately, gone with their file."""

import io
from datetime import timedelta
from functools import partial

import pypdf
import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from PIL import Image

from pico.base.actor import system_actor
from pico.files import storage, tasks
from pico.files.actions import clear_storage, draw_undrawn, keep_pictures, store_upload
from pico.files.extraction import Locked, Unreadable
from pico.files.models import Picture, StoredFile
from pico.files.pictures import Drawn, draw
from tests.factories.files import make_paper, picture
from tests.files.test_texts import on_disk, pdf

pytestmark = pytest.mark.walk  # each file is drawn by a process of its own

SYSTEM = system_actor("test")


def sizes(drawn) -> dict:
    found = {}
    for one in drawn:
        with Image.open(io.BytesIO(one.content)) as image:
            assert (image.format, image.size) == ("WEBP", (one.width, one.height))
        found[one.size] = (one.width, one.height)
    return found


def test_the_first_page_is_drawn_small_and_large(tmp_path):
    with on_disk(tmp_path, pdf()) as content:  # 12 x 8 cm
        assert sizes(draw(content, "application/pdf")) == {"LARGE": (520, 347), "SMALL": (192, 128)}


def test_a_picture_is_never_larger_than_its_image(tmp_path):
    with on_disk(tmp_path, picture("GIF", (100, 2000))) as content:
        assert sizes(draw(content, "image/gif")) == {"LARGE": (80, 1600), "SMALL": (10, 192)}
    with on_disk(tmp_path, picture("PNG", (8, 6))) as content:
        assert sizes(draw(content, "image/png")) == {"LARGE": (8, 6), "SMALL": (8, 6)}


class TestWhatCannotBeDrawn:
    def test_a_password_is_asked_for(self, tmp_path):
        with on_disk(tmp_path, pdf(password="segreta")) as content, pytest.raises(Locked):
            draw(content, "application/pdf")

    def test_a_damaged_file_is_given_up(self, tmp_path):
        with on_disk(tmp_path, b"%PDF-1.7 and nothing") as content, pytest.raises(Unreadable) as given_up:
            draw(content, "application/pdf")
        assert not given_up.value.again

    def test_a_drawer_that_hangs_is_killed(self, tmp_path):
        with on_disk(tmp_path, pdf()) as content, pytest.raises(Unreadable) as killed:
            draw(content, "application/pdf", seconds=0.01)
        assert killed.value.again

    def test_a_page_of_kilometres_ends_the_drawer_and_not_us(self, tmp_path):
        writer, made = pypdf.PdfWriter(), io.BytesIO()
        writer.add_blank_page(2_000_000, 2_000_000)
        writer.write(made)
        with on_disk(tmp_path, made.getvalue()) as content, pytest.raises(Unreadable):
            draw(content, "application/pdf")


@pytest.mark.django_db
class TestTheJob:
    def store(self, content, name="capitolato.pdf", group="document"):
        return store_upload(actor=SYSTEM, upload=ContentFile(content, name), group=group)

    def kept(self, stored) -> list[str]:
        rows = Picture.objects.unrestricted("test").filter(file=stored)
        return sorted(row.size for row in rows if storage.storage().exists(row.path))

    def by_hand(self, stored):
        keep_pictures(
            actor=SYSTEM, stored=stored, drawn=[Drawn("SMALL", 1, 1, b"a"), Drawn("LARGE", 1, 1, b"b")]
        )
        stored.refresh_from_db()

    def test_an_upload_leaves_its_pictures_to_a_job_that_may_run_twice(self):
        stored = self.store(pdf())
        job = DBTaskResult.objects.get(task_path="pico.files.tasks.draw_pictures")
        assert (stored.picture_state, job.args_kwargs["kwargs"]) == ("QUEUED", {"file_id": stored.pk})
        assert [tasks.draw_pictures.func(stored.pk) for _ in range(2)] == ["DONE", "DONE"]
        assert self.kept(stored) == ["LARGE", "SMALL"]

    def test_two_that_drew_at_once_leave_one_set(self):
        stored = self.store(picture(), "foto.png", "image")
        before = set(storage.paths())
        self.by_hand(stored)
        self.by_hand(stored)
        assert (self.kept(stored), len(set(storage.paths()) - before)) == (["LARGE", "SMALL"], 2)

    def test_what_has_no_picture_asks_for_none(self, django_assert_num_queries):
        stored = self.store(b"testo", "nota.txt")
        assert stored.picture_state == "NONE"
        assert draw_undrawn(actor=SYSTEM) == 0
        assert tasks.draw_pictures.func(999_999) == ""

    def test_a_locked_file_is_skipped_and_a_killed_drawer_tried_once_more(self, monkeypatch):
        assert tasks.draw_pictures.func(self.store(pdf(password="segreta")).pk) == "SKIPPED"
        monkeypatch.setattr("pico.files.actions.pictures.draw", partial(draw, seconds=0.01))
        stored = self.store(pdf())
        with pytest.raises(Unreadable):
            tasks.draw_pictures.func(stored.pk)
        assert tasks.draw_pictures.func(stored.pk) == "FAILED"

    def test_pictures_go_with_the_content_that_nothing_uses(self):
        stored = self.store(picture(), "foto.png", "image")
        self.by_hand(stored)
        blobs = {stored.path, *(row.path for row in Picture.objects.unrestricted("test"))}
        assert clear_storage(actor=SYSTEM)["removed"] == 0
        assert blobs <= set(storage.paths())
        assert clear_storage(actor=SYSTEM, now=timezone.now() + timedelta(hours=25))["cleared"] == 1
        assert blobs.isdisjoint(storage.paths())

    def test_a_lost_picture_is_drawn_again_and_is_no_loss(self, world):
        stored = self.store(picture(), "foto.png", "image")
        self.by_hand(stored)
        storage.remove(Picture.objects.unrestricted("test").filter(size="SMALL").get().path)
        assert clear_storage(actor=SYSTEM)["missing"] == 0
        stored.refresh_from_db()
        assert (stored.picture_state, self.kept(stored)) == ("NONE", [])

    def test_a_paper_is_not_drawn(self, world):
        paper = make_paper(world.treviso)
        assert StoredFile.objects.unrestricted("test").get(pk=paper.file_id).picture_state == "NONE"
        assert draw_undrawn(actor=SYSTEM) == 0
