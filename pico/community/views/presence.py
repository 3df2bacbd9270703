"""Who is in a part of the community: bodies and people in numbers, never by name."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.http import Request
from pico.base.modules import Module, verticals
from pico.community.views.scopes import Scope
from pico.organisations.models import Organisation
from pico.organisations.territories import served_with
from pico.sharing.audience import audience
from pico.sharing.levels import Level


def who_is_here(request: Request, scope: Scope) -> str:
    """Return a sentence on the bodies of a territory, or of the network, and their people.

    With the area of a vertical: on those of the Provinces where it is switched on.
    """
    owner = scope.place or request.actor.organisation
    if not request.user.is_authenticated or owner is None:
        return ""
    service = _service(scope)
    only = served_with(service.code) if service else None
    words = audience(level_of(scope.place), owner, only=only).words
    if service is None:
        return words
    return _("%(words)s, dove è attivo il servizio %(service)s") % {"words": words, "service": service.label}


def level_of(place: Organisation | None) -> Level:
    """Return the level whose audience are the people of a territory, or of the network."""
    if place is None:
        return Level.NETWORK
    return Level.REGION if place.kind == Organisation.Kind.REGIONAL_UPI else Level.PROVINCE


def directory_of(scope: Scope) -> str:
    """Return the address of these bodies in the directory; of a place without a code, of all of them."""
    place, service, chosen = scope.place, _service(scope), {}
    if place is not None and place.kind == Organisation.Kind.REGIONAL_UPI:
        chosen["regione"] = place.region.code if place.region else ""
    elif place is not None:
        chosen["provincia"] = place.unit.abbreviation if place.unit else ""
    if service:
        chosen["servizio"] = service.code
    page = reverse("organisations:directory")
    return f"{page}?{urlencode(chosen)}" if chosen else page


def _service(scope: Scope) -> Module | None:
    return next((one for one in verticals() if one.code.upper() == scope.area), None)
