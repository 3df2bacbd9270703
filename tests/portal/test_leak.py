"""The leak test: nobody reaches through the editor what is not of the host's site (portal.md 6, 1).

Every address under /redazione/ is asked as an editor and as a publisher of Treviso with ids of Vicenza, by
GET and by POST, on both hosts; then own pages are mixed with foreign parts. A view that is in no list fails.
"""

import json
import re
from urllib.parse import quote

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

from pico.portal.editor.names import CLOSED, OPEN
from pico.portal.models import NewsPage, PortalDocument, PortalImage
from tests.factories.accounts import make_user
from tests.portal.editing import two_newsrooms

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.walk,
    # Wagtail leaves the temporary file of a rendition to the garbage collector.
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"),
]
# Addresses of Wagtail without a name: an error page and the 404 of everything unknown.
NAMELESS = {"redazione/test404/", "redazione/^.*/$"}


def patterns(resolver=None, spaces=(), before=""):
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, (*spaces, *([one.namespace] if one.namespace else [])), route)
        elif route.startswith("redazione/"):
            yield ":".join([*spaces, one.name or ""]), one, route


VIEWS = list(patterns())


@pytest.fixture(scope="module")
def rooms(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield two_newsrooms()
        transaction.set_rollback(True)


def values_for(name: str, pattern: URLPattern, room) -> dict:
    """Return an argument of each name, naming rows of a newsroom."""
    image = name.startswith("wagtailimages")
    state = room.state
    known = {
        "page_id": room.draft.pk,
        "page_pk": room.draft.pk,
        "page_to_move_id": room.draft.pk,
        "parent_page_id": room.news.pk,
        "destination_id": room.news.pk,
        "revision_id": room.draft.latest_revision_id,
        "task_id": room.task.pk,
        "task_state_id": state.current_task_state_id,
        "workflow_state_id": state.pk,
        "workflow_pk": state.workflow_id,
        "image_id": room.image.pk,
        "document_id": room.document.pk,
        "doc_id": room.document.pk,
        "collection_id": room.collection.pk,
        "redirect_id": room.redirect.pk,
        "uploaded_file_id": 1,
        "session_id": 1,
        "object_id": room.draft.pk,
        "filter_spec": "width-100",
        "content_type_app_name": "portal",
        "content_type_model_name": "newspage",
        "app_label": "wagtailcore" if "workflows" in name or "editing" in name else "portal",
        "model_name": {"wagtailadmin_workflows:add_task": "groupapprovaltask"}.get(name, "page"),
        "app_name": "portal",
        "action_name": "approve",
        "action": "delete",
        "uidb64": "MQ",
        "token": "a-b",
        "pk": room.editor.pk
        if "users" in name
        else room.draft.pk
        if "pages" in name
        else room.image.pk
        if image
        else room.document.pk
        if "docs" in name
        else room.collection.pk
        if "collections" in name
        else room.task.pk
        if "task" in name
        else room.site.wagtail_site_id
        if "sites" in name
        else state.workflow_id,
    }
    return {key: known[key] for key in pattern.pattern.regex.groupindex}


def address(name: str, pattern: URLPattern, route: str, room) -> str:
    if name.endswith("revisions_compare"):
        return f"/redazione/pages/{room.draft.pk}/revisions/compare/earliest...latest/"
    path = route
    for resolver_part in ("^pages/", "^documents/", "^images/"):
        path = path.replace(resolver_part, resolver_part[1:])
    for key, value in values_for(name, pattern, room).items():
        for kind in ("int", "slug", "str"):
            path = path.replace(f"<{kind}:{key}>", str(value))
        path = path.replace(f"<{key}>", str(value))
    assert "<" not in path, path
    return f"/{path}"


def query_for(name: str, room) -> dict:
    """Return what a hand-made request adds: ids wherever Wagtail reads one."""
    chosen = room.image.pk if "images" in name else room.document.pk if "docs" in name else room.draft.pk
    return {"id": chosen, "q": room.canary[2:7], "tag": f"{room.canary}tag", "new_parent_page": room.draft.pk}


def said(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace") + str(response.headers)


def without_echo(text: str, room) -> str:
    """Return an answer without the tag that the request itself named, as the page repeats it in its links."""
    return re.sub(rf'(tag(=|%3D|%253D)|name="tag" value="){room.canary}tag', "", text)


def state_of_rows() -> dict:
    return {
        "pages": list(Page.objects.order_by("pk").values_list("pk", "title", "live", "path", "locked")),
        "revisions": Revision.objects.count(),
        "images": list(PortalImage.objects.values_list("pk", "title")),
        "documents": list(PortalDocument.objects.values_list("pk", "title")),
        "states": list(WorkflowState.objects.values_list("pk", "status")),
        "tasks": list(TaskState.objects.values_list("pk", "status")),
        "redirects": list(Redirect.objects.values_list("pk", "old_path")),
        "log": PageLogEntry.objects.count(),
    }


def test_each_view_is_open_or_closed_by_decision():
    names = {name for name, pattern, _route in VIEWS if pattern.name}
    nameless = {route for _name, pattern, route in VIEWS if not pattern.name}
    assert (names - OPEN - CLOSED, nameless) == (set(), NAMELESS), "a new view: decide who may see what in it"
    assert set() == OPEN & CLOSED
    assert (OPEN | CLOSED) - names - {"wagtailsites:copy"} == set()


def asked(client, path: str, query: dict):
    """Yield the answers to GET and POST, with and without ids in the query, each change undone."""
    for method in ("get", "post"):
        for data in ({}, query):
            with transaction.atomic():
                yield f"{method} {path} {sorted(data)}", getattr(client, method)(path, data)
                transaction.set_rollback(True)


NAMED = [view for view in VIEWS if view[1].name]


@pytest.mark.parametrize("who", ["editor", "publisher"])
@pytest.mark.parametrize("view", NAMED, ids=[name for name, _pattern, _route in NAMED])
def test_no_view_tells_a_stranger_of_another_province(rooms, view, who):
    ours, theirs = rooms
    name, pattern, route = view
    path = address(name, pattern, route, theirs)
    client = ours.browser(getattr(ours, who))
    client.raise_request_exception = False  # an empty post of an external link is a 500 of Wagtail's own
    before = state_of_rows()

    leaks = []
    for what, answer in asked(client, path, query_for(name, theirs)):
        if theirs.canary in without_echo(said(answer), theirs):
            leaks.append(what)
        if pattern.pattern.regex.groupindex and name in CLOSED:
            assert answer.status_code == 404, what
    assert leaks == []
    assert state_of_rows() == before


@pytest.mark.parametrize("view", NAMED, ids=[name for name, _pattern, _route in NAMED])
def test_on_the_host_of_another_province_everything_is_absent(rooms, view):
    ours, theirs = rooms
    name, pattern, route = view
    client = ours.browser(ours.publisher)
    got = {
        getattr(client, method)(address(name, pattern, route, theirs), HTTP_HOST=theirs.host).status_code
        for method in ("get", "post")
    }
    assert got == {404}


@pytest.mark.parametrize("name", sorted(CLOSED))
def test_a_closed_view_answers_as_an_address_that_does_not_exist(rooms, name):
    ours, _theirs = rooms
    pattern, route = next((pattern, route) for known, pattern, route in VIEWS if known == name)
    client = ours.browser(ours.publisher)
    path = address(name, pattern, route, ours)
    absent, closed = client.get("/redazione/questa-non-esiste/"), client.get(path)

    assert (closed.status_code, absent.status_code) == (404, 404)
    assert without_its_own(closed, path) == without_its_own(absent, "/redazione/questa-non-esiste/")
    assert len(closed.content) > 500


def without_its_own(answer, path: str) -> str:
    """Return a page without what differs each time it is drawn: tokens, request id, address."""
    text = re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode()).replace(answer["X-Request-ID"], "")
    text = re.sub(r'"X-CSRFToken": ?"[A-Za-z0-9]{64}"', "", text)
    return text.replace(path, "").replace(quote(path, safe=""), "").replace(quote(path), "")


def test_superusers_are_no_exception(rooms):
    ours, _theirs = rooms
    client = ours.browser(make_user(is_superuser=True))
    assert {client.get(f"/redazione/{part}").status_code for part in ("", "users/", "pages/")} == {404}


def test_who_is_not_signed_in_goes_to_the_products_sign_in(rooms, client):
    ours, _theirs = rooms
    for part in ("", "login/", "users/", "images/", "password_reset/"):
        answer = client.get(f"/redazione/{part}", HTTP_HOST=ours.host)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accedi/")


def test_own_pages_mixed_with_foreign_parts_tell_nothing(rooms):
    ours, theirs = rooms
    client = ours.browser(ours.publisher)
    own, foreign = ours.draft.pk, theirs.draft.latest_revision_id
    mixed = [
        f"/redazione/pages/workflow/preview/{own}/{theirs.task.pk}/",
        f"/redazione/pages/{own}/revisions/{foreign}/view/",
        f"/redazione/pages/{own}/revisions/{foreign}/revert/",
        f"/redazione/pages/{own}/revisions/{foreign}/unschedule/",
        f"/redazione/pages/{own}/revisions/compare/{foreign}...latest/",
        f"/redazione/pages/{own}/workflow_history/detail/{theirs.state.pk}/",
        f"/redazione/pages/{ours.live.pk}/move/{theirs.news.pk}/confirm/",
        f"/redazione/pages/workflow/action/{own}/approve/{theirs.state.current_task_state_id}/",
        f"/redazione/pages/?child_of={theirs.root.pk}",
        f"/redazione/api/main/pages/?child_of={theirs.news.pk}",
        f"/redazione/images/?collection_id={theirs.collection.pk}",
        f"/redazione/documents/?tag={theirs.canary}tag",
        f"/redazione/choose-page/{theirs.news.pk}/",
    ]
    before = state_of_rows()
    for path in mixed:
        for method in ("get", "post"):
            with transaction.atomic():
                answer = getattr(client, method)(path)
                text = without_echo(said(answer), theirs)
                following = said(client.get("/redazione/"))
                transaction.set_rollback(True)
            assert theirs.canary not in text, f"{method} {path}"
            assert theirs.canary not in following, f"after {method} {path}"
    assert state_of_rows() == before


def test_a_copy_or_a_move_under_a_foreign_parent_is_absent(rooms):
    ours, theirs = rooms
    client = ours.browser(ours.publisher)
    for part in ("copy", "move"):
        answer = client.post(
            f"/redazione/pages/{ours.live.pk}/{part}/",
            {"new_title": "x", "new_slug": "x", "new_parent_page": theirs.draft.pk},
        )
        assert (answer.status_code, theirs.canary in said(answer)) == (404, False)


def body_with(link_to: int, page: int) -> dict:
    """Return the fields of a body whose one text links to a page and names another."""
    content = {
        "blocks": [
            {
                "key": "a", "text": "vedi qui", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 4, "key": 0}], "data": {},
            }
        ],
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": link_to}}},
    }  # fmt: skip
    return {
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "",
        "body-0-value": json.dumps(content),
    }  # fmt: skip


def test_a_hand_made_form_shows_and_keeps_nothing_foreign(rooms):
    ours, theirs = rooms
    client = ours.browser(ours.publisher)
    form = {
        "title": "Nostra", "summary": "In breve.", "kind": "NEWS", "date": "2026-11-20", "slug": "nostra",
        "image": theirs.image.pk, "image_alt": "", "expires_on": "", "go_live_at": "", "expire_at": "",
        "attachments-count": "0", **body_with(theirs.draft.pk, theirs.draft.pk),
    }  # fmt: skip
    with transaction.atomic():
        answer = client.post(f"/redazione/pages/{ours.draft.pk}/edit/", form, follow=True)
        again = client.get(f"/redazione/pages/{ours.draft.pk}/edit/")
        stored = str(NewsPage.objects.get(pk=ours.draft.pk).get_latest_revision().content)
        transaction.set_rollback(True)
    assert theirs.canary not in said(answer) + said(again)
    assert theirs.draft.slug not in said(answer) + said(again)
    assert f'"image": {theirs.image.pk}' not in stored
    assert f'id=\\"{theirs.draft.pk}\\"' not in stored
