"""Who acts, and for which organisation, for the rest of the request."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from pico.accounts.access import access_of
from pico.base.actor import Actor
from pico.base.prepared import prepared
from pico.organisations.models import Organisation

SESSION_KEY = "acting_organisation"


def acting_organisation(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Put ``request.actor`` on the request: lazy, so that an anonymous page asks nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor of the request.

    The organisation is the one chosen in this session while the person still belongs to it, else the last one
    used, else the host's own when the person belongs to it, else the first by name, else none.
    """
    access = access_of(request.user)
    if not access.organisation_ids:
        return Actor(request.user, None)
    site = getattr(request, "pico_site", None)
    wanted = (
        request.session.get(SESSION_KEY),
        request.user.last_organisation_id,  # type: ignore[union-attr]
        site.organisation_id if site else None,
    )
    chosen = next((pk for pk in wanted if pk in access.organisation_ids), access.held[0].organisation_id)
    (body,) = prepared("acting for", _body, chosen)
    return Actor(request.user, body)


def _body(pk: int) -> Any:
    return Organisation.objects.select_related("region", "province").filter(pk=pk)
