"""Finding what an address names, for whom may read it, and answering with its bytes."""

import re
import uuid
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from pico.files import storage
from pico.files.models import Attachment, DocumentVersion, Paper, PendingUpload, StoredFile

CHUNK = 256 * 1024
INLINE_IMAGES = {"image/jpeg", "image/png", "image/webp", "image/gif"}  # drawn anew when they were stored
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
PDF_POLICY = (
    "default-src 'none'; frame-ancestors 'none'"  # the browser's own viewer does not run in a sandbox
)
RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


def find_readable(user: Any, public_id: uuid.UUID) -> Any:
    """Return the version, attachment, paper or waiting upload of that address which this person may read.

    Returns:
        The row with its ``file``, or None when there is none for this person.
    """
    for model in (DocumentVersion, Attachment, Paper, PendingUpload):
        rows = model.objects.visible_to(user).filter(public_id=public_id, file__isnull=False)
        row = rows.exclude(file__scan_state=StoredFile.ScanState.INFECTED).select_related("file").first()
        if row is not None:
            return row
    return None


def is_public(row: Any) -> bool:
    """Say whether anybody may read it, also without signing in."""
    return type(row).objects.visible_to(AnonymousUser()).filter(pk=row.pk).exists()


def is_first_part(request: HttpRequest) -> bool:
    """Say whether this request begins a download (a player asks for many ranges of one file)."""
    asked = RANGE.match(request.headers.get("Range", ""))
    return asked is None or asked[1] in ("", "0")


def answer_with(row: Any, request: HttpRequest) -> HttpResponseBase:
    """Answer with a row's content, whole or the part that was asked for.

    Raises:
        FileNotFoundError: when the blob is not in the store.
    """
    response = _accelerated(row) or _own(row, request)
    content_type = row.file.content_type
    inline = content_type in INLINE_IMAGES or content_type == "application/pdf"
    if response.status_code != 416:
        text = content_type.startswith("text/")
        response["Content-Type"] = f"{content_type}; charset=utf-8" if text else content_type
        response["Content-Disposition"] = content_disposition_header(not inline, row.original_name) or ""
    response["Content-Security-Policy"] = PDF_POLICY if content_type == "application/pdf" else SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _accelerated(row: Any) -> HttpResponse | None:
    """Let the proxy send the bytes, where the installation says so (it then answers ranges too)."""
    prefix = getattr(settings, "PICO_ACCEL_PREFIX", "")
    if not prefix:
        return None
    return HttpResponse(headers={"X-Accel-Redirect": f"{prefix.rstrip('/')}/{row.file.path}"})


def _own(row: Any, request: HttpRequest) -> HttpResponseBase:
    size, tag = row.file.size, f'"{row.public_id.hex}"'
    wanted = request.headers.get("Range", "")
    if request.headers.get("If-Range", tag) != tag:
        wanted = ""
    part = part_of(wanted, size)
    if part is None:
        return HttpResponse(
            status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        )
    start, length = part
    whole = (start, length) == (0, size) and not RANGE.match(wanted)
    response = StreamingHttpResponse(
        Part(storage.read(row.file.path), start, length), status=200 if whole else 206
    )
    if not whole:
        response["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    response["Content-Length"] = str(length)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    return response


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """Return (start, length) of the one part that a Range header asks for.

    What is not a single range of bytes is ignored, as HTTP allows: the whole is sent.

    Returns:
        None when the range lies beyond the end.
    """
    asked = RANGE.match(header)
    if asked is None or asked[0] == "bytes=-":
        return 0, size
    first, last = asked[1], asked[2]
    if not first:
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < int(first):
            return 0, size
    return (start, end - start + 1) if start < size and end >= start else None


class Part:
    """Some bytes of an open file, given piece by piece; closed also when nobody reads it (HEAD)."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        self._file = file
        self._left = length
        file.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        while self._left > 0 and (piece := self._file.read(min(CHUNK, self._left))):
            self._left -= len(piece)
            yield piece

    def close(self) -> None:
        self._file.close()
