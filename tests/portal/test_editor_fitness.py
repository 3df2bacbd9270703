"""What is not fit to be read is neither published nor approved, wherever the button is (portal.md 5.2)."""

import pytest

from pico.portal.models import NewsPage
from tests.factories.organisations import make_province
from tests.factories.portal import make_topic
from tests.portal.editing import Newsroom, draft_of, image_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(scope="module")
def standing_room(for_the_module):
    return Newsroom(make_province("treviso"), "Trevigiana")


@pytest.fixture
def room(standing_room):
    return standing_room


def picture_block(image, **alt) -> dict:
    """Return what the browser sends of a body with one picture."""
    sent = {"image": image.pk, "alt": "", "decorative": "", "caption": "", **alt}
    body = {f"body-0-value-{name}": value for name, value in sent.items() if value}
    return body | {
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "image", "body-0-id": "",
    }  # fmt: skip


def write(room, **changes):
    form = {
        "title": "Nuovo ponte", "summary": "In breve.", "kind": "NEWS", "date": "2026-11-20",
        "slug": "nuovo-ponte", "image": "", "image_alt": "", "expires_on": "", "go_live_at": "",
        "expire_at": "", "attachments-count": "0", "body-count": "0", "topics": [make_topic().pk], **changes,
    }  # fmt: skip
    path = f"/redazione/pages/add/portal/newspage/{room.news.pk}/"
    answer = room.browser(room.publisher).post(path, form)
    return answer, NewsPage.objects.filter(title="Nuovo ponte").first()


def handed_in(room, **fields) -> NewsPage:
    page = draft_of(room.site, "Da approvare", **fields)
    page.get_workflow().start(page, room.editor)
    return NewsPage.objects.get(pk=page.pk)


def approve(room, page, **headers):
    path = f"/redazione/pages/workflow/action/{page.pk}/approve/{page.current_workflow_task_state.pk}/"
    return room.browser(room.publisher).post(path, {"comment": ""}, **headers)


def test_a_picture_of_the_text_without_words_keeps_the_page_a_draft(room):
    silent = image_of(room.site, "Senza parole", description="")
    answer, page = write(room, **picture_block(silent), **{"action-publish": "1"})
    assert page is None
    assert "immagine del testo non ha il testo alternativo" in answer.content.decode()

    _answer, page = write(room, **picture_block(silent, alt="Il ponte"), **{"action-publish": "1"})
    assert page.live


def test_the_editors_of_each_site_choose_their_own_pictures_whoever_came_first(room):
    """Forms and blocks are made once for the whole process."""
    for place in (room, Newsroom(make_province("brescia"), "Bresciana")):
        mine = image_of(place.site, "Ponte", description="Il ponte nuovo")
        fields = {"image": mine.pk, "image_alt": "Il ponte", **picture_block(mine, alt="Il ponte")}
        _answer, page = write(place, title=f"Ponte {place.canary}", slug="ponte", **fields)
        assert page is None
        page = NewsPage.objects.get(title=f"Ponte {place.canary}").get_latest_revision_as_object()
        assert (page.image_id, [block.value["image"].pk for block in page.body]) == (mine.pk, [mine.pk])


def test_an_address_of_the_product_is_no_address_of_a_page(room):
    answer, page = write(room, slug="eventi", **{"action-publish": "1"})
    assert page is None
    assert "è di una pagina del sito" in answer.content.decode()


def test_a_notice_without_its_day_is_kept_as_a_draft_only(room):
    answer, page = write(room, kind="NOTICE", **{"action-publish": "1"})
    assert page is None
    assert "Indica fino a quando vale" in answer.content.decode()
    _answer, page = write(room, kind="NOTICE")
    assert (page.kind, page.live) == ("NOTICE", False)


def test_a_draft_that_became_unfit_is_not_approved_from_the_list(room):
    silent = image_of(room.site, "Muta", description="")
    page = handed_in(room, image=silent)
    answer = approve(room, page)
    assert (answer.status_code, answer["Location"]) == (302, f"/redazione/pages/{page.pk}/edit/")
    shown = answer.client.get(answer["Location"]).content.decode()
    assert "senza testo alternativo la pagina non si pubblica" in shown
    assert not NewsPage.objects.get(pk=page.pk).live
    assert NewsPage.objects.get(pk=page.pk).workflow_in_progress


def test_the_window_of_the_list_leads_to_the_form_as_well(room):
    page = handed_in(room)  # no topic
    answer = approve(room, page, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert answer.json() == {"step": "success", "redirect": f"/redazione/pages/{page.pk}/edit/"}
    assert not NewsPage.objects.get(pk=page.pk).live


def test_a_fit_draft_is_approved_from_the_list(room):
    page = handed_in(room, topics=[make_topic()])
    approve(room, page)
    assert NewsPage.objects.get(pk=page.pk).live


def test_pictures_are_sent_to_everybody_and_documents_beside_them_are_not(room, client):
    sent = client.get(room.image.get_rendition("width-100|format-webp").url, HTTP_HOST=room.host)
    assert (sent.status_code, sent["Content-Type"]) == (200, "image/webp")
    assert sent["Cache-Control"] == "public, max-age=2592000"
    assert b"".join(sent.streaming_content)[:4] == b"RIFF"
    hidden = [f"/media/{room.document.file.name}", "/media/images/../documents/x.png", "/media/images/no.png"]
    assert [client.get(path, HTTP_HOST=room.host).status_code for path in hidden] == [404, 404, 404]


def test_the_day_is_written_as_readers_write_it(room):
    page = room.browser(room.editor).get(f"/redazione/pages/add/portal/newspage/{room.news.pk}/")
    assert '"format": "d/m/Y"' in page.content.decode().replace("&quot;", '"')
    _answer, page = write(room, date="20/11/2026", expires_on="24/12/2026")
    assert (page.date.isoformat(), page.expires_on.isoformat()) == ("2026-11-20", "2026-12-24")


def test_a_draft_that_became_unfit_is_sent_back_with_a_comment(room):
    page = handed_in(room)  # no topic
    form = {
        "title": page.title, "slug": page.slug, "kind": "NEWS", "date": "20/11/2026", "summary": "",
        "attachments-count": "0", "body-count": "0", "action-workflow-action": "true",
        "workflow-action-name": "reject",
        "workflow-action-extra-data": '{"comment": "Manca l\'argomento"}',
    }  # fmt: skip
    room.browser(room.publisher).post(f"/redazione/pages/{page.pk}/edit/", form)
    state = NewsPage.objects.get(pk=page.pk).current_workflow_state
    assert (state.status, state.current_task_state.comment) == ("needs_changes", "Manca l'argomento")
