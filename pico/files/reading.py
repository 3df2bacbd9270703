"""Finding what an address names, for whom may read it, and answering with its bytes."""

import re
import uuid
from collections.abc import Iterator
from typing import IO, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

from pico.files import storage
from pico.files.kinds import type_of_name
from pico.files.models import (
    Attachment,
    DocumentVersion,
    Paper,
    PendingUpload,
    Picture,
    PreparedArchive,
    StoredFile,
)

CHUNK = 256 * 1024
INLINE_IMAGES = {"image/jpeg", "image/png", "image/webp", "image/gif"}  # drawn anew when they were stored
BEYOND = (-1, 0)  # a range that the content does not reach
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
PDF_POLICY = (
    "default-src 'none'; frame-ancestors 'none'"  # the browser's own viewer does not run in a sandbox
)
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\Z", re.IGNORECASE)


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
    asked = RANGE.match(request.headers.get("Range", "").strip())
    return asked is None or asked[1] in ("", "0")


def sends_content(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Say whether some of the content leaves with this answer."""
    return request.method == "GET" and response.status_code in (200, 206)


def answer_with(row: Any, request: HttpRequest) -> HttpResponseBase:
    """Answer with a row's content, whole or the part that was asked for.

    Raises:
        FileNotFoundError: when the blob is not in the store.
    """
    response = _accelerated(row) or _own(row, request)
    content_type = type_of(row)
    inline = content_type in INLINE_IMAGES or content_type == "application/pdf"
    if response.status_code in (200, 206):
        text = content_type.startswith("text/")
        response["Content-Type"] = f"{content_type}; charset=utf-8" if text else content_type
        response["Content-Disposition"] = content_disposition_header(not inline, row.original_name) or ""
    return _guarded(response, PDF_POLICY if content_type == "application/pdf" else SANDBOX)


def answer_with_picture(picture: Picture) -> HttpResponse:
    """Answer with a picture of a file; it is some kilobytes.

    Raises:
        FileNotFoundError: when it is not in the store.
    """
    with storage.read(picture.path) as content:
        response = HttpResponse(content.read(), content_type="image/webp")
    response["Content-Disposition"] = "inline"
    return _guarded(response, SANDBOX)


def answer_with_archive(archive: PreparedArchive) -> HttpResponseBase:
    """Answer with a ZIP that a job made.

    Raises:
        FileNotFoundError: when it is not in the store any more.
    """
    response = StreamingHttpResponse(Part(storage.read(archive.path), 0, archive.size))
    response["Content-Length"] = str(archive.size)
    return as_zip(response, archive.name)


def as_zip(response: HttpResponseBase, name: str) -> Any:
    """Give an answer the headers of a ZIP that is kept by nobody on the way."""
    response["Content-Type"] = "application/zip"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return _guarded(response, SANDBOX)


def _guarded(response: HttpResponseBase, policy: str) -> Any:
    """Say that it does nothing in the browser and that nobody keeps it: who may read changes at any time."""
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def type_of(row: Any) -> str:
    """Return the type a row's content is served as: what this row's own upload was checked to be.

    The same bytes may be kept as text by one organisation and as CSV by another; whoever came second must not
    learn from the type that somebody came first.
    """
    return type_of_name(row.original_name) or row.file.content_type


def _accelerated(row: Any) -> HttpResponse | None:
    """Let the proxy send the bytes, where the installation says so (it then answers ranges too)."""
    prefix = getattr(settings, "PICO_ACCEL_PREFIX", "")
    if not prefix:
        return None
    return HttpResponse(headers={"X-Accel-Redirect": f"{prefix.rstrip('/')}/{row.file.path}"})


def _own(row: Any, request: HttpRequest) -> HttpResponseBase:
    size, tag = row.file.size, f'"{row.public_id.hex}"'
    if _has_it_already(request, tag):
        return HttpResponseNotModified(headers={"ETag": tag})
    part = part_of(_wanted(request, tag), size)
    if part == BEYOND:
        return HttpResponse(
            status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        )
    start, length = part or (0, size)
    response = StreamingHttpResponse(
        Part(storage.read(row.file.path), start, length), status=206 if part else 200
    )
    if part:
        response["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    response["Content-Length"] = str(length)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    return response


def _has_it_already(request: HttpRequest, tag: str) -> bool:
    """Say whether the reader holds this very content (If-None-Match)."""
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    return tag in known or known == ["*"]


def _wanted(request: HttpRequest, tag: str) -> str:
    """Return the Range header where it counts: in a GET, and for the content the reader began with."""
    if request.method != "GET" or request.headers.get("If-Range", tag) != tag:
        return ""
    return request.headers.get("Range", "").strip()


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """Return (start, length) of the one part that a Range header asks for.

    Returns:
        None for the whole: what is not a single range of bytes is ignored, as HTTP allows. BEYOND when the
        range lies beyond the end.
    """
    asked = RANGE.match(header)
    first, last = (asked[1], asked[2]) if asked else ("", "")
    if (not first and not last) or (first and last and int(last) < int(first)):
        return None
    if not first:
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last or size), size - 1)
    return (start, end - start + 1) if start <= end else BEYOND


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
