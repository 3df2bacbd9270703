"""Acceptance 9: nothing of Oderzo's request reaches Asolo or another Province, whichever way one asks."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from pico.accounts.access import forget_access
from pico.base.actor import system_actor
from pico.base.dated import entries_of
from pico.base.dates import today
from pico.base.modules import modules
from pico.files.models import Document, Paper
from pico.notifications import actions as notifications
from pico.notifications.models import Event, Notification
from pico.sua import tasks, urls
from pico.sua.models import Tender, TenderDocument
from tests.factories.accounts import make_member
from tests.factories.sua import Cast, make_in_clarification, stranger
from tests.queue import work

pytestmark = pytest.mark.usefixtures("treviso_host")
CANARY = "Canarino giallo di Oderzo"
OF_ONE = "gare/<uuid:public_id>/"
REFUSED = {404, 405}


@pytest.fixture
def tender(cast) -> Tender:
    row = make_in_clarification(cast, title=CANARY)
    tasks.issue_receipt.func(row.pk)
    return row


@pytest.fixture
def others(cast) -> dict[str, Any]:
    brescia = Cast("Desenzano del Garda", "brescia")
    return {
        "manager of Asolo": stranger(cast)[0],
        "operator of Asolo": stranger(cast, "organisation_operator")[0],
        "officer of Brescia": brescia.sua,
        "executive of Brescia": brescia.executive,
        "auditor of Brescia": make_member(brescia.province, "auditor"),
        "manager of Desenzano": brescia.manager,
    }


def every_page(tender: Tender) -> list[str]:
    """Return every address of the module about one tender: its tabs, its moves, what will be added too."""
    routes = [(one.name, str(one.pattern)) for one in urls.area if str(one.pattern).startswith(OF_ONE)]
    names = [name for name, route in routes if route.count("<") == 1]
    assert len(names) > 20
    return [reverse(f"sua:{name}", args=[tender.public_id]) for name in names]


def by_page(client: Any, person: Any, tender: Tender) -> bool:
    statuses = {url: client.get(url).status_code for url in every_page(tender)}
    return not set(statuses.values()) <= REFUSED


def by_document(client: Any, person: Any, tender: Tender) -> bool:
    row = TenderDocument.objects.unrestricted("test").filter(tender=tender).first()
    version = row.document.current_version
    address = reverse("files:download", args=[version.public_id, version.original_name])
    rows = [Document.objects.visible_to(person), Paper.objects.visible_to(person)]
    answer = client.get(address)
    b"".join(answer)  # the file of who may read it is open until it was read
    return answer.status_code != 404 or any(one.exists() for one in rows)


def by_export(client: Any, person: Any, tender: Tender) -> bool:
    answers = [client.get(reverse("sua:export", args=[kind])) for kind in ("csv", "xlsx", "json")]
    text = b"".join(answers[0]).decode() + answers[2].content.decode()
    assert len(b"".join(answers[1])) > 0
    return CANARY in text or tender.number in json.dumps(answers[2].json())


def by_search(client: Any, person: Any, tender: Tender) -> bool:
    words = [client.get("/cerca/", {"testo": text}).text for text in ("canarino giallo", tender.number)]
    return any(str(tender.public_id) in text for text in words)


def by_mail(client: Any, person: Any, tender: Tender) -> bool:
    mail.outbox.clear()
    notifications.deliver(
        kind="sua.request.accepted", about=tender, actor=system_actor("test"), to=[person], data={}
    )
    event = Event.objects.unrestricted("test").latest("pk")
    notifications.fan_out(actor=system_actor("test"), event_id=event.pk, to=[person.pk])
    work()
    told = Notification.objects.unrestricted("test").filter(person=person, event=event)
    return told.exists() or any(person.email in message.to for message in mail.outbox)


def by_feed(client: Any, person: Any, tender: Tender) -> bool:
    forget_access(person)
    return bool(entries_of(person, today(), today() + timedelta(days=40000)))


def by_todo(client: Any, person: Any, tender: Tender) -> bool:
    body = person.memberships.unrestricted("test").first().organisation
    return any(CANARY in item.what for item in modules.get("sua").todo(person, body))


def by_rows(client: Any, person: Any, tender: Tender) -> bool:
    return Tender.objects.visible_to(person).filter(pk=tender.pk).exists()


WAYS: dict[str, Callable[[Any, Any, Tender], bool]] = {
    "page and tabs": by_page,
    "document and receipt": by_document,
    "export": by_export,
    "search": by_search,
    "e-mail and notification": by_mail,
    "feed": by_feed,
    "da fare": by_todo,
    "rows": by_rows,
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_another_bodys_request_is_reached(cast, client, tender, others, way):
    found = {}
    for who, person in others.items():
        client.force_login(person)
        found[who] = WAYS[way](client, person, tender)
    assert found == dict.fromkeys(others, False)


@pytest.mark.parametrize(
    "way", ["document and receipt", "export", "search", "e-mail and notification", "feed", "rows"]
)
def test_the_same_ways_reach_its_own_people(cast, client, tender, way):
    client.force_login(cast.manager)
    assert WAYS[way](client, cast.manager, tender)
