"""Sensitive actions want a proof not older than ten minutes (identity.md 5.1).

Not allauth's re-authentication: that one calls a person with SPID alone always recent, and is content with
the password of somebody who has a second factor.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from pico.accounts import factors, proofs
from pico.base.http import Request
from pico.base.kept import kept_form

View = Callable[..., HttpResponse]
QUIET_AFTER_RESET = timedelta(hours=24)


def step_up_required(view: View | None = None, *, own_credentials: bool = False) -> Any:
    """Let a view run only on a fresh proof; else lead to the page that asks for one, and back.

    A form whose proof grew old meanwhile is shown again with what was typed (passwords apart). Wear it
    outermost, on the form's GET and POST alike, so that the proof is asked before the form is filled in.

    Args:
        view: when used without brackets.
        own_credentials: for a person's own password, factors and data: whoever has neither a second factor
            nor SPID or CIE may prove with the password alone, and the 24 hours of quiet after a reset by an
            administrator do not hold back the enrolment of a new factor.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not own_credentials and is_quiet(request.user):
                return render(request, "accounts/step_up_quiet.html", status=403)
            if has_fresh_proof(request, own_credentials=own_credentials):
                return view(request, *args, **kwargs)
            return _ask(request)

        return guarded

    return decorate(view) if view else decorate


def has_fresh_proof(request: Request, *, own_credentials: bool = False) -> bool:
    """Say whether what was proved in the last ten minutes is enough for a sensitive action."""
    level = proofs.recent_level(request)
    if level >= 2 or not level:
        return level >= 2
    if factors.is_exempt(request.user):
        return True
    return own_credentials and not factors.has_strong_proof(request.user)


def is_quiet(user: Any) -> bool:
    """Say whether an administrator reset the person's second factor less than 24 hours ago."""
    at = user.second_factor_reset_at
    return at is not None and at > timezone.now() - QUIET_AFTER_RESET


def step_up_url(come_back_to: str) -> str:
    """Return the address of the page that asks for a proof."""
    return f"{reverse('accounts:step_up')}?{urlencode({'next': come_back_to})}"


def _ask(request: Request) -> HttpResponse:
    if request.method in {"GET", "HEAD"}:
        return redirect(step_up_url(request.get_full_path()))
    context = {**kept_form(request), "step_up_url": step_up_url(reverse("accounts:step_up_done"))}
    return render(request, "accounts/step_up_again.html", context, status=403)
