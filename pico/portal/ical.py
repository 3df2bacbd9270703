"""Events of a site as calendar programs read them (RFC 5545), hours of Rome with their zone."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from icalendar import Calendar, Event

from pico.base.dates import rome
from pico.base.html import printable
from pico.portal.models import EventPage


def calendar_of(events: Iterable[EventPage], *, name: str, host: str, urls: dict[int, str]) -> bytes:
    """Return an iCalendar file.

    Args:
        events: in order.
        name: of the calendar, as programs show it.
        host: second half of each entry's id: the origin's, so that an event is one wherever it is read.
        urls: page's id -> address of its page.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Pi.Co.//Eventi//IT")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/Rome")
    for event in events:
        calendar.add_component(_entry(event, host, urls[event.pk]))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(page: EventPage, host: str, url: str) -> Event:
    entry = Event()
    start, end = rome(page.starts_at), rome(page.ends_at)
    entry.add("uid", f"{page.translation_key}@{host}")
    entry.add("dtstamp", page.last_published_at or timezone.now())
    # A whole day has no hour and ends on the day after (RFC 5545 3.6.1).
    entry.add("dtstart", start.date() if page.all_day else start)
    entry.add("dtend", end.date() + timedelta(days=1) if page.all_day else end)
    entry.add("summary", printable(page.title))
    entry.add("description", printable(page.summary))
    if page.place or page.online_url:
        entry.add("location", printable(page.place) or page.online_url)
    entry.add("url", url)
    entry.add("status", "CANCELLED" if page.cancelled else "CONFIRMED")
    return entry
