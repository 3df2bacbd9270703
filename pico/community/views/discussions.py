"""All discussions the person sees, of every category: the liveliest first, pages without counting."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.http import Request
from pico.community.forms.forum_filters import TopicFilters
from pico.community.models import Category, Topic
from pico.community.views.frame import draw, trail_to
from pico.community.views.topic_lists import liveliest, read_by


@login_not_required  # anybody reads the public ones; visible_to decides
@require_safe
def discussions(request: Request) -> HttpResponse:
    """Discussions by area, body, kind and period; the last page costs what the first does."""
    signed_in = request.user.is_authenticated
    seen = Category.objects.visible_to(request.user)
    filters = TopicFilters(request.GET, signed_in=signed_in, categories=seen)
    rows = Topic.objects.visible_to(request.user).shown()
    rows = filters.apply(rows, user=request.user, read=read_by(request.user) if signed_in else Q())
    context = {
        "filters": filters,
        **liveliest(request, rows),
        "breadcrumb": trail_to(request, None, (_("Tutte le discussioni"), "")),
    }
    return draw(request, "discussions", context)
