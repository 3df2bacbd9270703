"""Loading: idempotent, by the same actions people will use."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from pico.base.actor import system_actor
from pico.portal import actions, placing
from pico.portal.demo import brescia, lombardia, marche, pesaro_urbino, treviso, upi, veneto, vicenza, welcome
from pico.portal.demo.items import Event, News, body_of, dated, day_at, moment
from pico.portal.demo.papers import publish_papers
from pico.portal.demo.pictures import picture_of
from pico.portal.demo.services import publish_services
from pico.portal.models import EventPage, HomePage, NewsPage, PortalDocument, PortalSite, SectionPage, Topic

ACTOR = system_actor("contenuti dimostrativi")
RICH = {
    "upi": upi.CONTENT,
    "upi-veneto": veneto.CONTENT,
    "upi-lombardia": lombardia.CONTENT,
    "upi-marche": marche.CONTENT,
    "treviso": treviso.CONTENT,
    "vicenza": vicenza.CONTENT,
    "brescia": brescia.CONTENT,
    "pesaro-urbino": pesaro_urbino.CONTENT,
}

TO_EVERYBODY = 2  # of UPI's newest news, and its next event; the unions of the regions show all of them

WITH_SERVICES = {"treviso", "vicenza", "brescia", "pesaro-urbino"}


def load() -> None:
    """Make the sites of all tenants, open them and fill them; a second run changes nothing."""
    actions.create_network(actor=ACTOR)
    topics = {topic.name: topic for topic in Topic.objects.all()}
    filled = {path.split("/")[1] for path in NewsPage.objects.values_list("url_path", flat=True)}
    sites = PortalSite.objects.with_organisations().with_addresses()
    empty = [site for site in sites if site.slug not in filled]
    if empty:
        _fill_all(empty, topics)
    if "upi" not in filled:
        _send_down()


@transaction.atomic
def _fill_all(sites: list[PortalSite], topics: dict[str, Topic]) -> None:
    """Write all pages before any site changes or opens: after each change the table of sites is read again."""
    for site in sites:
        _fill(site, topics)
    for site in sites:
        own = RICH.get(site.slug, {}).get("settings", {})
        actions.change_site(actor=ACTOR, site=site, **(contacts_of(site) | own))
    closed = [site for site in sites if site.state == PortalSite.State.DRAFT]
    actions.put_many_online(actor=ACTOR, sites=closed, reason="contenuti dimostrativi")


def _send_down() -> None:
    """Let UPI's news and events travel: who receives from above shows them at once."""
    upi = PortalSite.objects.with_organisations().with_addresses().filter(slug="upi").first()
    under = placing.below(upi) if upi else []
    regions = [site for site in under if site.organisation.kind == "REGIONAL_UPI"]
    if upi is None or not under:
        return
    home = upi.wagtail_site.root_page
    news = NewsPage.objects.descendant_of(home).current().newest_first()
    events = EventPage.objects.descendant_of(home).upcoming()
    for items, most in ((news, TO_EVERYBODY), (events, 1)):
        for number, item in enumerate(items):
            if targets := under if number < most else regions:
                actions.propose(actor=ACTOR, item=item, origin=upi, targets=targets)


def contacts_of(site: PortalSite) -> dict[str, str]:
    """Return addresses under the reserved .example: nobody gets a demo's mail."""
    host = f"{site.slug}.example" if site.slug.startswith("upi") else f"provincia.{site.slug}.example"
    return {"email": f"info@{host}", "pec": f"protocollo@pec.{host}"}


def _fill(site: PortalSite, topics: dict[str, Topic]) -> None:
    if site.slug in WITH_SERVICES:
        publish_services(ACTOR, site, topics, contacts_of(site))
    content = RICH.get(site.slug)
    files = publish_papers(ACTOR, site, topics) if content else {}
    _publish(site, content["items"] if content else [welcome.news_for(site)], topics, files)
    if content is None:
        return
    if content["home"]:
        HomePage.objects.filter(pk=site.wagtail_site.root_page_id).update(**content["home"])
    for role, summary in content.get("sections", {}).items():
        sections = SectionPage.objects.child_of(site.wagtail_site.root_page).filter(role=role)
        sections.update(summary=summary)


def _publish(
    site: PortalSite,
    items: Sequence[News | Event],
    topics: dict[str, Topic],
    files: dict[str, PortalDocument],
) -> None:
    drawn = [picture_of(item, site.slug, number) for number, item in enumerate(items)]
    pictures = actions.add_pictures(actor=ACTOR, site=site, pictures=drawn)
    for item, picture in zip(items, pictures, strict=True):
        attached = [("file", files[code]) for code in getattr(item, "files", ())]
        details = {"attachments": attached} if attached else {}
        _publish_one(site, item, topics, image=picture, image_alt=picture.description, **details)


def _publish_one(site: PortalSite, item: News | Event, topics: dict[str, Topic], **details: Any) -> None:
    about = [topics[name] for name in item.topics]
    common: dict[str, Any] = {
        "actor": ACTOR,
        "site": site,
        "title": item.title,
        "topics": about,
        "body": body_of(item),
        **details,
    }
    if isinstance(item, Event):
        actions.publish_event(
            **common,
            summary=dated(item.summary),
            starts_at=moment(item.in_days, item.hours[0]),
            ends_at=moment(item.in_days, item.hours[1]),
            place=item.place,
            contacts=item.contacts,
            **item.details,
        )
    else:
        actions.publish_news(
            **common,
            summary=dated(item.summary),
            kind=item.kind,
            day=day_at(-item.days_ago),
            expires_on=day_at(item.expires_in) if item.expires_in else None,
        )
