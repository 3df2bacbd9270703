"""A complete draft is told to who may send it: by who wrote it, once a day, and by nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pico.accounts.models import Membership
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import Entry
from pico.notifications.models import Notification
from pico.sua import actions
from pico.sua.models import TenderReminder
from pico.sua.rules import todo
from tests.factories.accounts import make_member
from tests.factories.organisations import make_municipality_body
from tests.factories.sua import Cast, make_complete, make_draft, make_sent
from tests.queue import work

pytestmark = pytest.mark.usefixtures("treviso_host")


def page_of(tender) -> str:
    return reverse("sua:tell", args=[tender.public_id])


def told_people():
    work()
    rows = Notification.objects.unrestricted("a test").filter(event__kind="sua.request.ready")
    return [row.person for row in rows]


def reminders():
    return TenderReminder.objects.unrestricted("a test")


@pytest.mark.parametrize("who", ["manager", "sua", "executive"])
def test_nobody_else_of_the_two_bodies_tells(cast, client, who):
    draft = make_complete(cast)
    client.force_login(getattr(cast, who))
    assert (client.get(page_of(draft)).status_code, client.post(page_of(draft)).status_code) == (404, 404)
    assert not reminders().exists()


def test_another_body_finds_nothing_and_cannot_act_for_this_one(cast, client):
    draft = make_complete(cast)
    asolo = make_municipality_body("Asolo", cast.province)
    stranger = make_member(asolo, "organisation_operator")
    brescia = Cast("Desenzano del Garda", "brescia")
    for person in (stranger, brescia.operator, brescia.sua):
        client.force_login(person)
        assert client.get(page_of(draft)).status_code == 404
        assert client.post(page_of(draft), {"acting": cast.body.pk}).status_code in {404, 409}
    with pytest.raises(Refused, match="Avvisa chi scrive"):
        actions.tell_managers(actor=Actor(stranger, asolo), tender=draft)
    assert not reminders().exists()


def test_the_manager_is_told_once_a_day_and_the_page_says_when(cast, client):
    draft = make_complete(cast)
    client.force_login(cast.operator)
    before = client.get(reverse("sua:detail", args=[draft.public_id])).content.decode()
    assert f'href="{page_of(draft)}"' in before
    assert "Il prossimo passo tocca a te" not in before, "the body's manager sends it"
    assert str(cast.manager) in client.get(page_of(draft)).content.decode()
    assert client.post(page_of(draft)).status_code == 302

    (told,) = reminders()
    assert (told.sent_by, told.people) == (cast.operator, 1)
    assert told_people() == [cast.manager]
    assert (
        Entry.objects.unrestricted("a test")
        .filter(verb="sua.request.tell", actor_id=cast.operator.pk)
        .count()
        == 1
    )
    after = client.get(reverse("sua:detail", args=[draft.public_id])).content.decode()
    assert f"da {cast.operator}" in after
    assert f'href="{page_of(draft)}"' not in after, "once a day"
    again = client.post(page_of(draft))
    assert (again.status_code, "già stato avvisato oggi" in again.content.decode()) == (422, True)
    assert reminders().count() == 1


def test_what_is_missing_is_said_and_nobody_is_told(cast, client):
    draft = make_draft(cast)
    client.force_login(cast.operator)
    answer = client.post(page_of(draft))
    assert (answer.status_code, "non è ancora completa" in answer.content.decode()) == (422, True)
    assert not reminders().exists()


def test_a_sent_request_has_nobody_to_tell(cast, client):
    sent = make_sent(cast)
    client.force_login(cast.operator)
    assert client.get(page_of(sent)).status_code == 404


def test_a_body_without_a_manager_reads_whom_to_ask(cast, client):
    draft = make_complete(cast)
    Membership.objects.unrestricted("a test").filter(user=cast.manager).delete()
    client.force_login(cast.operator)
    assert "nessuno ha il ruolo di responsabile" in client.get(page_of(draft)).content.decode()
    with pytest.raises(Refused, match="nessuno ha il ruolo"):
        actions.tell_managers(actor=cast.actor("operator"), tender=draft)


class TestWhatThereIsToDo:
    def test_a_complete_draft_is_to_send_for_the_manager_and_to_tell_for_who_wrote_it(self, cast):
        draft = make_complete(cast)
        make_draft(cast)
        assert self.of(cast, cast.manager) == ["Invia la richiesta: è completa", "Continua la bozza"]
        assert self.of(cast, cast.operator) == ["Avvisa il responsabile: è completa", "Continua la bozza"]
        actions.tell_managers(actor=cast.actor("operator"), tender=draft)
        assert self.of(cast, cast.operator) == ["Continua la bozza"]
        assert self.of(cast, cast.manager)[0] == "Invia la richiesta: è completa"

    def test_it_asks_as_much_for_three_drafts_as_for_one(self, cast):
        def asked():
            with CaptureQueriesContext(connection) as seen:
                todo.duties(cast.manager, cast.body)
            return len(seen)

        make_complete(cast)
        asked()  # what the person may do is looked up once
        one = asked()
        for _number in range(2):
            make_complete(cast)
        make_draft(cast)
        assert asked() == one

    def of(self, cast, person):
        return [duty.action for duty in todo.duties(person, cast.body)]
