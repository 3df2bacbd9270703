"""The private calendar feed: what calendar programs fetch with a secret address, without signing in."""

import secrets
from datetime import timedelta
from typing import Any

from django.utils import timezone
from icalendar import Calendar, Event

from pico.accounts.tokens import hash_of
from pico.base.dated import DatedEntry, entries_of
from pico.base.dates import today
from pico.notifications.models import CalendarFeed

BEFORE, AFTER = timedelta(days=30), timedelta(days=366)


def new_token() -> str:
    """Return a secret word of 256 bits."""
    return secrets.token_urlsafe(32)


def feed_of(token: str) -> CalendarFeed | None:
    """Return the feed that a token opens, or None."""
    feeds = CalendarFeed.objects.unrestricted("who holds the secret address of a calendar reads it")
    return feeds.select_related("person").filter(token_hash=hash_of(token)).first()


def as_ical(person: Any, site: str, host: str) -> bytes:
    """Return the dates that the person may see at this moment, as an iCalendar file.

    Args:
        person: whose.
        site: address of the site, to which the links lead.
        host: its name, the second half of each entry's id.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Pi.Co.//Calendario//IT")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Pi.Co.")
    for entry in entries_of(person, today() - BEFORE, today() + AFTER):
        calendar.add_component(_event(entry, site, host))
    return calendar.to_ical()


def _event(entry: DatedEntry, site: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.module}-{entry.key}@{host}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", entry.at or entry.day)
    event.add("summary", f"{entry.kind}: {entry.title}")
    event.add("description", " - ".join(part for part in (entry.whose, entry.module_label) if part))
    event.add("url", f"{site}{entry.url}")
    event.add("class", "PRIVATE")
    return event
