"""How the items of a campaign become the lots of its tender."""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.organisations.models import Organisation
from pico.sua.rules.consolidation import Consolidation, LotSum, Need


class By(models.TextChoices):
    """Ways of making lots."""

    HINT = "lotto", _("Un lotto per ciascun lotto proposto nelle voci")
    ITEM = "voce", _("Un lotto per voce")
    ONE = "unico", _("Un lotto unico")


def proposal(table: Consolidation) -> By:
    """Return what the items suggest: their hints where they have any, one lot otherwise."""
    return By.HINT if any(row.item.lot_hint for row in table.items) else By.ONE


def lots_of(table: Consolidation, by: str) -> list[LotSum]:
    """Return the lots; what nobody needs makes none.

    Args:
        by: of ``By``.
    """
    if by == By.HINT:
        made = [(lot.title, lot.items, lot.bodies) for lot in table.lots]
    elif by == By.ITEM:
        made = [(row.item.description, (row,), table.bodies) for row in table.items]
    else:
        made = [("", table.items, table.bodies)]
    wanted = [(title, tuple(row for row in items if row.quantity), bodies) for title, items, bodies in made]
    return [LotSum(title, items, bodies) for title, items, bodies in wanted if items]


def needs_by_body(lot: LotSum) -> Iterator[tuple[Organisation, list[Need]]]:
    """Yield the bodies that need something of a lot, with what they need."""
    for place, body in enumerate(lot.bodies):
        needs = [row.needs[place] for row in lot.items if row.needs[place].quantity]
        if needs:
            yield body.organisation, needs
