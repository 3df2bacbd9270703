"""What a request is once every middleware has seen it: the type of a view's first argument."""

from typing import Any

from django.http import HttpRequest

from pico.base.actor import Actor
from pico.base.sites import SiteInfo


class Request(HttpRequest):
    """For annotations only; Django makes the object itself."""

    id: str
    user: Any
    actor: Actor
    pico_site: SiteInfo | None
