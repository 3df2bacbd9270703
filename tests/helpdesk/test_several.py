"""Several requests at once: what a colleague has stays theirs, and one comes back to the filters one had."""

from django.urls import reverse

from pico.base.actor import Actor
from pico.helpdesk import actions
from pico.helpdesk.models import Ticket
from pico.notifications.models import Notification
from tests.factories.accounts import make_membership
from tests.factories.helpdesk import make_ticket
from tests.queue import work

SEVERAL, QUEUE = reverse("helpdesk:queue_several"), reverse("helpdesk:queue")


def take(cast, *tickets: Ticket, who: str = "agent", filters: str = ""):
    chosen = [ticket.number for ticket in tickets]
    return cast.browser(who).post(
        SEVERAL, {"scelte": chosen, "azione": "take", "filtri": filters}, follow=True
    )


def test_what_a_colleague_has_is_not_taken_along(cast):
    held, free = make_ticket(cast.actor("clerk")), make_ticket(cast.actor("clerk"), subject="Un'altra")
    actions.take(actor=cast.actor("lead"), ticket=held)

    page = take(cast, held, free)

    rows = {row.pk: row.assignee for row in Ticket.objects.unrestricted("test").select_related("assignee")}
    assert rows == {held.pk: cast.lead, free.pk: cast.agent}
    assert "Fatto per 1 richiesta." in page.text
    assert f"{held.number}: ce l&#x27;ha già Marco Rossi: aprila, se vuoi prenderla." in page.text


def test_the_queue_comes_back_with_its_filters_and_with_nothing_else(cast):
    ticket = make_ticket(cast.actor("clerk"))

    page = take(cast, ticket, filters="di=me&pagina=4&next=//evil.example&stato=%0d%0aX")
    refused = cast.browser("agent").post(SEVERAL, {"azione": "take", "filtri": "di=me"})

    assert page.redirect_chain == [(f"{QUEUE}?di=me&stato=X", 302)]
    assert refused.url == f"{QUEUE}?di=me"
    shown = cast.browser("agent").get(f"{QUEUE}?di=me").text
    assert '<input type="hidden" name="filtri" value="di=me">' in shown


def test_who_asked_is_told_as_such_and_not_what_the_desk_is_told(cast):
    make_membership(cast.agent, cast.oderzo, "organisation_operator")
    asked = make_ticket(Actor(cast.agent, cast.oderzo))
    work()
    rows = Notification.objects.unrestricted("test").filter(event__kind__startswith="helpdesk.")
    told = set(rows.values_list("event__kind", "person"))
    assert told == {("helpdesk.ticket.opened", cast.lead.pk)}

    actions.pass_on(actor=cast.actor("lead"), ticket=asked, desk=cast.first, source="Non è nostra")
    actions.pass_on(actor=cast.actor("national"), ticket=asked, desk=cast.desk, source="Sì che lo è")
    work()
    own = rows.filter(person=cast.agent).values_list("event__kind", flat=True)
    assert set(own) == {"helpdesk.ticket.moved"}


def test_a_number_of_thousands_of_digits_is_answered(cast):
    address = reverse("helpdesk:new")
    browser = cast.browser("clerk")
    assert browser.get(address, {"organisation": "9" * 5000}).status_code == 200
    assert browser.post(address, {"organisation": "9" * 5000}).status_code == 422
