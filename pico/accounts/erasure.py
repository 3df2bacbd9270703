"""What stands in the way of forgetting a person: nobody else to administer, procedures that are open."""

from typing import Any

from django.utils.translation import gettext as _

from pico.accounts import rules
from pico.accounts.holdings import still_held
from pico.accounts.models import ErasureRequest, User
from pico.accounts.models.people import memberships_in_force
from pico.base.personal_data import Obstacle, obstacles


def obstacles_of(user: User) -> list[Obstacle]:
    """Return why a person cannot be forgotten yet, to be shown to them or to who looks after the account."""
    held = list(memberships_in_force().filter(user=user).select_related("organisation"))
    last = [
        Obstacle(
            _("ultimo amministratore di %(body)s, che ha altre persone") % {"body": row.organisation.name}
        )
        for row in held
        if rules.is_last_administrator(row)
    ]
    in_hand = [
        Obstacle(holding.label, holding.url)
        for holding in still_held(user, {row.organisation_id for row in held})
    ]
    named = [one for _code, answer in sorted(obstacles.items()) for one in answer(user)]
    return [*last, *in_hand, *named]


def waiting_erasure(user: Any) -> ErasureRequest | None:
    """Return the request to forget a person that waits, or None."""
    rows = ErasureRequest.objects.unrestricted("whether the erasure of the person in hand was asked for")
    return rows.waiting().filter(user=user).first()
