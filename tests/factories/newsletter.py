"""Newsletters, subscribers and issues for tests, made by the actions as the product makes them."""

from itertools import count

from django.utils import timezone

from pico.base.actor import system_actor
from pico.portal import actions
from pico.portal.models import Issue, Newsletter, PortalSite, Subscriber
from tests.factories.portal import make_news

ACTOR = system_actor("test")
_numbers = count(1)


def make_newsletter(site: PortalSite, name: str = "Province venete in rete", **fields) -> Newsletter:
    """Return a newsletter of a site, for whoever subscribes."""
    values = {"sender_name": site.organisation.name, "audience": "PUBLIC"} | fields
    return actions.save_newsletter(actor=ACTOR, site=site, name=name, **values)


def make_subscribers(newsletter: Newsletter, number: int = 1, *, state: str = "CONFIRMED") -> list[Subscriber]:
    """Return subscribers with addresses of their own."""
    rows = [
        Subscriber(
            newsletter=newsletter, email=f"lettore{next(_numbers)}@ente.example", state=state,
            confirmed_at=timezone.now(),
        )
        for _ in range(number)
    ]  # fmt: skip
    return Subscriber.objects.bulk_create(rows, batch_size=500)


def make_issue(newsletter: Newsletter, subject: str = "Le notizie di novembre", *, upto: str = "DRAFT", **fields) -> Issue:
    """Return an issue with one news item, moved along the table up to a state."""
    issue = actions.start_issue(actor=ACTOR, newsletter=newsletter, subject=subject)
    page = fields.get("page") or make_news(newsletter.site)
    actions.add_block(actor=ACTOR, issue=issue, kind="ITEM", page_id=page.pk)
    for state, code in (("IN_REVIEW", "submitted"), ("APPROVED", "approved"), ("SENDING", "sent")):
        if issue.state == upto:
            break
        actions.STEPS[code](actor=ACTOR, issue=issue)
        assert issue.state == state
    issue.refresh_from_db()
    return issue
