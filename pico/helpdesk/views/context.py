"""What is told of the page from which somebody asked."""

from pico.base.http import Request
from pico.helpdesk.models import Ticket
from pico.helpdesk.rules.context import Context, seen


def told(request: Request, context: Context) -> dict[str, str] | None:
    """Return name and address of a page; title and address of its row only to who sees that row now."""
    row = seen(request.user, context.kind, context.row)
    if row is not None:
        found, kind = row
        return {
            "page": context.page, "label": context.label, "url": kind.address(found, request),
            "kind": str(kind.label),
        }  # fmt: skip
    if not context.page:
        return None
    return {"page": context.page, "label": "", "url": context.url, "kind": ""}


def of_ticket(request: Request, ticket: Ticket) -> dict[str, str] | None:
    """Return what is told of the page from which a request was sent."""
    return told(
        request,
        Context(
            "", ticket.context_page, ticket.context_url, ticket.context_kind, ticket.context_id,
            ticket.context_label,
        ),
    )  # fmt: skip
