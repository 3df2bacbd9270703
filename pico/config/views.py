"""Pages of the product as a whole that belong to no module."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pico.config import style_guide as samples

PARTS = {
    "": ("style/components.html", samples.SIGNED_IN),
    "pubblica": ("style/public.html", samples.SIGNED_OUT),
    "area": ("style/area.html", samples.SIGNED_IN),
    "modulo": ("style/form.html", samples.SIGNED_IN),
    "accesso": ("style/bare.html", samples.SIGNED_OUT),
    **{f"errore-{code}": (f"{code}.html", samples.SIGNED_OUT) for code in samples.ERROR_PAGES},
}


@login_not_required
@require_safe
def style_guide(request: HttpRequest, part: str = "") -> HttpResponse:
    """Show every component in every state; only where development is going on (see ui.md, ``/stile/``)."""
    if not (settings.DEBUG or settings.PICO_STYLE_GUIDE) or part not in PARTS:
        raise Http404
    template, shell = PARTS[part]
    return render(request, template, {**samples.values(request), "shell": shell})
