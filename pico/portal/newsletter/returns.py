"""What comes back: delivery reports (RFC 3464) and complaints (RFC 5965), read with the standard library."""

import email
import re
from dataclasses import dataclass
from email.message import Message
from email.policy import default as policy

from pico.portal.models import IssueDelivery
from pico.portal.newsletter import links

Return = IssueDelivery.Return
_OURS = re.compile(r"<issue-\d+\.[0-9a-f]{32}@[^>\s]+>")


@dataclass(frozen=True)
class Returned:
    """One report: which message it is about (by its delivery's id or its Message-ID) and what it says."""

    kind: str
    delivery_id: int | None
    message_id: str
    says: str


def read(raw: bytes) -> Returned | None:
    """Return what a message that came back reports; None when it is no report about a newsletter of ours."""
    message = email.message_from_bytes(raw, policy=policy)
    report = str(message.get_param("report-type", "") or "").lower()
    if message.get_content_type() != "multipart/report":
        return None
    found = {"delivery-status": _bounce, "feedback-report": _complaint}.get(report)
    told = found(message) if found else None
    if told is None:
        return None
    kind, says = told
    delivery_id, message_id = _which(message, raw)
    if delivery_id is None and not message_id:
        return None
    return Returned(kind, delivery_id, message_id, says[:200])


def _bounce(message: Message) -> tuple[str, str] | None:
    """Return how hard the refusal is: a permanent failure (5.x.x) of this address, or one that may pass."""
    for fields in _fields(message, "message/delivery-status"):
        if str(fields.get("Action", "")).strip().lower() != "failed":
            continue
        status = str(fields.get("Status", "")).strip()
        says = str(fields.get("Diagnostic-Code", "")) or status
        # 5.2.2 mailbox full, 5.3.x and 5.4.x the other system, 5.7.x policy: the address may be good.
        hard = status.startswith(("5.1.", "5.0.")) or status in {"5.2.1", "5"}
        return (Return.HARD if hard else Return.SOFT), " ".join(says.split())
    return None


def _complaint(message: Message) -> tuple[str, str] | None:
    for fields in _fields(message, "message/feedback-report"):
        kind = str(fields.get("Feedback-Type", "")).strip().lower()
        if kind in {"abuse", "fraud", "not-spam", "other", "virus"}:
            return None if kind == "not-spam" else (Return.COMPLAINT, kind)
    return None


def _fields(message: Message, content_type: str) -> list[Message]:
    """Return the groups of fields of a report's part."""
    groups: list[Message] = []
    for part in message.walk():
        if part.get_content_type() != content_type:
            continue
        content = part.get_payload()
        if isinstance(content, list):
            groups += [group for group in content if isinstance(group, Message)]
        else:
            raw = part.get_payload(decode=True)
            text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(content)
            groups += [
                email.message_from_string(group, policy=policy) for group in re.split(r"\n\s*\n", text)
            ]
    return groups


def _which(message: Message, raw: bytes) -> tuple[int | None, str]:
    """Return (delivery, Message-ID): the address it came to says it, else the original it carries."""
    for header in ("Delivered-To", "X-Original-To", "Envelope-To", "To"):
        for value in message.get_all(header, []):
            if (found := links.delivery_of_address(str(value))) is not None:
                return found, ""
    original = _OURS.search(raw.decode("latin-1"))
    return None, original[0] if original else ""


def split_mailbox(raw: bytes) -> list[bytes]:
    """Return the messages of a text: an mbox, or one message alone."""
    if not raw.startswith(b"From "):
        return [raw] if raw.strip() else []
    return [part.partition(b"\n")[2] for part in re.split(rb"(?m)^(?=From )", raw) if part.strip()]
