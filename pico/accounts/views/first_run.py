"""The page behind the one-time link of a new installation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from pico.accounts import actions
from pico.accounts.forms import FirstRunForm
from pico.accounts.models import FirstRunToken
from pico.accounts.tokens import hash_of
from pico.base.actor import system_actor
from pico.base.errors import Refused


@never_cache
@login_not_required
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    """Make the national administrator; an unknown, used or expired link is an ordinary 404."""
    if not FirstRunToken.objects.filter(
        token_hash=hash_of(token), used_at=None, expires_at__gt=timezone.now()
    ).exists():
        raise Http404
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_first_national_administrator(
                actor=system_actor("prima installazione"), token=token, **form.person()
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Fatto: ora accedi con l'e-mail e la password che hai scelto."))
            return redirect("account_login")
    status = 422 if form.errors else 200
    answer = render(request, "accounts/first_run.html", {"form": form}, status=status)
    answer["Referrer-Policy"] = "no-referrer"
    return answer
