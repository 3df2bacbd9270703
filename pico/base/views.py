"""Pages of nobody in particular: health for a proxy, and the answer to a form without its token."""

import os
import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from pico.base import jobs

WORKER_SILENCE_SECONDS = 180


@never_cache
@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Say 200 when database, cache, private storage and worker are well, else 503; no names, no versions."""
    checks = {
        "database": _well(_database),
        "cache": _well(_cache),
        "storage": _well(_storage),
        "worker": _well(_worker),
    }
    well = all(checks.values())
    answer = {name: "ok" if ok else "ko" for name, ok in checks.items()}
    return JsonResponse({"stato": "ok" if well else "ko", **answer}, status=200 if well else 503)


def _well(check: Any) -> bool:
    try:
        return bool(check())
    except (DatabaseError, OSError):
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
    """Explain a missing or old form token; the page was open too long or cookies are off."""
    return render(request, "403_csrf.html", {"debug_reason": reason if settings.DEBUG else ""}, status=403)
