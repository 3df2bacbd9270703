"""Pages of nobody in particular: health for a proxy, and errors that no view answered."""

import logging
import os
import sys
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import TooManyFilesSent
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pico.base import jobs
from pico.base.failures import status_of
from pico.base.kept import is_from_own_page, kept_form

logger = logging.getLogger(__name__)
WORKER_SILENCE_SECONDS = 180
PATIENCE_SECONDS = 4.0  # a proxy hears of an illness within five
MOST_PROBES = 16  # a database that hangs does not gather threads without end
Check = Callable[[], bool]


@never_cache
@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say 200 when database, cache, private storage and worker are well, else 503; no names, no versions.

    What does not answer within four seconds is ill: nobody waits for a database that hangs.
    """
    found: dict[str, bool] = {}
    probes = [
        _probe(found, {"database": _database, "cache": _cache, "worker": _worker}),
        _probe(found, {"storage": _storage}),
    ]
    until = time.monotonic() + PATIENCE_SECONDS
    for probe in probes:
        probe.wait(max(until - time.monotonic(), 0))
    names = ("database", "cache", "storage", "worker")
    answer = {name: "ok" if found.get(name) else "ko" for name in names}
    well = set(answer.values()) == {"ok"}
    return JsonResponse({"stato": "ok" if well else "ko", **answer}, status=200 if well else 503)


def _probe(found: dict[str, bool], checks: dict[str, Check]) -> threading.Event:
    """Ask some checks, one after the other, in a thread that may hang without anybody waiting for it.

    Returns:
        An event set when they have all answered.
    """
    done = threading.Event()

    def run() -> None:
        try:
            for name, check in checks.items():
                found[name] = _well(name, check)
        finally:
            connections.close_all()
            done.set()

    if sum(thread.name == "health" for thread in threading.enumerate()) < MOST_PROBES:
        threading.Thread(target=run, name="health", daemon=True).start()
    return done


def _well(name: str, check: Check) -> bool:
    try:
        return check()
    except Exception as error:  # whatever a database, a cache or an object store raises is an illness
        logger.warning("health: %s is ill: %s", name, type(error).__name__)
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _cache() -> bool:
    cache.set("pico.health", "1", timeout=30)
    return cache.get("pico.health") == "1"


def _storage() -> bool:
    storage = storages["private"]
    name = storage.save(f"health/{os.getpid()}-{uuid.uuid4().hex}", ContentFile(b"1"))
    storage.delete(name)
    return True


def _worker() -> bool:
    beat = jobs.last_beat()
    return beat is not None and (timezone.now() - beat).total_seconds() < WORKER_SILENCE_SECONDS


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a missing or old form token: the page was open too long, somebody signed in since, no cookies.

    What a page of ours sent is given back to be sent once more: nothing typed is lost.
    """
    kept = kept_form(request) if is_from_own_page(request) else {}
    context = {"debug_reason": reason if settings.DEBUG else "", **kept}
    answer = render(request, "403_csrf.html", context, status=403)
    add_never_cache_headers(answer)
    return answer


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what no browser of a person sends: too many fields, a forged host."""
    return _static_error(request, 400, too_many_files=isinstance(exception, TooManyFilesSent))


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an error nobody caught, without the database: 507 for a full disk, 503 while it is away.

    Django calls it while it handles the exception, wherever in the middlewares it was raised.
    """
    return _static_error(request, status_of(sys.exc_info()[1]))


def _static_error(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    page = render_to_string(f"{status}.html", {"code": getattr(request, "id", ""), **context})
    response = HttpResponse(page, status=status, headers={"Cache-Control": "private, no-store"})
    if status == 503:
        response["Retry-After"] = "30"
    return response
