"""The leak test, what is asked of own pages: own views, own forms and own searches name nothing foreign.

`test_leak` asks every view with ids of Vicenza; here Treviso's people stay on their own pages and write the
ids of Vicenza where a form or a filter takes one (portal.md 6, 1). Then Vicenza's site as a draft.
"""

import json

import pytest
from django.core.management import call_command
from django.db import transaction
from wagtail.admin.models import EditingSession
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Comment, Page

from pico.portal.editor.names import OPEN
from pico.portal.editor.panels import kinds_of_page
from pico.portal.models import (
    BodyPage,
    HomePage,
    NewsPage,
    PersonPage,
    PortalImage,
    PortalSite,
    ServicePage,
    UnitPage,
)
from tests.factories.accounts import make_member
from tests.factories.portal import make_topic
from tests.portal.editing import image_of, section, two_newsrooms
from tests.portal.test_leak import NAMED, address, query_for, said, state_of_rows, without_echo

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.walk,
    # Wagtail leaves files of pictures to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]
# Page type -> fields, parts and texts of blocks in which a page is chosen.
CHOOSERS = {
    "UnitPage": {"head"},
    "ServicePage": {"unit"},
    "BodyPage": {"members.person"},
}


@pytest.fixture(scope="module")
def rooms(for_the_module):
    ours, theirs = two_newsrooms()
    theirs.person = child(
        theirs, "ADMINISTRATION", PersonPage, title=f"{theirs.canary} persona", role="Sindaca"
    )
    theirs.unit = child(theirs, "ADMINISTRATION", UnitPage, title=f"{theirs.canary} ufficio")
    return ours, theirs


def child(room, under: str, model, **fields) -> Page:
    page = section(room.site, under).add_child(instance=model(**{"live": True, **fields}))
    page.save_revision()
    return page


OWN = [view for view in NAMED if view[0] in OPEN]


@pytest.mark.parametrize("view", OWN, ids=[name for name, _pattern, _route in OWN])
def test_no_view_of_ones_own_tells_of_another_province(rooms, view):
    ours, theirs = rooms
    name, pattern, route = view
    client = ours.browser(ours.publisher)
    client.raise_request_exception = False  # an empty post of an external link is a 500 of Wagtail's own
    path = address(name, pattern, route, ours)
    leaks = []
    for data in ({}, query_for(name, theirs), {"q": theirs.canary[2:7], "search_all": "1"}):
        with transaction.atomic():
            if theirs.canary in without_echo(said(client.get(path, data)), theirs):
                leaks.append(sorted(data))
            transaction.set_rollback(True)
    assert leaks == []


@pytest.mark.parametrize(
    "part",
    [
        "pages/search/?q={canary}",
        "pages/{own}/?q={canary}&search_all=1",
        "pages/{own}/?owner={editor}&edited_by={editor}",
        "choose-page/search/?q={canary}",
        "images/?q={canary}",
        "documents/?q={canary}",
        "images/chooser/results/?q={canary}",
        "documents/chooser/results/?q={canary}",
        "api/main/pages/?search={canary}",
        "api/main/pages/?title={canary}%20pubblicata&fields=*",
        "api/main/pages/?for_explorer=1&fields=*",
        "pages/{own}/history/?user={editor}",
    ],
)
def test_a_search_finds_nothing_of_another_province(rooms, part):
    ours, theirs = rooms
    path = part.format(canary=theirs.canary, own=ours.news.pk, editor=theirs.editor.pk)
    answer = ours.browser(ours.publisher).get(f"/redazione/{path}")
    assert answer.status_code in {200, 400, 404}
    text = said(answer)
    for word in ("pubblicata", "bozza", "immagine", "documento", "persona", "ufficio", "Chiara", "Bressan"):
        assert f"{theirs.canary} {word}" not in text
        assert f"{theirs.canary}{word}" not in text


def test_an_editor_finds_their_own_pictures_and_documents(rooms):
    ours, _theirs = rooms
    client = ours.browser(ours.editor)
    call_command("update_index", verbosity=0)
    for part, title in (("images", "immagine"), ("documents", "documento")):
        found = client.get(f"/redazione/{part}/?q={ours.canary}")
        assert (found.status_code, f"{ours.canary} {title}" in said(found)) == (200, True)


def test_every_field_that_takes_a_page_is_tried_below():
    found: dict[str, set[str]] = {}
    for model in kinds_of_page():
        form = model.get_edit_handler().get_form_class()
        fields = [(name, field) for name, field in form.base_fields.items()]
        for part, formset in form.formsets.items():
            fields += [(f"{part}.{name}", field) for name, field in formset.form.base_fields.items()]
        chosen = {name for name, field in fields if isinstance(field.widget, AdminPageChooser)}
        if chosen:
            found[model.__name__] = chosen
    assert found == CHOOSERS


PLAIN = {
    "title": "Nostra", "summary": "In breve.", "slug": "nostra", "image": "", "image_alt": "",
    "go_live_at": "", "expire_at": "", "body-count": "0", "attachments-count": "0", "kind": "GOVERNMENT",
}  # fmt: skip


NEEDED = {PersonPage: {"role": "Presidente"}, ServicePage: {"category": "MOBILITY"}}
MEMBER = {
    "members-TOTAL_FORMS": "1", "members-INITIAL_FORMS": "0", "members-MIN_NUM_FORMS": "0",
    "members-MAX_NUM_FORMS": "1000", "members-0-role": "Presidente", "members-0-ORDER": "1",
    "members-0-DELETE": "", "members-0-id": "",
}  # fmt: skip
# Page type, its section, the field, whose page is tried and what else the form holds.
CASES = [
    (UnitPage, "ADMINISTRATION", "head", "person", {"kind": "OFFICE"}),
    (ServicePage, "SERVICES", "unit", "unit", {"category": "MOBILITY", "status": "ACTIVE"}),
    (BodyPage, "ADMINISTRATION", "members-0-person", "person", MEMBER),
]


@pytest.mark.parametrize("case", CASES, ids=["head of a unit", "unit of a service", "member of a body"])
def test_a_field_takes_no_page_of_another_province(rooms, case):
    ours, theirs = rooms
    model, role, field, foreign, more = case
    page = child(ours, role, model, title="Nostra", live=False, **NEEDED.get(model, {}))
    target = getattr(theirs, foreign)
    client = ours.browser(ours.publisher)
    form = {**PLAIN, **more, "topics": [make_topic().pk], field: target.pk}
    for action in ({}, {"action-publish": "1"}):
        answer = client.post(f"/redazione/pages/{page.pk}/edit/", form | action)
        assert (answer.status_code, theirs.canary in said(answer)) == (200, False)
    assert f": {target.pk}," not in str([revision.content for revision in page.revisions.all()])
    assert not model.objects.get(pk=page.pk).live
    own = child(ours, "ADMINISTRATION", type(target), title="Di casa", **NEEDED.get(type(target), {}))
    client.post(f"/redazione/pages/{page.pk}/edit/", {**form, field: own.pk})
    assert f": {own.pk}," in str(model.objects.get(pk=page.pk).get_latest_revision().content)


def blocks(prefix: str, *values: tuple[str, dict]) -> dict:
    sent = {f"{prefix}-count": str(len(values))}
    for number, (kind, parts) in enumerate(values):
        one = f"{prefix}-{number}"
        sent |= {f"{one}-deleted": "", f"{one}-order": str(number), f"{one}-type": kind, f"{one}-id": ""}
        sent |= {f"{one}-value{part}": value for part, value in parts.items()}
    return sent


def body_naming(page: int, image: int, document: int) -> dict:
    """Return the fields of a body whose blocks name a page, an image and a document."""
    listed = {"-count": "1", "-0-deleted": "", "-0-order": "0", "-0-type": "item", "-0-id": ""}
    return blocks(
        "body",
        ("action", {"-title": "Vai", "-text": "", "-label": "Vai là", "-page": page, "-url": ""}),
        ("related", {**listed, "-0-value": page}),
        ("image", {"-image": image, "-alt": "", "-caption": ""}),
        ("documents", {**listed, "-0-value": document}),
    )


def test_blocks_take_nothing_of_another_province_nor_show_it_in_the_preview(rooms):
    ours, theirs = rooms
    client = ours.browser(ours.publisher)
    form = {
        **PLAIN, "kind": "NEWS", "date": "20/11/2026", "expires_on": "", "topics": [make_topic().pk],
        **body_naming(theirs.live.pk, theirs.image.pk, theirs.document.pk),
    }  # fmt: skip
    path = f"/redazione/pages/{ours.draft.pk}/edit/"
    with transaction.atomic():
        answers = [
            client.post(f"{path}preview/", form),
            client.get(f"{path}preview/"),
            client.post(path, form, HTTP_ACCEPT="application/json"),
            client.get(path),
            client.get(f"/redazione/pages/{ours.draft.pk}/view_draft/"),
        ]
        stored = json.dumps(NewsPage.objects.get(pk=ours.draft.pk).get_latest_revision().content)
        transaction.set_rollback(True)
    assert [theirs.canary in said(answer) for answer in answers] == [False] * 5
    for row in (theirs.live, theirs.image, theirs.document):
        assert f'\\": {row.pk}' not in stored
        assert f'\\"value\\": {row.pk}' not in stored


def test_the_home_puts_no_page_of_another_province_in_front(rooms):
    ours, theirs = rooms
    client = ours.browser(ours.publisher)
    link = {"-label": "Là", "-page": theirs.live.pk, "-url": ""}
    form = {
        **PLAIN, "notice": "", "notice_url": "", "project_note": "",
        **blocks("highlights", ("page", {"": theirs.live.pk})), **blocks("links", ("link", link)),
    }  # fmt: skip
    with transaction.atomic():
        answer = client.post(f"/redazione/pages/{ours.root.pk}/edit/", form)
        revision = HomePage.objects.get(pk=ours.root.pk).get_latest_revision()
        stored = json.dumps(revision.content) if revision else ""
        transaction.set_rollback(True)
    assert theirs.canary not in said(answer)
    assert f'\\"value\\": {theirs.live.pk}' not in stored
    assert f'\\"page\\": {theirs.live.pk}' not in stored


def test_an_image_is_not_carried_into_the_collection_of_another_province(rooms):
    ours, theirs = rooms
    own = image_of(ours.site, "Nostra", description="Un ponte")
    client = ours.browser(ours.publisher)
    ajax = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    prefix = f"image-{own.pk}"
    posts = [
        (f"/redazione/images/{own.pk}/", {"title": "x", "description": "x"}, "collection"),
        (
            f"/redazione/images/multiple/{own.pk}/",
            {f"{prefix}-title": "x", f"{prefix}-description": "x"},
            f"{prefix}-collection",
        ),
    ]
    for path, form, field in posts:
        client.post(path, {**form, field: theirs.collection.pk}, **ajax)
        assert PortalImage.objects.get(pk=own.pk).collection_id == ours.collection.pk
        client.post(path, {**form, field: ours.collection.pk}, **ajax)
        assert PortalImage.objects.get(pk=own.pk).collection_id == ours.collection.pk


def test_comments_are_closed_to_hand_made_forms_too(rooms):
    ours, _theirs = rooms
    form = {
        **PLAIN, "kind": "NEWS", "date": "20/11/2026", "comments-TOTAL_FORMS": "1",
        "comments-INITIAL_FORMS": "0", "comments-0-text": "Di nascosto", "comments-0-contentpath": "title",
        "comments-0-position": "", "comments-0-id": "", "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
    }  # fmt: skip
    with transaction.atomic():
        ours.browser(ours.publisher).post(f"/redazione/pages/{ours.draft.pk}/edit/", form)
        assert Comment.objects.count() == 0
        transaction.set_rollback(True)


def test_the_session_of_another_editor_is_neither_read_nor_ended(rooms):
    ours, theirs = rooms
    client = theirs.browser(theirs.editor)
    client.get(f"/redazione/pages/{theirs.draft.pk}/edit/")
    session = EditingSession.objects.get(user=theirs.editor)
    stranger = ours.browser(ours.publisher)
    stranger.post(f"/redazione/editing-sessions/{session.pk}/release/")
    path = f"/redazione/editing-sessions/ping/wagtailcore/page/{ours.draft.pk}/{session.pk}/"
    assert theirs.canary not in said(stranger.post(path))
    assert EditingSession.objects.get(pk=session.pk).user == theirs.editor


@pytest.fixture
def in_draft(rooms):
    ours, theirs = rooms
    PortalSite.objects.filter(pk=theirs.site.pk).update(state="DRAFT", stamp=theirs.site.stamp + 1)
    return ours, theirs


def test_a_site_in_draft_is_to_strangers_a_host_like_no_other(in_draft):
    ours, theirs = in_draft
    client = ours.browser(ours.publisher)
    unknown = client.get("/redazione/", HTTP_HOST="nessuno.localhost").content
    before = state_of_rows()
    told = []
    for name, pattern, route in NAMED:
        path = address(name, pattern, route, theirs)
        for method in ("get", "post"):
            answer = getattr(client, method)(path, HTTP_HOST=theirs.host)
            if (answer.status_code, answer.content) != (404, unknown):
                told.append(f"{method} {path}")
    assert (told, len(NAMED) > 100) == ([], True)
    assert state_of_rows() == before


def test_a_site_in_draft_is_written_by_its_own_people(in_draft):
    ours, theirs = in_draft
    client = theirs.browser(theirs.editor)
    for path in ("", f"pages/{theirs.draft.pk}/edit/", "images/"):
        assert client.get(f"/redazione/{path}").status_code == 200
    assert client.get(theirs.live.path_on_site).status_code == 200
    national = make_member(ours.site.organisation, "editor")
    assert ours.browser(national).get("/redazione/", HTTP_HOST=theirs.host).status_code == 404


def test_without_signing_in_a_site_in_draft_says_nothing(in_draft, client):
    _ours, theirs = in_draft
    for path in ("/redazione/", theirs.live.path_on_site, theirs.document.url):
        answer = client.get(path, HTTP_HOST=theirs.host)
        assert (answer.status_code, theirs.canary in said(answer)) == (404, False), path
