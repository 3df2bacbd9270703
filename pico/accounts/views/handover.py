"""From the sign-in host to a site, in one step that nobody sees."""

import re
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from pico.accounts import actions, hosts, proofs, sessions
from pico.accounts.middleware import SESSION_KEY
from pico.accounts.models import HandoverCode
from pico.accounts.redirects import safe_path
from pico.base import limits
from pico.base.actor import Actor, system_actor
from pico.base.errors import Refused
from pico.base.http import Request


@never_cache
@require_GET
def hand_over(request: Request) -> HttpResponse:
    """On the sign-in host: give the browser a code for the site it came from."""
    hostname, state = request.GET.get("sito", ""), request.GET.get("stato", "")
    wanted = safe_path(request.GET.get("poi")) or resolve_url(settings.LOGIN_REDIRECT_URL)
    hashed = re.fullmatch(r"[0-9a-f]{64}", state)
    if not hosts.is_signin_host(request) or not hashed or hosts.active_site(hostname) is None:
        raise Http404
    if wait := limits.use(request, "handover_code"):
        return limits.too_many(request, wait)
    code = actions.issue_handover(
        actor=Actor(request.user),
        target_host=hostname,
        state_hash=state,
        sign_in={
            "records": proofs.records_of(request),
            "id": request.session.get(sessions.SIGN_IN, ""),
            "began": request.session.get(sessions.SIGNED_IN_AT),
        },
    )
    request.session[hosts.CAME_FROM] = hostname
    query = urlencode({"code": code, "poi": wanted})
    target = f"{hosts.origin(request, hostname)}{reverse('accounts:take_over')}?{query}"
    return HttpResponseRedirect(target, headers={"Referrer-Policy": "no-referrer"})


@never_cache
@login_not_required
@require_GET
def take_over(request: Request) -> HttpResponse:
    """On the site: open a fresh session for whoever the code is about."""
    if not request.GET.get("code"):
        raise Http404
    if wait := limits.use(request, "handover"):
        return limits.too_many(request, wait)
    wanted = safe_path(request.GET.get("poi")) or resolve_url(settings.LOGIN_REDIRECT_URL)
    try:
        row = actions.redeem_handover(
            actor=system_actor("hand-over"),
            code=request.GET["code"],
            host=hosts.hostname_of(request),
            state=request.COOKIES.get(hosts.state_cookie(), ""),
        )
    except Refused as refusal:
        context = {
            "refusal": refusal,
            "signin_url": f"{reverse('account_login')}?{urlencode({'next': wanted})}",
        }
        return render(request, "accounts/handover_failed.html", context, status=403)
    _open_session(request, row)
    answer = redirect(wanted)
    answer["Referrer-Policy"] = "no-referrer"
    answer.delete_cookie(hosts.state_cookie(), samesite="Lax")
    return answer


def _open_session(request: Request, row: HandoverCode) -> None:
    same = request.user.is_authenticated and request.user.pk == row.user_id
    acting = request.session.get(SESSION_KEY) if same else None
    request.session.flush()
    login(request, row.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    proofs.adopt_records(request, row.user, row.records["records"])
    sessions.begin(request, sign_in=row.records["id"], signed_in_at=row.records["began"])
    if acting:
        request.session[SESSION_KEY] = acting
    UserSession.objects.create_from_request(request)
    actions.file_session(actor=Actor(row.user), session=request.session, host=request.get_host())
