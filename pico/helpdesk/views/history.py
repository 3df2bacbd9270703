"""The history of a request on its two pages: the last lines, all of them where asked for."""

from collections.abc import Callable
from typing import Any

from pico.base.http import Request
from pico.helpdesk.models import Ticket
from pico.journal.history import HistoryLine

SHOWN = 20


def told(
    request: Request, ticket: Ticket, lines_of: Callable[[Ticket, int | None], list[HistoryLine]]
) -> dict[str, Any]:
    """Return the newest lines and whether there are more, or all of them."""
    whole = request.GET.get("storia") == "tutta"
    lines = lines_of(ticket, None if whole else SHOWN + 1)
    more = not whole and len(lines) > SHOWN
    return {"history": lines[:SHOWN] if more else lines, "more_history": more}
