"""The roles of identity.md 3.2: their names, where each may be held, which need a second factor."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("amministratore")
    EDITOR = "editor", _("redattore")
    SUA_OPERATOR = "sua_operator", _("operatore SUA")
    SIT_OPERATOR = "sit_operator", _("operatore SIT")
    SAPE_OPERATOR = "sape_operator", _("operatore SAPE")
    HELPDESK_OPERATOR = "helpdesk_operator", _("operatore help desk")
    TRAINING_OPERATOR = "training_operator", _("operatore formazione")
    NETWORK_EXPERT = "network_expert", _("esperto della rete")
    EXECUTIVE = "executive", _("dirigente")
    ACCOUNTING_OFFICER = "accounting_officer", _("ragioneria")
    ORGANISATION_MANAGER = "organisation_manager", _("responsabile dell'ente")
    ORGANISATION_OPERATOR = "organisation_operator", _("operatore dell'ente")
    AUDITOR = "auditor", _("revisore")
    MEMBER = "member", _("membro")


UPI = frozenset({"NATIONAL_UPI", "REGIONAL_UPI"})
BODIES = frozenset({"MUNICIPALITY", "OTHER_BODY"})
PROVINCE = frozenset({"PROVINCE"})
ANYWHERE = UPI | BODIES | PROVINCE

HELD_AT: dict[str, frozenset[str]] = {
    Role.ADMINISTRATOR: ANYWHERE,
    Role.EDITOR: UPI | PROVINCE,
    Role.SUA_OPERATOR: PROVINCE,
    Role.SIT_OPERATOR: PROVINCE,
    Role.SAPE_OPERATOR: PROVINCE,
    Role.HELPDESK_OPERATOR: UPI | PROVINCE,
    Role.TRAINING_OPERATOR: UPI | PROVINCE,
    Role.NETWORK_EXPERT: frozenset({"NATIONAL_UPI"}),
    Role.EXECUTIVE: PROVINCE,
    Role.ACCOUNTING_OFFICER: PROVINCE | BODIES,
    Role.ORGANISATION_MANAGER: BODIES,
    Role.ORGANISATION_OPERATOR: BODIES,
    Role.AUDITOR: frozenset({"NATIONAL_UPI"}) | PROVINCE,
    Role.MEMBER: ANYWHERE,
}
WITHOUT_SECOND_FACTOR = frozenset({Role.MEMBER})

# What may be given in place of a role that was asked for, beside ``member``, which is below all.
BELOW = {Role.ORGANISATION_MANAGER: {Role.ORGANISATION_OPERATOR}}


def no_more_than(asked: Iterable[str]) -> set[str]:
    """Return the roles a decider may give to who asked for these: the same, or lesser ones."""
    roles = {str(role) for role in asked}
    below = {str(lesser) for role in roles for lesser in BELOW.get(Role(role), set())}
    return roles | below | {str(Role.MEMBER)}


def suits(role: str, kind: str) -> bool:
    """Say whether a role may be held at an organisation of this kind."""
    return kind in HELD_AT.get(role, frozenset())


def roles_at_kind(kind: str) -> list[Role]:
    """Return the roles that may be held at this kind of organisation, in the order of the table."""
    return [role for role in Role if suits(role, kind)]


def role_labels(roles: Iterable[str]) -> str:
    """Return «operatore SUA, membro» for codes, in the order of the table; unknown codes are left out."""
    wanted = set(roles)
    return ", ".join(str(role.label) for role in Role if role in wanted)
