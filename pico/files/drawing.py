"""Runs alone, in a process with little memory: an image or a PDF on standard input, its pictures on output.

It knows nothing of the product, as extracting.py: a file that makes the drawer hang, crash or eat memory ends
this process and nothing else (pictures.py starts it).
"""

import base64
import io
import json
import resource
import sys
from typing import Any

from kreuzberg import render_pdf_page
from PIL import Image

MEMORY = 512 * 2**20  # bytes
CPU_SECONDS = 30
PDF = "application/pdf"
DOTS = (110, 40)  # for an inch: a poster that is too large for its memory is tried once more, coarser
BOXES = {"SMALL": (192, 192), "LARGE": (1200, 1600)}  # name: pixels that the picture fits in
QUALITY = 80


def main() -> int:
    """Read, write one JSON object: pictures by name, or that the file is locked."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        source = _first_page() if sys.argv[1] == PDF else sys.stdin.buffer
        with Image.open(source, formats=["PNG", "JPEG", "WEBP", "GIF"]) as image:
            answer: dict[str, Any] = {name: _fitted(image, box) for name, box in reversed(BOXES.items())}
    except RuntimeError as error:
        if "password" not in str(error):
            raise
        answer = {"locked": True}
    json.dump(answer, sys.stdout)
    return 0


def _first_page() -> io.BytesIO:
    for dots in DOTS[:-1]:
        try:
            return io.BytesIO(render_pdf_page("/dev/stdin", 0, dpi=dots))
        except RuntimeError as error:
            if "password" in str(error):
                raise
            sys.stdin.buffer.seek(0)
    return io.BytesIO(render_pdf_page("/dev/stdin", 0, dpi=DOTS[-1]))


def _fitted(image: Image.Image, box: tuple[int, int]) -> dict[str, Any]:
    """Return a picture that fits in a box, the largest first: the small one is made of it."""
    if image.mode not in {"RGB", "RGBA"}:
        transparent = "A" in image.getbands() or "transparency" in image.info
        image = image.convert("RGBA" if transparent else "RGB")
    made, output = image.copy(), io.BytesIO()
    made.thumbnail(box)
    made.save(output, "WEBP", quality=QUALITY)
    return {
        "width": made.width, "height": made.height, "data": base64.b64encode(output.getvalue()).decode(),
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
