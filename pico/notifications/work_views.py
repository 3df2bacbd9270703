"""One's own long work: how far it is, stop it, find what it made."""

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.paging import paginate
from pico.notifications import actions
from pico.notifications.models import Work
from pico.notifications.rules import lost_a_role_since


@require_safe
def works(request: Request) -> HttpResponse:
    """What the person asked for in the last 60 days, latest first."""
    page = paginate(request, Work.objects.visible_to(request.user))
    return render(
        request,
        "notifications/works.html",
        {"page": page, "breadcrumb": [{"label": _("I miei lavori"), "url": ""}]},
    )


@never_cache
@require_safe
def work(request: Request, public_id: UUID) -> HttpResponse:
    """One work; with script the page follows it by itself until it ends."""
    row = get_object_or_404(Work.objects.visible_to(request.user), public_id=public_id)
    parts = [
        {"label": _("I miei lavori"), "url": reverse("notifications:works")},
        {"label": row.label, "url": ""},
    ]
    return render(request, "notifications/work.html", {"work": row, "breadcrumb": parts})


@require_safe
def result(request: Request, public_id: UUID, name: str) -> HttpResponseBase:
    """Hand out the file that one's own work made, while one holds the roles one had when it was made."""
    row = get_object_or_404(Work.objects.visible_to(request.user), public_id=public_id)
    if row.state != Work.State.DONE or row.result_url != request.path:
        raise Http404
    if row.ended_at is None or lost_a_role_since(row.person, row.ended_at):
        raise Http404
    try:
        content = storages["private"].open(row.file_path, "rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, as_attachment=True, filename=name)


@require_POST
def cancel(request: Request, public_id: UUID) -> HttpResponse:
    """Stop a work."""
    row = get_object_or_404(Work.objects.visible_to(request.user), public_id=public_id)
    try:
        actions.cancel_work(actor=request.actor, work=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Lavoro annullato."))
    return redirect("notifications:work", public_id)
