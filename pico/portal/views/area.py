from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.accounts.access import access_of
from pico.accounts.waiting import waits_of
from pico.base.modules import NavItem, modules
from pico.notifications.kinds import seen_now
from pico.notifications.models import Notification
from pico.notifications.sentences import hidden_title_of, title_of
from pico.portal.cards import Card
from pico.portal.editor.guard import ground_of
from pico.portal.models import SectionPage
from pico.portal.public import root_path

LATEST = 5


@require_safe
def area(request: HttpRequest) -> HttpResponse:
    """The first page of the reserved area: what to do today, what happened, which modules there are."""
    organisation = request.actor.organisation  # type: ignore[attr-defined]
    has_memberships = access_of(request.user).is_registered
    return render(
        request,
        "portal/area.html",
        {
            "title": _("La mia area"),
            "organisation": organisation,
            "has_memberships": has_memberships,
            "waits": [] if has_memberships else waits_of(request.user),
            "module_cards": module_cards(request.user, organisation),
            "tools": [*writing(request), *tools(request.user, organisation)],
            "latest": latest(request.user),
        },
    )


def latest(user: Any) -> list[dict[str, Any]]:
    """Return the newest notifications with their sentences, read or not; none names what was closed since."""
    rows = list(Notification.objects.visible_to(user).with_event().order_by("-event__at", "-pk")[:LATEST])
    seen = seen_now(user, [row.event for row in rows])
    return [
        {
            "title": title_of(row.event) if row.event_id in seen else hidden_title_of(row.event),
            "event": row.event,
            "unread": row.read_at is None,
        }
        for row in rows
    ]


def module_cards(user: Any, organisation: Any) -> list[Card]:
    """Return a card for each module with something this person may use, in navigation order."""
    cards = []
    for module in sorted(modules, key=lambda entry: (entry.order, entry.code)):
        items = [] if module.code == "portal" else list(module.area_nav(user, organisation))
        if items and module.kind != "SERVICE":
            cards.append(
                Card(module.title, items[0].url, module.summary, icon=module.icon, action=_("Entra"))
            )
    return cards


def tools(user: Any, organisation: Any) -> list[NavItem]:
    """Return what is there for everybody and for the role: registry, directory, notifications, profile."""
    services = sorted((one for one in modules if one.kind == "SERVICE"), key=lambda one: one.order)
    found = [
        item for module in services if module.code != "portal" for item in module.area_nav(user, organisation)
    ]
    return [*found, NavItem(_("Il mio profilo"), reverse("accounts:profile"), "user")]


def writing(request: HttpRequest) -> list[NavItem]:
    """Return the ways into the editor for who writes on the host's site."""
    if ground_of(request) is None:
        return []
    home = root_path(request)
    news = (
        SectionPage.objects.on_site(home)
        .filter(role=SectionPage.Role.NEWS)
        .values_list("pk", flat=True)
        .first()
    )
    ways = [NavItem(_("Vai alla redazione del sito"), reverse("wagtailadmin_home"), "pencil")]
    if news is not None:
        path = reverse("wagtailadmin_pages:add", args=["portal", "newspage", news])
        ways.insert(0, NavItem(_("Scrivi una notizia"), path, "pencil"))
    return ways
