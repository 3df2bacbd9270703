"""What a person waits for: access requests to be decided, invitations to be confirmed."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.models import AccessRequest, AccountInvitation


@dataclass(frozen=True)
class Waiting:
    """One line of the list."""

    title: str
    text: str
    state: str
    url: str = ""


def waits_of(user: Any) -> list[Waiting]:
    """Return what others have still to decide about the person."""
    asked = AccessRequest.objects.visible_to(user).filter(user=user).open().select_related("organisation")
    requests = [
        Waiting(
            row.body_name,
            row.role_labels,
            row.get_state_display(),
            reverse("accounts:own_request", args=[row.public_id]),
        )
        for row in asked.order_by("-created_at", "-pk")
    ]
    return requests + invitations_to_confirm(user)


def invitations_to_confirm(user: Any) -> list[Waiting]:
    """Return the invitations accepted from another address, until who invited confirms."""
    rows = AccountInvitation.objects.unrestricted("a person reads the invitations they accepted")
    own = rows.filter(accepted_by=user, state=AccountInvitation.State.AWAITING_CONFIRMATION)
    return [
        Waiting(
            row.organisation.name,
            _("%(roles)s: chi ti ha invitato deve confermare.") % {"roles": row.role_labels},
            row.get_state_display(),
        )
        for row in own.select_related("organisation").order_by("-pk")
    ]


def has_address(user: Any, email: str) -> bool:
    """Say whether this is an address that the person has confirmed."""
    return EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()
