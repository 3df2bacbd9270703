"""Which of one's own requests hold something one has not read yet."""

from typing import Any

from django.db.models import Exists, OuterRef

from pico.helpdesk.models import TicketMessage


def with_unread(rows: Any) -> Any:
    """Mark requests (``unread``) whose desk wrote, since who asked last looked, something they may read."""
    said = TicketMessage.objects.unrestricted("whether something unread waits for who asked, never what")
    new = said.filter(
        ticket=OuterRef("pk"), kind=TicketMessage.Kind.PUBLIC, from_desk=True,
        position__gt=OuterRef("read_number"),
    )  # fmt: skip
    return rows.annotate(unread=Exists(new))
