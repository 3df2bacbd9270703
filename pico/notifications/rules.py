"""Who wants to hear of what, by which channel."""

from collections.abc import Collection
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from pico.accounts.models import Membership, Role, User
from pico.base.dates import rome, today
from pico.notifications.kinds import Kind, families
from pico.notifications.models import Address, Cadence, Channel, Preference


def prefixes(code: str) -> list[str]:
    """Return «sua», «sua.request», «sua.request.sent» of the last one."""
    words = code.split(".")
    return [".".join(words[:count]) for count in range(1, len(words) + 1)]


def default_cadence(kind: Kind, channel: str) -> str:
    """Return what holds for people who chose nothing."""
    return kind.mail if channel == Channel.MAIL else Cadence.NOW


def cadences(*, kind: Kind, channel: str, people: Collection[int]) -> dict[int, str]:
    """Return when each of the people wants this kind by this channel.

    Args:
        kind: what happened.
        channel: APP or MAIL.
        people: ids.
    """
    if channel == Channel.APP and not kind.may_be_switched_off:
        return dict.fromkeys(people, Cadence.NOW)
    chosen = Preference.objects.unrestricted("a job asks what the people concerned have chosen").filter(
        person_id__in=people, channel=channel, kind_prefix__in=prefixes(kind.code)
    )
    by_length = sorted(chosen, key=lambda row: len(row.kind_prefix))
    found = {row.person_id: row.cadence for row in by_length}  # the longest prefix comes last and wins
    default = default_cadence(kind, channel)
    return {pk: found.get(pk, default) for pk in people}


def wanted(*, kind: Kind, channel: str, people: Collection[int]) -> set[int]:
    """Return those of the people who want this kind at once by this channel."""
    found = cadences(kind=kind, channel=channel, people=people)
    return {pk for pk, cadence in found.items() if cadence == Cadence.NOW}


def chosen_mail(person: User) -> dict[str, str]:
    """Return when a person wants the e-mails of each family, chosen or not."""
    return {
        prefix: cadences(kind=of_it[0], channel=Channel.MAIL, people=[person.pk])[person.pk]
        for prefix, _words, of_it in families(person)
    }


def why_not_written_to(person: User, address: str) -> str:
    """Return why no mail may leave for a person's address now, or nothing."""
    confirmed = EmailAddress.objects.filter(user=person, email=address, verified=True)
    blocked = Address.objects.unrestricted("a job asks whether an address refuses messages").filter(
        email=address.lower(), blocked_at__isnull=False
    )
    if not person.is_active:
        return "person disabled"
    if not confirmed.exists():
        return "address not confirmed"
    return "address blocked" if blocked.exists() else ""


def lost_a_role_since(person: User, moment: datetime) -> bool:
    """Say whether a role of the person ended, or was over, after a moment: what was theirs may be no more."""
    ended = Q(ended_at__gte=moment) | Q(valid_until__gte=rome(moment).date(), valid_until__lt=today())
    roles = Membership.objects.unrestricted("a person's own roles, to know whether a file is still for them")
    return roles.filter(ended, user=person).exists()


def administrators_of(person: User) -> QuerySet[User]:
    """Return the active administrators of the organisations a person belongs to."""
    memberships = Membership.objects.unrestricted("a job tells administrators that an address is blocked")
    organisations = memberships.active().filter(user=person).values("organisation_id")
    administrators = memberships.active().filter(organisation_id__in=organisations, role=Role.ADMINISTRATOR)
    return User.objects.filter(pk__in=administrators.values("user_id"), is_active=True)
