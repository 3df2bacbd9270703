"""What a person follows or has silenced: the list, and the three posts of the follow button."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.accounts.redirects import safe_path
from pico.base.http import Request
from pico.base.paging import paginate
from pico.notifications import actions
from pico.notifications.models import Subscription
from pico.notifications.subscribable import Subscribable, subscribable


@require_safe
def following(request: Request) -> HttpResponse:
    """What the person follows or has silenced, latest first."""
    page = paginate(request, Subscription.objects.visible_to(request.user).order_by("-pk"))
    return render(request, "notifications/following.html", {"page": page, "lines": _lines(request, page)})


def _lines(request: Request, page: Any) -> list[dict[str, Any]]:
    """Return the subscriptions with their rows: one query a model; one not seen any more has none."""
    wanted: dict[str, list[str]] = {}
    for wish in page:
        wanted.setdefault(wish.target_type, []).append(wish.target_id)
    seen = {
        model: subscribable.get(model).shown_among(request.user, keys)
        for model, keys in wanted.items()
        if model in subscribable
    }
    return [_line(wish, seen.get(wish.target_type, {}).get(wish.target_id)) for wish in page]


def _line(wish: Subscription, row: Any) -> dict[str, Any]:
    known = subscribable.get(wish.target_type) if wish.target_type in subscribable else None
    return {
        "wish": wish,
        "kind": known.label if known else "",
        "title": known.title(row) if known and row is not None else _("Non più disponibile"),
        "url": known.url(row) if known and row is not None else "",
        "contains": known.contains if known and wish.with_descendants and not wish.muted else "",
        "may_mute": row is not None and not wish.muted,
    }


def _row_or_404(request: Request, model: str, key: str) -> tuple[Subscribable, Any]:
    known = subscribable.get(model) if model in subscribable else None
    row = known.row(request.user, key) if known else None
    if known is None or row is None:
        raise Http404
    return known, row


def _back(request: Request) -> HttpResponse:
    return redirect(safe_path(request.POST.get("next")) or "notifications:following")


@require_POST
def follow(request: Request, model: str, key: str) -> HttpResponse:
    """Follow a row, with what it contains where it contains anything."""
    known, row = _row_or_404(request, model, key)
    actions.follow(actor=request.actor, row=row, with_descendants=bool(known.contains))
    messages.success(request, _("Da ora segui «%(title)s».") % {"title": known.title(row)})
    return _back(request)


@require_POST
def mute(request: Request, model: str, key: str) -> HttpResponse:
    """Hear nothing more of a row."""
    known, row = _row_or_404(request, model, key)
    actions.mute(actor=request.actor, row=row)
    messages.success(request, _("Non ricevi più notifiche su «%(title)s».") % {"title": known.title(row)})
    return _back(request)


@require_POST
def unfollow(request: Request, model: str, key: str) -> HttpResponse:
    """Take back what was said of a row, which may be gone by now."""
    mine = Subscription.objects.visible_to(request.user)
    wish = get_object_or_404(mine, target_type=model, target_id=key)
    actions.unfollow(actor=request.actor, subscription=wish)
    messages.success(
        request,
        _("Hai tolto il silenzio: ricevi di nuovo le notifiche che ti riguardano.")
        if wish.muted
        else _("Non la segui più: ricevi solo le notifiche che ti riguardano."),
    )
    return _back(request)
