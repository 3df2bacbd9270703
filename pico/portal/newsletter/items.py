"""What an issue may be made of: news and events that readers of the site can open now, of others too."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from pico.base.dates import italian_date, rome
from pico.base.sites import SiteInfo, site_of_organisation
from pico.portal.cards import event_time
from pico.portal.models import EventPage, NewsPage, Placement, PortalSite
from pico.portal.placed import badge_of, path_on

MOST = 50


def here(site: PortalSite) -> SiteInfo:
    """Return the site as its pages know it."""
    info: SiteInfo | None = site_of_organisation.call(site.organisation_id)
    assert info is not None  # noqa: S101 - a site knows itself
    return info


def choices(site: PortalSite) -> list[tuple[str, str]]:
    """Return (id, words) of the news and coming events readers find on the site, the newest first."""
    info = here(site)
    news = NewsPage.objects.shown_on(info).current().newest_first().defer("body")[:MOST]
    events = EventPage.objects.shown_on(info).upcoming().defer("body")[:MOST]
    return [(str(page.pk), _choice(page, italian_date(page.date), info)) for page in news] + [
        (str(page.pk), _choice(page, f"Evento del {italian_date(rome(page.starts_at))}", info))
        for page in events
    ]


def _choice(page: Any, when: str, info: SiteInfo) -> str:
    badge = badge_of(page, info)
    return f"{when}: {page.title} ({badge})" if badge else f"{when}: {page.title}"


def available(site: PortalSite, ids: Collection[int]) -> set[int]:
    """Return those pages that readers of the site can open now: its own, and what it accepted of others."""
    rows = Page.objects.live().filter(_of_site(site), pk__in=ids)
    return set(rows.values_list("pk", flat=True))


def _of_site(site: PortalSite) -> Q:
    own = Q(path__range=Page._get_children_path_interval(here(site).extra["root_path"]))
    return own | Q(pk__in=Placement.objects.all().shown_on(site.pk).values("item"))


def details(site: PortalSite, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return category, title, words, day and origin of news and events by page id; in two queries.

    Of an item of another site only while it is shown here: taken back, its row holds its site's next draft.
    """
    found: dict[int, dict[str, Any]] = {}
    info, readable = here(site), Q(_of_site(site), pk__in=ids)
    for news in NewsPage.objects.filter(readable).defer("body"):
        found[news.pk] = _told(news, str(news.get_kind_display()), italian_date(news.date), info)
    for event in EventPage.objects.filter(readable).defer("body"):
        when = f"{italian_date(rome(event.starts_at))}, {event_time(event)}"
        when = " · ".join(part for part in (when, event.place) if part)
        found[event.pk] = _told(event, "Evento", when, info)
    return found


def _told(page: Any, category: str, when: str, info: SiteInfo) -> dict[str, Any]:
    origin = badge_of(page, info)
    return {"category": category, "title": page.title, "text": page.summary, "when": when, "origin": origin}


def path_of(site: PortalSite, page_id: int) -> str:
    """Return the address of a page on the site, also of another site's."""
    return path_on(Page.objects.get(pk=page_id).specific, here(site))
