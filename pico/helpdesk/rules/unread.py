"""What was said last in one's own requests, and which of them hold something one has not read yet."""

from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Left

from pico.helpdesk.models import TicketMessage

LONGEST = 160  # as much as two lines of a list hold


def with_unread(rows: Any) -> Any:
    """Mark requests (``unread``) whose desk wrote, since who asked last looked, something they may read."""
    said = TicketMessage.objects.unrestricted("whether something unread waits for who asked, never what")
    new = said.filter(
        ticket=OuterRef("pk"), kind=TicketMessage.Kind.PUBLIC, from_desk=True,
        position__gt=OuterRef("read_number"),
    )  # fmt: skip
    return rows.annotate(unread=Exists(new))


def with_last_words(rows: Any) -> Any:
    """Add to one's own requests how the last message begins that one may read, and whose side said it."""
    said = TicketMessage.objects.unrestricted("the last words of one's own requests, notes left out")
    last = said.filter(ticket=OuterRef("pk"), kind=TicketMessage.Kind.PUBLIC).order_by("-position")
    return rows.annotate(
        last_words=Subquery(last.values(begins=Left("source", LONGEST))[:1]),
        last_from_desk=Subquery(last.values("from_desk")[:1]),
    )
