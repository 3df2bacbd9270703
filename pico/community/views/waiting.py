"""What waits for a person in a part of the community: surveys to answer, decisions, news, dates."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pico.base.dated import DatedEntry, entries_of, sources
from pico.base.dates import rome, today
from pico.base.http import Request
from pico.base.modules import TodoItem, verticals
from pico.community.models import Category, Flag, Topic
from pico.community.views.reviews import decisions as blog_decisions
from pico.community.views.scopes import Scope
from pico.community.views.surveys import surveys_of
from pico.community.views.topic_lists import unread_in
from pico.organisations.territories import dates_in
from pico.questionnaires.models import Round

MOST_SURVEYS, MOST_DATES, DAYS = 12, 6, 30


def open_surveys(request: Request, scope: Scope) -> list[Round]:
    """Return the surveys that the person, or the body acted for, can still answer, by their closing."""
    rows = surveys_of(request).filter(**scope.of(area="subject")).select_related("owner")
    return list(rows.order_by("closes_at", "pk")[:MOST_SURVEYS])


def waiting_for(request: Request, scope: Scope, surveys: Iterable[Round]) -> list[TodoItem]:
    """Return what the person has to do here: surveys to answer, decisions, discussions with news."""
    items = [_survey(row) for row in surveys]
    if decisions := _decisions(request, scope):
        words = ngettext(
            "%(count)d decisione di moderazione", "%(count)d decisioni di moderazione", decisions
        )
        items.append(TodoItem(words % {"count": decisions}, scope.page("community:moderation"), _("Decidi")))
    places = Category.objects.visible_to(request.user).filter(**scope.of())
    if unread := sum(unread_in(request, places.only("pk", "topic_count")).values()):
        words = ngettext("%(count)d discussione con novità", "%(count)d discussioni con novità", unread)
        page = scope.page("community:discussions", nonlette="on")
        items.append(TodoItem(words % {"count": unread}, page, _("Leggi")))
    return items


def _survey(row: Round) -> TodoItem:
    return TodoItem(
        what=row.title,
        url=reverse("questionnaires:fill", args=[row.public_id]),
        action=_("Rispondi"),
        whose=str(row.owner),
        due=rome(row.closes_at).date(),
        module=_("Questionari"),
    )


def _decisions(request: Request, scope: Scope) -> int:
    mine = Category.objects.moderated_by(request.user).filter(**scope.of()).order_by().values("pk")
    proposals = Topic.objects.visible_to(request.user).waiting().filter(category__in=mine).count()
    flags = Flag.objects.visible_to(request.user).to_decide().exclude(post=None)
    flags = flags.filter(**scope.of("post__topic__category__"))
    return proposals + flags.values("post").distinct().count() + blog_decisions(request, scope)


def dates_of(request: Request, scope: Scope) -> list[DatedEntry]:
    """Return the dates of the next month: of the vertical of an area, and of the bodies of a territory."""
    first = today()
    entries = entries_of(request.user, first, first + timedelta(days=DAYS))
    if scope.area:
        entries = [one for one in entries if _area_of(one) == scope.area]
    if scope.place is not None:
        entries = dates_in(scope.place, entries)
    return list(entries[:MOST_DATES])


def _area_of(entry: DatedEntry) -> str:
    """Return the area of a date: its module's where that is a vertical."""
    return entry.module.upper() if entry.module in {one.code for one in verticals()} else "GENERAL"


def calendar_of(scope: Scope) -> str:
    """Return the address of the calendar with these dates."""
    chosen = {
        "modulo": scope.area.lower() if scope.area.lower() in sources else "",
        "territorio": scope.place.slug if scope.place else "",
    }
    query = urlencode({key: value for key, value in chosen.items() if value})
    page = reverse("notifications:calendar")
    return f"{page}?{query}" if query else page
