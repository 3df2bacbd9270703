"""«Segui» on the page of any row that may be followed."""

from typing import Any

from django import template

from pico.base.prepared import prepared
from pico.notifications.models import Subscription
from pico.notifications.subscribable import subscribable

register = template.Library()


@register.inclusion_tag("notifications/follow.html", takes_context=True)
def follow_button(context: template.Context, row: Any) -> dict[str, Any]:
    """Buttons to follow a row, to stop, and to silence it: ``{% follow_button folder %}``; one query.

    To be put where ``request`` is in the context. Shows nothing to whoever is not signed in.

    Args:
        context: of the page.
        row: of a model registered as ``Subscribable``, as the person sees it.
    """
    request = context["request"]
    if not request.user.is_authenticated:
        return {}
    known = subscribable.get(row._meta.label_lower)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token", ""),
        "model": row._meta.label_lower,
        "key": str(row.pk),
        "about": known.title(row),
        "contains": known.contains,
        "wish": _wish(request.user, row),
        "back": request.path,
    }


def _wish(user: Any, row: Any) -> Subscription | None:
    """Return how the person follows a row."""
    kind = row._meta.label_lower

    def own(person: int, key: str) -> Any:
        mine = Subscription.objects.unrestricted("a person's own wish about a row in hand")
        return mine.filter(person_id=person, target_type=kind, target_id=key)

    return next(iter(prepared(("wish", kind), own, user.pk, str(row.pk))), None)
