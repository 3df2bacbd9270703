"""What the fields of codes propose while somebody types."""

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from pico.base.http import Request
from pico.sua.rules import access, proposals


@require_safe
def propose(request: Request, name: str) -> HttpResponse:
    """Return proposals as JSON. The lists are published: whoever meets the module may look in them."""
    if not access.is_visible(request.actor.organisation):
        raise Http404
    if name not in {*proposals.LISTS, proposals.PLACE}:
        raise Http404
    text = request.GET.get("testo", "")
    found = proposals.of(name, text, request.GET.get("genere", ""))
    return JsonResponse(
        {
            "proposals": [{"value": one.value, "label": one.label} for one in found],
            "none": "" if found else proposals.why_none(name, text),
        }
    )
