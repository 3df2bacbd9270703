"""The first page of the community: of the network, of a region, or of a Province and those it serves."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.http import Request
from pico.community.forms.forum import HomeFilters
from pico.community.models import Topic
from pico.community.views.blog import card_of, published_to
from pico.community.views.frame import draw, trail_to
from pico.community.views.presence import directory_of, who_is_here
from pico.community.views.scopes import Scope
from pico.community.views.tables import document_row
from pico.community.views.territory import places_of, territory_at
from pico.community.views.topic_lists import topic_rows
from pico.community.views.waiting import calendar_of, dates_of, open_surveys, waiting_for
from pico.files.models import Document
from pico.organisations.models import Organisation

SHOWN, CARDS = 6, 3


@login_not_required  # anybody sees what is public; visible_to decides
@require_safe
def home(request: Request, slug: str = "") -> HttpResponse:
    """What is new, what waits for me, who is here, what comes; of a territory when one is named."""
    filters = HomeFilters(request.GET)
    scope = Scope(territory_at(slug) if slug else None, filters.chosen_area)
    place, signed_in = scope.place, request.user.is_authenticated
    surveys = open_surveys(request, scope) if signed_in else []
    context = {
        "place": place,
        "filters": filters,
        **_new(request, scope),
        "waiting": waiting_for(request, scope, surveys) if signed_in else [],
        "dates": dates_of(request, scope) if signed_in else [],
        "audience": who_is_here(request, scope),
        "directory_url": directory_of(scope),
        "territory": _territory(request) if place is None else None,
        **(places_of(request, place, scope, surveys) if place else {}),
        "urls": {name: scope.page(f"community:{name}") for name in ("discussions", "blog", "library")},
        "calendar_url": calendar_of(scope),
        "network_url": Scope(None, scope.area).page("community:home"),
        "query": f"?area={scope.area.lower()}" if scope.area else "",
        "signed_in": signed_in,
        "breadcrumb": _trail(request, place),
    }
    return draw(request, "home", context)


def _new(request: Request, scope: Scope) -> dict[str, Any]:
    """Return what is new: discussions, articles, documents."""
    topics = Topic.objects.visible_to(request.user).shown().filter(**scope.of("category__"))
    articles = published_to(request.user).filter(**scope.of())
    documents = Document.objects.library_of(request.user).filter(**scope.of())
    names = request.user.is_authenticated
    return {
        "topics": topic_rows(request, _latest(topics)),
        "articles": [card_of(one) for one in articles[:CARDS]],
        "documents": [
            {**document_row(one, names=names), "owner": one.owner.name} for one in _newest(documents)
        ],
    }


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


def _trail(request: Request, place: Organisation | None) -> list[dict[str, str]]:
    if place is None:
        return [{"label": _("Community"), "url": ""}]
    here = trail_to(request)[:-1]  # what stands before the forum
    home_url = reverse("community:home")
    return [*here, {"label": _("Community"), "url": home_url}, {"label": place.name, "url": ""}]
