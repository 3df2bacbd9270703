"""What an issue may be made of: news and events that readers of the site can open now."""

from collections.abc import Collection
from typing import Any

from wagtail.models import Page

from pico.base.dates import italian_date, rome
from pico.portal.cards import event_time
from pico.portal.models import EventPage, NewsPage, PortalSite

MOST = 50


def root_of(site: PortalSite) -> str:
    return site.wagtail_site.root_page.path


def choices(site: PortalSite) -> list[tuple[str, str]]:
    """Return (id, words) of the site's current news and coming events, the newest first."""
    news = NewsPage.objects.on_site(root_of(site)).current().newest_first().defer("body")[:MOST]
    events = EventPage.objects.on_site(root_of(site)).upcoming().defer("body")[:MOST]
    return [(str(page.pk), f"{italian_date(page.date)}: {page.title}") for page in news] + [
        (str(page.pk), f"Evento del {italian_date(rome(page.starts_at))}: {page.title}") for page in events
    ]


def available(site: PortalSite, ids: Collection[int]) -> set[int]:
    """Return those pages that readers of the site can open now."""
    interval = Page._get_children_path_interval(root_of(site))
    return set(Page.objects.live().filter(pk__in=ids, path__range=interval).values_list("pk", flat=True))


def details(ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return category, title, words and day of news and events by page id; in two queries."""
    found: dict[int, dict[str, Any]] = {}
    for news in NewsPage.objects.filter(pk__in=ids).defer("body"):
        found[news.pk] = _told(news, str(news.get_kind_display()), italian_date(news.date))
    for event in EventPage.objects.filter(pk__in=ids).defer("body"):
        when = f"{italian_date(rome(event.starts_at))}, {event_time(event)}"
        found[event.pk] = _told(event, "Evento", " · ".join(part for part in (when, event.place) if part))
    return found


def _told(page: Any, category: str, when: str) -> dict[str, Any]:
    return {"category": category, "title": page.title, "text": page.summary, "when": when}


def path_of(page_id: int) -> str:
    """Return the address of a page on its own site."""
    url_path = Page.objects.values_list("url_path", flat=True).get(pk=page_id)
    return "/" + url_path.split("/", 2)[2]
