"""RSS of news and events, and the sitemap: this host's site only."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from pico.base.dates import ROME
from pico.base.html import printable
from pico.base.sites import SiteInfo
from pico.portal.ical import calendar_of
from pico.portal.models import EventPage, NewsPage, PortalPage, Topic
from pico.portal.placed import origin_of, path_on
from pico.portal.public import canonical_url, public_page, root_path, site_of

ITEMS = 30


class SiteFeed(Feed):
    """A feed of the host's site. ``name`` is the heading, ``path`` the list it belongs to."""

    name: Any = ""
    path = "/"
    subtitle: Any = ""

    def get_object(self, request: HttpRequest) -> HttpRequest:
        return request

    def title(self, request: HttpRequest) -> str:
        return f"{site_of(request).name}: {self.name}"

    def link(self, request: HttpRequest) -> str:
        return canonical_url(request, self.path)

    def description(self, request: HttpRequest) -> str:
        return _("%(what)s di %(who)s") % {"what": self.name, "who": site_of(request).name}

    def get_feed(self, obj: HttpRequest, request: HttpRequest) -> Any:
        self.request = request
        return super().get_feed(obj, request)

    def author_name(self, request: HttpRequest) -> str:
        """Atom wants an author (RFC 4287 4.1.1)."""
        return site_of(request).name

    def item_title(self, item: PortalPage) -> str:
        return printable(item.title)

    def item_description(self, item: PortalPage) -> str:
        return escape(printable(item.summary))  # readers take it for HTML

    def item_link(self, item: PortalPage) -> str:
        return canonical_url(self.request, path_on(item, site_of(self.request)))

    def item_guid(self, item: PortalPage) -> str:
        return f"urn:uuid:{item.translation_key}"

    item_guid_is_permalink = False

    def item_updateddate(self, item: PortalPage) -> Any:
        return item.updated_on


class NewsFeed(SiteFeed):
    name: Any = gettext_lazy("Novità")
    path = "/novita/"
    kind = ""

    def items(self, request: HttpRequest) -> Sequence[NewsPage]:
        rows = NewsPage.objects.shown_on(site_of(request)).current().newest_first()
        if self.kind:
            rows = rows.filter(kind=self.kind)
        return rows.defer("body").prefetch_related("topics")[:ITEMS]

    def item_pubdate(self, item: NewsPage) -> datetime:
        return datetime.combine(item.date, time(9), tzinfo=ROME)

    def item_categories(self, item: NewsPage) -> list[str]:
        return [topic.name for topic in item.topics.all()]


class EventFeed(SiteFeed):
    name = gettext_lazy("Eventi")
    path = "/novita/eventi/"

    def items(self, request: HttpRequest) -> Sequence[EventPage]:
        return EventPage.objects.shown_on(site_of(request)).upcoming().defer("body")[:ITEMS]

    def item_pubdate(self, item: EventPage) -> Any:
        return item.first_published_at


class TopicFeed(NewsFeed):
    """News of the site about one topic."""

    def __init__(self, topic: Topic) -> None:
        super().__init__()
        self.topic, self.name = topic, topic.name
        self.path = f"/argomenti/{topic.slug}/"

    def items(self, request: HttpRequest) -> Sequence[NewsPage]:
        rows = NewsPage.objects.shown_on(site_of(request)).current().about(self.topic).newest_first()
        return rows.defer("body").prefetch_related("topics")[:ITEMS]


class ReleaseFeed(NewsFeed):
    name = gettext_lazy("Comunicati")
    path = "/novita/?tipo=PRESS_RELEASE"
    kind = NewsPage.Kind.PRESS_RELEASE


class NoticeFeed(NewsFeed):
    name = gettext_lazy("Avvisi")
    path = "/novita/?tipo=NOTICE"
    kind = NewsPage.Kind.NOTICE


FEEDS: dict[str, type[SiteFeed]] = {
    "novita": NewsFeed,
    "comunicati": ReleaseFeed,
    "avvisi": NoticeFeed,
    "eventi": EventFeed,
}


@public_page
def rss(request: HttpRequest, name: str) -> HttpResponse:
    """One list of the site as RSS, items of others that it shows included."""
    return _feed(request, name, Rss201rev2Feed)


@public_page
def atom(request: HttpRequest, name: str) -> HttpResponse:
    """The same as Atom."""
    return _feed(request, name, Atom1Feed)


@public_page
def topic_rss(request: HttpRequest, slug: str) -> HttpResponse:
    """The news of the site about one topic as RSS."""
    return _answer(request, TopicFeed(_topic(request, slug)), Rss201rev2Feed)


@public_page
def topic_atom(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as Atom."""
    return _answer(request, TopicFeed(_topic(request, slug)), Atom1Feed)


def _topic(request: HttpRequest, slug: str) -> Topic:
    site = site_of(request)
    written = Topic.objects.active().on_site(root_path(request), site.extra.get("site_id", 0))
    return get_object_or_404(written, slug=slug)


def _feed(request: HttpRequest, name: str, form: Any) -> HttpResponse:
    if name not in FEEDS:
        raise Http404
    return _answer(request, FEEDS[name](), form)


def _answer(request: HttpRequest, feed: SiteFeed, form: Any) -> HttpResponse:
    feed.feed_type = form
    feed.subtitle = feed.description  # what Atom calls it
    return feed(request)


@public_page
def site_calendar(request: HttpRequest) -> HttpResponse:
    """The events of the site, those of the last month included: people subscribe to this address."""
    site = site_of(request)
    since = timezone.now() - timedelta(days=31)
    events = list(EventPage.objects.shown_on(site).filter(ends_at__gte=since).order_by("starts_at", "pk"))
    return _calendar(request, events, f"{site.name}: eventi", "eventi")


@public_page
def event_calendar(request: HttpRequest, slug: str, origin: str = "") -> HttpResponse:
    """One event for one's calendar, by the address of its page."""
    site = site_of(request)
    rows = EventPage.objects.shown_on(site).filter(slug=slug)
    found = [page for page in rows if _origin_slug(page, site) == origin]
    if not found:
        raise Http404
    return _calendar(request, found, found[0].title, slug)


def _origin_slug(page: EventPage, site: SiteInfo) -> str:
    """Return the slug of the site a page comes from; empty for one of this site."""
    where = origin_of(page, site)
    return where.slug if where else ""


def _calendar(request: HttpRequest, events: list[EventPage], name: str, filename: str) -> HttpResponse:
    site = site_of(request)
    urls = {page.pk: canonical_url(request, path_on(page, site)) for page in events}
    content = calendar_of(events, name=name, host=settings.PICO_DOMAIN, urls=urls)
    disposition = {"Content-Disposition": f'attachment; filename="{filename}.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=disposition)


class PageSitemap(Sitemap):
    """Live pages of the host's site, with the date of their last publication."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.protocol = request.scheme

    def items(self) -> Any:
        root = root_path(self.request)
        rows = Page.objects.live().filter(path__range=(root, Page._get_children_path_interval(root)[1]))
        return rows.order_by("path")

    def location(self, item: Page) -> str:
        return "/" + item.url_path.split("/", 2)[2]

    def lastmod(self, item: Page) -> Any:
        return item.last_published_at


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    return sitemap_views.sitemap(request, {"pages": PageSitemap(request)})
