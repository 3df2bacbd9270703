"""Posting during tests as a browser does: the form says for which organisation it was opened.

Every write form of the reserved area carries the field ``acting`` (tests/test_acting_forms.py); a test client
knows nothing of forms, so it is added here to what a signed-in client posts. A test about the field itself
writes it, or posts a body of its own with ``content_type``.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from pico.accounts.middleware import actor_of
from pico.base.sites import site_for_host

_post = Client.post


def post(
    client: Client, path: str, data: Any = None, content_type: str = MULTIPART_CONTENT, **extra: Any
) -> Any:
    """Add the field that the page opened just before would have carried."""
    says = data is not None and not isinstance(data, dict)
    if content_type == MULTIPART_CONTENT and not says and not {"acting", "acting_switch"} & set(data or {}):
        data = {**(data or {}), **acting_of(client)}
    return _post(client, path, data, content_type=content_type, **extra)


def acting_of(client: Client) -> dict[str, str]:
    """Return what components/acting_field.html would write for this client's session."""
    if settings.SESSION_COOKIE_NAME not in client.cookies:  # asking for the session would begin one
        return {}
    request = HttpRequest()
    request.session = client.session
    request.user = get_user(request)
    if not request.user.is_authenticated:
        return {}
    request.pico_site = site_for_host.call(
        client.defaults.get("HTTP_HOST", "testserver").partition(":")[0], None
    )
    body = actor_of(request).organisation
    return {"acting": str(body.pk if body else "")}


def install() -> None:
    """Let every test client post this way."""
    Client.post = post
