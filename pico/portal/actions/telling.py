"""Who is told what happened to a placement; in a job, since a network of sites is many people."""

from collections.abc import Iterable

from django.db import transaction

from pico.accounts.models import Role, User
from pico.base.actor import Actor
from pico.base.outbox import notify
from pico.portal.models import Placement, PortalSite
from pico.search.actions import refresh

TO_TARGET = frozenset({"proposed", "listed", "withdrawn", "changed"})


@transaction.atomic
def tell_placements(*, actor: Actor, what: str, ids: Iterable[int]) -> int:
    """Tell the other side's publishers. Returns how many placements were told of.

    Args:
        what: ``arrived``, ``accepted``, ``refused``, ``removed``, ``withdrawn`` or ``changed``.
        ids: the placements.
    """
    rows = list(
        Placement.objects.unrestricted("a job tells the publishers concerned").filter(pk__in=ids).with_sites()
    )
    refresh(actor=actor, rows=rows)
    for row in rows:
        code = what if what != "arrived" else _arrival(row)
        if code:
            _tell(actor, row, code)
    return len(rows)


def _arrival(row: Placement) -> str:
    """Return what to say of one that arrived; nothing when it has been decided meanwhile."""
    return {"PROPOSED": "proposed", "ACCEPTED": "listed"}.get(row.state, "")


def _tell(actor: Actor, row: Placement, code: str) -> None:
    data = {
        "title": row.title,
        "origin": str(row.origin.organisation),
        "source": str(row.source.organisation),
        "target": str(row.target.organisation),
    }
    sides = [row.target] if code in TO_TARGET else [row.origin, *([row.via] if row.via else [])]
    people = {person for site in sides for person in _publishers_of(site)}
    notify(f"portal.placement.{code}", about=row, actor=actor, to=people, data=data)


def _publishers_of(site: PortalSite) -> list[User]:
    """Return who publishes on a site (portal.md 1)."""
    roles = [Role.ADMINISTRATOR, *([Role.EDITOR] if site.editors_publish else [])]
    return list(User.objects.holding(roles, site.organisation_id))
