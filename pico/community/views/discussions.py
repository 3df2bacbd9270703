"""All discussions the person sees, of every category: the liveliest first, pages without counting."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.http import Request
from pico.community.forms.forum_filters import TopicFilters
from pico.community.models import Category, Topic
from pico.community.views.forum import read_by, topic_rows
from pico.community.views.frame import draw, trail_to

AT_ONCE = 25


@login_not_required  # anybody reads the public ones; visible_to decides
@require_safe
def discussions(request: Request) -> HttpResponse:
    """Discussions by area, body, kind and period; the last page costs what the first does."""
    signed_in = request.user.is_authenticated
    seen = Category.objects.visible_to(request.user)
    filters = TopicFilters(request.GET, signed_in=signed_in, categories=seen)
    rows = Topic.objects.visible_to(request.user).shown()
    rows = filters.apply(rows, user=request.user, read=read_by(request.user) if signed_in else Q())
    found = list(_older(rows, request.GET.get("prima", ""))[: AT_ONCE + 1])
    page = found[:AT_ONCE]
    context = {
        "filters": filters,
        "rows": topic_rows(request, page, places=True),
        "older": _mark(page[-1]) if len(found) > AT_ONCE else "",
        "is_first": not request.GET.get("prima"),
        "breadcrumb": trail_to(request, None, (_("Tutte le discussioni"), "")),
    }
    return draw(request, "discussions", context)


def _mark(topic: Topic) -> str:
    """Return where a page ended: the next begins with what is older."""
    return f"{topic.last_post_at.isoformat()}_{topic.pk}"


def _older(rows: Any, mark: str) -> Any:
    """Return discussions in their order, from a mark on; one that cannot be read is not there."""
    rows = rows.select_related("author", "author_organisation", "category")
    rows = rows.order_by("-last_post_at", "-pk")
    moment, _sign, number = mark.partition("_")
    try:
        last, pk = datetime.fromisoformat(moment.replace(" ", "+")), int(number[:18])
    except ValueError:
        return rows
    if last.tzinfo is None:
        return rows
    return rows.filter(last_post_at__lte=last).exclude(last_post_at=last, pk__gte=pk)
