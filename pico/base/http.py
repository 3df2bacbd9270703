"""What a request is once every middleware has seen it: the type of a view's first argument."""

import ipaddress
import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from pico.base import context
from pico.base.actor import Actor
from pico.base.sites import SiteInfo

logger = logging.getLogger(__name__)


class Request(HttpRequest):
    """For annotations only; Django makes the object itself."""

    id: str
    user: Any
    actor: Actor
    pico_site: SiteInfo | None


def whole_number(text: str | None) -> int | None:
    """Return the number that a form or an address wrote in plain digits, else None.

    ``str.isdigit`` is no judge: it takes «²», which ``int`` refuses, and thousands of digits, which it
    refuses too. At most 18 digits fit every integer column.
    """
    if not text or len(text) > 18 or not (text.isascii() and text.isdecimal()):
        return None
    return int(text)


def coarse_network(address: str) -> str:
    """Return the network of an address, enough to recognise one's own: /24 for IPv4, /48 for IPv6."""
    try:
        bits = 24 if ipaddress.ip_address(address).version == 4 else 48
        return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))
    except ValueError:
        return ""


def after_answer(response: HttpResponseBase, work: Callable[[], object]) -> None:
    """Do something once the answer has left, with the request's id and network still known to the journal.

    Args:
        response: the answer; a streamed one counts as left after its last row.
        work: what to do; its failure is logged and changes nothing for the reader.
    """
    now = context.current()

    def run() -> None:
        token = context.begin(now)
        try:
            work()
        except Exception:
            logger.exception("work after the answer failed")
        finally:
            context.end(token)

    response._resource_closers.append(run)  # type: ignore[attr-defined]
