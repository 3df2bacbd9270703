"""Forms that remember for which organisation they were opened; accounts knows what to do when it changed.

A form that writes for an organisation holds ``components/acting_field.html`` and its view wears
``for_acting_organisation``: tests/test_acting_forms.py goes through every address that takes a post.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from pico.base.http import Request
from pico.base.registry import Hook

View = Callable[..., HttpResponse]
FIELD = "acting"

guard: Hook[Callable[..., HttpResponse]] = Hook(
    "guard(view, request, …) -> the view's answer, or the question for which organisation: pico.accounts"
)


def for_acting_organisation(view: View) -> View:
    """Ask before a form is sent for another organisation than it was opened for, or for an unsaid one."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return guard.call(view, request, *args, **kwargs)

    guarded.for_acting_organisation = True  # type: ignore[attr-defined] # read by the consistency test
    return guarded
