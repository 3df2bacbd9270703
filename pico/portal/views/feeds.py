"""RSS of news and events, and the sitemap: this host's site only."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from pico.base.dates import ROME
from pico.portal.models import EventPage, NewsPage, PortalPage
from pico.portal.public import canonical_url, public_page, root_path, site_of

ITEMS = 30


class SiteFeed(Feed):
    """A feed of the host's site. ``name`` is the heading, ``path`` the list it belongs to."""

    name: Any = ""
    path = "/"

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

    def item_title(self, item: PortalPage) -> str:
        return item.title

    def item_description(self, item: PortalPage) -> str:
        return item.summary

    def item_link(self, item: PortalPage) -> str:
        return canonical_url(self.request, item.path_on_site)

    def item_guid(self, item: PortalPage) -> str:
        return f"urn:uuid:{item.translation_key}"

    item_guid_is_permalink = False

    def item_updateddate(self, item: PortalPage) -> Any:
        return item.updated_on


class NewsFeed(SiteFeed):
    name = gettext_lazy("Novità")
    path = "/novita/"

    def items(self, request: HttpRequest) -> Sequence[NewsPage]:
        rows = NewsPage.objects.on_site(root_path(request)).current().newest_first()
        return rows.defer("body").prefetch_related("topics")[:ITEMS]

    def item_pubdate(self, item: NewsPage) -> datetime:
        return datetime.combine(item.date, time(9), tzinfo=ROME)

    def item_categories(self, item: NewsPage) -> list[str]:
        return [topic.name for topic in item.topics.all()]


class EventFeed(SiteFeed):
    name = gettext_lazy("Eventi")
    path = "/novita/eventi/"

    def items(self, request: HttpRequest) -> Sequence[EventPage]:
        return EventPage.objects.on_site(root_path(request)).upcoming().defer("body")[:ITEMS]

    def item_pubdate(self, item: EventPage) -> Any:
        return item.first_published_at


@public_page
def news_feed(request: HttpRequest) -> HttpResponse:
    return NewsFeed()(request)


@public_page
def event_feed(request: HttpRequest) -> HttpResponse:
    return EventFeed()(request)


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
