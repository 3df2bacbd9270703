"""What a post said before it was changed, to whoever reads the post itself."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.html import clean_html
from pico.base.http import Request
from pico.base.markdown import to_html
from pico.base.paging import paginate
from pico.community.models import Post, PostRevision
from pico.community.rules.forum import moderates, reads_history
from pico.community.views.common import must
from pico.community.views.frame import address_of, draw, post_or_404, topic_trail
from pico.community.views.topic_lists import name_of


@login_not_required  # as the discussion itself; visible_to decides
@require_safe
def versions(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """The earlier texts of a post, the last first."""
    post = post_or_404(request, public_id, number)
    rows = _versions_of(request, post)
    return _drawn(request, post, "versions", {"page": paginate(request, rows.order_by("-saved_at", "-pk"))})


@login_not_required
@require_safe
def version(request: Request, public_id: uuid.UUID, number: int, pk: int) -> HttpResponse:
    """One earlier text of a post."""
    post = post_or_404(request, public_id, number)
    found = _versions_of(request, post).filter(pk=pk).first()
    must(found is not None)
    html = clean_html(to_html(found.source))
    return _drawn(request, post, "version", {"version": found, "html": html})


def _versions_of(request: Request, post: Post) -> Any:
    """Return the earlier texts of a post that says it was changed, if the person may read them.

    There may be none: who changes only the files of a post changes it too.
    """
    must(reads_history(post, moderator=moderates(request.actor, post.topic.category)))
    return PostRevision.objects.visible_to(request.user).filter(post=post).that_stood()


def _drawn(request: Request, post: Post, name: str, more: dict[str, Any]) -> HttpResponse:
    context = {
        "post": post,
        "topic": post.topic,
        "who": name_of(post, signed_in=request.user.is_authenticated),
        "hidden": post.hidden_at is not None,
        "back": address_of(post),
        "breadcrumb": topic_trail(request, post.topic, _("Versioni dell'intervento")),
        **more,
    }
    return draw(request, name, context)
