"""Files on messages: who hangs them there. Who reads the message reads them."""

from typing import Any

from pico.helpdesk.models import TicketMessage

MOST_FILES = 5


def may_attach(user: Any, message: TicketMessage) -> bool:
    """Say whether this is the message's author. A message sent is changed no more: its action alone asks."""
    return message.author_id is not None and message.author_id == user.pk
