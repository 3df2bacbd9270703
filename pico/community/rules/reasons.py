"""Who words the reasons of moderation for the whole network, and which are offered."""

from django.utils.translation import gettext as _

from pico.accounts.roles import Role
from pico.base import dates
from pico.base.actor import Actor
from pico.base.capabilities import declare
from pico.base.errors import Refused
from pico.base.permissions import may
from pico.community.models import ModerationReason

MANAGE_REASONS = "community.reason.manage"


def declare_capability() -> None:
    """Declare what roles may do (called once, from apps.ready)."""
    roles = (Role.ADMINISTRATOR, Role.EDITOR)
    declare(MANAGE_REASONS, "Curare i motivi di moderazione della rete", roles, "NETWORK")


def manages_reasons(actor: Actor) -> bool:
    """Say whether the actor keeps the list, acting for the national union."""
    return may.call(actor, MANAGE_REASONS, actor.organisation)


def reason_in_use(code: str, field: str) -> ModerationReason:
    """Return the reason offered today under a code.

    Raises:
        Refused: when none is.
    """
    row = ModerationReason.objects.in_use(dates.today()).filter(code=code).first()
    if row is None:
        words = _("Questo motivo non è più fra le scelte: scegline un altro.")
        raise Refused(words, field=field, code="gone")
    return row
