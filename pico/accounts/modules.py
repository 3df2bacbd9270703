"""What this app shows in the navigation of the reserved area and in "Da fare oggi"."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts import rules
from pico.accounts.access import access_of
from pico.accounts.models import AccessRequest, AccountInvitation, IdentityProvider, Role
from pico.accounts.saml.rights import may_manage_providers
from pico.base.actor import Actor
from pico.base.dates import add_working_days, rome
from pico.base.modules import Module, NavItem, TodoItem, register_module

IDENTITIES = "SPID e CIE"
WORRYING = {"EXPIRING": "sta per scadere", "EXPIRED": "è scaduto"}


def _area_nav(user: Any, organisation: Any) -> list[NavItem]:
    if not may_manage_providers(Actor(user, organisation)):
        return []
    return [NavItem(IDENTITIES, reverse("accounts:providers"), "key")]


def _todo(user: Any, organisation: Any) -> list[TodoItem]:
    """Certificates that expire within 30 days, or have expired, for who can do something about it."""
    if not may_manage_providers(Actor(user, organisation)):
        return []
    return [
        TodoItem(
            what=f"Il certificato di «{row.name}» {WORRYING[row.state]}",
            url=reverse("accounts:providers"),
            action="Registra i metadati nuovi",
            due=rome(row.certificate_until).date() if row.certificate_until else None,
            module=IDENTITIES,
        )
        for row in IdentityProvider.objects.filter(state__in=WORRYING)
    ]


register_module(
    Module(
        code="identity",
        label=IDENTITIES,
        title="Identità digitali",
        kind="SERVICE",
        icon="key",
        summary="I gestori di identità di cui la piattaforma si fida.",
        area_nav=_area_nav,
        todo=_todo,
        order=940,
    )
)


LABEL = "Amministrazione"
SHOWN = 20
DECIDE_WITHIN = 5  # working days: then the reminder leaves


def _administers(user: Any, organisation: Any) -> bool:
    return organisation is not None and access_of(user).has(organisation.pk, Role.ADMINISTRATOR)


def _administration_nav(user: Any, organisation: Any) -> list[NavItem]:
    if not _administers(user, organisation):
        return []
    return [
        NavItem(_("Amministrazione"), reverse("accounts:administration"), "settings", namespace="accounts")
    ]


def _administration_todo(user: Any, organisation: Any) -> list[TodoItem]:
    """Return the requests to decide and the invitations to confirm."""
    if not _administers(user, organisation):
        return []
    requests = (
        AccessRequest.objects.visible_to(user)
        .deciding_for(organisation)
        .filter(state=AccessRequest.State.SUBMITTED)
        .exclude(user=user)
        .select_related("user", "organisation")
    )
    invitations = (
        AccountInvitation.objects.visible_to(user)
        .filter(state=AccountInvitation.State.AWAITING_CONFIRMATION, organisation=organisation)
        .select_related("accepted_by")
    )
    return [
        *(_decide(row) for row in requests.order_by("created_at")[:SHOWN]),
        *(_confirm(row) for row in invitations.order_by("closed_at")[:SHOWN]),
    ]


def _decide(row: AccessRequest) -> TodoItem:
    return TodoItem(
        what=_("Richiesta di adesione a %(body)s") % {"body": row.body_name},
        whose=row.user.get_full_name(),
        url=reverse("accounts:request", args=[row.public_id]),
        action=_("Esamina"),
        due=add_working_days(rome(row.created_at).date(), DECIDE_WITHIN),
        module=LABEL,
    )


def _confirm(row: AccountInvitation) -> TodoItem:
    return TodoItem(
        what=_("Invito accettato da un altro indirizzo"),
        whose=str(row.accepted_by or ""),
        url=reverse("accounts:confirm", args=[row.public_id]),
        action=_("Conferma"),
        due=rome(row.closed_at + timedelta(days=7)).date() if row.closed_at else None,
        module=LABEL,
    )


register_module(
    Module(
        code="accounts",
        label=LABEL,
        title="Amministrazione",
        kind="SERVICE",
        icon="settings",
        summary="Persone, ruoli, inviti e richieste di adesione del proprio ente e del territorio.",
        area_nav=_administration_nav,
        todo=_administration_todo,
        order=940,
    )
)


def _state_nav(user: Any, organisation: Any) -> list[NavItem]:
    if not rules.may_manage_state(Actor(user, organisation)):
        return []
    return [NavItem(_("Stato della piattaforma"), reverse("accounts:state"), "chart-line")]


register_module(
    Module(
        code="state",
        label="Stato",
        title="Stato della piattaforma",
        kind="SERVICE",
        icon="chart-line",
        summary="Lavori in background, e-mail, indice di ricerca e archivio dei file.",
        area_nav=_state_nav,
        order=960,
    )
)
