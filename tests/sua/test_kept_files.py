"""A file chosen in a form that is refused is kept for a day; nobody else can take it."""

import re
from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pico.files.models import PendingUpload
from pico.sua import actions
from tests.factories.sua import item, make_draft, make_in_review, make_pdf

pytestmark = pytest.mark.usefixtures("treviso_host")


@pytest.fixture(scope="module")
def asked_of_the_file(cast_of_the_file):
    cast = deepcopy(cast_of_the_file)
    tender = make_in_review(cast)
    actions.ask_clarification(
        actor=cast.actor("sua"),
        tender=tender,
        remarks=[
            actions.NewRemark(text="Il documento è illeggibile.", item=item("DELEGATION")),
            actions.NewRemark(text="La durata non torna.", field="duration_days"),
        ],
        due_on=date(2099, 1, 1),
    )
    tender.refresh_from_db()
    return tender


@pytest.fixture
def asked(asked_of_the_file, db):
    """A request in which the SUA asked for one document again, and for a word on the duration."""
    return deepcopy(asked_of_the_file)


def answers_of(tender, said: str = "Fatto.") -> dict[str, str]:
    return {f"answer-{remark.pk}": said for remark in tender.remarks.all()} | {"duration_days": "30"}


def file_field(tender) -> str:
    return f"file-{tender.remarks.get(item__isnull=False).pk}"


def delegation(tender) -> list[str]:
    document = tender.documents.get(item=item("DELEGATION")).document
    return [version.original_name for version in document.versions.order_by("number")]


def refused(client, tender) -> tuple[str, str]:
    """Send the form with a file and no answer. Returns the page and the reference of the kept file."""
    data = answers_of(tender, said="") | {file_field(tender): make_pdf("delega nuova.pdf")}
    answer = client.post(reverse("sua:answer", args=[tender.public_id]), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    found = re.search(rf'name="{file_field(tender)}-kept" value="([^"]+)"', page)
    return page, found[1] if found else ""


class TestAnswer:
    def test_a_refused_answer_keeps_the_file_and_shows_it(self, cast, client, asked):
        client.force_login(cast.operator)
        page, reference = refused(client, asked)
        kept = PendingUpload.objects.visible_to(cast.operator).get()
        assert (str(kept.public_id), kept.original_name) == (reference, "delega nuova.pdf")
        assert ("delega nuova.pdf" in page, "Tenuto per 24 ore" in page) == (True, True)
        assert delegation(asked) == ["delegation.pdf"]

    def test_the_second_post_uses_it(self, cast, client, asked):
        client.force_login(cast.operator)
        _page, reference = refused(client, asked)
        data = answers_of(asked) | {f"{file_field(asked)}-kept": reference}
        answer = client.post(reverse("sua:answer", args=[asked.public_id]), data)
        assert answer.status_code == 302
        assert delegation(asked) == ["delegation.pdf", "delega nuova.pdf"]

    def test_refused_twice_it_is_the_same_kept_file(self, cast, client, asked):
        client.force_login(cast.operator)
        _page, reference = refused(client, asked)
        data = answers_of(asked, said="") | {f"{file_field(asked)}-kept": reference}
        answer = client.post(reverse("sua:answer", args=[asked.public_id]), data)
        assert (answer.status_code, reference in answer.content.decode()) == (422, True)
        assert PendingUpload.objects.visible_to(cast.operator).count() == 1

    def test_a_file_chosen_now_wins_over_the_kept_one(self, cast, client, asked):
        client.force_login(cast.operator)
        _page, reference = refused(client, asked)
        chosen = {f"{file_field(asked)}-kept": reference, file_field(asked): make_pdf("delega giusta.pdf")}
        client.post(reverse("sua:answer", args=[asked.public_id]), answers_of(asked) | chosen)
        assert delegation(asked) == ["delegation.pdf", "delega giusta.pdf"]

    def test_a_colleague_cannot_claim_it(self, cast, client, asked):
        client.force_login(cast.operator)
        _page, reference = refused(client, asked)
        client.force_login(cast.manager)
        data = answers_of(asked) | {f"{file_field(asked)}-kept": reference}
        answer = client.post(reverse("sua:answer", args=[asked.public_id]), data)
        page = answer.content.decode()
        assert (answer.status_code, "sceglilo di nuovo" in page, "delega nuova.pdf" in page) == (
            422, True, False,
        )  # fmt: skip
        assert delegation(asked) == ["delegation.pdf"]

    @pytest.mark.parametrize("reference", ["abc", "11111111-1111-4111-8111-111111111111"])
    def test_an_unknown_reference_is_a_sentence_beside_the_field(self, cast, client, asked, reference):
        client.force_login(cast.operator)
        data = answers_of(asked) | {f"{file_field(asked)}-kept": reference}
        answer = client.post(reverse("sua:answer", args=[asked.public_id]), data)
        assert (answer.status_code, "sceglilo di nuovo" in answer.content.decode()) == (422, True)

    def test_after_a_day_it_is_no_more(self, cast, client, asked):
        client.force_login(cast.operator)
        _page, reference = refused(client, asked)
        kept = PendingUpload.objects.unrestricted("test")
        kept.update(created_at=timezone.now() - timedelta(hours=25))
        data = answers_of(asked) | {f"{file_field(asked)}-kept": reference}
        answer = client.post(reverse("sua:answer", args=[asked.public_id]), data)
        assert (answer.status_code, delegation(asked)) == (422, ["delegation.pdf"])

    def test_a_file_that_is_not_good_is_not_kept(self, cast, client, asked):
        client.force_login(cast.operator)
        bad = make_pdf("delega.exe")
        data = answers_of(asked) | {file_field(asked): bad}
        answer = client.post(reverse("sua:answer", args=[asked.public_id]), data)
        assert (answer.status_code, PendingUpload.objects.unrestricted("test").count()) == (422, 0)


class TestDraft:
    def test_a_file_refused_for_want_of_room_is_kept_and_used_when_there_is_room(
        self, cast, client, settings
    ):
        tender = make_draft(cast)
        client.force_login(cast.operator)
        url = reverse("sua:edit", args=[tender.public_id, "documenti"])
        name = f"item-{item('DELEGATION').pk}"
        settings.PICO_QUOTA_BYTES = 10
        answer = client.post(url, {name: make_pdf("delega.pdf")})
        kept = PendingUpload.objects.visible_to(cast.operator).get()
        page = answer.content.decode()
        assert (answer.status_code, tender.documents.count()) == (422, 0)
        assert f'name="{name}-kept" value="{kept.public_id}"' in page

        settings.PICO_QUOTA_BYTES = 10_000_000
        answer = client.post(url, {f"{name}-kept": str(kept.public_id)})
        version = tender.documents.get().document.current_version
        assert (answer.status_code, version.original_name) == (302, "delega.pdf")
