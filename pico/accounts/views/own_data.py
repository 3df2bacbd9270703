"""One's own data: take a copy away, or be forgotten."""

import uuid

from django.contrib import messages
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pico.accounts import actions
from pico.accounts.erasure import obstacles_of, waiting_erasure
from pico.accounts.models import DataCopy
from pico.accounts.step_up import step_up_required
from pico.accounts.views.profile import tabs
from pico.base.dates import today
from pico.base.errors import Refused
from pico.base.http import Request, after_answer

SHOWN = 5


@require_safe
def own_data(request: Request) -> HttpResponse:
    """What one may ask about one's own data, and how far it is."""
    copies = list(DataCopy.objects.visible_to(request.user)[:SHOWN])
    context = {
        "running": next((copy for copy in copies if copy.is_running), None),
        "finished": [copy for copy in copies if not copy.is_running],
        "erasure": waiting_erasure(request.user),
        "tabs": tabs("own_data"),
    }
    return render(request, "accounts/own_data.html", context)


@step_up_required(own_credentials=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_copy(request: Request) -> HttpResponse:
    """Ask for a copy; the page says what it will hold."""
    if request.method == "POST":
        try:
            actions.request_data_copy(actor=request.actor)
        except Refused as refusal:
            return render(request, "accounts/data_copy_ask.html", {"refusal": refusal}, status=422)
        messages.success(request, _("Copia chiesta: quando è pronta ricevi un'e-mail."))
        return redirect("accounts:own_data")
    return render(request, "accounts/data_copy_ask.html")


@step_up_required(own_credentials=True)
@require_safe
def download_copy(request: Request, public_id: uuid.UUID) -> HttpResponseBase:
    """Hand out one's own copy while its seven days last; written in the journal."""
    copy = get_object_or_404(DataCopy.objects.visible_to(request.user), public_id=public_id)
    if not copy.is_ready:
        raise Http404
    try:
        content = storages["private"].open(copy.path, "rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"copia-dei-miei-dati-{today().isoformat()}.zip"
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/zip")
    if request.method == "GET":
        after_answer(response, lambda: actions.record_data_download(actor=request.actor, copy=copy))
    return response


@step_up_required(own_credentials=True)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_erasure(request: Request) -> HttpResponse:
    """Ask to be forgotten, after reading what goes, what stays and what stands in the way."""
    refusal = None
    if request.method == "POST":
        try:
            actions.request_erasure(actor=request.actor, user=request.user)
        except Refused as raised:
            refusal = raised
        else:
            messages.success(request, _("Cancellazione chiesta. Hai 14 giorni per ripensarci."))
            return redirect("accounts:own_data")
    context = {"refusal": refusal, "obstacles": obstacles_of(request.user)}
    return render(request, "accounts/erasure_ask.html", context, status=422 if refusal else 200)


@require_POST
def cancel_erasure(request: Request) -> HttpResponse:
    """Call one's own erasure off: a click is enough, since it only keeps things as they are."""
    actions.cancel_erasure(actor=request.actor, user=request.user)
    messages.success(request, _("Cancellazione annullata: i tuoi dati restano come sono."))
    return redirect("accounts:own_data")
