"""Public pages kept ready in each process, for whoever comes without a cookie (portal.md; performance.md 1).

A page is good while nothing shown to the public has changed, in any process: the state that
`pico.portal.hosts` reads with the sites, before the page is drawn, is kept with it. It is good for a minute
and never past midnight (Rome), when notices expire. Only what `public_page` lets be stored is kept, without
Set-Cookie, for the site's own host and port, with the parameters that its lists know; pages with parameters
have a shelf of their own, so that nobody can crowd out the others by asking for many.

They travel compressed: a page that is the same for everybody holds no secret that its length could betray.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.decorators import sync_only_middleware
from django.utils.text import compress_string

from pico.base.dates import today

LIFE_SECONDS = 60
SMALLEST_PACKED = 500  # bytes
LARGEST = 512 * 1024  # bytes of one page
# What lists have to choose from. Words that people type are not among them: each would be a page of its own.
PARAMETERS = frozenset({"tipo", "argomento", "anno", "regione", "quando", "mese", "pagina", "righe"})
LONGEST_QUERY = 120
COOKIES_THAT_MATTER = ("messages",)  # beside the session's: words for the next page

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Kept:
    """One page as it was answered."""

    state: Any
    day: date
    at: float
    content: bytes
    packed: bytes
    headers: dict[str, str]

    @property
    def size(self) -> int:
        return len(self.content) + len(self.packed)

    def holds(self, state: Any) -> bool:
        return self.state == state and time.monotonic() - self.at < LIFE_SECONDS and self.day == today()


class Shelf:
    """So many bytes of pages; the one asked for longest ago makes room."""

    def __init__(self, share: float) -> None:
        self.share, self.bytes = share, 0
        self.pages: OrderedDict[Key, Kept] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key: Key, state: Any) -> Kept | None:
        with self.lock:
            kept = self.pages.get(key)
            if kept is None:
                return None
            if not kept.holds(state):
                self._drop(key)
                return None
            self.pages.move_to_end(key)
            return kept

    def put(self, key: Key, kept: Kept) -> None:
        with self.lock:
            self._drop(key)
            self.pages[key] = kept
            self.bytes += kept.size
            while self.bytes > settings.PICO_KEPT_PAGES_BYTES * self.share:
                self._drop(next(iter(self.pages)))

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.bytes = 0

    def _drop(self, key: Key) -> None:
        if (kept := self.pages.pop(key, None)) is not None:
            self.bytes -= kept.size


PLAIN, CHOSEN = Shelf(0.75), Shelf(0.25)  # addresses without and with parameters


def empty() -> None:
    """Drop every page of this process."""
    PLAIN.clear()
    CHOSEN.clear()


@sync_only_middleware
def kept_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer with the page kept ready where there is a good one; keep what may be kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        site = getattr(request, "pico_site", None)
        if site is None or not _may_be_kept(request, site):
            response = get_response(request)
            return _sent(request, response, b"") if _is_for_everybody(response) else response
        shelf = CHOSEN if request.GET else PLAIN
        key = (request.scheme or "", request.get_host(), request.get_full_path())
        state = site.extra["public_state"]
        if (kept := shelf.get(key, state)) is not None:
            return _sent(request, HttpResponse(kept.content, headers=kept.headers), kept.packed)
        response = get_response(request)
        if not _is_for_everybody(response):
            return response
        packed, headers = compress_string(response.content), dict(response.items())
        if len(response.content) <= LARGEST:
            shelf.put(key, Kept(state, today(), time.monotonic(), response.content, packed, headers))
        return _sent(request, response, packed)

    return middleware


def _may_be_kept(request: HttpRequest, site: Any) -> bool:
    """Say whether a request is one of the many alike: nobody signed in, on a site that is online."""
    if request.method not in {"GET", "HEAD"} or not settings.PICO_KEPT_PAGES_BYTES:
        return False
    if site.state != "ONLINE" or "public_state" not in site.extra or request.headers.get("HX-Request"):
        return False
    if any(name in request.COOKIES for name in (settings.SESSION_COOKIE_NAME, *COOKIES_THAT_MATTER)):
        return False
    port = f":{settings.PICO_PORT}" if settings.PICO_PORT else ""
    return request.get_host() in {site.hostname, site.hostname + port} and _is_one_of_few(request)


def _is_one_of_few(request: HttpRequest) -> bool:
    """Say whether the query is one that lists make themselves."""
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        return False
    return all(name in PARAMETERS and len(values) == 1 for name, values in request.GET.lists())


def _is_for_everybody(response: HttpResponse) -> bool:
    """Say whether an answer is the same for whoever asks: a whole public page that sets no cookie."""
    return getattr(response, "is_for_everybody", False) and not response.cookies


def _sent(request: HttpRequest, response: HttpResponse, packed: bytes) -> HttpResponse:
    """Answer 304 to whoever has this very page already, else send it compressed to whoever reads that."""
    known = get_conditional_response(request, etag=response["ETag"], response=response)
    if known is not None and known.status_code == 304:
        return known
    if "gzip" in request.headers.get("Accept-Encoding", "") and len(response.content) >= SMALLEST_PACKED:
        response.content = packed or compress_string(response.content)
        response["Content-Encoding"], response["Content-Length"] = "gzip", str(len(response.content))
        response["ETag"] = f"W/{response['ETag']}"
    return response
