"""The text of a file, read by another process within limits of time and memory (kernel.md 5.3)."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 60
ROOT = Path(__file__).resolve().parents[2]
OFFICE = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"
PDF = "application/pdf"
READABLE = {
    PDF,
    f"{OFFICE}.wordprocessingml.document",
    f"{OFFICE}.spreadsheetml.sheet",
    f"{OFFICE}.presentationml.presentation",
    f"{ODF}.text",
    f"{ODF}.spreadsheet",
    f"{ODF}.presentation",
    "text/plain",
    "text/csv",
    "application/rtf",
    "message/rfc822",
}


class Locked(Exception):
    """The file opens only with a password."""


class Unreadable(Exception):
    """The reader gave up: damaged, too slow, too big for its memory.

    Args:
        again: whether another try may go better (the process was killed).
    """

    def __init__(self, *, again: bool) -> None:
        super().__init__("killed" if again else "damaged")
        self.again = again


@dataclass(frozen=True)
class Extracted:
    """What a file says.

    Args:
        text: at most a million characters, without NUL.
        pages: how many, where the format has pages.
    """

    text: str
    pages: int | None


def extract(content: Any, content_type: str, *, seconds: float = SECONDS) -> Extracted:
    """Return the text of a file.

    Args:
        content: an open file at its start, with a file number (on disk).
        content_type: one of ``READABLE``.
        seconds: how long it may take.

    Raises:
        Locked: it asks for a password.
        Unreadable: it could not be read.
    """
    answer = answer_of("extracting", content, content_type, seconds=seconds)
    return Extracted(_clean(answer["text"]), answer["pages"])


def answer_of(reader: str, content: Any, content_type: str, *, seconds: float) -> dict[str, Any]:
    """Run a reader of ours on a file, in a process of its own, and return what it says.

    Args:
        reader: a module of this app with a ``main``.
        content, content_type, seconds: as ``extract``.

    Raises:
        Locked, Unreadable: as ``extract``.
    """
    command = [sys.executable, "-I", "-c", BEGIN.format(root=str(ROOT), reader=reader), content_type]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command, stdin=content, capture_output=True, timeout=seconds, check=False, env={"PATH": ""}
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(again=True) from None
    if done.returncode < 0:
        raise Unreadable(again=True)
    if done.returncode:
        raise Unreadable(again=False)
    answer = json.loads(done.stdout)
    if answer.get("locked"):
        raise Locked
    return answer


BEGIN = "import sys; sys.path.insert(0, {root!r}); from pico.files.{reader} import main; sys.exit(main())"


def _clean(text: str) -> str:
    """Drop what no database column takes: NUL and halves of surrogate pairs."""
    return text.replace("\x00", " ").encode("utf-8", "ignore").decode()
