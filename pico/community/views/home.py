"""The first page of the community: of the network, of a region, or of a Province and those it serves."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from pico.base.dated import DatedEntry, entries_of
from pico.base.dates import today
from pico.base.http import Request
from pico.base.modules import TodoItem
from pico.community.forms.forum import HomeFilters
from pico.community.models import Category, Flag, Topic
from pico.community.views.blog import card_of, published_to
from pico.community.views.frame import draw, trail_to
from pico.community.views.reviews import decisions as blog_decisions
from pico.community.views.tables import document_row
from pico.community.views.territory import level_of, owned_in, places_of, territory_at
from pico.community.views.topic_lists import topic_rows, unread_in
from pico.files.models import Document
from pico.organisations.models import Organisation
from pico.questionnaires.module import todo as rounds_to_answer
from pico.sharing.audience import audience

SHOWN, CARDS, DAYS = 6, 3, 30


@login_not_required  # anybody sees what is public; visible_to decides
@require_safe
def home(request: Request, slug: str = "") -> HttpResponse:
    """What is new, what waits for me, what comes; of a territory when one is named."""
    place = territory_at(slug) if slug else None
    filters = HomeFilters(request.GET)
    area = filters.chosen_area
    signed_in = request.user.is_authenticated
    topics = _of_place(Topic.objects.visible_to(request.user).shown(), place, "category__")
    documents = _of_place(Document.objects.library_of(request.user), place, "")
    articles = _of_place(published_to(request.user), place, "")
    if area:
        topics, documents = topics.filter(category__area=area), documents.filter(area=area)
        articles = articles.filter(area=area)
    context = {
        "place": place,
        "filters": filters,
        "topics": topic_rows(request, _latest(topics)),
        "articles": [card_of(one) for one in articles[:CARDS]],
        "documents": [
            {**document_row(one, names=signed_in), "owner": one.owner.name} for one in _newest(documents)
        ],
        "waiting": _waiting(request, area) if signed_in and place is None else [],
        "dates": _dates(request, area) if signed_in else [],
        "audience": audience(level_of(place), place).words if place and signed_in else "",
        "territory": _territory(request) if place is None else None,
        **(places_of(request, place, area) if place else {}),
        "signed_in": signed_in,
        "breadcrumb": _trail(request, place),
    }
    return draw(request, "home", context)


def _of_place(rows: Any, place: Organisation | None, path: str) -> Any:
    """Keep what the bodies of the territory own; without a place, everything."""
    return rows.filter(**owned_in(place, path)) if place else rows


def _latest(topics: Any) -> list[Topic]:
    rows = topics.select_related("author", "author_organisation").order_by("-last_post_at", "-pk")
    return list(rows[:SHOWN])


def _newest(documents: Any) -> list[Document]:
    rows = documents.select_related("owner", "type", "current_version__file", "folder", "author")
    return list(rows.defer("current_version__file__text").order_by("-updated_at", "-pk")[:SHOWN])


def _territory(request: Request) -> Organisation | None:
    """Return the Province, or the regional union, to whose community the body acted for belongs."""
    here = request.actor.organisation
    if here is None or here.kind == Organisation.Kind.REGIONAL_UPI:
        return here
    return here.province


def _waiting(request: Request, area: str) -> list[TodoItem]:
    """Return what the person has to do here: rounds to answer, decisions, discussions with news."""
    items = list(rounds_to_answer(request.user, request.actor.organisation))
    if decisions := _decisions(request):
        words = ngettext(
            "%(count)d decisione di moderazione", "%(count)d decisioni di moderazione", decisions
        )
        items.append(TodoItem(words % {"count": decisions}, reverse("community:moderation"), _("Decidi")))
    places = Category.objects.visible_to(request.user).filter(**({"area": area} if area else {}))
    if unread := sum(unread_in(request, places.only("pk", "topic_count")).values()):
        words = ngettext("%(count)d discussione con novità", "%(count)d discussioni con novità", unread)
        items.append(TodoItem(words % {"count": unread}, reverse("community:forum"), _("Leggi")))
    return items


def _decisions(request: Request) -> int:
    mine = Category.objects.moderated_by(request.user).order_by().values("pk")
    proposals = Topic.objects.visible_to(request.user).waiting().filter(category__in=mine).count()
    flags = Flag.objects.visible_to(request.user).to_decide().exclude(post=None)
    return proposals + flags.values("post").distinct().count() + blog_decisions(request)


def _dates(request: Request, area: str) -> list[DatedEntry]:
    first = today()
    module = area.lower() if area != "GENERAL" else ""
    return list(entries_of(request.user, first, first + timedelta(days=DAYS), module=module))[:SHOWN]


def _trail(request: Request, place: Organisation | None) -> list[dict[str, str]]:
    if place is None:
        return [{"label": _("Community"), "url": ""}]
    here = trail_to(request)[:-1]  # what stands before the forum
    home_url = reverse("community:home")
    return [*here, {"label": _("Community"), "url": home_url}, {"label": place.name, "url": ""}]
