"""The text of real files, read in a process of its own; what cannot be read costs nothing but its text."""

import io
import zipfile
from email.message import EmailMessage
from functools import partial

import openpyxl
import pypdf
import pytest
import typst
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult

from pico.base.actor import system_actor
from pico.files import tasks
from pico.files.actions import read_unread, store_upload
from pico.files.extraction import ODF, OFFICE, READABLE, Locked, Unreadable, extract
from pico.files.models import StoredFile

pytestmark = pytest.mark.walk  # each file is read by a process of its own

SENTENCE = "Capitolato per il sale antigelo: 416 tonnellate per sette Comuni, qualità garantita."


def pdf(sentence=SENTENCE, password=None):
    content = typst.compile(
        f"#set page(width: 12cm, height: 8cm)\n{sentence}\n#pagebreak()\nAllegato".encode()
    )
    if not password:
        return content
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(password, algorithm="AES-256")
    locked = io.BytesIO()
    writer.write(locked)
    return locked.getvalue()


def zipped(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(sentence=SENTENCE):
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    packages = "http://schemas.openxmlformats.org/package/2006"
    return zipped(
        **{
            "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
            f'Type="{office}" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{main}"><w:body><w:p><w:r><w:t>{sentence}</w:t></w:r>'
            "</w:p></w:body></w:document>",
            "word/media/image1.png": b"no picture",
        }
    )


def odt():
    office, text = (f"urn:oasis:names:tc:opendocument:xmlns:{part}:1.0" for part in ("office", "text"))
    return zipped(
        mimetype=f"{ODF}.text",
        **{
            "content.xml": f'<office:document-content xmlns:office="{office}" xmlns:text="{text}">'
            "<office:body>"
            f"<office:text><text:p>{SENTENCE}</text:p></office:text></office:body></office:document-content>"
        },
    )


def xlsx():
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Voce", SENTENCE])
    book.save(made)
    return made.getvalue()


def eml():
    message = EmailMessage()
    message["Subject"], message["From"] = "Sollecito", "a@comune.example"
    message.set_content(SENTENCE)
    return bytes(message)


FILES = {
    "application/pdf": pdf,
    f"{OFFICE}.wordprocessingml.document": docx,
    f"{OFFICE}.spreadsheetml.sheet": xlsx,
    f"{ODF}.text": odt,
    "text/plain": SENTENCE.encode,
    "text/csv": f"voce;{SENTENCE}".encode,
    "message/rfc822": eml,
}


def on_disk(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content)
    return path.open("rb")


@pytest.mark.parametrize("content_type", FILES)
def test_a_file_says_what_it_says(tmp_path, content_type):
    with on_disk(tmp_path, FILES[content_type]()) as content:
        found = extract(content, content_type)
    assert SENTENCE in " ".join(found.text.split())
    assert found.pages == (2 if content_type == "application/pdf" else None)


def test_a_word_file_keeps_ampersands_and_the_apostrophes_that_office_writes_as_references(tmp_path):
    written = "dell&apos;ente Rossi &amp; Figli, 3 &lt; 5, perch&#233;, &quot;fine&quot; &#38; &amp;lt;"
    with on_disk(tmp_path, docx(written)) as content:
        text = extract(content, f"{OFFICE}.wordprocessingml.document").text
    assert text.strip() == 'dell\'ente Rossi & Figli, 3 < 5, perché, "fine" & &lt;'


def test_an_old_text_of_windows_is_read(tmp_path):
    with on_disk(tmp_path, "qualità e perché".encode("cp1252")) as content:
        assert extract(content, "text/plain").text == "qualità e perché"


class TestWhatCannotBeRead:
    def test_a_password_is_asked_for(self, tmp_path):
        with on_disk(tmp_path, pdf(password="segreta")) as content, pytest.raises(Locked):
            extract(content, "application/pdf")

    @pytest.mark.parametrize(
        "content_type", sorted(READABLE - {"text/plain", "text/csv", "message/rfc822", "application/rtf"})
    )
    def test_a_damaged_file_is_given_up(self, tmp_path, content_type):
        with (
            on_disk(tmp_path, b"PK\x03\x04 not what it says") as content,
            pytest.raises(Unreadable) as given_up,
        ):
            extract(content, content_type)
        assert not given_up.value.again

    def test_a_reader_that_hangs_is_killed(self, tmp_path):
        with on_disk(tmp_path, pdf()) as content, pytest.raises(Unreadable) as killed:
            extract(content, "application/pdf", seconds=0.01)
        assert killed.value.again

    def test_more_than_its_memory_ends_the_reader_and_not_us(self, tmp_path):
        path = tmp_path / "huge.txt"
        with path.open("wb") as huge:
            huge.truncate(700 * 2**20)
        with path.open("rb") as content, pytest.raises(Unreadable):
            extract(content, "text/plain")

    def test_only_a_million_characters_are_kept(self, tmp_path):
        with on_disk(tmp_path, b"sale " * 400_000) as content:
            assert len(extract(content, "text/plain").text) <= 1_000_000

    def test_what_no_column_takes_is_left_out(self, tmp_path):
        with on_disk(tmp_path, b"sale\x00antigelo") as content:
            assert "\x00" not in extract(content, "text/plain").text


@pytest.mark.django_db
class TestTheJob:
    def store(self, content, name="capitolato.pdf"):
        file = ContentFile(content, name)
        return store_upload(actor=system_actor("test"), upload=file, group="document")

    def test_an_upload_leaves_its_text_to_a_job(self):
        stored = self.store(pdf())
        assert stored.text_state == "QUEUED"
        job = DBTaskResult.objects.get(task_path="pico.files.tasks.read_text")
        assert job.args_kwargs["kwargs"] == {"file_id": stored.pk}
        assert tasks.read_text.func(stored.pk) == "DONE"
        stored.refresh_from_db()
        assert ("antigelo" in stored.text, stored.pages, stored.text_note) == (True, 2, "")

    def test_done_twice_it_is_there_once(self):
        stored = self.store(pdf())
        assert [tasks.read_text.func(stored.pk) for _ in range(2)] == ["DONE", "DONE"]

    def test_a_scan_says_that_it_has_no_text(self):
        stored = self.store(typst.compile(b"#rect(width: 2cm, height: 2cm, fill: black)"))
        assert tasks.read_text.func(stored.pk) == "SKIPPED"
        stored.refresh_from_db()
        assert stored.text_note == "Il file non contiene testo (scansione?)."

    def test_a_locked_file_says_so_and_stays_usable(self):
        stored = self.store(pdf(password="segreta"))
        assert tasks.read_text.func(stored.pk) == "SKIPPED"
        stored.refresh_from_db()
        assert stored.text_note == "Il file è protetto da una password."

    def test_an_image_has_none_and_a_content_that_is_gone_stops_nothing(self):
        assert tasks.read_text.func(999_999) == ""

    def test_a_file_whose_reader_was_killed_twice_is_given_up(self, monkeypatch):
        stored = self.store(pdf())
        monkeypatch.setattr("pico.files.actions.texts.extract", partial(extract, seconds=0.01))
        with pytest.raises(Unreadable):
            tasks.read_text.func(stored.pk)
        assert tasks.read_text.func(stored.pk) == "FAILED"
        stored.refresh_from_db()
        assert stored.text_note == "Il testo del file non si lascia leggere."

    def test_contents_stored_before_texts_were_read_are_found_at_night(self):
        stored = self.store(pdf())
        StoredFile.objects.unrestricted("test").update(text_state="NONE")
        assert read_unread(actor=system_actor("test")) == 1
        stored.refresh_from_db()
        assert stored.text_state == "QUEUED"
        assert read_unread(actor=system_actor("test")) == 0
