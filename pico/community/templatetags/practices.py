"""«Buona pratica» on the page of a discussion, an article or a document."""

from typing import Any

from django import template
from django.urls import reverse

from pico.community.models import Topic
from pico.community.rules.practices import may_mark, practice_of

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
    may = request.user.is_authenticated and may_mark(request.actor, target)
    kind = KINDS[target._meta.model_name]
    return {
        "practice": practice,
        "mark_url": reverse("community:practice_mark", args=[kind, target.public_id]) if may else "",
        "asked": isinstance(target, Topic) and target.kind == Topic.Kind.PRACTICE,
    }
