"""Forms that no browser sends: the editor refuses them whole, it does not break (portal.md 5.2)."""

import json

import pytest

from pico.portal.models import NewsPage
from tests.factories.organisations import make_province
from tests.portal.editing import Newsroom
from tests.portal.test_editor import fields

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def room(for_the_module):
    return Newsroom(make_province("treviso"), "Trevigiana")


def block(kind: str, value="", **parts) -> dict:
    """Return what is sent of a body with one block."""
    named = {f"body-0-value-{name.replace('_', '-')}": part for name, part in parts.items()}
    head = {"body-0-deleted": "", "body-0-order": "0", "body-0-type": kind, "body-0-id": ""}
    return {"body-count": "1", **head, **({"body-0-value": value} if value else named)}


def words(text: str) -> str:
    part = {"key": "a", "text": text, "type": "unstyled", "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [part], "entityMap": {}})


@pytest.mark.parametrize(
    "sent",
    [
        block("text", "{{{"),
        block("text", "[1, 2]"),
        block("text", "1"),
        block("text", '{"blocks": null, "entityMap": {}}'),
        block("text", '{"blocks": [1], "entityMap": {}}'),
        block("text", words("mezza \ud800 lettera")),
        block("accordion", count="molti"),
        block("table", caption="x", column_count="99999999", row_count="x"),
        {"body-count": "molti"},
        {"body-count": "-1"},
        {"body-count": "99999999"},
        {"body-count": "3"},
        {"topics": "999999999999999999999"},
        {"go_live_at": "0001-01-01 00:00"},
    ],
    ids=str,
)
def test_a_form_made_by_hand_is_refused_and_nothing_is_written(room, sent):
    before = NewsPage.objects.count()
    client = room.browser(room.publisher)
    client.raise_request_exception = False
    path = f"/redazione/pages/add/portal/newspage/{room.news.pk}/"
    answer = client.post(path, fields(**{**sent, "action-publish": "1"}))
    assert (answer.status_code in {200, 400, 404, 422}, NewsPage.objects.count()) == (True, before)


def test_a_text_of_nothing_yet_is_one(room):
    path = f"/redazione/pages/add/portal/newspage/{room.news.pk}/"
    answer = room.browser(room.publisher).post(path, fields(**block("text", "null")))
    assert answer.status_code == 302
