"""What roles may do with questionnaires."""

from pico.accounts.roles import Role
from pico.base.capabilities import declare

AUTHOR = "questionnaires.author"
COMPILE = "questionnaires.compile"
SIGN = "questionnaires.sign"

_OFFICES = {Role.SUA_OPERATOR, Role.SIT_OPERATOR, Role.SAPE_OPERATOR}


def declare_capabilities() -> None:
    """Declare what roles may do (called once, from apps.ready)."""
    declare(
        AUTHOR,
        "Preparare questionari, aprire rilevazioni e leggerne le risposte",
        {Role.ADMINISTRATOR, Role.EDITOR, Role.TRAINING_OPERATOR, *_OFFICES},
    )
    declare(
        COMPILE,
        "Compilare le rilevazioni a cui il proprio ente è invitato",
        {
            Role.ORGANISATION_OPERATOR,
            Role.ORGANISATION_MANAGER,
            Role.EXECUTIVE,
            Role.EDITOR,
            Role.ADMINISTRATOR,
            *_OFFICES,
        },
    )
    declare(
        SIGN,
        "Approvare e inviare le risposte del proprio ente",
        {Role.ORGANISATION_MANAGER, Role.EXECUTIVE, Role.ADMINISTRATOR},
    )
