"""A draft saves itself whatever it lacks; what it lacks is asked when readers are to see it."""

import pytest

from pico.portal.models import NewsPage
from tests.factories.organisations import make_province
from tests.factories.portal import make_topic
from tests.portal.editing import Newsroom

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
# What the browser sends of a block that was just added.
EMPTY = {
    "text": {"": "null"},
    "image": {"-image": "", "-alt": "", "-caption": ""},
    "gallery": {"-count": "0"},
    "callout": {"-title": "", "-text": ""},
    "quote": {"-text": "", "-author": ""},
    "table": {"-caption": "", "-column-count": "0", "-row-count": "0"},
    "accordion": {"-count": "0"},
    "documents": {"-count": "0"},
    "contact": {"-name": "", "-hours": "", "-address": "", "-phone": "", "-email": "", "-pec": ""},
    "action": {"-title": "", "-text": "", "-label": "", "-page": "", "-url": ""},
    "related": {"-count": "0"},
}
NEEDED = {"text", "image", "callout", "quote", "contact", "action"}


@pytest.fixture(scope="module")
def room(for_the_module):
    return Newsroom(make_province("treviso"), "Trevigiana")


def form_with(kind: str, **more) -> dict:
    sent = {f"body-0-value{part}": value for part, value in EMPTY[kind].items()}
    return {
        "title": "Nuovo ponte", "summary": "", "kind": "NEWS", "date": "20/11/2026", "slug": "nuovo-ponte",
        "image": "", "image_alt": "", "expires_on": "", "go_live_at": "", "expire_at": "",
        "attachments-count": "0", "topics": [make_topic().pk], "body-count": "1", "body-0-deleted": "",
        "body-0-order": "0", "body-0-type": kind, "body-0-id": "", **sent, **more,
    }  # fmt: skip


@pytest.mark.parametrize("kind", EMPTY)
def test_a_block_that_was_just_added_saves_itself(room, kind):
    client = room.browser(room.editor)
    path = f"/redazione/pages/add/portal/newspage/{room.news.pk}/"
    answer = client.post(path, form_with(kind), HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    page = NewsPage.objects.get(pk=answer.json()["pk"])
    again = client.post(answer.json()["url"], form_with(kind), HTTP_ACCEPT="application/json")
    assert (again.status_code, page.live) == (200, False)


@pytest.mark.parametrize("kind", sorted(NEEDED))
def test_an_empty_block_is_not_published(room, kind):
    form = form_with(kind, **{"action-publish": "1"})
    path = f"/redazione/pages/add/portal/newspage/{room.news.pk}/"
    answer = room.browser(room.publisher).post(path, form)
    assert answer.status_code == 200
    assert "Questo campo è obbligatorio." in answer.content.decode().replace("\\u00e8", "è")
    assert not NewsPage.objects.filter(title="Nuovo ponte").exists()
