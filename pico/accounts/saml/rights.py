"""Who looks after the identity providers."""

from django.utils.translation import gettext_lazy as _

from pico.accounts import rules
from pico.accounts.roles import Role
from pico.base.actor import Actor
from pico.base.capabilities import declare
from pico.base.errors import Refused

MANAGE_PROVIDERS = "accounts.identity.manage"

declare(MANAGE_PROVIDERS, "Gestire i gestori di identità SPID e CIE", {Role.ADMINISTRATOR}, scope="NETWORK")


def may_manage_providers(actor: Actor) -> bool:
    """Say whether the actor is a national administrator, acting for UPI nazionale."""
    return rules.may(actor, MANAGE_PROVIDERS)


def require_provider_manager(actor: Actor) -> None:
    """Refuse everybody else.

    Raises:
        Refused: with its sentence.
    """
    if not may_manage_providers(actor):
        raise Refused(_("Solo l'amministratore nazionale gestisce SPID e CIE."), code="forbidden")
