"""Pictures of an image or of the first page of a PDF, drawn by another process within limits."""

import base64
from dataclasses import dataclass
from typing import Any

from pico.files.extraction import answer_of
from pico.files.reading import INLINE_IMAGES

SECONDS = 30
DRAWABLE = {*INLINE_IMAGES, "application/pdf"}


@dataclass(frozen=True)
class Drawn:
    """One picture, WEBP.

    Args:
        size: SMALL for lists, LARGE for the sheet.
        width, height: pixels.
        content: the bytes.
    """

    size: str
    width: int
    height: int
    content: bytes


def draw(content: Any, content_type: str, *, seconds: float = SECONDS) -> list[Drawn]:
    """Return the pictures of a file.

    Args:
        content: an open file at its start, with a file number (on disk).
        content_type: one of ``DRAWABLE``.
        seconds: how long it may take.

    Raises:
        Locked: it asks for a password.
        Unreadable: it could not be drawn.
    """
    answer = answer_of("drawing", content, content_type, seconds=seconds)
    return [
        Drawn(size, one["width"], one["height"], base64.b64decode(one["data"]))
        for size, one in answer.items()
    ]
