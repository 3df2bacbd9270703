"""What people see of a document before they open it, and who does not."""

from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pico.files import actions, tasks
from pico.files.models import StoredFile
from pico.journal.models import Entry
from tests.community.conftest import Cast
from tests.community.test_library_pages import page
from tests.factories.files import picture
from tests.factories.library import SYSTEM, draw, make_folder, text_file
from tests.files.test_texts import docx, pdf

pytestmark = pytest.mark.walk  # each file is drawn by a process of its own


@pytest.fixture(scope="module")
def cast_of_the_file(for_the_module):
    return Cast()


@pytest.fixture
def cast(cast_of_the_file, db):
    """Made once a file; each test has its own copy."""
    return deepcopy(cast_of_the_file)


def put(folder, name, content):
    return actions.add_to_folder(
        actor=SYSTEM, folder=folder, upload=SimpleUploadedFile(name, content, "application/octet-stream"),
        groups=("document", "image", "archive"),
    )  # fmt: skip


def drawn(document):
    draw(document.current_version)
    return document


def addresses(document) -> list[str]:
    public_id = document.current_version.public_id
    return [reverse(f"files:{name}", args=[public_id]) for name in ("thumbnail", "picture")]


def preview(client, document):
    answer = client.get(page(document))
    return answer.context["preview"], answer.content.decode()


class TestPictures:
    @pytest.fixture
    def folder(self, cast):
        return make_folder(cast.treviso, level="PROVINCE")

    @pytest.fixture
    def photo(self, folder):
        return drawn(put(folder, "ponte.png", picture()))

    def test_the_list_and_the_sheet_show_them_with_words(self, cast, folder, photo):
        client = cast.browser("clerk")
        small, large = addresses(photo)
        assert f'src="{small}" alt="Immagine «ponte.png»"' in client.get(page(folder)).content.decode()
        shown, text = preview(client, photo)
        assert (shown.kind, shown.open_label) == ("picture", "Apri l'immagine intera")
        assert f'src="{large}" alt="Immagine «ponte.png»" width="800" height="600"' in text

    def test_they_are_served_like_the_file_in_a_sandbox_that_nobody_keeps(self, cast, photo):
        answers = [cast.browser("clerk").get(address) for address in addresses(photo)]
        assert [one.content for one in answers] == [b"small", b"large"]
        names = ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Cache-Control")
        assert {tuple(one[name] for name in names) for one in answers} == {
            (
                "image/webp", "default-src 'none'; frame-ancestors 'none'; sandbox", "nosniff",
                "private, no-store",
            )
        }  # fmt: skip

    def test_a_stranger_gets_404_and_nobody_is_asked_to_sign_in(self, cast, photo):
        assert [cast.browser("stranger").get(one).status_code for one in addresses(photo)] == [404] * 2
        assert [cast.browser().get(one).status_code for one in addresses(photo)] == [302] * 2

    @pytest.mark.parametrize("how", ["narrowed", "trashed", "its folder trashed"])
    def test_they_are_gone_with_the_next_request(self, cast, folder, photo, how):
        client = cast.browser("clerk")
        assert [client.get(one).status_code for one in addresses(photo)] == [200] * 2
        if how == "narrowed":
            actions.share_document(actor=SYSTEM, document=photo, level="ORGANISATION", confirmed=True)
        elif how == "trashed":
            actions.trash_document(actor=SYSTEM, document=photo)
        else:
            actions.trash_folder(actor=SYSTEM, folder=folder)
        assert [client.get(one).status_code for one in addresses(photo)] == [404] * 2

    def test_an_infected_file_shows_nothing(self, cast, photo):
        StoredFile.objects.unrestricted("test").update(scan_state="INFECTED")
        client = cast.browser("clerk")
        assert [client.get(one).status_code for one in addresses(photo)] == [404] * 2
        assert preview(client, photo)[0].kind == "none"

    def test_a_pdf_leads_to_the_browser_s_own_viewer(self, cast, folder):
        document = put(folder, "capitolato.pdf", pdf())
        client = cast.browser("clerk")
        assert preview(client, document)[0].kind == "waiting"
        tasks.read_text.func(document.current_version.file_id)
        shown, text = preview(client, drawn(document))
        assert (shown.alt, shown.note) == ("Prima pagina di «capitolato.pdf»", "Qui vedi la prima pagina.")
        assert "Apri il PDF nel browser" in text
        whole = client.get(shown.open_url)
        assert b"".join(whole.streaming_content).startswith(b"%PDF")
        assert whole["Content-Disposition"].startswith("inline")
        assert "sandbox" not in whole["Content-Security-Policy"]

    def test_a_list_of_pictures_costs_what_a_list_without_costs(
        self, cast, folder, django_assert_num_queries
    ):
        for number in range(3):
            drawn(put(folder, f"foto-{number}.png", picture(size=(8, 6 + number))))
        client = cast.browser("clerk")
        client.get(page(folder))
        with django_assert_num_queries(14):
            assert client.get(page(folder)).content.decode().count('class="pico-thumbnail"') == 3


class TestText:
    def read(self, cast, name, content):
        document = put(make_folder(cast.treviso), name, content)
        tasks.read_text.func(document.current_version.file_id)
        return preview(cast.browser("editor"), document)

    def test_the_first_lines_are_shown_escaped(self, cast):
        lines = ["Gara", "<script>alert(1)</script>", *(f"riga {number}" for number in range(3, 80))]
        shown, text = self.read(cast, "nota.txt", "\n".join(lines).encode())
        assert (shown.text.count("\n"), shown.shortened, shown.note) == (59, True, "")
        assert "&lt;script&gt;alert(1)&lt;/script&gt;\nriga 3" in text
        assert "<script>alert(1)" not in text
        assert "riga 61" not in text

    def test_an_office_file_shows_its_text_and_says_so(self, cast):
        shown, text = self.read(cast, "capitolato.docx", docx())
        assert "416 tonnellate" in shown.text
        assert "È solo il testo del file" in text

    def test_a_short_text_is_shown_whole(self, cast):
        shown, text = self.read(cast, "nota.txt", "una\nriga lunga è".encode())
        assert (shown.text, shown.shortened) == ("una\nriga lunga è", False)
        assert "Qui vedi solo l'inizio" not in text


class TestNone:
    def test_a_locked_file_says_why(self, cast):
        document = put(make_folder(cast.treviso), "segreto.pdf", pdf(password="x"))
        for job in (tasks.read_text, tasks.draw_pictures):
            job.func(document.current_version.file_id)
        shown, text = preview(cast.browser("editor"), document)
        assert "Anteprima non disponibile. Il file è protetto da una password." in text
        assert shown.kind == "none"

    def test_other_types_are_downloaded(self, cast):
        shown, _text = preview(
            cast.browser("editor"), put(make_folder(cast.treviso), "dati.xml", b"<a>1</a>")
        )
        assert (shown.kind, shown.note) == (
            "none", "Questo tipo di file si vede solo dopo averlo scaricato."
        )  # fmt: skip


class TestJournal:
    def lines(self) -> list[tuple]:
        rows = Entry.objects.unrestricted("test").filter(verb="files.file.previewed").order_by("pk")
        return list(rows.values_list("actor_id", "category"))

    def test_a_private_text_read_on_its_sheet_leaves_a_line_an_hour(self, cast):
        document = actions.add_to_folder(actor=SYSTEM, folder=make_folder(cast.treviso), upload=text_file())
        client = cast.browser("editor")
        client.get(page(document))
        assert self.lines() == []  # not read yet: nothing was shown
        tasks.read_text.func(document.current_version.file_id)
        for _ in range(2):
            client.get(page(document))
        assert self.lines() == [(cast.editor.pk, "download")]

    def test_a_public_one_leaves_none(self, cast):
        document = drawn(put(make_folder(cast.treviso, level="PUBLIC"), "foto.png", picture()))
        for who in ("stranger", ""):
            client = cast.browser(who)
            assert client.get(page(document)).context["preview"].kind == "picture"
            assert client.get(addresses(document)[0]).status_code == 200
        assert self.lines() == []
