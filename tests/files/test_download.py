"""The one address of private files: who gets the bytes, with which headers and parts, and what is written."""

import logging
import re
import uuid

import pytest
from django.test import Client

from pico.accounts.models import Membership
from pico.base.actor import Actor
from pico.files import storage
from pico.files.actions import keep_for_later, remove_document
from pico.files.checks import check_upload
from pico.files.models import StoredFile
from pico.files.reading import BEYOND, part_of
from pico.files.templatetags.files import file_url
from pico.journal.models import Entry
from tests.factories.files import SYSTEM, make_attachment, make_document, make_paper, picture, upload

pytestmark = pytest.mark.django_db
TEXT = b"0123456789" * 10


class Reader(Client):
    """A browser that reads each answer to its end, so that what follows the answer happens."""

    def request(self, **request):
        response = super().request(**request)
        response.body = b"".join(response.streaming_content) if response.streaming else response.content
        return response


@pytest.fixture
def client_of(site):
    def signed_in(user=None) -> Reader:
        reader = Reader()
        if user is not None:
            reader.force_login(user)
        return reader

    return signed_in


def lines() -> list[tuple]:
    entries = Entry.objects.unrestricted("test").filter(verb="files.file.downloaded").order_by("pk")
    return list(entries.values_list("actor_id", "object_label", "category"))


@pytest.fixture
def document(world):
    return make_document(world.treviso, target=world.row, upload=upload("nota.txt", TEXT))


@pytest.fixture
def url(document):
    return file_url(document.current_version)


class TestWho:
    @pytest.fixture
    def addresses(self, world):
        """Every kind of address, each over content that a stranger must not get."""
        waiting = keep_for_later(
            actor=Actor(world.admin, world.treviso), checked=check_upload(upload("bozza.pdf"))
        )
        rows = [
            make_document(world.treviso, target=world.row).current_version,
            make_document(world.treviso, target=None).current_version,
            make_attachment(world.treviso, target=world.row),
            make_paper(world.treviso, target=world.row),
            waiting,
        ]
        return [file_url(row) for row in rows]

    def test_who_may_read_gets_every_file(self, world, client_of, addresses):
        admin = client_of(world.admin)
        assert [admin.get(address).status_code for address in addresses] == [200] * 5

    def test_a_stranger_of_another_province_gets_404_everywhere(self, world, client_of, addresses):
        stranger = client_of(world.stranger)
        for ask in (stranger.get, stranger.head):
            assert [ask(address).status_code for address in addresses] == [404] * 5
        ranges = [stranger.get(address, headers={"Range": "bytes=0-9"}) for address in addresses]
        assert [response.status_code for response in ranges] == [404] * 5
        assert lines() == []

    def test_absent_and_forbidden_answer_alike(self, world, client_of, addresses):
        stranger = client_of(world.stranger)
        absent = stranger.get(f"/file/{uuid.uuid4()}/atto.pdf")
        forbidden = stranger.get(addresses[0])
        # Apart from the number of the request, the token of the forms and the address that was asked for.
        differs = re.compile(r"<code>\w{12}</code>|\"\w{64}\"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
        bodies = [differs.sub("", response.content.decode()) for response in (absent, forbidden)]
        assert absent.status_code == 404
        assert bodies[0].splitlines() == bodies[1].splitlines()

    def test_an_anonymous_visitor_is_sent_to_sign_in_whether_or_not_it_exists(self, client_of, addresses):
        nobody = client_of()
        absent = f"/file/{uuid.uuid4()}/atto.pdf"
        answers = {nobody.get(address).status_code for address in [*addresses, absent]}
        assert answers == {302}
        assert nobody.get(absent)["Location"] == f"/accedi/?next={absent}"

    def test_a_waiting_upload_is_its_owner_s_alone(self, world, client_of, addresses):
        assert client_of(world.member).get(addresses[4]).status_code == 404

    def test_what_goes_to_the_trash_is_gone_with_the_next_request(self, world, client_of, document, url):
        reader = client_of(world.member)
        assert reader.get(url).status_code == 200
        remove_document(actor=SYSTEM, document=document)
        assert reader.get(url).status_code == 404

    def test_a_lost_membership_closes_the_file_with_the_next_request(self, world, client_of):
        url = file_url(make_document(world.treviso, target=None).current_version)
        reader = client_of(world.member)
        assert reader.get(url).status_code == 200
        Membership.objects.unrestricted("test").filter(pk=world.row.pk).delete()
        assert reader.get(url).status_code == 404

    def test_an_infected_file_is_never_served(self, world, client_of, url):
        StoredFile.objects.unrestricted("test").update(scan_state=StoredFile.ScanState.INFECTED)
        assert client_of(world.admin).get(url).status_code == 404

    def test_a_file_is_not_posted_to(self, world, client_of, url):
        assert client_of(world.admin).post(url).status_code == 405

    def test_content_lost_from_the_store_is_a_404_with_a_line_in_the_log(
        self, world, client_of, document, url, caplog
    ):
        storage.remove(document.current_version.file.path)
        with caplog.at_level(logging.ERROR, logger="pico.files.views"):
            assert client_of(world.admin).get(url).status_code == 404
        assert [record.getMessage() for record in caplog.records] == [
            "the content of files.DocumentVersion is not in the store"
        ]


class TestHeaders:
    def headers(self, world, client_of, name, content):
        document = make_document(world.treviso, target=world.row, upload=upload(name, content))
        return client_of(world.member).get(file_url(document.current_version))

    def test_a_file_is_an_attachment_in_a_sandbox_that_nobody_stores(self, world, client_of, url):
        response = client_of(world.member).get(url)
        names = (
            "Content-Type",
            "Content-Disposition",
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Cache-Control",
            "Cross-Origin-Resource-Policy",
            "Content-Length",
        )
        assert {name: response[name] for name in names} == {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Disposition": 'attachment; filename="nota.txt"',
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Content-Length": "100",
        }

    @pytest.mark.parametrize(
        ("name", "written"),
        [
            ("città di Castello.txt", "attachment; filename*=utf-8''citt%C3%A0%20di%20Castello.txt"),
            ('con "virgolette".txt', 'attachment; filename="con \\"virgolette\\".txt"'),
            ("😀.txt", "attachment; filename*=utf-8''%F0%9F%98%80.txt"),
            ("50% fatto; x=1.txt", 'attachment; filename="50% fatto; x=1.txt"'),
        ],
    )
    def test_the_original_name_stands_in_the_header_only_as_rfc_5987_says(
        self, world, client_of, name, written
    ):
        response = self.headers(world, client_of, name, TEXT)
        assert (response.status_code, response["Content-Disposition"]) == (200, written)

    def test_a_pdf_is_shown_in_the_browser_without_sandbox_and_without_script(self, world, client_of):
        response = self.headers(world, client_of, "atto.pdf", None)
        assert (response["Content-Disposition"], response["Content-Security-Policy"]) == (
            'inline; filename="atto.pdf"',
            "default-src 'none'; frame-ancestors 'none'",
        )

    def test_an_image_drawn_anew_is_shown_in_the_browser(self, world, client_of):
        response = self.headers(world, client_of, "foto.png", picture())
        assert (response["Content-Type"], response["Content-Disposition"][:6]) == ("image/png", "inline")
        assert response["Content-Security-Policy"].endswith("; sandbox")

    def test_an_xml_is_never_shown_as_a_page(self, world, client_of):
        response = self.headers(world, client_of, "dati.xml", b"<r xmlns='http://www.w3.org/1999/xhtml'/>")
        assert response["Content-Disposition"].startswith("attachment; ")

    def test_who_came_second_with_the_same_bytes_does_not_learn_what_the_first_called_them(
        self, world, client_of
    ):
        make_document(world.brescia, upload=upload("segreto.txt", b"a;b\n1;2\n"))
        response = self.headers(world, client_of, "tabella.csv", b"a;b\n1;2\n")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert StoredFile.objects.unrestricted("test").count() == 1

    def test_where_a_proxy_sends_the_bytes_it_is_told_where_they_are(
        self, world, client_of, document, url, settings
    ):
        settings.PICO_ACCEL_PREFIX = "/riservato/"
        response = client_of(world.member).get(url)
        assert (response["X-Accel-Redirect"], response.content) == (
            f"/riservato/{document.current_version.file.path}",
            b"",
        )
        assert response["Content-Disposition"] == 'attachment; filename="nota.txt"'
        assert client_of(world.stranger).get(url).status_code == 404


class TestParts:
    @pytest.mark.parametrize(
        ("asked", "answer"),
        [
            ("bytes=0-9", (206, "bytes 0-9/100", TEXT[:10])),
            ("bytes=95-", (206, "bytes 95-99/100", TEXT[95:])),
            ("bytes=95-999", (206, "bytes 95-99/100", TEXT[95:])),
            ("bytes=-5", (206, "bytes 95-99/100", TEXT[-5:])),
            ("bytes=-999", (206, "bytes 0-99/100", TEXT)),
            ("bytes=0-", (206, "bytes 0-99/100", TEXT)),
            ("Bytes=99-99", (206, "bytes 99-99/100", TEXT[99:])),
            ("bytes=100-", (416, "bytes */100", b"")),
            ("bytes=500-600", (416, "bytes */100", b"")),
            ("bytes=-0", (416, "bytes */100", b"")),
            # What is no single range is ignored: the whole is sent.
            ("bytes=-", (200, None, TEXT)),
            ("bytes=9-0", (200, None, TEXT)),
            ("bytes=0-1,5-6", (200, None, TEXT)),
            ("righe=0-9", (200, None, TEXT)),
            ("bytes=a-b", (200, None, TEXT)),
            ("bytes=0-" + "9" * 6000, (200, None, TEXT)),
            ("bytes=" + "9" * 6000 + "-", (200, None, TEXT)),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_a_range_is_answered(self, world, client_of, url, asked, answer):
        response = client_of(world.member).get(url, headers={"Range": asked})
        assert (response.status_code, response.get("Content-Range"), response.body) == answer
        assert response["Accept-Ranges"] == "bytes"
        assert (response["X-Content-Type-Options"], response["Cache-Control"]) == (
            "nosniff",
            "private, no-store",
        )

    def test_no_range_is_inside_an_empty_content(self):
        assert (part_of("bytes=0-", 0), part_of("bytes=-1", 0), part_of("", 0)) == (BEYOND, BEYOND, None)

    def test_head_tells_the_size_and_sends_nothing(self, world, client_of, url):
        response = client_of(world.member).head(url, headers={"Range": "bytes=0-9"})
        assert (response.status_code, response["Content-Length"]) == (200, "100")
        assert response.has_header("Content-Range") is False

    def test_who_holds_the_content_is_told_so(self, world, client_of, url):
        reader = client_of(world.member)
        tag = reader.get(url)["ETag"]
        for known in (tag, f'"altro", W/{tag}', "*"):
            response = reader.get(url, headers={"If-None-Match": known})
            assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
        assert reader.get(url, headers={"If-None-Match": '"altro"'}).status_code == 200

    def test_a_range_of_another_content_gets_the_whole(self, world, client_of, url):
        reader = client_of(world.member)
        tag = reader.get(url)["ETag"]
        answers = [
            reader.get(url, headers={"Range": "bytes=0-9", "If-Range": known}).status_code
            for known in (tag, '"altro"', "Thu, 26 Nov 2026 10:00:00 GMT")
        ]
        assert answers == [206, 200, 200]

    def test_the_tag_tells_nothing_of_the_content(self, world, client_of):
        """Two organisations hold the same bytes: neither can tell from what it is sent."""
        tags = set()
        for owner, reader in ((world.treviso, world.admin), (world.brescia, world.stranger)):
            document = make_document(owner, upload=upload("stesso.txt", TEXT))
            tags.add(client_of(reader).get(file_url(document.current_version))["ETag"])
        assert len(tags) == 2


class TestJournal:
    def test_reading_a_private_file_leaves_a_line(self, world, client_of, url):
        client_of(world.member).get(url)
        assert lines() == [(world.member.pk, "nota.txt (v1)", "download")]

    def test_a_file_read_in_parts_leaves_one_line(self, world, client_of, url):
        reader = client_of(world.member)
        for asked in ("bytes=0-9", "bytes=10-19", "bytes=20-"):
            reader.get(url, headers={"Range": asked})
        assert len(lines()) == 1

    def test_skipping_the_first_byte_does_not_escape_the_journal(self, world, client_of, url):
        client_of(world.admin).get(url)
        reader = client_of(world.member)
        for asked in ("bytes=1-", "bytes=2-"):
            reader.get(url, headers={"Range": asked})
        assert [actor for actor, _label, _category in lines()] == [world.admin.pk, world.member.pk]

    @pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=-100", " bytes=0-"])
    def test_each_beginning_is_a_reading(self, world, client_of, url, asked):
        reader = client_of(world.member)
        for _ in range(2):
            reader.get(url, headers={"Range": asked})
        assert len(lines()) == 2

    def test_what_sends_no_content_is_no_reading(self, world, client_of, url):
        reader = client_of(world.member)
        tag = reader.head(url)["ETag"]
        for headers in ({"If-None-Match": tag}, {"Range": "bytes=500-"}):
            reader.get(url, headers=headers)
        assert lines() == []
