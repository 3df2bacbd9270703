"""The inbox, the preferences, and the way out of the e-mails without signing in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pico.base.actor import system_actor
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.paging import paginate
from pico.notifications import actions, unsubscription
from pico.notifications.forms import InboxFilters, PreferencesForm
from pico.notifications.kinds import families, kinds, seen_now
from pico.notifications.models import Cadence, Event, Notification
from pico.notifications.sentences import body_of, hidden_title_of, title_of


@require_safe
def inbox(request: Request) -> HttpResponse:
    """What the person was told, unread first."""
    mine = Notification.objects.visible_to(request.user)
    filters = InboxFilters(request.GET, told=mine.kinds_told())
    wanted = filters.cleaned_data if filters.is_valid() else {}
    rows = mine.with_event().unread_first()
    if wanted.get("stato") == "da-leggere":
        rows = rows.unread()
    elif wanted.get("stato") == "lette":
        rows = rows.read()
    if wanted.get("tipo"):
        rows = rows.of_group(wanted["tipo"])
    page = paginate(request, rows)
    seen = seen_now(request.user, [row.event for row in page])
    lines = [_line(row, still_seen=row.event_id in seen) for row in page]
    return render(request, "notifications/inbox.html", {"filters": filters, "page": page, "lines": lines})


def _line(row: Notification, *, still_seen: bool) -> dict[str, Any]:
    """Return a line; of a row that was closed to the person meanwhile, no word that names it."""
    event = row.event
    title, body = (title_of(event), body_of(event)) if still_seen else (hidden_title_of(event), "")
    return {"row": row, "event": event, "title": title, "body": body, "open": still_seen}


@require_safe
def open_event(request: Request, event_id: int) -> HttpResponse:
    """Lead to the page of the row an event is about, and mark its notification as read."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=event_id)
    mine = Notification.objects.visible_to(request.user).filter(event=event).first()
    if mine is not None:
        actions.mark_read(actor=request.actor, notification=mine)
    kind = kinds.get(event.kind) if event.kind in kinds else None
    row = kind.row(request.user, event.target_id) if kind else None
    if kind is None or row is None:
        messages.warning(request, _("La pagina di questa notifica non è più disponibile."))
        return redirect("notifications:inbox")
    return redirect(kind.url(row))


@require_POST
def read(request: Request, pk: int) -> HttpResponse:
    """Mark one notification as read, or as unread again (``read=0``)."""
    notification = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    actions.mark_read(actor=request.actor, notification=notification, read=request.POST.get("read") != "0")
    return redirect("notifications:inbox")


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Mark everything as read."""
    if actions.mark_all_read(actor=request.actor):
        messages.success(request, _("Tutte le notifiche sono segnate come lette."))
    return redirect("notifications:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: Request) -> HttpResponse:
    """Which families of notifications reach the person, by which channel."""
    form = PreferencesForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for prefix, channel, cadence in form.choices():
                actions.set_cadence(
                    actor=request.actor, person=request.user, prefix=prefix, channel=channel, cadence=cadence
                )
        messages.success(request, _("Preferenze salvate."))
        return redirect("notifications:preferences")
    status = 422 if form.errors else 200
    return render(request, "notifications/preferences.html", {"form": form}, status=status)


@require_POST
def test(request: Request) -> HttpResponse:
    """Send a test by every channel."""
    try:
        actions.send_test(actor=request.actor)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Prova inviata: entro un minuto la trovi fra le notifiche e per e-mail."))
    return redirect("notifications:preferences")


def _family_of(wish: unsubscription.Unsubscription) -> str | None:
    """Return in words what somebody wants no more mail of, None when there is no such thing any more."""
    digests = {
        f"{unsubscription.DIGEST}{Cadence.DAILY}": _("il riepilogo di ogni giorno"),
        f"{unsubscription.DIGEST}{Cadence.WEEKLY}": _("il riepilogo di ogni settimana"),
    }
    return digests.get(wish.prefix) or {prefix: words for prefix, words, _kinds in families()}.get(
        wish.prefix
    )


@never_cache
@csrf_exempt  # RFC 8058: the mail program posts without cookie; the signed word in the address is the proof
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """Show a button; act only on POST, which mail programs send by themselves on one click."""
    wish = unsubscription.read(token)
    family = _family_of(wish) if wish else None
    if wish is None or family is None:
        raise Http404
    if request.method == "POST":
        actions.unsubscribe(actor=system_actor("disiscrizione da un'e-mail"), wish=wish)
    done = request.method == "POST"
    return render(request, "notifications/unsubscribe.html", {"family": family, "done": done})
