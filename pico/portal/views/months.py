"""The events of a site as a month: a grid, and on a phone the days that hold something."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.dated import DatedEntry
from pico.base.dates import ROME, WEEKDAYS, rome, today
from pico.base.sites import SiteInfo
from pico.notifications.months import Month
from pico.portal.models import EventPage
from pico.portal.placed import badge_of, path_on
from pico.portal.public import about_page, public_page, site_of


@public_page
def event_month(request: HttpRequest) -> HttpResponse:
    """One month of events; the months beside it as far as there are events."""
    site, shown = site_of(request), Month.read(request.GET.get("mese"))
    days = shown.days()
    events = EventPage.objects.shown_on(site).defer("body")
    begin, end = midnight(days[0]), midnight(days[-1] + timedelta(days=1))
    there = events.filter(starts_at__lt=end, ends_at__gte=begin).order_by("starts_at", "pk")
    entries = list(_entries(there, site, days[0], days[-1]))
    about = about_page(
        request,
        (_("Novità"), "/novita/"),
        (_("Eventi"), "/novita/eventi/"),
        title=_("Calendario degli eventi"),
        description=_("Gli eventi mese per mese."),
    )
    context = {
        "month": shown,
        "weeks": shown.weeks(entries),
        "weekdays": WEEKDAYS,
        "any": any(entry.day.month == shown.month for entry in entries),
        "view": "month",
        **_beside(shown, events.order_by().aggregate(first=Min("starts_at"), last=Max("ends_at"))),
    }
    return render(request, "portal/event_month.html", {**about, **context})


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=ROME)


def _entries(events: Iterable[EventPage], site: SiteInfo, first: date, last: date) -> Iterator[DatedEntry]:
    """Return each event on each of its days, the hour on the first."""
    for page in events:
        begins, ends = rome(page.starts_at).date(), rome(page.ends_at).date()
        words = (_("Annullato") if page.cancelled else "", page.place, badge_of(page, site))
        day = max(begins, first)
        while day <= min(ends, last):
            yield DatedEntry(
                key=f"{page.pk}-{day}",
                title=page.title,
                kind=" · ".join(word for word in words if word),
                day=day,
                url=path_on(page, site),
                at=page.starts_at if day == begins and not page.all_day else None,
            )
            day += timedelta(days=1)


def _beside(shown: Month, known: dict[str, Any]) -> dict[str, Any]:
    """Return the months before and after, none where nothing is: who follows links comes to an end."""
    now = str(Month.read(None))
    first = min(now, f"{rome(known['first']):%Y-%m}" if known["first"] else now)
    last = max(now, f"{rome(known['last']):%Y-%m}" if known["last"] else now)
    before, after = shown.moved(-1), shown.moved(1)
    address = reverse("portal:event_month")
    return {
        "previous": before if str(before) >= first and str(shown) > first else None,
        "next": after if str(after) <= last and str(shown) < last else None,
        "month_url": address,
        "is_now": (shown.year, shown.month) == (today().year, today().month),
    }
