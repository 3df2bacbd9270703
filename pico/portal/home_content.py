"""What stands in each block of a home page; None or nothing: the block is not shown."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from pico.organisations.models import ModuleActivation, Organisation
from pico.portal.blocks import path_of
from pico.portal.cards import event_cards, first_in_view, news_cards, offer_cards, page_cards
from pico.portal.directory import provinces_map, regions_with_provinces
from pico.portal.drawings import hero_drawing
from pico.portal.home import VERTICALS, Code, items_of
from pico.portal.models import EventPage, HomePage, Newsletter, NewsPage, Topic
from pico.portal.numbers import figures
from pico.portal.public import root_path, site_of
from pico.portal.publishable import leads_somewhere
from pico.portal.questions import QUESTIONS
from pico.portal.showcase import Offer, offers

NEWS, EVENTS, TOPICS, ITEMS, ANSWERS = 3, 3, 12, 5, 4


def offers_of(site: Any) -> list[Offer]:
    """Return the modules a site shows: a Province those it switched on, the unions all of them."""
    if site.level != "PROVINCE":
        return offers()
    active = ModuleActivation.objects.filter(
        organisation_id=site.organisation_id or 0, state=ModuleActivation.State.ACTIVE
    )
    return offers(set(active.values_list("module", flat=True)))


class Content:
    """The home of one site for one request; each part is read when a block asks for it, once."""

    def __init__(self, request: HttpRequest, page: HomePage) -> None:
        self.request, self.page = request, page
        self.site, self.root = site_of(request), root_path(request)

    @cached_property
    def offers(self) -> list[Offer]:
        return offers_of(self.site)

    @cached_property
    def verticals(self) -> set[str]:
        return {offer.code for offer in self.offers if offer.vertical}

    @cached_property
    def body(self) -> Organisation | None:
        return Organisation.objects.filter(pk=self.site.organisation_id or 0).first()

    @cached_property
    def news(self) -> list[NewsPage]:
        newest = NewsPage.objects.shown_on(self.site).current().newest_first().for_cards()
        return list(newest.highlighted_first(self.site)[:NEWS])

    @cached_property
    def events(self) -> list[EventPage]:
        return list(EventPage.objects.shown_on(self.site).upcoming().for_cards()[:EVENTS])

    def of(self, code: Code) -> Any:
        """Return what a block shows; nothing when it is empty."""
        if code in VERTICALS:
            return items_of(VERTICALS[code], self.body, ITEMS)
        return CONTENT[code](self)


def _notice(home: Content) -> Any:
    url = home.page.notice_url  # read again: it may be older than the rule
    return home.page.notice and {"text": home.page.notice, "url": url if leads_somewhere(url) else ""}


def _hero(home: Content) -> Any:
    return {"drawing": hero_drawing(home.site), "text": home.page.summary}


def _highlights(home: Content) -> Any:
    wanted = [one["value"] for one in home.page.highlights.raw_data if one["value"]]
    if not wanted:
        return []
    below = Page._get_children_path_interval(home.root)
    found = {
        page.pk: page for page in Page.objects.live().filter(pk__in=wanted, path__range=below).specific()
    }
    return page_cards(found[pk] for pk in dict.fromkeys(wanted) if pk in found)


def _numbers(home: Content) -> Any:
    return figures(home.site, len(home.offers))


def _modules(home: Content) -> Any:
    columns = 3 if len(home.offers) % 4 in (1, 2) else 4  # no card alone on its row
    return {"cards": offer_cards(home.offers, home.body), "columns": columns}


def _provinces(home: Content) -> Any:
    regions = regions_with_provinces(home.request)
    return regions and {"regions": regions, "map": provinces_map(home.request)}


def _topics(home: Content) -> Any:
    used = Topic.objects.active().on_site(home.root, home.site.extra.get("site_id", 0))
    return list(used[:TOPICS])


def _faq(home: Content) -> Any:
    pairs = [pair for _group, pairs in QUESTIONS for pair in pairs]
    return [{"title": question, "text": answer} for question, answer in pairs[:ANSWERS]]


def _links(home: Content) -> Any:
    rows = [one["value"] for one in home.page.links.raw_data]
    wanted = [row["page"] for row in rows if row.get("page")]
    below = Page._get_children_path_interval(home.root)
    pages = (
        {page.pk: path_of(page) for page in Page.objects.live().filter(pk__in=wanted, path__range=below)}
        if wanted
        else {}
    )
    told = [{"label": row["label"], "url": pages.get(row.get("page")) or row.get("url")} for row in rows]
    return [link for link in told if link["url"]]


def _newsletters(home: Content) -> Any:
    rows = Newsletter.objects.visible_to(None).on_site(home.site.extra.get("site_id", 0))
    return list(rows.open_to_all())


CONTENT: dict[Code, Callable[[Content], Any]] = {
    Code.NOTICE_BAND: _notice,
    Code.HERO: _hero,
    Code.HIGHLIGHTS: _highlights,
    Code.NEWS: lambda home: first_in_view(news_cards(home.news, home.site)),
    Code.EVENTS: lambda home: event_cards(home.events, home.site),
    Code.PROJECT: lambda home: {"note": home.page.project_note},
    Code.NUMBERS: _numbers,
    Code.MODULES: _modules,
    Code.COURSES: lambda home: items_of("learning", home.body, ITEMS),
    Code.PROVINCES: _provinces,
    Code.TOPICS: _topics,
    Code.FAQ: _faq,
    Code.LINKS: _links,
    Code.NEWSLETTER: _newsletters,
}
