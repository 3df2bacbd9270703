"""Who looks after desks, who may answer at one, and who keeps topics and rules."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from pico.accounts.access import access_of
from pico.accounts.models import Membership, Role, User
from pico.base.actor import Actor
from pico.base.capabilities import declare
from pico.base.permissions import may
from pico.helpdesk.models import Desk, DeskMember, Ticket
from pico.helpdesk.models.desks import Place, desks_answered_by, places_of
from pico.organisations.models import Organisation

MANAGE_DESKS = "helpdesk.desk.manage"
MANAGE_ROUTING = "helpdesk.routing.manage"
OWNERS = (Organisation.Kind.NATIONAL_UPI, Organisation.Kind.REGIONAL_UPI, Organisation.Kind.PROVINCE)


def declare_capabilities() -> None:
    """Declare what roles may do (called once, from apps.ready)."""
    declare(MANAGE_DESKS, "Aprire e curare gli sportelli del proprio ente", (Role.ADMINISTRATOR,))
    declare(
        MANAGE_ROUTING, "Curare gli argomenti e le regole di smistamento", (Role.ADMINISTRATOR,), "NETWORK"
    )


def manages_desks(actor: Actor, owner: Organisation | None) -> bool:
    """Say whether the actor opens desks of this organisation, acting for it. The system may."""
    if actor.is_system:
        return bool(actor.reason)
    if owner is None or owner.kind not in OWNERS:
        return False
    return actor.organisation is not None and actor.organisation.pk == owner.pk and may.call(
        actor, MANAGE_DESKS, owner
    )  # fmt: skip


def manages_routing(actor: Actor) -> bool:
    """Say whether this is the national administrator, who keeps topics and rules for everybody."""
    return may.call(actor, MANAGE_ROUTING, actor.organisation)


def who_may_answer(desk: Desk) -> set[int]:
    """Return the ids of the people who hold today, at the desk's owner, a role that answers there."""
    held = Membership.objects.unrestricted("who may answer at the desk in hand, for who looks after it")
    roles = desk.answering_roles
    return set(held.active().filter(organisation=desk.owner, role__in=roles).values_list("user", flat=True))


def desks_led(actor: Actor) -> QuerySet[Desk]:
    """Return the desks that the person leads, of the organisation acted for, while the role lasts."""
    if actor.user is None or actor.organisation is None:
        return Desk.objects.none()
    led = [place.desk_id for place in _led_by(actor)]
    return Desk.objects.filter(pk__in=led)


def _led_by(actor: Actor) -> list[Place]:
    owner = actor.organisation.pk
    return [place for place in places_of(actor.user) if place.leads and place.owner_id == owner]


def desks_handled(user: Any) -> QuerySet[Desk]:
    """Return the desks whose requests a person handles: where they answer, or whose owner they administer."""
    owned = Q(owner__in=access_of(user).administered_ids)
    return Desk.objects.filter(Q(pk__in=desks_answered_by(user)) | owned)


def desks_of(actor: Actor) -> QuerySet[Desk]:
    """Return the desks the person looks after, acting for their owner."""
    if manages_desks(actor, actor.organisation):
        return Desk.objects.filter(owner=actor.organisation)
    return desks_led(actor)


def looks_after(actor: Actor, desk: Desk) -> bool:
    """Say whether the actor may change a desk and the people at it."""
    if manages_desks(actor, desk.owner):
        return True
    if actor.user is None or actor.organisation is None:
        return False
    return any(place.desk_id == desk.pk for place in _led_by(actor))


def enters(actor: Actor) -> bool:
    """Say whether the pages of the management are for this person."""
    if manages_desks(actor, actor.organisation):
        return True
    return actor.user is not None and actor.organisation is not None and bool(_led_by(actor))


def may_be_above(owner: Organisation) -> QuerySet[Desk]:
    """Return the desks to which those of an organisation may pass on: its own, its UPI's, the national."""
    own = Desk.objects.filter(owner=owner)
    region = Desk.objects.filter(owner__kind=Organisation.Kind.REGIONAL_UPI, owner__region=owner.region_id)
    national = Desk.objects.filter(owner__kind=Organisation.Kind.NATIONAL_UPI)
    return (own | region | national if owner.region_id else own | national).filter(active=True)


def people_at(desk: Desk) -> Any:
    """Return who works at a desk in hand."""
    rows = DeskMember.objects.unrestricted("the people at the desk in hand, for who looks after it")
    return rows.filter(desk=desk).select_related("person")


def people_at_any(desks: Any) -> Any:
    """Return who works at desks whose requests a person handles."""
    rows = DeskMember.objects.unrestricted("the people at desks in hand, for who handles their requests")
    return rows.filter(desk__in=desks).order_by()


def works_at_a_desk(user: Any) -> bool:
    """Say whether the queues are for this person: they answer at a desk, or administer an owner of some."""
    if desks_answered_by(user):
        return True
    administered = access_of(user).administered_ids
    return bool(administered) and Desk.objects.filter(owner__in=administered).exists()


def has_account(email: str) -> bool:
    """Say whether somebody enters with this address: told to the desk alone, never to who asks."""
    confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True)
    return confirmed.exists() or User.objects.filter(email__iexact=email).exists()


def held_at(desk: Desk) -> int:
    """Return how many requests a desk has that may still go on: all but the closed."""
    rows = Ticket.objects.unrestricted("how many are open at a desk is counted before it is switched off")
    return rows.filter(desk=desk).exclude(state=Ticket.State.CLOSED).count()
