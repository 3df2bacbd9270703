"""What a row can become in another module, as links on its page."""

from typing import Any

from django import template

from pico.base.handover import links_for

register = template.Library()


@register.inclusion_tag("components/handover.html", takes_context=True)
def handover_links(context: template.Context, kind: str, row_id: Any) -> dict[str, Any]:
    """What who looks may make of a row: ``{% handover_links "community.topic" topic.public_id %}``."""
    request = context["request"]
    signed_in = request.user.is_authenticated
    return {"links": links_for(request.actor, kind, row_id) if signed_in else []}
