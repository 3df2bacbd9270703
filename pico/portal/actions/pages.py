"""News and events written by the product itself; editors write theirs at /redazione/."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from pico.base.actor import Actor
from pico.base.dates import today
from pico.base.errors import Refused
from pico.portal.actions._tree import _plant
from pico.portal.actions.changes import page_changed
from pico.portal.models import EventPage, NewsPage, PortalSite, SectionPage, Topic
from pico.portal.publishable import problems_of
from pico.portal.published import What
from pico.portal.rules import may_publish_on

P = TypeVar("P", NewsPage, EventPage)
Body = list[tuple[str, Any]]


@transaction.atomic
def publish_news(
    *,
    actor: Actor,
    site: PortalSite,
    title: str,
    summary: str,
    kind: str = NewsPage.Kind.NEWS,
    day: date | None = None,
    topics: Sequence[Topic] = (),
    body: Body | None = None,
    expires_on: date | None = None,
    slug: str = "",
    **details: Any,
) -> NewsPage:
    """Publish a news item on a site at once; details are image, image_alt, attachments."""
    news = NewsPage(
        title=title,
        slug=slug or slugify(title)[:80],
        summary=summary,
        kind=kind,
        date=day or today(),
        body=body or [],
        expires_on=expires_on,
        **details,
    )
    return _publish(actor, site, news, topics)


@transaction.atomic
def publish_event(
    *,
    actor: Actor,
    site: PortalSite,
    title: str,
    summary: str,
    starts_at: datetime,
    ends_at: datetime,
    topics: Sequence[Topic] = (),
    body: Body | None = None,
    slug: str = "",
    **details: Any,
) -> EventPage:
    """Publish an event on a site at once; details are place, online_url, price, contacts, all_day, image…"""
    event = EventPage(
        title=title,
        slug=slug or slugify(title)[:80],
        summary=summary,
        starts_at=starts_at,
        ends_at=ends_at,
        body=body or [],
        **details,
    )
    return _publish(actor, site, event, topics)


@transaction.atomic
def unpublish_page(*, actor: Actor, site: PortalSite, page: Page) -> None:
    """Take a page off the site: its address answers 404 from the next request on."""
    if not may_publish_on(actor, site):
        raise Refused(_("Solo i responsabili editoriali ritirano le pagine."))
    page.live = False
    Page.objects.filter(pk=page.pk).update(live=False)
    page_changed(actor=actor, site=site, page=page.specific, what=What.UNPUBLISHED)


def _publish(actor: Actor, site: PortalSite, page: P, topics: Sequence[Topic]) -> P:
    if not may_publish_on(actor, site):
        raise Refused(_("Solo i responsabili editoriali pubblicano sul sito."))
    home = site.wagtail_site.root_page
    section = SectionPage.objects.child_of(home).get(role=SectionPage.Role.NEWS)
    if Page.objects.child_of(section).filter(slug=page.slug).exists():
        raise Refused(_("C'è già una pagina con questo titolo."), field="title")
    for field, sentence in problems_of(page, site).items():
        raise Refused(sentence, field=field)
    page.full_clean(exclude=["path", "depth", "content_type", "locale", "url_path", "translation_key"])
    _plant(section, [page])
    through = type(page).topics.through
    key = f"{type(page).__name__.lower()}_id"
    through.objects.bulk_create(through(**{key: page.pk, "topic_id": topic.pk}) for topic in topics)
    page_changed(actor=actor, site=site, page=page, what=What.PUBLISHED)
    return page
