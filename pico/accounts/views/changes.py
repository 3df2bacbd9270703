"""What the pages that make one change share: the change is made, or the page says why not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pico.base.errors import Refused
from pico.base.http import Request


@dataclass(frozen=True)
class Outcome:
    """What became of a page's change.

    Args:
        done: it was made: the page leads on.
        refusal: why it was refused, where the sentence stands beside no field.
        status: of the page that is shown again.
    """

    done: bool = False
    refusal: Refused | None = None
    status: int = 200


def attempt(request: Request, form: Any, perform: Callable[[], Any]) -> Outcome:
    """Make the change when it was asked for and its form, if any, is valid; a refusal goes to its field."""
    if request.method != "POST":
        return Outcome()
    if form is not None and not form.is_valid():
        return Outcome(status=422)
    try:
        perform()
    except Refused as raised:
        beside = form is not None and raised.field in form.fields
        if beside:
            form.add_error(raised.field, str(raised))
        return Outcome(refusal=None if beside else raised, status=422)
    return Outcome(done=True)
