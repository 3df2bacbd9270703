"""Predicates about bodies: which module they see, what they are entitled to, who may change them."""

import hashlib
from datetime import date
from typing import Any

from pico.base.actor import Actor
from pico.base.modules import modules, verticals
from pico.base.permissions import may
from pico.organisations.models import Entitlement, ModuleActivation, Organisation
from pico.organisations.models.bodies import OrganisationQuerySet

ACTIVE, READ_ONLY, OFF = ModuleActivation.State
EDIT = "organisations.profile.edit"
MANAGE_MODULES = "organisations.modules.manage"
MANAGE_ENTITLEMENTS = "organisations.entitlements.manage"
MANAGE_REGISTRY = "organisations.registry.manage"
# What a body's administrator may change, and what only the national registry does.
PROFILE = frozenset(
    "short_name address postal_code locality phone email pec other_pec website website_checked".split()  # noqa: SIM905
)
REGISTRY_ONLY = frozenset({"name", "subtype", "ipa_category", "checked_on", "source"})


def module_states(organisation: Organisation | None) -> dict[str, str]:
    """Return the states of the vertical modules for a body, those of the Province that serves it.

    Remembered on the object (one query per request) until an activation changes in this process.

    Args:
        organisation: any body or None; UPI bodies and bodies nobody serves have no vertical.
    """
    if organisation is None or organisation.province_id is None:
        return {}
    known = organisation.__dict__.get("_module_states")
    if known is None or known[0] != ModuleActivation.generation:
        rows = ModuleActivation.objects.filter(organisation_id=organisation.province_id)
        known = (ModuleActivation.generation, dict(rows.values_list("module", "state")))
        organisation.__dict__["_module_states"] = known
    return known[1]


def module_state(organisation: Organisation | None, code: str) -> str:
    """Return ACTIVE, READ_ONLY or OFF for a body; modules that are not vertical are ACTIVE for everybody.

    Args:
        organisation: the body acted for.
        code: a registered module code.
    """
    if code in modules and modules.get(code).kind != "VERTICAL":
        return ACTIVE
    return module_states(organisation).get(code, OFF)


def module_is_visible(organisation: Organisation | None, code: str) -> bool:
    """Say whether the body sees the module at all (ACTIVE or READ_ONLY); otherwise its addresses are 404."""
    return module_state(organisation, code) != OFF


def module_is_writable(organisation: Organisation | None, code: str) -> bool:
    """Say whether the module accepts writing for this body: READ_ONLY keeps reading and export only."""
    return module_state(organisation, code) == ACTIVE


def verticals_for(organisation: Organisation | None) -> list[str]:
    """Return the codes of the vertical modules the body sees, in navigation order."""
    return [module.code for module in verticals() if module_is_visible(organisation, module.code)]


def has_entitlement(
    organisation: Organisation, province: Organisation, scope: str, on: date | None = None
) -> bool:
    """Say whether the body may ask something of a Province.

    Args:
        organisation: who asks.
        province: of whom.
        scope: SUA, SIT or SAPE.
        on: the day it is asked about; today by default.
    """
    rows = Entitlement.objects.active(on).filter(organisation=organisation, province=province, scope=scope)
    return rows.exists()


def ancestors(organisation: Organisation) -> list[Organisation]:
    """Return the bodies above, nearest first: Province, UPI regional, UPI. Gives nobody a right to rows."""
    above: list[Organisation] = []
    parent = organisation.parent
    while parent is not None and parent not in above:
        above.append(parent)
        parent = parent.parent
    return above


def community_of(province: Organisation) -> OrganisationQuerySet:
    """Return a Province and every body it serves today."""
    return Organisation.objects.community_of(province)


def existed_on(organisation: Organisation, day: date) -> bool:
    """Say whether the body existed on that day, by its own dates."""
    since, until = organisation.active_from, organisation.active_to
    return (since is None or since <= day) and (until is None or day <= until)


def stamp(organisation: Organisation) -> str:
    """Return a short print of a body's editable data: a form carries it, to notice a change meanwhile."""
    values = [f"{name}={getattr(organisation, name)}" for name in sorted(PROFILE | REGISTRY_ONLY)]
    return hashlib.sha256("\n".join(values).encode()).hexdigest()[:16]


def is_registered(actor: Actor | Any) -> bool:
    """Say whether a person with at least one active membership acts: the directory is theirs."""
    return bool(actor and actor.user is not None and actor.organisation is not None)


def is_national(actor: Actor) -> bool:
    """Say whether the person acts for UPI nazionale."""
    return actor.organisation is not None and actor.organisation.kind == Organisation.Kind.NATIONAL_UPI


def may_manage_registry(actor: Actor) -> bool:
    """Say whether this is the national administrator, who keeps the whole registry."""
    return actor.is_system or (is_national(actor) and may.call(actor, MANAGE_REGISTRY, actor.organisation))


def may_edit(actor: Actor, organisation: Organisation) -> bool:
    """Say whether the actor keeps this body's data: its administrator, its Province's, the national one."""
    if actor.is_system or may_manage_registry(actor):
        return True
    mine = actor.organisation
    if mine is None or not may.call(actor, EDIT, mine):
        return False
    return mine.pk == organisation.pk or (mine.is_province and organisation.province_id == mine.pk)


def may_manage_modules(actor: Actor, province: Organisation) -> bool:
    """Say whether the actor switches modules for this Province: its administrator, the national one."""
    if not province.is_province:
        return False
    return may_manage_registry(actor) or (
        actor.organisation == province and may.call(actor, MANAGE_MODULES, province)
    )


def may_manage_entitlements(actor: Actor, province: Organisation) -> bool:
    """Say whether the actor enters or closes entitlements by hand: only the Province's own administrator."""
    if actor.is_system:
        return True
    return (
        province.is_province
        and actor.organisation == province
        and may.call(actor, MANAGE_ENTITLEMENTS, province)
    )
