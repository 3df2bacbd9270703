"""A sign-in goes from the sign-in host to a site: a code, once, within a minute, for that browser."""

import hmac
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts.models import HandoverCode
from pico.accounts.tokens import hash_of
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record

LIFETIME = timedelta(seconds=60)


@transaction.atomic
def issue_handover(*, actor: Actor, target_host: str, state_hash: str, sign_in: dict[str, Any]) -> str:
    """Make a code for one site and one browser; codes past their time go.

    Args:
        actor: who is signed in on the sign-in host.
        target_host: an active site's host, judged by the caller (``hosts.active_site``).
        state_hash: hash of what the site's cookie holds in the browser that asked.
        sign_in: the records, the id and the beginning of the sign-in.

    Returns:
        The code, seen only here.
    """
    now = timezone.now()
    HandoverCode.objects.filter(expires_at__lt=now - LIFETIME).delete()
    code = secrets.token_urlsafe(32)
    row = HandoverCode.objects.create(
        code_hash=hash_of(code),
        user=actor.user,
        target_host=target_host,
        state_hash=state_hash,
        records=sign_in,
        expires_at=now + LIFETIME,
    )
    record(actor, "accounts.handover.issued", row, category="signin")
    return code


@transaction.atomic
def redeem_handover(*, actor: Actor, code: str, host: str, state: str) -> HandoverCode:
    """Use a code, once.

    Args:
        actor: the system: nobody is signed in on the site yet.
        code: what came in the address.
        host: the host it came to.
        state: what the browser's cookie holds.

    Returns:
        The row with the person and the sign-in.

    Raises:
        Refused: unknown, used or expired code, another host, another browser, a person disabled meanwhile.
    """
    rows = HandoverCode.objects.select_for_update(of=("self",)).select_related("user")
    row = rows.filter(code_hash=hash_of(code), used_at=None, expires_at__gt=timezone.now()).first()
    if (
        row is None
        or row.target_host != host
        or not hmac.compare_digest(row.state_hash, hash_of(state))
        or not row.user.is_active
    ):
        raise Refused(_("L'accesso non è più valido: accedi di nuovo."), code="handover")
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    record(Actor(row.user), "accounts.handover.done", row, category="signin")
    return row
