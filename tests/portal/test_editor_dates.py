"""A later version of a page that readers see, and what the register says of it (portal.md 2.3, 3.4)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pico.base.dates import rome
from pico.journal.models import Entry
from pico.portal.models import NewsPage
from pico.portal.tasks import publish_scheduled
from tests.factories.organisations import make_province
from tests.factories.portal import make_topic
from tests.portal.editing import Newsroom, draft_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def room(for_the_module):
    return Newsroom(make_province("treviso"), "Trevigiana")


def later(room, page, title: str, moment):
    """Publish a new version of a page from a moment on."""
    form = {
        "title": title, "summary": "In breve.", "kind": "NEWS", "date": "20/11/2026", "slug": page.slug,
        "image": "", "image_alt": "", "expires_on": "", "expire_at": "", "attachments-count": "0",
        "body-count": "0", "topics": [make_topic().pk], "action-publish": "1",
        "go_live_at": rome(moment).strftime("%d/%m/%Y %H:%M"),
    }  # fmt: skip
    return room.browser(room.publisher).post(f"/redazione/pages/{page.pk}/edit/", form)


def come(page) -> None:
    """Let the moment of a scheduled version come."""
    revision = NewsPage.objects.get(pk=page.pk).scheduled_revision
    past = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    publish_scheduled.func()


def lines(page) -> list[str]:
    rows = Entry.objects.unrestricted("test").filter(object_id=str(page.pk), object_type="portal.newspage")
    return list(rows.order_by("pk").values_list("verb", flat=True))


def test_a_live_page_stays_as_it_is_until_its_new_version_comes(room, client):
    page = room.live
    answer = later(room, page, "Trevigiana da domani", timezone.now() + timedelta(days=1))
    assert answer.status_code == 302
    stored = NewsPage.objects.get(pk=page.pk)
    assert (stored.live, stored.title) == (True, "Trevigiana pubblicata")
    shown = client.get(page.path_on_site, HTTP_HOST=room.host)
    assert (shown.status_code, "da domani" in shown.content.decode()) == (200, False)

    come(page)

    shown = client.get(page.path_on_site, HTTP_HOST=room.host)
    assert (shown.status_code, "da domani" in shown.content.decode()) == (200, True)
    assert lines(page)[-2:] == ["portal.page.scheduled", "portal.page.corrected"]


def test_what_readers_saw_is_kept_as_a_version_of_its_own(room):
    page = room.live
    later(room, page, "Trevigiana da domani", timezone.now() + timedelta(days=1))
    titles = [revision.content["title"] for revision in page.revisions.order_by("pk")]
    assert titles == ["Trevigiana pubblicata", "Trevigiana da domani"]
    assert NewsPage.objects.get(pk=page.pk).live_revision.content["title"] == "Trevigiana pubblicata"


def test_a_plan_that_is_taken_back_changes_nothing_for_readers(room):
    page = room.live
    later(room, page, "Trevigiana da domani", timezone.now() + timedelta(days=1))
    planned = NewsPage.objects.get(pk=page.pk).scheduled_revision
    path = f"/redazione/pages/{page.pk}/revisions/{planned.pk}/unschedule/"
    room.browser(room.publisher).post(path)
    stored = NewsPage.objects.get(pk=page.pk)
    assert (stored.live, stored.title, stored.scheduled_revision) == (True, "Trevigiana pubblicata", None)
    assert lines(page)[-2:] == ["portal.page.scheduled", "portal.page.unscheduled"]


def test_the_register_says_who_locks_and_unlocks(room):
    client = room.browser(room.publisher)
    for part in ("lock", "unlock"):
        client.post(f"/redazione/pages/{room.draft.pk}/{part}/")
    assert lines(room.draft)[-2:] == ["portal.page.locked", "portal.page.unlocked"]
    last = Entry.objects.unrestricted("test").order_by("-pk").first()
    assert (last.actor_id, last.owner_id) == (room.publisher.pk, room.site.organisation_id)


def test_the_register_says_who_hands_in_and_who_sends_back(room):
    page = draft_of(room.site, "Da discutere", owner=room.editor)
    page.get_workflow().start(page, room.editor)
    state = NewsPage.objects.get(pk=page.pk).current_workflow_task_state
    path = f"/redazione/pages/workflow/action/{page.pk}/reject/{state.pk}/"
    room.browser(room.publisher).post(path, {"comment": "Manca la data"})
    assert lines(page) == ["portal.page.submitted", "portal.page.returned"]


def test_a_page_whose_next_version_waits_is_withdrawn_in_one_step(room, client):
    page = room.live
    later(room, page, "Trevigiana da domani", timezone.now() + timedelta(days=1))
    publisher = room.browser(room.publisher)
    withdraw = f"/redazione/pages/{page.pk}/unpublish/"
    assert withdraw in publisher.get(f"/redazione/pages/{page.pk}/edit/").content.decode()
    assert room.browser(room.editor).post(withdraw).status_code == 302
    assert NewsPage.objects.get(pk=page.pk).live

    publisher.post(withdraw)

    stored = NewsPage.objects.get(pk=page.pk)
    assert (stored.live, stored.scheduled_revision) == (False, None)
    assert client.get(page.path_on_site, HTTP_HOST=room.host).status_code == 404
