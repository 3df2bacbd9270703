"""What a card of the public pages shows, for the component `card_grid`."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from pico.base.dates import italian_date, rome
from pico.base.services import ServiceSheet
from pico.base.sites import SiteInfo
from pico.portal.models import EventPage, NewsPage
from pico.portal.placed import badge_of, path_on
from pico.portal.showcase import Offer
from pico.portal.sized import card_address


@dataclass(frozen=True)
class Card:
    title: str
    url: str
    text: str = ""
    category: str = ""
    date: date | datetime | None = None
    icon: str = ""
    footer: str = ""
    action: str = ""
    badge_label: str = ""
    badge_tone: str = ""
    data_element: str = ""
    image_url: str = ""
    in_view: bool = False


def news_cards(pages: Iterable[NewsPage], site: SiteInfo | None = None) -> list[Card]:
    """Return the cards of news; on a site, with a badge on what comes from another."""
    return [
        Card(
            page.title,
            path_on(page, site),
            page.summary,
            page.get_kind_display(),
            page.date,
            badge_label=badge_of(page, site),
            badge_tone="info",
            image_url=card_address(page.image),
        )
        for page in pages
    ]


def first_in_view(cards: list[Card]) -> list[Card]:
    """Say that the first card is seen as the page opens: its picture waits for nothing."""
    return [replace(card, in_view=not number) for number, card in enumerate(cards)]


def event_cards(pages: Iterable[EventPage], site: SiteInfo | None = None) -> list[Card]:
    return [
        Card(
            title=page.title,
            url=path_on(page, site),
            text=page.summary,
            category=_("Evento"),
            date=page.starts_at,
            footer=" · ".join(part for part in (event_time(page), page.place) if part),
            badge_label=_("Annullato") if page.cancelled else badge_of(page, site),
            badge_tone="danger" if page.cancelled else "info",
            data_element="event-link",
            image_url=card_address(page.image),
        )
        for page in pages
    ]


def offer_cards(offers: Iterable[Offer], organisation: Any) -> list[Card]:
    return [
        Card(
            title=str(offer.title),
            url=offer.url_for(organisation),
            text=str(offer.text),
            icon=offer.icon,
            action=_("Scopri di più"),
        )
        for offer in offers
    ]


def service_cards(sheets: Iterable[ServiceSheet]) -> list[Card]:
    return [
        Card(
            title=sheet.title,
            url=f"/servizi/{sheet.slug}/",
            text=sheet.summary,
            category=sheet.category,
            badge_label="" if sheet.active else _("Servizio non attivo"),
            badge_tone="" if sheet.active else "danger",
            data_element="service-link",
        )
        for sheet in sheets
    ]


def page_cards(pages: Iterable[Any], data_element: str = "") -> list[Card]:
    """Return the cards of pages of any type: what kind they are, their day when they have one."""
    shown = list(pages)
    prefetch_related_objects(shown, "image")
    return [
        Card(
            title=page.title,
            url=page.path_on_site,
            text=page.summary,
            category=kind_of(page),
            date=getattr(page, "date", None) or getattr(page, "starts_at", None),
            data_element=data_element,
            image_url=card_address(page.image),
        )
        for page in shown
    ]


def kind_of(page: Any) -> str:
    """Return what a page is in words: its own kind, else its type."""
    shown = getattr(page, "get_kind_display", None)
    return str(shown() if shown else page._meta.verbose_name).capitalize()


def event_time(event: EventPage) -> str:
    """Return «ore 10:00-12:30», «dal 3 al 5 dicembre 2026» or «tutto il giorno»."""
    start, end = rome(event.starts_at), rome(event.ends_at)
    if start.date() != end.date():
        return _("dal %(start)s al %(end)s") % {"start": italian_date(start), "end": italian_date(end)}
    if event.all_day:
        return _("tutto il giorno")
    return _("ore %(start)s-%(end)s") % {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
