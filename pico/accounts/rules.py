"""May-I questions, answered from the memberships in force and the capabilities that apps declare."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from pico.accounts.access import Access, Held, access_of
from pico.accounts.capabilities import DECIDE_REQUESTS, MANAGE_PEOPLE, MANAGE_STATE
from pico.accounts.models import AccessRequest, Membership, User
from pico.accounts.models.people import memberships_in_force
from pico.accounts.roles import BODIES, UPI, Role, roles_at_kind, suits
from pico.base.actor import Actor
from pico.base.capabilities import Capability, capabilities
from pico.organisations.models import Organisation
from pico.organisations.models.bodies import OrganisationQuerySet


def may(actor: Actor, code: str, organisation: Organisation | None = None) -> bool:
    """Say whether the actor may use a capability, acting for the organisation they act for.

    Roles count at the acting organisation only: what is held elsewhere needs a switch first. OWN reaches the
    acting organisation; TERRITORY also those of its province or region; NETWORK every organisation, and is
    held at UPI nazionale alone. People of a suspended organisation read and cannot act (organisations.md 6).

    Args:
        actor: who asks; a job (``system_actor``) may what its reason says.
        code: a declared capability.
        organisation: the one it is about; the acting one by default.

    Raises:
        ImproperlyConfigured: when nobody declared the capability.
    """
    capability = capabilities.get(code)
    if actor.is_system:
        return bool(actor.reason)
    if actor.organisation is None:
        return False
    held = [
        row
        for row in access_of(actor.user).held
        if row.organisation_id == actor.organisation.pk and row.role in capability.roles
    ]
    return any(_reaches(row, capability, organisation or actor.organisation) for row in held)


def _reaches(held: Held, capability: Capability, organisation: Organisation) -> bool:
    if held.suspended:
        return False
    if capability.scope == "NETWORK":
        return held.kind == "NATIONAL_UPI"
    if organisation.pk == held.organisation_id:
        return True
    return capability.scope == "TERRITORY" and in_territory(held, organisation)


def in_territory(held: Held, organisation: Organisation) -> bool:
    """Say whether an organisation lies below the one of a membership.

    A Province has the bodies it serves, a regional UPI the organisations of its region, UPI nazionale all.
    """
    if held.kind == "NATIONAL_UPI":
        return True
    if held.kind == "REGIONAL_UPI":
        return held.region_id is not None and organisation.region_id == held.region_id
    return (
        held.kind == "PROVINCE"
        and organisation.kind in BODIES
        and organisation.province_id == held.organisation_id
    )


def organisations_where(user: Any, code: str) -> frozenset[int]:
    """Return the ids of all organisations for which the person has a capability, whichever they act for.

    Raises:
        ImproperlyConfigured: when nobody declared the capability.
    """
    capability = capabilities.get(code)
    held = [row for row in access_of(user).held if row.role in capability.roles and not row.suspended]
    if capability.scope == "NETWORK":
        national = any(row.kind == "NATIONAL_UPI" for row in held)
        return frozenset(Organisation.objects.values_list("pk", flat=True)) if national else frozenset()
    own = frozenset(row.organisation_id for row in held)
    if capability.scope == "OWN" or not held:
        return own
    below = Organisation.objects.filter(_territory(held)).order_by()
    return own | frozenset(below.values_list("pk", flat=True))


def _territory(held: list[Held]) -> Q:
    if any(row.kind == "NATIONAL_UPI" for row in held):
        return Q()
    provinces = [row.organisation_id for row in held if row.kind == "PROVINCE"]
    regions = [row.region_id for row in held if row.kind == "REGIONAL_UPI" and row.region_id]
    return Q(kind__in=BODIES, province_id__in=provinces) | Q(region_id__in=regions)


def may_administer(access: Access, organisation: Organisation) -> bool:
    """Say whether the person administers an organisation: its own administrators, its Province's, UPI's."""
    return (
        access.is_national_administrator
        or organisation.pk in access.administered_ids
        or (organisation.kind in BODIES and organisation.province_id in access.administered_ids)
    )


def may_grant(actor: Actor, user: User, role: str, organisation: Organisation) -> bool:
    """Say whether the actor may give somebody a role at an organisation (identity.md 5.5).

    An administrator grants in the organisation acted for and, acting for a Province, in the bodies it serves.
    A regional UPI's appoints the first administrator of a Province of its region; UPI nazionale's appoints
    administrators anywhere; neither grants other roles there. Nobody grants to themself.
    """
    if not actor.is_system and actor.user.pk == user.pk:
        return False
    return may_appoint(actor, role, organisation)


def may_appoint(actor: Actor, role: str, organisation: Organisation) -> bool:
    """Say whether the actor may give this role at an organisation to somebody else, whoever it is."""
    if actor.is_system:
        return bool(actor.reason) and suits(role, organisation.kind)
    if actor.organisation is None or not suits(role, organisation.kind):
        return False
    return any(
        _appoints(held, role, organisation)
        for held in access_of(actor.user).held
        if held.organisation_id == actor.organisation.pk and held.role == Role.ADMINISTRATOR
    )


def _appoints(held: Held, role: str, organisation: Organisation) -> bool:
    if held.suspended:
        return False
    if organisation.pk == held.organisation_id:
        return True
    if held.kind == "NATIONAL_UPI":
        return role == Role.ADMINISTRATOR
    if held.kind == "REGIONAL_UPI":
        return (
            role == Role.ADMINISTRATOR
            and organisation.kind == "PROVINCE"
            and in_territory(held, organisation)
            and not has_administrator(organisation)
        )
    return in_territory(held, organisation)


def still_may_appoint(person: User | None, roles: Iterable[str], organisation: Organisation) -> bool:
    """Say whether a person may give these roles today, for any of the organisations they administer.

    An invitation accepted days later gives only what its sender could still give.
    """
    held = [row for row in access_of(person).held if row.role == Role.ADMINISTRATOR]
    return bool(held) and all(
        suits(role, organisation.kind) and any(_appoints(row, role, organisation) for row in held)
        for role in roles
    )


def is_administrator(actor: Actor) -> bool:
    """Say whether the person acts as an administrator: the administration pages are theirs."""
    return actor.organisation is not None and may(actor, MANAGE_PEOPLE)


def administers_everybody(actor: Actor) -> bool:
    """Say whether the actor looks after the people of every organisation: UPI nazionale's administrator."""
    return is_administrator(actor) and actor.organisation.kind == Organisation.Kind.NATIONAL_UPI


def may_manage_state(actor: Actor) -> bool:
    """Say whether the actor looks after the installation: the national administrator, acting for UPI."""
    return may(actor, MANAGE_STATE)


def administered_organisations(actor: Actor) -> OrganisationQuerySet:
    """Return the organisations whose people the actor looks after: the acting one, and those of a Province.

    UPI nazionale's administrator sees everybody's; a regional UPI's only its own.
    """
    if not is_administrator(actor):
        return Organisation.objects.none()
    own = actor.organisation
    if own.kind == Organisation.Kind.NATIONAL_UPI:
        return Organisation.objects.all()
    if own.kind == Organisation.Kind.PROVINCE:
        return Organisation.objects.filter(Q(pk=own.pk) | Q(province_id=own.pk, kind__in=BODIES))
    return Organisation.objects.filter(pk=own.pk)


def appointable_organisations(actor: Actor) -> OrganisationQuerySet:
    """Return the organisations at which the actor may give at least one role (``may_appoint``)."""
    below = administered_organisations(actor)
    if is_administrator(actor) and actor.organisation.kind == Organisation.Kind.REGIONAL_UPI:
        administered = memberships_in_force().filter(role=Role.ADMINISTRATOR, user__is_active=True)
        headless = Organisation.objects.filter(
            kind=Organisation.Kind.PROVINCE, region_id=actor.organisation.region_id
        ).exclude(pk__in=administered.order_by().values("organisation_id"))
        below = Organisation.objects.filter(
            Q(pk__in=below.order_by().values("pk")) | Q(pk__in=headless.order_by().values("pk"))
        )
    return below.in_being()


def appointable_roles(actor: Actor, organisation: Organisation) -> list[Role]:
    """Return the roles that the actor may give at an organisation, in the order of the table."""
    return [role for role in roles_at_kind(organisation.kind) if may_appoint(actor, role, organisation)]


def may_administer_person(actor: Actor, user: User) -> bool:
    """Say whether the actor may disable or enable an account.

    UPI nazionale's administrator, or who administers every organisation the person belongs to: an account
    that also works elsewhere is not one Province's to close. Never one's own.
    """
    if actor.is_system:
        return bool(actor.reason)
    if actor.user.pk == user.pk or not is_administrator(actor):
        return False
    if actor.organisation.kind == Organisation.Kind.NATIONAL_UPI:
        return True
    belongs_to = set(memberships_in_force().filter(user=user).values_list("organisation_id", flat=True))
    within = administered_organisations(actor).filter(pk__in=belongs_to).values_list("pk", flat=True)
    return bool(belongs_to) and set(within) == belongs_to


def may_decide(actor: Actor, request: AccessRequest) -> bool:
    """Say whether the actor may decide a request: for an organisation whose turn it is, never their own."""
    if actor.is_system or actor.organisation is None or actor.user.pk == request.user_id:
        return False
    turn = request.deciders.filter(pk=actor.organisation.pk).exists()
    return request.is_open and turn and may(actor, DECIDE_REQUESTS)


def decision_levels(request: AccessRequest) -> list[list[Organisation]]:
    """Return who may decide a request, level by level, nearest first (identity.md 3.3).

    A body and its Province, then UPI regional, then UPI nazionale; a Province, UPI regional, UPI nazionale;
    for both kinds of UPI only UPI nazionale. For a body not in the registry yet: its Province, UPI nazionale,
    since a regional union adds no bodies. Who has no active administrator beside the person is left out.
    """
    organisation = request.organisation
    national: list[Organisation | None] = list(Organisation.objects.of_kind(Organisation.Kind.NATIONAL_UPI))
    levels: list[list[Organisation | None]]
    if organisation is None:
        levels = [[request.proposed_province], national]
    elif organisation.kind in UPI:
        levels = [national]
    else:
        regional = Organisation.objects.of_kind(Organisation.Kind.REGIONAL_UPI).filter(
            region=organisation.region, region__isnull=False
        )
        levels = [[organisation, organisation.province], list(regional), national]
    able = [
        list({body.pk: body for body in level if body and _has_another(body, request.user)}.values())
        for level in levels
    ]
    return [level for level in able if level]


def _has_another(organisation: Organisation, user: User) -> bool:
    return User.objects.holding(Role.ADMINISTRATOR, organisation).exclude(pk=user.pk).exists()


def someone_decides(request: AccessRequest) -> bool:
    """Say whether a person could decide the request today."""
    return any(_has_another(body, request.user) for body in request.deciders.all())


def may_end(actor: Actor, membership: Membership) -> bool:
    """Say whether the actor may end a membership: one's own (leaving), or one they could grant."""
    if not actor.is_system and actor.user.pk == membership.user_id:
        return True
    return may_grant(actor, membership.user, membership.role, membership.organisation)


def may_reset_second_factor(actor: Actor, user: User, organisation: Organisation) -> bool:
    """Say whether the actor may reset a person's second factor in the name of an organisation (5.1).

    Its administrators, its Province's for a body, UPI nazionale's; for a person who works there, never for
    oneself, and never for somebody who administers what the actor does not.
    """
    if actor.is_system or actor.organisation is None or actor.user.pk == user.pk:
        return False
    access = access_of(actor.user)
    if not access.has(actor.organisation.pk, Role.ADMINISTRATOR) or not may_administer(access, organisation):
        return False
    if any(held.suspended for held in access.held if held.organisation_id == actor.organisation.pk):
        return False
    theirs = list(
        memberships_in_force().filter(user=user, user__is_active=True).select_related("organisation")
    )
    return any(row.organisation_id == organisation.pk for row in theirs) and all(
        may_administer(access, row.organisation) for row in theirs if row.role == Role.ADMINISTRATOR
    )


def body_to_reset_for(actor: Actor, user: User) -> Organisation | None:
    """Return the organisation in whose name the actor may reset a person's second factor, or None.

    The one acted for when the person works there, else the first of theirs that it looks after.
    """
    if not is_administrator(actor) or actor.user.pk == user.pk:
        return None
    theirs = memberships_in_force().filter(user=user).order_by().values("organisation_id")
    bodies = list(administered_organisations(actor).filter(pk__in=theirs).order_by("search_name", "pk"))
    bodies.sort(key=lambda body: body.pk != actor.organisation.pk)
    return next((body for body in bodies if may_reset_second_factor(actor, user, body)), None)


def has_administrator(organisation: Organisation) -> bool:
    """Say whether an organisation has at least one active administrator."""
    return User.objects.holding(Role.ADMINISTRATOR, organisation).exists()


def is_last_administrator(membership: Membership) -> bool:
    """Say whether ending this membership would leave an organisation with people but no administrator."""
    organisation = membership.organisation
    holders = User.objects.holding(Role.ADMINISTRATOR, organisation)
    if membership.role != Role.ADMINISTRATOR or not holders.filter(pk=membership.user_id).exists():
        return (
            False  # no role, expired, or of a person whose account is closed: nobody loses an administrator
        )
    others = holders.exclude(pk=membership.user_id)
    people = User.objects.registered_at(organisation).exclude(pk=membership.user_id)
    return not others.exists() and people.exists()
