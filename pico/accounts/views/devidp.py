"""The pages of the development identity provider: choose who you are, go back with a signed answer."""

from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from saml2 import samlp

from pico.accounts.saml import devidp
from pico.accounts.saml.accepting import readable
from pico.accounts.saml.devpeople import people
from pico.accounts.saml.errors import NotAccepted
from pico.accounts.saml.posting import post_page
from pico.accounts.saml.providers import is_dev_provider_on
from pico.accounts.saml.service import Kind, service_for

SALT = "pico.accounts.devidp"


def only_in_the_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 to any method where the provider of invented people is off: nothing tells that it exists."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_dev_provider_on():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@csrf_exempt
@never_cache
@login_not_required
@only_in_the_demo
@require_POST
def choose(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Show the invented people to whoever arrives with a request of our own service."""
    service = service_for(kind, request)
    try:
        asked = samlp.authn_request_from_string(readable(request.POST.get("SAMLRequest", "")))
    except NotAccepted as error:
        raise Http404 from error
    if asked is None or asked.issuer.text != service.entity_id:
        raise Http404
    kept = devidp.Request(
        asked.id, service.entity_id, service.acs, request.POST.get("RelayState", ""), service.level
    )
    context = {"asked": signing.dumps(asdict(kept), salt=SALT), "people": people(), "kind": kind}
    return render(request, "accounts/devidp.html", context)


@never_cache
@login_not_required
@only_in_the_demo
@require_POST
def answer(request: HttpRequest, kind: Kind) -> HttpResponse:
    """Sign what the chosen person's provider would say, and send the browser back with it."""
    try:
        asked = devidp.Request(**signing.loads(request.POST.get("asked", ""), salt=SALT, max_age=3600))
    except signing.BadSignature as error:
        raise Http404 from error
    person = next((one for one in people() if one.code == request.POST.get("person")), None)
    if person is None:
        raise Http404
    provider = devidp.DevProvider(kind)
    if person.error:
        message = devidp.refusal(provider, asked, person.error)
    else:
        message = devidp.answer(provider, asked, person.attributes(kind), person.level)
    fields = {"SAMLResponse": devidp.encode(devidp.sign(provider, message)), "RelayState": asked.relay}
    return post_page(request, asked.acs, fields, _("Ti riportiamo sulla piattaforma"))
