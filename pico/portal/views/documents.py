"""Editorial documents: for everybody, on the host of their own site."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve


@login_not_required
@require_safe
def document(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Send the file; one of another site is absent here (`wagtail_hooks.own_document`)."""
    return serve(request, number, name)
