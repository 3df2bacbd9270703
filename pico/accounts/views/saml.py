"""The addresses of SPID and CIE. The same four for both; only ACS and SLO take a post without our token."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from pico.accounts import actions
from pico.accounts.models import IdentityProvider
from pico.accounts.redirects import safe_path
from pico.accounts.saml import accepting, pending
from pico.accounts.saml.again import provider_used_by
from pico.accounts.saml.asking import ask
from pico.accounts.saml.entering import enter
from pico.accounts.saml.errors import NotAccepted, explanation_of
from pico.accounts.saml.known import hand_key
from pico.accounts.saml.logout import answer_logout, read_logout
from pico.accounts.saml.posting import post_page
from pico.accounts.saml.providers import metadata_of, sign_on_of, usable_provider
from pico.accounts.saml.service import Kind, has_xmlsec, service_for
from pico.accounts.views.invited import invitation_behind
from pico.base import limits
from pico.base.actor import system_actor
from pico.base.http import Request

ANSWERED = "risposta di un gestore di identità"


@login_not_required
@require_safe
def metadata(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Serve the copy of our metadata that was registered with AgID or with the ministry."""
    try:
        content = service_for(kind, request).metadata_file.read_bytes()
    except OSError as error:
        raise Http404 from error
    return HttpResponse(content, content_type="application/samlmetadata+xml")


@never_cache
@login_not_required
@require_safe
def start(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Send the browser to a provider; what we must remember goes with it, in the signed cookie."""
    if wait := limits.use(request, "saml"):
        return limits.too_many(request, wait)
    provider = usable_provider(kind, request.GET.get("idp", ""))
    if provider is None:
        raise Http404
    service = service_for(kind, request)
    if not service.is_ready():
        context = {"kind": kind, "has_xmlsec": has_xmlsec()}
        return render(request, "accounts/identity_not_ready.html", context, status=503)
    wanted = request.GET.get("next", "")
    if wanted and safe_path(wanted) is None:
        return refuse(request, kind, provider.entity_id, NotAccepted("next"))
    linking = request.GET.get("scopo") == "collega"
    if linking and not request.user.is_authenticated:
        return redirect("account_login")
    question = ask(
        service,
        issuer=provider.entity_id,
        destination=sign_on_of(provider, service),
        purpose="link" if linking else "signin",
        next=wanted,
    )
    fields = {"SAMLRequest": question.saml_request, "RelayState": question.pending.relay}
    answer = post_page(request, question.destination, fields, _("Ti portiamo dal tuo gestore di identità"))
    pending.remember(answer, request, question.pending)
    return answer


@never_cache
@require_safe
def again(request: Request, kind: Kind) -> HttpResponse:
    """Send somebody signed in to the provider they used last, for a fresh proof."""
    issuer = provider_used_by(request.user, kind)
    if not issuer:
        raise Http404
    query = {"idp": issuer, "next": request.GET.get("next", "")}
    return redirect(f"{reverse(f'accounts:{kind.lower()}_start')}?{urlencode(query)}")


@csrf_exempt
@never_cache
@login_not_required
@sensitive_post_parameters("SAMLResponse")
@require_POST
def acs(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Receive a provider's answer; whatever is not exactly right answers 403 and leaves nothing."""
    if wait := limits.use(request, "saml"):
        return limits.too_many(request, wait)
    asked = pending.find(request, request.POST.get("RelayState", ""), kind)
    issuer = asked.issuer if asked else ""
    try:
        identity = _accepted(request, kind, asked)
    except NotAccepted as refusal:
        answer = refuse(request, kind, issuer, refusal, asked)
    else:
        answer = _welcome(request, asked, identity)
    if asked is not None:
        pending.forget(answer, request, asked)
    return answer


def _accepted(request: HttpRequest, kind: Kind, asked: pending.Pending | None) -> accepting.Identity:
    """Return who answered.

    Raises:
        NotAccepted: at the first rule that fails.
    """
    if asked is None:
        raise NotAccepted("no request")
    provider = usable_provider(kind, asked.issuer)
    if provider is None:
        raise NotAccepted("provider")
    actor = system_actor(ANSWERED)
    actions.use_message(actor=actor, identifier=f"request:{asked.id}")
    identity = accepting.accept(
        service_for(kind, request), asked, _metadata_of(provider), request.POST.get("SAMLResponse", "")
    )
    actions.use_message(actor=actor, identifier=f"assertion:{identity.issuer}:{identity.assertion_id}")
    return identity


def _metadata_of(provider: IdentityProvider) -> str:
    try:
        return metadata_of(provider)
    except (OSError, ValueError) as error:
        raise NotAccepted("provider metadata") from error


def _welcome(request: HttpRequest, asked: Any, identity: accepting.Identity) -> HttpResponse:
    """Sign a known person in; lead an unknown one, or one who links, to the page that goes on."""
    actor = system_actor(ANSWERED)
    if asked.purpose == "signin":
        user = actions.recognise(actor=actor, identity=identity)
        if user is not None:
            return enter(request, user, identity, asked.next)
    answer = redirect("accounts:link_identity" if asked.purpose == "link" else "accounts:complete")
    invited = invitation_behind(asked.next)
    hand_key(answer, actions.keep_pending(actor=actor, identity=identity, invitation=invited))
    return answer


def refuse(
    request: HttpRequest,
    kind: Kind,
    issuer: str,
    refusal: NotAccepted,
    asked: pending.Pending | None = None,
) -> HttpResponse:
    """Write why, and answer the one page of refusals; its way back knows where the person was going."""
    actions.record_refused_answer(
        actor=system_actor(ANSWERED), kind=kind, issuer=issuer, code=refusal.code, number=refusal.number
    )
    linking = asked is not None and asked.purpose == "link"
    back = reverse("accounts:identities" if linking else "account_login")
    if asked is not None and asked.next and not linking:
        back = f"{back}?{urlencode({'next': asked.next})}"
    context = {
        "explanation": explanation_of(refusal), "kind": kind, "back": back, "linking": linking,
        "help_code": f"{kind}-{refusal.number}" if refusal.number else kind,
    }  # fmt: skip
    return render(request, "accounts/identity_refused.html", context, status=403)


@csrf_exempt
@never_cache
@login_not_required
@require_POST
def slo(request: HttpRequest, kind: Kind) -> HttpResponse:
    """End the sessions of somebody who signed out at the provider, and say so with a signed answer."""
    if wait := limits.use(request, "saml"):
        return limits.too_many(request, wait)
    service = service_for(kind, request)
    actor = system_actor("uscita dal gestore di identità")
    try:
        if not service.is_ready():
            raise NotAccepted("not ready")
        asked = read_logout(service, request.POST.get("SAMLRequest", ""))
        actions.use_message(actor=actor, identifier=f"logout:{asked.provider.entity_id}:{asked.id}")
    except NotAccepted as refusal:
        return refuse(request, kind, "", refusal)
    actions.end_identity_sessions(
        actor=actor, issuer=asked.provider.entity_id, session_indexes=asked.session_indexes
    )
    destination, message = answer_logout(service, asked)
    fields = {"SAMLResponse": message, "RelayState": request.POST.get("RelayState", "")[:80]}
    return post_page(request, destination, fields, _("Sei uscito"))
