"""The sizes of an editorial picture: each has an address, and is made when a browser first asks for it.

A page names addresses and never waits for a picture to be made small, which takes tenths of a second each.
Only the sizes of this table exist. An address carries the file's name and the point of focus: a changed
picture has other addresses, and browsers may keep what they have.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from wagtail.images.models import AbstractRendition, SourceImageIOError

FORMATS = ("avif", "webp", "jpeg")  # the one that a browser knows first comes first
WIDTHS = (480, 720, 1344)  # a telephone's, a column's, a column's on a fine screen
CARD, CARD_BOX = "scheda", (640, 360)
SHARED, SHARED_BOX = "anteprima", (1200, 630)  # what other sites show beside a link
_BOXES = {CARD: CARD_BOX, SHARED: SHARED_BOX}
_RULES = {str(width): f"width-{width}" for width in WIDTHS} | {
    name: f"fill-{width}x{height}" for name, (width, height) in _BOXES.items()
}


@dataclass(frozen=True)
class Sized:
    """A picture as HTML wants it. ``sources``: (type, srcset) of the formats before the last."""

    src: str
    srcset: str
    sources: tuple[tuple[str, str], ...]
    width: int
    height: int


def in_sizes(image: Any) -> Sized:
    """Return the addresses of a picture of a text, in every format and width. No query."""
    widths = [width for width in WIDTHS if width < image.width] or [WIDTHS[0]]
    if image.width > widths[-1]:
        widths = list(
            dict.fromkeys([*widths, next((one for one in WIDTHS if one >= image.width), WIDTHS[-1])])
        )
    shown = min(WIDTHS[1], image.width)
    sets = {
        kind: ", ".join(f"{_address(image, str(one), kind)} {min(one, image.width)}w" for one in widths)
        for kind in FORMATS
    }
    return Sized(
        src=_address(image, str(WIDTHS[1]), FORMATS[-1]),
        srcset=sets[FORMATS[-1]],
        sources=tuple((f"image/{kind}", sets[kind]) for kind in FORMATS[:-1]),
        width=shown,
        height=round(image.height * shown / image.width),
    )


def card_address(image: Any) -> str:
    """Return where the picture of a card is, the same for every browser; empty without a picture."""
    return _address(image, CARD, "webp") if image else ""


def shared_address(image: Any) -> str:
    """Return the picture that other sites show beside a link to the page; empty without one."""
    return _address(image, SHARED, "jpeg") if image else ""


def rendition_of(image: Any, size: str, name: str) -> AbstractRendition | None:
    """Return a size, made now if nobody asked for it before; None for what is no address of this picture."""
    kind = name.rpartition(".")[2]
    if size not in _RULES or kind not in FORMATS or name != _name(image, kind):
        return None
    try:
        rendition = image.get_rendition(f"{_RULES[size]}|format-{kind}")
    except SourceImageIOError:
        return None  # the file is gone
    rendition.file.close()  # a new one holds the temporary file it was made in
    return rendition


def _address(image: Any, size: str, kind: str) -> str:
    return f"/media/{image.pk}/{size}/{_name(image, kind)}"


def _name(image: Any, kind: str) -> str:
    focus = image.get_focal_point()
    mark = f"-{focus.left}-{focus.top}-{focus.right}-{focus.bottom}" if focus else ""
    return f"{PurePath(image.file.name).stem}{mark}.{kind}"
