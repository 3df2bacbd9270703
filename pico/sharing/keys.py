"""The rule of `visible_to` once more, as access keys: for search, digests and feeds.

A person may read a row exactly when the two sets of keys meet; tests/sharing proves that on random worlds.
"""

from collections.abc import Callable, Iterable
from typing import Any

from pico.accounts.access import access_of
from pico.base.registry import Registry
from pico.sharing.levels import Level
from pico.sharing.models import Invitation, SharedRow

PUBLIC = "public"
NETWORK = "network"

sources: Registry[Callable[[Any], Iterable[str]]] = Registry("source of access keys")


def keys_of(user: Any) -> frozenset[str]:
    """Return the keys a person (or AnonymousUser) holds now.

    Beside those of sharing.md 2.3 there are `role:<organisation>:<role>`, for rows to which the holders of a
    role were invited, and `member:<person>`, for rows that one sees only while belonging to some body.
    Higher apps add their own (``sources``): `desk:<desk>` for who answers there.
    """
    access = access_of(user)
    if access.user_id is None:
        return frozenset({PUBLIC})
    keys = {PUBLIC, f"person:{access.user_id}"}
    if access.is_registered:
        keys |= {NETWORK, f"member:{access.user_id}"}
    keys |= {f"region:{pk}" for pk in access.region_ids}
    keys |= {f"province:{pk}" for pk in access.province_ids}
    keys |= {f"organisation:{pk}" for pk in access.reading_ids}
    keys |= {f"admin:{pk}" for pk in access.reading_administered_ids}
    keys |= {f"role:{pk}:{role}" for pk, role in access.reading_roles}
    return frozenset(keys.union(*(source(user) for source in sources)))


def keys_for(row: SharedRow, *, author: bool = True) -> frozenset[str]:
    """Return the keys of which one is enough to read a row now.

    Args:
        author: whether having written it is enough (not for what lies in a folder).
    """
    keys = {f"admin:{row.owner_id}", *_level_keys(row), *invitation_keys(row)}
    if author and row.author_id:
        keys.add(f"person:{row.author_id}")
    return frozenset(keys)


def _level_keys(row: SharedRow) -> set[str]:
    match row.level:
        case Level.PUBLIC:
            return {PUBLIC}
        case Level.NETWORK:
            return {NETWORK}
        case Level.REGION:
            return {f"region:{row.owner.region_id}"} if row.owner.region_id else set()
        case Level.PROVINCE:
            return {f"province:{row.owner.province_id}"} if row.owner.province_id else set()
        case Level.ORGANISATION:
            return {f"organisation:{row.owner_id}"}
    return set()


def invitation_keys(row: Any) -> set[str]:
    """Return the keys of those who are invited to a row now."""
    invitations = Invitation.objects.unrestricted("access keys of a row come from all its invitations")
    keys = set()
    for invitation in invitations.of(row).open():
        if invitation.person_id:
            keys.add(f"person:{invitation.person_id}")
        elif invitation.role:
            keys.add(f"role:{invitation.organisation_id}:{invitation.role}")
        else:
            keys.add(f"organisation:{invitation.organisation_id}")
    return keys
