"""Runs alone, in a process with little memory: a file on standard input, its text as JSON on output.

It knows nothing of the product, so that a file that makes the reader hang, crash or eat memory ends this
process and nothing else (extraction.py starts it).
"""

import io
import json
import re
import resource
import sys
from typing import Any

from kreuzberg import KreuzbergError, extract_bytes_sync

MEMORY = 512 * 2**20  # bytes
CPU_SECONDS = 60
LONGEST_TEXT = 1_000_000  # characters
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN = {"text/plain", "text/csv"}
TOLD = re.compile(r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
NAMED = {b"amp": "&", b"lt": "<", b"gt": ">", b"quot": '"', b"apos": "'"}
PRIVATE = 0xE000  # of Unicode's private use: stands for a character that XML does not let stand by itself
SLIDES = "application/vnd.oasis.opendocument.presentation"
LARGEST_SLIDES = 20_000_000  # bytes of XML
PARAGRAPHS = {f"{{urn:oasis:names:tc:opendocument:xmlns:text:1.0}}{name}" for name in ("p", "h")}


def main() -> int:
    """Read, write one JSON object: text and pages, or why there are none."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    content, content_type = sys.stdin.buffer.read(), sys.argv[1]
    try:
        text, pages = _read(content, content_type)
        answer: dict[str, Any] = {"text": text[:LONGEST_TEXT], "pages": pages}
    except KreuzbergError as error:
        if "password" not in str(error):
            raise
        answer = {"locked": True}
    json.dump(answer, sys.stdout)
    return 0


def _read(content: bytes, content_type: str) -> tuple[str, int | None]:
    if content_type in PLAIN:
        return _decoded(content), None
    if content_type == SLIDES:
        return _read_slides(content), None
    if content_type == DOCX:
        content = with_characters(content)
    try:
        result = extract_bytes_sync(content, content_type)
    except KreuzbergError as error:
        if content_type != PDF or "password" in str(error):
            raise
        return _read_with_pypdf(content)
    about = result.metadata
    pages = about.get("page_count") if isinstance(about, dict) else None
    text = result.content.translate({PRIVATE + ord(c): c for c in NAMED.values()})
    return text, pages if isinstance(pages, int) else None


def with_characters(content: bytes) -> bytes:
    """Return a DOCX with characters in the place of references: the reader loses them («dell&apos;ente»)."""
    from pico.base.zips import new_archive, open_archive

    made = io.BytesIO()
    with open_archive(io.BytesIO(content)) as source, new_archive(made) as target:
        for name in source.names:
            part = b"" if name.startswith("word/media/") else source.read(name, at_most=MEMORY)
            target.add(name, REFERENCE.sub(_character, part) if TOLD.match(name) else part)
    return made.getvalue()


def _character(found: re.Match[bytes]) -> bytes:
    hexadecimal, decimal, name = found.groups()
    number = ord(NAMED[name]) if name else int(hexadecimal or decimal, 16 if hexadecimal else 10)
    if chr(min(number, 0x7F)) in NAMED.values():
        number += PRIVATE
    if number < 0x20 or 0xD800 <= number < 0xE000 or number > 0x10FFFF:
        return found.group()
    return chr(number).encode()


def _decoded(content: bytes) -> str:
    """Old files of Italian offices are in the code page of Windows."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _read_slides(content: bytes) -> str:
    """The reader knows no slides of OpenDocument: their paragraphs are taken one by one."""
    from pico.base.xml import parse_xml
    from pico.base.zips import open_archive

    with open_archive(io.BytesIO(content)) as archive:
        root = parse_xml(archive.read("content.xml", LARGEST_SLIDES))
    paragraphs = (one for one in root.iter() if one.tag in PARAGRAPHS)
    return "\n".join(text for one in paragraphs if (text := "".join(one.itertext()).strip()))


def _read_with_pypdf(content: bytes) -> tuple[str, int]:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content))
    return "\n".join(page.extract_text() for page in reader.pages), len(reader.pages)


if __name__ == "__main__":
    sys.exit(main())
