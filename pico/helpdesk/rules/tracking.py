"""The address at which somebody without an account follows a request: 256 bits, of which the row has a hash.

The word is made from the request and the secret key, so that each later mail can carry it although nobody
stored it. After the secret key has changed the words of mails already sent still open, by their hash.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from pico.base.actor import Actor, system_actor
from pico.files.models import Attachment, StoredFile
from pico.helpdesk.models import Ticket, TicketMessage
from pico.helpdesk.rules.same import thread_of

KEPT_AFTER_CLOSING = timedelta(days=90)
CONFIRM_WITHIN = timedelta(hours=48)


def stranger() -> Actor:
    """Return who acts when somebody does who is not signed in."""
    return system_actor(_("chi ha chiesto, senza accesso"))


def token_of(ticket: Ticket) -> str:
    """Return the word of a request's address."""
    seal = salted_hmac("pico.helpdesk.tracking", ticket.public_id.hex, algorithm="sha256")
    return base64.urlsafe_b64encode(seal.digest()).decode().rstrip("=")


def hash_of(token: str) -> str:
    """Return what the row keeps of a word."""
    return hashlib.sha256(token.encode()).hexdigest()


def ticket_at(token: str) -> Ticket | None:
    """Return the request behind a word; None for a wrong one, or one past its time."""
    rows = Ticket.objects.unrestricted("who holds the secret address of a request asked it")
    found = (
        rows.select_related("desk__owner", "topic", "merged_into__desk__owner", "merged_into__topic")
        .filter(secret_hash=hash_of(token))
        .first()
    )
    return found if found is not None and not is_over(found) else None


def is_over(ticket: Ticket) -> bool:
    """Say whether the address of a request opens nothing any more."""
    now = timezone.now()
    if ticket.state == Ticket.State.UNCONFIRMED:
        return ticket.created_at < now - CONFIRM_WITHIN
    return ticket.state == Ticket.State.CLOSED and ticket.moved_at < now - KEPT_AFTER_CLOSING


def public_messages(ticket: Ticket) -> Any:
    """Return what the holder of the address reads of a request and of those put into it."""
    seen = TicketMessage.objects.unrestricted("who holds the secret address of a request asked it")
    whole = seen.filter(ticket__in=thread_of(ticket), kind=TicketMessage.Kind.PUBLIC)
    return whole.order_by("created_at", "pk")


def files_of(messages: Sequence[TicketMessage]) -> Any:
    """Return the files of messages in hand that may be handed out."""
    rows = Attachment.objects.unrestricted("the files of messages that the holder of the address reads")
    of_messages = rows.filter(
        target_type=ContentType.objects.get_for_model(TicketMessage),
        target_id__in=[one.pk for one in messages],
    )
    return of_messages.exclude(file__scan_state=StoredFile.ScanState.INFECTED)
