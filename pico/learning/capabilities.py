"""What roles may do with training."""

from pico.accounts.roles import Role
from pico.base.capabilities import declare

AUTHOR = "learning.author"


def declare_capabilities() -> None:
    """Declare what roles may do (called once, from apps.ready)."""
    declare(
        AUTHOR,
        "Preparare i test dei corsi",
        {Role.ADMINISTRATOR, Role.EDITOR, Role.TRAINING_OPERATOR},
    )
