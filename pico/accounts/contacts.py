"""What other apps may know of the people of an organisation: whom to write to, and how many they are."""

from collections.abc import Iterable

from django.db.models import Count

from pico.accounts.models import Membership, User
from pico.accounts.roles import Role
from pico.base.contacts import Contact
from pico.organisations.models import Organisation


def administrators_of(organisation: Organisation) -> list[Contact]:
    """Return the active administrators, by name."""
    people = User.objects.holding(Role.ADMINISTRATOR, organisation).order_by(
        "family_name", "given_name", "pk"
    )
    return [Contact(person.get_full_name(), str(Role.ADMINISTRATOR.label), person.email) for person in people]


def members_of(ids: Iterable[int]) -> dict[int, int]:
    """Return how many people hold a role today at each of these organisations; nobody, no entry."""
    rows = Membership.objects.unrestricted("how many people a body has is told, never who")
    rows = rows.active().filter(organisation_id__in=list(ids)).order_by()
    counted = rows.values("organisation").annotate(people=Count("user", distinct=True))
    return dict(counted.values_list("organisation", "people"))
