"""The personal calendar: what has a date in any module, as far as the person may see it now."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pico.base.dated import entries_of
from pico.base.dates import WEEKDAYS
from pico.base.http import Request
from pico.notifications import actions, feeds
from pico.notifications.forms import CalendarFilters
from pico.notifications.models import CalendarFeed
from pico.notifications.months import Month
from pico.organisations.territories import dates_in


@require_safe
def month(request: Request) -> HttpResponse:
    """One month, as a grid and as a list."""
    filters = CalendarFilters(request.GET)
    filters.is_valid()
    module, place = filters.cleaned_data.get("modulo", ""), filters.territory
    chosen = {"modulo": module, "territorio": place.slug if place else ""}
    shown = Month.read(request.GET.get("mese"))
    days = shown.days()
    entries = entries_of(request.user, days[0], days[-1], module=module)
    entries = dates_in(place, entries) if place else entries
    as_list = request.GET.get("vista") == "elenco"
    context = {
        "filters": filters,
        "month": shown,
        "weeks": shown.weeks(entries),
        "weekdays": WEEKDAYS,
        "entries": [entry for entry in entries if entry.day.month == shown.month],
        "as_list": as_list,
        "previous_url": _address(shown.moved(-1), chosen, as_list),
        "next_url": _address(shown.moved(1), chosen, as_list),
        "previous": shown.moved(-1).name,
        "next": shown.moved(1).name,
        "tabs": [
            {"label": _("Mese"), "url": _address(shown, chosen, False), "current": not as_list},
            {"label": _("Elenco"), "url": _address(shown, chosen, True), "current": as_list},
        ],
        "today_url": reverse("notifications:calendar"),
    }
    return render(request, "notifications/calendar.html", context)


def _address(month: Month, chosen: dict[str, str], as_list: bool) -> str:
    values = {"mese": str(month), **chosen, "vista": "elenco" if as_list else ""}
    return f"{reverse('notifications:calendar')}?{urlencode({k: v for k, v in values.items() if v})}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: Request) -> HttpResponse:
    """Open the private feed, or give it another address, which is shown this once."""
    address = ""
    if request.method == "POST":
        token = actions.open_feed(actor=request.actor)
        address = request.build_absolute_uri(reverse("notifications:calendar_file", args=[token]))
    mine = CalendarFeed.objects.visible_to(request.user).first()
    return render(request, "notifications/feed.html", {"feed": mine, "address": address})


@require_POST
def close_feed(request: Request) -> HttpResponse:
    """Close the private feed."""
    actions.close_feed(actor=request.actor)
    messages.success(request, _("Indirizzo chiuso: i programmi che lo usano non ricevono più nulla."))
    return redirect("notifications:feed")


@login_not_required
@require_safe
def calendar_file(request: Request, token: str) -> HttpResponse:
    """What a calendar program fetches: the token in the address is the proof; a wrong one is 404."""
    found = feeds.feed_of(token)
    if found is None:
        raise Http404
    site = request.build_absolute_uri("/").rstrip("/")
    content = feeds.as_ical(found.person, site, request.get_host().partition(":")[0])
    headers = {"Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
