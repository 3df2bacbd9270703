"""«Buona pratica» on the page of a discussion, an article or a document."""

from typing import Any

from django import template
from django.urls import reverse

from pico.accounts.access import access_of
from pico.community.models import Topic
from pico.community.rules.blog import reviews
from pico.community.rules.practices import may_mark, practice_of
from pico.sharing.levels import Level

register = template.Library()
KINDS = {"topic": "discussione", "article": "articolo", "document": "documento"}


@register.inclusion_tag("community/practices/_box.html", takes_context=True)
def practice_box(context: template.Context, target: Any) -> dict[str, Any]:
    """The sheet of a good practice, or the invitation to fill one in: ``{% practice_box topic %}``.

    Args:
        context: of the page, with its ``request``.
        target: as the person sees it.
    """
    request = context["request"]
    practice = practice_of(target)
    waits = practice is not None and not practice.reviewed
    if waits and not access_of(request.user).is_registered:
        practice = None
    may = request.user.is_authenticated and may_mark(request.actor, target)
    kind = KINDS[target._meta.model_name]
    # Below PUBLIC nobody waits for anything: who sees the article reads the sheet.
    waits = waits and practice is not None and target.level == Level.PUBLIC
    approves = waits and reviews(request.actor, target.owner)
    read = [target.public_id, practice.edition] if approves and practice else []
    return {
        "practice": practice,
        "waits": waits,
        "approve_url": reverse("community:practice_approve", args=read) if read else "",
        "csrf_token": context.get("csrf_token", ""),
        "mark_url": reverse("community:practice_mark", args=[kind, target.public_id]) if may else "",
        "asked": isinstance(target, Topic) and target.kind == Topic.Kind.PRACTICE,
    }
