"""Newsletters, subscribers and issues for tests, made by the actions as the product makes them."""

from itertools import count

from django.utils import timezone

from pico.base.actor import system_actor
from pico.portal import actions
from pico.portal.models import Issue, Newsletter, PortalSite, Subscriber
from tests.factories.portal import make_news, make_site

ACTOR = system_actor("test")
_numbers = count(1)


def make_newsletter(site: PortalSite, name: str = "Province venete in rete", **fields) -> Newsletter:
    """Return a newsletter of a site, for whoever subscribes."""
    values = {"sender_name": site.organisation.name, "audience": "PUBLIC"} | fields
    return actions.save_newsletter(actor=ACTOR, site=site, name=name, **values)


def make_subscribers(
    newsletter: Newsletter, number: int = 1, *, state: str = "CONFIRMED"
) -> list[Subscriber]:
    """Return subscribers with addresses of their own."""
    rows = [
        Subscriber(
            newsletter=newsletter, email=f"lettore{next(_numbers)}@ente.example", state=state,
            confirmed_at=timezone.now(),
        )
        for _ in range(number)
    ]  # fmt: skip
    return Subscriber.objects.bulk_create(rows, batch_size=500)


def make_issue(
    newsletter: Newsletter, subject: str = "Le notizie di novembre", *, upto: str = "DRAFT", **fields
) -> Issue:
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


def access_rows(world) -> dict[str, dict[str, dict]]:
    """Sample addresses: Treviso's newsletter with a draft and a sent issue, and Brescia's."""
    own, other = (_sample(world.organisations[name]) for name in ("treviso", "brescia"))

    def both(*names: str) -> dict[str, dict]:
        return {"OWN": {name: own[name] for name in names}, "OTHER": {name: other[name] for name in names}}

    def renamed(rows: dict[str, dict], name: str, **more) -> dict[str, dict]:
        return {
            which: {"pk": row[name]} | {k: v for k, v in row.items() if k != name} | more
            for which, row in rows.items()
        }

    public = {which: {"pk": row["sent"]} for which, row in (("OWN", own), ("OTHER", other))}
    item = {
        which: {"pk": row["sent"], "block": row["sent_block"]}
        for which, row in (("OWN", own), ("OTHER", other))
    }
    newsletter = renamed(both("newsletter"), "newsletter")
    issue = renamed(both("issue"), "issue")
    block = renamed(both("issue", "block"), "issue")
    return {
        "portal:newsletter": newsletter,
        "portal:newsletter_export": renamed(both("newsletter"), "newsletter", file_format="csv"),
        "portal:newsletter_remove": renamed(both("newsletter", "subscriber"), "newsletter"),
        "portal:newsletter_issue": public,
        "portal:newsletter_item": item,
        "portal:newsletter_confirm": {"NONE": {"token": "parola"}},
        "portal:newsletter_unsubscribe": {"NONE": {"token": "parola"}},
        "portal:issue": issue,
        "portal:issue_new": newsletter,
        "portal:issue_results": issue,
        "portal:issue_move": renamed(both("issue"), "issue", page="revisione"),
        "portal:block_": block,
        "portal:block_new": renamed(both("issue"), "issue", kind="testo"),
        "portal:block_move": renamed(both("issue", "block"), "issue", where="su"),
    }


def _sample(organisation) -> dict[str, int]:
    site = make_site(organisation)
    newsletter = make_newsletter(site)
    subscriber = make_subscribers(newsletter)[0]
    issue = make_issue(newsletter)
    text = actions.add_block(actor=ACTOR, issue=issue, kind="TEXT", text="Care e cari")
    sent = make_issue(newsletter, upto="APPROVED")
    Issue.objects.unrestricted("test").filter(pk=sent.pk).update(state="SENT", sent_at=timezone.now())
    return {
        "newsletter": newsletter.pk,
        "subscriber": subscriber.pk,
        "issue": issue.pk,
        "block": text.pk,
        "sent": sent.pk,
        "sent_block": sent.blocks.get().pk,
    }
