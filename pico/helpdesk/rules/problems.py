"""From the code that an error page passes on to what one asks about."""

import re
from urllib.parse import urlencode

from django.urls import reverse

from pico.helpdesk.models import SignInProblem

SHAPE = re.compile(r"[a-z0-9-]{1,20}")


def access_help(code: str) -> str:
    """Return the address of the form with the kind of problem chosen."""
    return f"{reverse('helpdesk:access')}?{urlencode({'codice': code})}"


def problem_of(code: str) -> SignInProblem | None:
    """Return the problem behind a code; of an error nobody listed, what its way of entering has in common."""
    wanted = code.lower()
    if not SHAPE.fullmatch(wanted):
        return None
    found = SignInProblem.objects.select_related("topic").in_bulk(
        [wanted, wanted.partition("-")[0]], field_name="code"
    )
    return found.get(wanted) or found.get(wanted.partition("-")[0])
