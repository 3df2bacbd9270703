"""Signed words in the links of mails: confirm, leave, and whose message came back. Nothing is stored."""

import re

from django.core import signing
from django.utils.crypto import salted_hmac

from pico.portal.models import Subscriber

CONFIRM = "pico.portal.newsletter.confirm"
LEAVE = "pico.portal.newsletter.leave"
CONFIRM_WITHIN = 72 * 3600
_RETURN = re.compile(r"\+(\d{1,18})-([0-9a-f]{16})@")


def confirm_token(subscriber: Subscriber) -> str:
    """Return the word of the confirmation, good for 72 hours and for this asking only."""
    return signing.dumps([subscriber.public_id.hex, int(subscriber.asked_at.timestamp())], salt=CONFIRM)


def leave_token(subscriber: Subscriber) -> str:
    """Return the word of the way out. It never expires: old mails are found."""
    return signing.dumps(subscriber.public_id.hex, salt=LEAVE)


def to_confirm(token: str) -> Subscriber | None:
    """Return who confirms with a word, None when it is not ours, too old, or a newer one was asked for."""
    try:
        public_id, asked = signing.loads(token, salt=CONFIRM, max_age=CONFIRM_WITHIN)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    subscriber = _find(public_id)
    return subscriber if subscriber and int(subscriber.asked_at.timestamp()) == asked else None


def to_leave(token: str) -> Subscriber | None:
    """Return who leaves with a word, None when it is not ours or the row is gone."""
    try:
        return _find(signing.loads(token, salt=LEAVE))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _find(public_id: str) -> Subscriber | None:
    rows = Subscriber.objects.unrestricted("who holds a signed link of theirs")
    return rows.select_related("newsletter__site__organisation").filter(public_id=public_id).first()


def _seal(delivery_id: int) -> str:
    return salted_hmac("pico.portal.newsletter.return", str(delivery_id)).hexdigest()[:16]


def return_address(mailbox: str, delivery_id: int) -> str:
    """Return the envelope address of one message: what comes back to it says by itself whose it was."""
    name, _at, host = mailbox.partition("@")
    return f"{name}+{delivery_id}-{_seal(delivery_id)}@{host}"


def delivery_of_address(text: str) -> int | None:
    """Return the delivery an envelope address speaks of, if we wrote it."""
    found = _RETURN.search(text)
    return int(found[1]) if found and _seal(int(found[1])) == found[2] else None
