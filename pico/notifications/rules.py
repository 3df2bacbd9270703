"""Who wants to hear of what, by which channel."""

from collections.abc import Collection

from django.db.models import QuerySet

from pico.accounts.models import Membership, Role, User
from pico.notifications.kinds import Kind
from pico.notifications.models import Cadence, Channel, Preference


def prefixes(code: str) -> list[str]:
    """Return «sua», «sua.request», «sua.request.sent» of the last one."""
    words = code.split(".")
    return [".".join(words[:count]) for count in range(1, len(words) + 1)]


def default_cadence(kind: Kind, channel: str) -> str:
    """Return what holds for people who chose nothing."""
    return Cadence.NOW if channel == Channel.APP or kind.mail else Cadence.OFF


def wanted(*, kind: Kind, channel: str, people: Collection[int]) -> set[int]:
    """Return those of the people who want this kind at once by this channel.

    Args:
        kind: what happened.
        channel: APP or MAIL.
        people: ids.
    """
    if channel == Channel.APP and not kind.may_be_switched_off:
        return set(people)
    chosen = Preference.objects.unrestricted("a job asks what the people concerned have chosen").filter(
        person_id__in=people, channel=channel, kind_prefix__in=prefixes(kind.code)
    )
    by_length = sorted(chosen, key=lambda row: len(row.kind_prefix))
    cadences = {row.person_id: row.cadence for row in by_length}  # the longest prefix comes last and wins
    default = default_cadence(kind, channel)
    return {pk for pk in people if cadences.get(pk, default) == Cadence.NOW}


def administrators_of(person: User) -> QuerySet[User]:
    """Return the active administrators of the organisations a person belongs to."""
    memberships = Membership.objects.unrestricted("a job tells administrators that an address is blocked")
    organisations = memberships.active().filter(user=person).values("organisation_id")
    administrators = memberships.active().filter(organisation_id__in=organisations, role=Role.ADMINISTRATOR)
    return User.objects.filter(pk__in=administrators.values("user_id"), is_active=True)
