"""The six levels of sharing.md 3, from the widest to the narrowest."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.organisations.models import Organisation


class Level(models.TextChoices):
    PUBLIC = "PUBLIC", _("Pubblico")
    NETWORK = "NETWORK", _("Tutta la rete")
    REGION = "REGION", _("Regione")
    PROVINCE = "PROVINCE", _("Territorio provinciale")
    ORGANISATION = "ORGANISATION", _("Solo il mio ente")
    INVITED = "INVITED", _("Su invito")


WIDTH = {level: -place for place, level in enumerate(Level)}
NEEDS_CONFIRMATION = frozenset({Level.PUBLIC, Level.NETWORK})


def widens(old: str, new: str) -> bool:
    """Say whether the new level has the larger audience."""
    return WIDTH[Level(new)] > WIDTH[Level(old)]


def levels_offered(owner: Organisation) -> list[Level]:
    """Return the levels a row of this owner may have.

    REGION needs a region (never UPI nazionale), PROVINCE a Province whose community the owner belongs to.
    """
    offered = [Level.PUBLIC, Level.NETWORK]
    if owner.region_id:
        offered.append(Level.REGION)
    if owner.province_id:
        offered.append(Level.PROVINCE)
    return [*offered, Level.ORGANISATION, Level.INVITED]
