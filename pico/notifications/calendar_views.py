"""The personal calendar: what has a date in any module, as far as the person may see it now."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.dated import entries_of
from pico.base.dates import WEEKDAYS
from pico.base.http import Request
from pico.notifications.forms import CalendarFilters
from pico.notifications.months import Month


@require_safe
def month(request: Request) -> HttpResponse:
    """One month, as a grid and as a list."""
    filters = CalendarFilters(request.GET)
    module = filters.cleaned_data.get("modulo", "") if filters.is_valid() else ""
    shown = Month.read(request.GET.get("mese"))
    days = shown.days()
    entries = entries_of(request.user, days[0], days[-1], module=module)
    as_list = request.GET.get("vista") == "elenco"
    context = {
        "filters": filters,
        "month": shown,
        "weeks": shown.weeks(entries),
        "weekdays": WEEKDAYS,
        "entries": [entry for entry in entries if entry.day.month == shown.month],
        "as_list": as_list,
        "previous_url": _address(shown.moved(-1), module, as_list),
        "next_url": _address(shown.moved(1), module, as_list),
        "previous": shown.moved(-1).name,
        "next": shown.moved(1).name,
        "tabs": [
            {"label": _("Mese"), "url": _address(shown, module, False), "current": not as_list},
            {"label": _("Elenco"), "url": _address(shown, module, True), "current": as_list},
        ],
        "today_url": reverse("notifications:calendar"),
    }
    return render(request, "notifications/calendar.html", context)


def _address(month: Month, module: str, as_list: bool) -> str:
    values = {"mese": str(month), "modulo": module, "vista": "elenco" if as_list else ""}
    return f"{reverse('notifications:calendar')}?{urlencode({k: v for k, v in values.items() if v})}"
