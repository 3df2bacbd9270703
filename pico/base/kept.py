"""A form that cannot be taken now is given back with what was typed, to be sent once more."""

from typing import Any

from django.http import HttpRequest

NEVER_REPEATED = {"csrfmiddlewaretoken"}


def kept_form(request: HttpRequest) -> dict[str, Any]:
    """Return what ``components/kept_form.html`` shows: every field but passwords, and where it goes.

    Files do not come back: the page says that they must be chosen again.
    """
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NEVER_REPEATED and "password" not in name
        for value in values
    ]
    return {"kept": kept, "files": bool(request.FILES), "address": request.get_full_path()}


def is_from_own_page(request: HttpRequest) -> bool:
    """Say whether the browser vouches that a page of this very host sent the form.

    Only then is it given back: what another site sent must not come one click nearer to being accepted.
    """
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
