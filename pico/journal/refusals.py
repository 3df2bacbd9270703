"""What the platform refused to somebody signed in, written once the answer has left (security.md 5.11).

A refusal rolls its transaction back, so the line is written outside it. It holds the address by name, the id
in it, the code of the refusal and for whom the person acted: never what was typed, nor a word of an address.
The same refusal again within ten minutes is one line, and beyond ``refusal_lines`` in an hour one last line
says that there were more: nobody fills the journal by knocking.
"""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from pico.base import context, limits
from pico.base.http import Request, after_answer
from pico.journal.models import Category, record

MERGED_FOR = 600  # seconds
SILENT_FOR = 3600
ABSENT = "absent_or_forbidden"


class refusals_recorded:
    """Middleware: every ``Refused`` raised for a person, shown by a view or not, and every page denied."""

    sync_capable, async_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        codes = list(dict.fromkeys(context.current().refused))
        if codes and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            after_answer(response, lambda: _write(request, codes))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that a closed page was not there for this person; of a row of nobody's it says the same."""
        view = request.resolver_match.func if request.resolver_match else None
        if isinstance(exception, Http404 | PermissionDenied) and getattr(view, "login_required", True):
            context.current().refused.append(ABSENT)


def _write(request: Request, codes: list[str]) -> None:
    for code in codes:
        address, object_id = _about(request)
        seen = f"pico:refusal:{request.user.pk}:{address}:{object_id}:{code}"
        if not cache.add(seen, True, MERGED_FOR):
            continue
        if limits.use(request, "refusal_lines"):
            _write_that_there_were_more(request)
            return
        verb = "journal.page.denied" if code == ABSENT else "journal.action.refused"
        changes = {"address": address, "method": request.method, "code": code}
        if object_id:
            changes["object"] = object_id
        record(request.actor, verb, changes=changes, category=Category.REFUSED)


def _write_that_there_were_more(request: Request) -> None:
    if cache.add(f"pico:refusals:{request.user.pk}", True, SILENT_FOR):
        record(request.actor, "journal.refusals.many", category=Category.REFUSED)


def _about(request: Request) -> tuple[str, str]:
    """Return the name of the address and the id in it; tokens, slugs and file names stay out."""
    found = request.resolver_match
    if found is None:
        return "", ""
    ids = (str(value) for value in found.kwargs.values() if isinstance(value, uuid.UUID | int))
    return found.view_name, next(ids, "")[:40]
