"""The rows behind a choice, read into the plain values that ``routing`` works with."""

from collections import Counter
from collections.abc import Iterable

from pico.accounts.models import Membership
from pico.helpdesk.models import Desk, DeskMember, RoutingRule
from pico.helpdesk.rules.routing import Asker, DeskFact, Outcome, Question, RuleFact, route
from pico.organisations.models import Organisation


def choose(question: Question) -> Outcome:
    """Return who answers now, by the desks and the rules in use."""
    return route(question, rule_facts(), desk_facts())


def asker_of(organisation: Organisation | None) -> Asker:
    """Return what the choice needs of the organisation that asks."""
    if organisation is None:
        return Asker()
    return Asker(organisation.kind, organisation.province_id, organisation.region_id)


def rule_facts() -> list[RuleFact]:
    """Return the rules in use."""
    return [
        RuleFact(
            position=row.position, target=row.target, kind=row.kind, module=row.module, topic=row.topic_id,
            requester=row.requester, region=row.region_id, province=row.province_id, desk=row.desk_id,
        )
        for row in RoutingRule.objects.filter(active=True)
    ]  # fmt: skip


def desk_facts() -> list[DeskFact]:
    """Return all desks with the number of people who may answer there today."""
    desks = list(Desk.objects.select_related("owner"))
    agents = agents_of(desks)
    return [
        DeskFact(
            number=desk.pk, owner=desk.owner_id, owner_kind=desk.owner.kind,
            owner_region=desk.owner.region_id, covers=frozenset(desk.covers), active=desk.active,
            agents=agents[desk.pk], first=desk.first,
        )
        for desk in desks
    ]  # fmt: skip


def agents_of(desks: Iterable[Desk]) -> Counter[int]:
    """Return how many people each desk has who hold today a role that answers there. Two queries."""
    by_pk = {desk.pk: desk for desk in desks}
    rows = DeskMember.objects.unrestricted("how many answer at each desk is counted, never who")
    places = list(rows.filter(desk__in=by_pk).values_list("desk", "person"))
    held = Membership.objects.unrestricted("how many answer at each desk is counted, never who")
    roles = set(
        held.active()
        .filter(user__in={person for _desk, person in places})
        .values_list("user", "organisation", "role")
    )
    return Counter(
        number
        for number, person in places
        if any((person, by_pk[number].owner_id, role) in roles for role in by_pk[number].answering_roles)
    )
