"""«Chi lo vede?»: the audience of a level in words and numbers, never a list of persons."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base.money import number
from pico.organisations.models import Organisation
from pico.sharing.levels import Level
from pico.sharing.models import Invitation

NAMES_SHOWN = 3


@dataclass(frozen=True)
class Audience:
    """Who sees a row.

    Args:
        words: a sentence, with the numbers in it.
        organisations: how many bodies; None for everybody.
        people: how many people with an active membership; None for everybody.
        names: the first bodies by name.
    """

    words: str
    organisations: int | None = None
    people: int | None = None
    names: tuple[str, ...] = ()


def audience(level: str, owner: Organisation, *, only: Q | None = None) -> Audience:
    """Return who would see a row of this owner at this level, apart from author and invitations.

    Args:
        only: of these, the bodies that meet a condition.
    """
    if level == Level.PUBLIC:
        return Audience(_("Chiunque, anche senza accedere"))
    if level == Level.INVITED:
        return Audience(_("Solo chi inviti, tu e gli amministratori di %(name)s") % {"name": owner.name})
    bodies = _bodies(level, owner).filter(only or Q())
    people = User.objects.registered_in(bodies).count()
    count = bodies.count()
    text = _("%(whose)s: %(bodies)s, %(people)s") % {
        "whose": _whose(level, owner),
        "bodies": _counted(count, _("ente"), _("enti")),
        "people": _counted(people, _("persona"), _("persone")),
    }
    names = tuple(bodies.order_by("name").values_list("name", flat=True)[:NAMES_SHOWN])
    return Audience(text, count, people, names)


def audience_of(row: Any) -> Audience:
    """Return who sees a row now; open invitations are counted in the words."""
    seen = audience(row.level, row.owner)
    invited = (
        Invitation.objects.unrestricted("how many are invited is told, never who").of(row).open().count()
    )
    if not invited:
        return seen
    text = _("%(words)s; più %(invited)s") % {
        "words": seen.words,
        "invited": _counted(invited, _("invito"), _("inviti")),
    }
    return Audience(text, seen.organisations, seen.people, seen.names)


def _bodies(level: str, owner: Organisation) -> QuerySet[Organisation]:
    everybody = Organisation.objects.in_being()
    if level == Level.NETWORK:
        return everybody.filter(pk__in=User.objects.organisations_with_people())
    if level == Level.REGION:
        return everybody.filter(region_id=owner.region_id) if owner.region_id else everybody.none()
    if level == Level.PROVINCE:
        return everybody.filter(province_id=owner.province_id) if owner.province_id else everybody.none()
    return everybody.filter(pk=owner.pk)


def _whose(level: str, owner: Organisation) -> str:
    if level == Level.NETWORK:
        return _("Tutta la rete")
    if level == Level.REGION and owner.region:
        return _("Enti della regione %(name)s") % {"name": owner.region.name}
    if level == Level.PROVINCE and owner.province:
        return _("Enti del territorio: %(name)s") % {"name": owner.province.name}
    return owner.name


def _counted(count: int, one: str, many: str) -> str:
    return f"{number(count)} {one if count == 1 else many}"
