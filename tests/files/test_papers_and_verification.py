"""Papers: made once by a job, archival and accessible, and verified by anybody who holds one."""

import hashlib
import io
import re

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pico.base.errors import Refused
from pico.base.jobs import jobs
from pico.files import storage
from pico.files.actions import issue_paper, revoke_paper
from pico.files.models import Paper, StoredFile
from pico.files.typesetting import TypesettingError
from pico.journal.models import Entry
from tests.factories.files import PDF, SYSTEM, make_paper

pytestmark = pytest.mark.django_db
HOSTILE = '# *forte* "virgolette" $1+1$ \\ <b>x</b> @nota _c_ `d` // e #read("/etc/passwd")'


def content_of(paper) -> bytes:
    with storage.read(paper.file.path) as content:
        return content.read()


def pdf_of(paper) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content_of(paper)))


def text_of(paper) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf_of(paper).pages).split())


def verbs() -> list[str]:
    entries = Entry.objects.unrestricted("test").filter(verb__startswith="files.paper.").order_by("pk")
    return [verb.removeprefix("files.paper.") for verb in entries.values_list("verb", flat=True)]


class TestJob:
    def test_a_paper_is_asked_for_and_then_issued(self, world):
        paper = make_paper(world.treviso, issued=False)
        assert (paper.state, paper.file, verbs()) == (Paper.State.QUEUED, None, ["requested"])
        issued = issue_paper(actor=SYSTEM, paper_id=paper.pk)
        assert (issued.state, issued.data, verbs()) == (Paper.State.ISSUED, {}, ["requested", "issued"])

    def test_its_hash_is_that_of_its_bytes_and_stands_in_the_journal(self, world):
        paper = make_paper(world.treviso)
        digest = hashlib.sha256(content_of(paper)).hexdigest()
        line = Entry.objects.unrestricted("test").get(verb="files.paper.issued")
        assert (paper.sha256, line.changes) == (digest, {"sha256": [None, digest]})

    def test_the_job_is_safe_to_run_twice(self, world):
        paper = make_paper(world.treviso, issued=False)
        make = jobs.get("files.make_paper").task.func
        first, second = make(paper_id=paper.pk), make(paper_id=paper.pk)
        assert (first, verbs()) == (second, ["requested", "issued"])
        assert StoredFile.objects.unrestricted("test").count() == 1

    def test_a_run_killed_before_its_row_was_written_gives_the_same_bytes_again(self, world):
        paper = make_paper(world.treviso)
        data = {"sections": [{"heading": "Richiesta", "facts": [["Ente", world.treviso.name]]}]}
        Paper.objects.unrestricted("test").update(
            state=Paper.State.QUEUED, file=None, sha256="", issued_at=None, data=data
        )
        assert issue_paper(actor=SYSTEM, paper_id=paper.pk).sha256 == paper.sha256

    @pytest.mark.parametrize(
        "template", ["files/manca.typ", "../../manage.py", "files/../plain.typ", "plain.typ"]
    )
    def test_a_paper_that_cannot_be_made_fails_once_in_the_journal_and_may_be_tried_again(
        self, world, template
    ):
        paper = make_paper(world.treviso, template=template, issued=False)
        for _ in range(2):
            with pytest.raises(TypesettingError):
                issue_paper(actor=SYSTEM, paper_id=paper.pk)
        assert verbs() == ["requested", "failed"]
        Paper.objects.unrestricted("test").update(template="files/plain.typ")
        assert issue_paper(actor=SYSTEM, paper_id=paper.pk).state == Paper.State.ISSUED

    def test_codes_are_not_alike_and_hold_no_letter_to_be_mistaken(self, world):
        codes = {make_paper(world.treviso, issued=False).code for _ in range(30)}
        assert len(codes) == 30
        assert [code for code in codes if not re.fullmatch(r"(?:[2-9A-HJKMNP-TV-Z]{4}-?){3}", code)] == []


class TestPdf:
    def test_it_is_archival_and_accessible(self, world):
        reader = pdf_of(make_paper(world.treviso))
        root = reader.trailer["/Root"]
        xmp = root["/Metadata"].get_data().decode()
        said = {
            name: re.search(rf"<{name}>([^<]+)</{name}>", xmp)[1]
            for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part", "xmp:CreatorTool")
        }
        del said["xmp:CreatorTool"]
        assert said == {"pdfaid:part": "2", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
        assert (root["/MarkInfo"]["/Marked"], root["/Lang"], "/StructTreeRoot" in root) == (
            True,
            "it-IT",
            True,
        )
        assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - pypdf's own boolean
        assert reader.metadata.title == "Ricevuta della richiesta SUA-2027-0042"

    def test_it_holds_its_code_issuer_and_address_of_verification(self, world):
        paper = make_paper(world.treviso)
        text = text_of(paper)
        wanted = (paper.code, world.treviso.name, f"/verifica/{paper.code}/", "Pagina 1 di 1")
        assert [words for words in wanted if words not in text] == []

    def test_what_people_wrote_stays_text(self, world):
        data = {"sections": [{"heading": HOSTILE, "paragraphs": [HOSTILE], "facts": [[HOSTILE, HOSTILE]]}]}
        paper = make_paper(world.treviso, title=HOSTILE, number=HOSTILE[:60], kind=HOSTILE[:60], data=data)
        assert pdf_of(paper).metadata.title == HOSTILE
        # Title, heading and paragraph whole; the narrow cells of the table break the line.
        assert text_of(paper).count(HOSTILE) >= 3
        assert "root:" not in text_of(paper)

    @pytest.mark.parametrize(
        ("title", "shown"),
        [
            ("Festa 🎉 in piazza", "Festa □ in piazza"),
            ("Gemellaggio con 北京", "Gemellaggio con □□"),
            ("Campanello \x07 e \ue000", "Campanello □ e □"),
            ("Fattura\u202efdp.exe", "Fatturafdp.exe"),
            ("Đorđe Șerban, Łódź, Αθήνα, Київ", "Đorđe Șerban, Łódź, Αθήνα, Київ"),
            ("Barra \\u0007 e 🎉", "Barra \\u0007 e □"),
        ],
    )
    def test_a_character_that_no_font_has_does_not_keep_a_paper_from_being_issued(self, world, title, shown):
        paper = make_paper(world.treviso, title=title, data={"sections": [{"paragraphs": [title]}]})
        assert (paper.state, pdf_of(paper).metadata.title) == (Paper.State.ISSUED, shown)
        assert paper.title == title

    def test_a_long_table_goes_on_over_pages(self, world):
        rows = [[str(n), "Scuola " * 10] for n in range(200)]
        paper = make_paper(world.treviso, data={"sections": [{"headers": ["N.", "Oggetto"], "rows": rows}]})
        assert len(pdf_of(paper).pages) > 3


class TestVerification:
    @pytest.fixture
    def paper(self, world):
        return make_paper(world.treviso, target=world.row, title="Ricevuta di Anna Zanatta")

    @pytest.fixture
    def anybody(self, site):
        return Client()

    def compare(self, client, paper, content, origin="http://testserver"):
        file = SimpleUploadedFile("atto.pdf", content, "application/pdf")
        return client.post(f"/verifica/{paper.code}/", {"file": file}, headers={"Origin": origin})

    def test_anybody_with_the_code_learns_who_issued_it_and_nothing_private(self, anybody, paper, world):
        response = anybody.get(f"/verifica/{paper.code}/")
        body = response.content.decode()
        wanted = ("Atto autentico", paper.sha256, world.treviso.name, "SUA-2027-0042", "Valido")
        assert (response.status_code, [words for words in wanted if words not in body]) == (200, [])
        assert ("Zanatta" in body, str(paper.public_id) in body, f"/file/{paper.public_id}" in body) == (
            False,
            False,
            False,
        )
        assert response.cookies == {}

    @pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", ""), lambda c: f" {c} "])
    def test_a_code_typed_in_another_way_is_the_same(self, anybody, paper, change):
        response = anybody.get("/verifica/", {"codice": change(paper.code)})
        assert (response.status_code, response["Location"]) == (302, f"/verifica/{paper.code}/")

    @pytest.mark.parametrize("code", ["2222-2222-2222", "x", "0000-0000-0000", "%00", "' OR 1=1 --"])
    def test_an_unknown_code_is_a_404(self, anybody, paper, code):
        assert anybody.get(f"/verifica/{code}/").status_code == 404

    @pytest.mark.parametrize("typed", ["", "abc", "0000-0000-0000", "7KQM-2P4T-9XHR-7KQM", "\0" * 12])
    def test_what_is_no_code_is_told_beside_the_field(self, anybody, typed):
        response = anybody.get("/verifica/", {"codice": typed})
        assert response.status_code == 422

    def test_a_paper_not_yet_issued_is_not_there(self, anybody, world):
        waiting = make_paper(world.treviso, issued=False)
        assert anybody.get(f"/verifica/{waiting.code}/").status_code == 404

    def test_a_revoked_paper_says_so(self, anybody, paper):
        revoke_paper(actor=SYSTEM, paper=paper, reason="Errore")
        body = anybody.get(f"/verifica/{paper.code}/").content.decode()
        assert ("Atto revocato" in body, "Atto autentico" in body) == (True, False)
        assert verbs()[-1] == "revoked"

    def test_only_an_issued_and_valid_paper_can_be_revoked(self, world, paper):
        with pytest.raises(Refused):
            revoke_paper(actor=SYSTEM, paper=make_paper(world.treviso, issued=False), reason="x")
        revoke_paper(actor=SYSTEM, paper=paper, reason="x")
        with pytest.raises(Refused):
            revoke_paper(actor=SYSTEM, paper=paper, reason="y")

    def test_the_same_file_is_recognised_and_not_kept(self, anybody, paper):
        response = self.compare(anybody, paper, content_of(paper))
        assert (response.status_code, "Il file corrisponde" in response.content.decode()) == (200, True)
        assert StoredFile.objects.unrestricted("test").count() == 1

    @pytest.mark.parametrize(
        "change", [lambda c: c + b" ", lambda c: c[:-1], lambda _c: PDF, lambda _c: b"x"]
    )
    def test_a_file_with_one_byte_more_or_less_is_another(self, anybody, paper, change):
        body = self.compare(anybody, paper, change(content_of(paper))).content.decode()
        assert ("Il file non corrisponde" in body, "Il file corrisponde" in body) == (True, False)

    def test_no_file_or_an_empty_one_is_told_beside_the_field(self, anybody, paper):
        empty = self.compare(anybody, paper, b"")
        none = anybody.post(f"/verifica/{paper.code}/", headers={"Origin": "http://testserver"})
        assert [
            (r.status_code, words in r.content.decode())
            for r, words in (
                (empty, "Il file è vuoto."),
                (none, "Scegli il file da confrontare."),
            )
        ] == [(422, True), (422, True)]

    @pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://testserver.evil.example"])
    def test_a_post_from_another_site_is_refused(self, anybody, paper, origin):
        assert self.compare(anybody, paper, content_of(paper), origin).status_code == 403

    def test_a_file_longer_than_any_paper_is_not_read(self, anybody, paper):
        response = anybody.post(
            f"/verifica/{paper.code}/", headers={"Origin": "http://testserver"}, CONTENT_LENGTH="52000001"
        )
        assert (response.status_code, "File troppo grande" in response.content.decode()) == (413, True)
