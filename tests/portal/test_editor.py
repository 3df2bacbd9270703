"""The editor as people of the host's site use it: groups, approval, structure, forms, documents."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, WorkflowPage

from pico.notifications.models import Event
from pico.portal.actions import set_up_approval
from pico.portal.models import NewsPage, PortalImage
from pico.portal.tasks import publish_scheduled
from tests.factories.accounts import make_member
from tests.factories.organisations import make_province
from tests.factories.portal import ACTOR, make_topic
from tests.portal.editing import Newsroom, document_of, draft_of, picture_file

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves files to the garbage collector: of renditions, and of documents that were sent.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(scope="module")
def standing_room(for_the_module):
    return Newsroom(make_province("treviso"), "Trevigiana")


@pytest.fixture
def room(standing_room):
    return standing_room


def fields(page=None, **changes) -> dict:
    """Return what the browser sends from the form of a news item."""
    return {
        "title": "Nuovo ponte sul Piave", "summary": "In breve.", "kind": "NEWS", "date": "2026-11-20",
        "slug": "nuovo-ponte", "image": "", "image_alt": "", "expires_on": "", "go_live_at": "",
        "expire_at": "", "attachments-count": "0", "topics": [make_topic().pk], **text("<p>Apre lunedì.</p>"),
        **changes,
    }  # fmt: skip


def text(*html: str) -> dict:
    convert = ContentstateConverter(["h2", "h3", "h4", "bold", "link"]).from_database_format
    body = {"body-count": str(len(html))}
    for number, part in enumerate(html):
        body |= {
            f"body-{number}-deleted": "", f"body-{number}-order": str(number),
            f"body-{number}-type": "text", f"body-{number}-id": "", f"body-{number}-value": convert(part),
        }  # fmt: skip
    return body


def write(room, person, **changes):
    """Post a new news item; return the answer and the page as stored, if it was."""
    client = room.browser(person)
    answer = client.post(f"/redazione/pages/add/portal/newspage/{room.news.pk}/", fields(**changes))
    return answer, NewsPage.objects.filter(title="Nuovo ponte sul Piave").first()


def test_an_editor_hands_in_and_a_publisher_approves(room):
    answer, page = write(room, room.editor, **{"action-submit": "1"})
    assert (answer.status_code, page.live, page.owner_id) == (302, False, room.editor.pk)
    state = page.current_workflow_task_state

    path = f"/redazione/pages/workflow/action/{page.pk}/approve/{state.pk}/"
    assert room.browser(room.editor).post(path, {"comment": ""}).status_code in {302, 403, 404}
    assert not NewsPage.objects.get(pk=page.pk).live
    room.browser(room.publisher).post(path, {"comment": "Va bene"})

    assert NewsPage.objects.get(pk=page.pk).live
    assert room.browser(room.editor).get(page.path_on_site).status_code == 200
    assert mail.outbox == []
    told = Event.objects.unrestricted("test").filter(target_id=str(page.pk)).order_by("pk")
    assert list(told.values_list("kind", "actor_id")) == [
        ("portal.page.submitted", room.editor.pk),
        ("portal.page.approved", room.publisher.pk),
    ]


def test_the_reserved_area_leads_who_writes_to_a_new_news_item(room):
    page = room.browser(room.editor).get("/area-riservata/").content.decode()
    assert f"/redazione/pages/add/portal/newspage/{room.news.pk}/" in page
    assert "Scrivi una notizia" in page


def test_the_reserved_area_offers_no_editor_to_who_writes_elsewhere(room):
    stranger = make_member(make_province("brescia"), "editor")
    assert "Scrivi una notizia" not in room.browser(stranger).get("/area-riservata/").content.decode()


def test_an_editor_publishes_nothing_alone(room):
    _answer, page = write(room, room.editor, **{"action-publish": "1"})
    assert page is None or not page.live


def test_a_publisher_publishes_at_once(room):
    _answer, page = write(room, room.publisher, **{"action-publish": "1"})
    assert page.live


def test_a_picture_without_words_stays_a_draft(room):
    silent = PortalImage.objects.create(
        title="Ponte", file=picture_file(), collection=room.site.collection, description=""
    )
    answer, page = write(room, room.publisher, image=silent.pk, **{"action-publish": "1"})
    assert page is None
    assert "senza testo alternativo la pagina non si pubblica" in answer.content.decode()

    _answer, draft = write(room, room.publisher, image=silent.pk)
    assert (draft.live, draft.image_id) == (False, silent.pk)


def test_the_words_of_the_picture_are_taken_where_the_page_has_none(room):
    _answer, page = write(room, room.publisher, image=room.image.pk, **{"action-publish": "1"})
    assert page.image_alt == "Trevigiana testo"


def test_a_heading_jump_stays_a_draft(room):
    jump = text("<h2>Il cantiere</h2><p>a</p>", "<h4>Le fasi</h4><p>b</p>")
    answer, page = write(room, room.publisher, **jump, **{"action-publish": "1"})
    assert page is None
    assert "non saltare livelli" in answer.content.decode()

    _answer, draft = write(room, room.publisher, **jump)
    assert not draft.live


def test_a_published_page_has_a_topic(room):
    answer, page = write(room, room.publisher, topics=[], **{"action-publish": "1"})
    assert page is None
    assert "Scegli almeno un argomento." in answer.content.decode()


@pytest.mark.parametrize("part", ["delete", "unpublish", "move", "copy"])
def test_the_home_and_the_sections_stay_where_they_are(room, part):
    client = room.browser(room.publisher)
    for page in (room.root, room.news):
        assert client.get(f"/redazione/pages/{page.pk}/{part}/").status_code == 404
        assert client.post(f"/redazione/pages/{page.pk}/{part}/").status_code == 404


def test_a_section_keeps_its_address_whatever_is_posted(room):
    client = room.browser(room.publisher)
    form = {"title": "Novità", "slug": "altro", "summary": "", "body-count": "0", "action-publish": "1"}
    client.post(f"/redazione/pages/{room.news.pk}/edit/", form)
    assert Page.objects.get(pk=room.news.pk).slug == "novita"


def test_no_group_holds_a_right_beyond_its_own_site(room):
    rights = set(Group.objects.values_list("name", "permissions__codename"))
    ours = {(name, right) for name, right in rights if name.startswith("cms-")}
    assert {right for _name, right in ours} == {"access_admin"}
    on_pages = GroupPagePermission.objects.filter(group__name__startswith="cms-")
    assert set(on_pages.values_list("permission__codename", flat=True)) <= {
        "add_page", "change_page", "publish_page", "lock_page", "unlock_page",
    }  # fmt: skip
    on_files = GroupCollectionPermission.objects.filter(group__name__startswith="cms-")
    assert set(on_files.values_list("collection_id", flat=True)) == {room.site.collection_id}


def test_each_site_has_its_own_approval_once(room):
    assert set_up_approval(actor=ACTOR) == 0
    assert list(WorkflowPage.objects.values_list("page_id", flat=True)) == [room.root.pk]


def test_the_job_publishes_what_is_due(room):
    page = draft_of(room.site, "Programmata")
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    page.revisions.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    revision = page.revisions.latest("pk")
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()

    publish_scheduled.func()

    assert NewsPage.objects.get(pk=page.pk).live


def test_an_uploaded_picture_needs_words_and_loses_what_the_camera_wrote(room):
    out, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "Fotocamera di Chiara"
    Image.new("RGB", (60, 40), "red").save(out, "JPEG", exif=exif)
    file = SimpleUploadedFile("foto.jpg", out.getvalue(), "image/jpeg")
    client = room.browser(room.editor)
    form = {"title": "Foto", "collection": room.site.collection_id}

    refused = client.post("/redazione/images/add/", {**form, "file": file, "description": ""})
    assert "Scrivi che cosa si vede" in refused.content.decode()
    file.seek(0)
    client.post("/redazione/images/add/", {**form, "file": file, "description": "Un campo rosso"})

    stored = PortalImage.objects.get(title="Foto")
    with stored.file.open() as kept:
        assert b"Fotocamera" not in kept.read()
    assert 'name="tags"' not in refused.content.decode()


def test_an_svg_is_no_picture(room):
    file = SimpleUploadedFile("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")
    form = {"title": "Disegno", "description": "x", "collection": room.site.collection_id, "file": file}
    room.browser(room.editor).post("/redazione/images/add/", form)
    assert not PortalImage.objects.filter(title="Disegno").exists()


def test_a_document_is_read_by_everybody_on_its_own_host_only(room, client):
    other = Newsroom(make_province("vicenza"), "Berica")
    own, foreign = document_of(room.site, "Atto"), document_of(other.site, "Altro")
    served = client.get(own.url, HTTP_HOST=room.host)
    assert (served.status_code, b"".join(served.streaming_content)) == (200, b"%PDF-1.4 prova")
    assert client.get(foreign.url, HTTP_HOST=room.host).status_code == 404
    assert client.get(own.url, HTTP_HOST=other.host).status_code == 404


def test_calls_home_are_off(room, settings):
    page = room.browser(room.editor).get("/redazione/").content.decode()
    assert "gravatar" not in page
    assert "releases.wagtail.io" not in page
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False


def test_the_editor_runs_under_a_policy_without_inline_scripts(room):
    for path in (
        "",
        f"pages/{room.draft.pk}/edit/",
        "images/",
        f"pages/add/portal/eventpage/{room.news.pk}/",
    ):
        answer = room.browser(room.publisher).get(f"/redazione/{path}")
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self';" in f"{policy};"
        assert "style-src 'self' 'unsafe-inline'" in policy
        assert "<script>" not in answer.content.decode(), path


def test_a_draft_is_previewed_in_the_sites_own_layout(room):
    client = room.browser(room.editor)
    path = f"/redazione/pages/{room.draft.pk}/edit/preview/"
    assert client.post(path, fields(title="In anteprima")).json()["is_valid"]
    shown = client.get(path)
    assert (shown.status_code, shown["X-Frame-Options"]) == (200, "SAMEORIGIN")
    assert "In anteprima" in shown.content.decode()
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]


def test_the_first_page_says_what_may_be_written_and_where(room):
    shown = room.browser(room.editor).get("/redazione/").content.decode()
    for kind in ("newspage", "eventpage", "servicepage", "unitpage", "documentpage", "placepage"):
        assert shown.count(f"/redazione/pages/add/portal/{kind}/") == 1
    assert f'href="/redazione/pages/add/portal/newspage/{room.news.pk}/">Notizia</a>' in shown


def test_the_window_of_a_picture_that_is_there_already_has_the_panel_its_script_looks_for(room):
    browser, name = room.browser(room.editor), "image-chooser-upload"
    answers = [
        browser.post(
            "/redazione/images/chooser/create/",
            {
                f"{name}-title": "Ponte", f"{name}-description": "Il ponte",
                f"{name}-file": SimpleUploadedFile("ponte.png", picture_file().read(), "image/png"),
            },
        ).json()
        for _ in range(2)
    ]  # fmt: skip
    assert answers[1]["step"] == "duplicate_found"
    panel = answers[1]["htmlFragment"].partition(">")[0]
    assert ('id="tab-upload"' in panel, 'data-w-tabs-target="panel"' in panel) == (True, True)
    assert "Usa quella che c'è già" in answers[1]["htmlFragment"]


def test_who_writes_on_a_site_corrects_a_page_from_where_it_is_read_and_nobody_else(room, client):
    link = f'href="/redazione/pages/{room.live.pk}/edit/">Modifica questa pagina</a>'
    stranger = make_member(make_province("brescia"), "administrator")
    assert link in room.browser(room.editor).get(room.live.path_on_site).content.decode()
    for other in (client, room.browser(stranger)):
        assert "/redazione/" not in other.get(room.live.path_on_site, HTTP_HOST=room.host).content.decode()
