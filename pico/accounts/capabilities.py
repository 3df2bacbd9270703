"""What administrators of an organisation may do with its people."""

from pico.accounts.roles import Role
from pico.base.capabilities import declare

MANAGE_PEOPLE = "accounts.people.manage"
DECIDE_REQUESTS = "accounts.request.decide"
MANAGE_STATE = "accounts.state.manage"

declare(
    MANAGE_PEOPLE,
    "Amministrare le persone, i ruoli e gli inviti del proprio ente e degli enti del territorio",
    {Role.ADMINISTRATOR},
    scope="TERRITORY",
)
declare(
    DECIDE_REQUESTS,
    "Decidere le richieste di adesione al proprio ente e agli enti del territorio",
    {Role.ADMINISTRATOR},
    scope="TERRITORY",
)
declare(
    MANAGE_STATE,
    "Vedere lo stato della piattaforma e riprendere i lavori non riusciti",
    {Role.ADMINISTRATOR},
    scope="NETWORK",
)
