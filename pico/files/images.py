"""Images are drawn anew: what is stored is pixels, without metadata, places or hidden passengers."""

import io
import struct
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

from pico.base.errors import Refused

MOST_PIXELS = 40_000_000
MOST_ANIMATED_PIXELS = 200_000_000
MOST_FRAMES = 600  # each takes milliseconds to draw, however small
ANIMATED = {"PNG", "WEBP", "GIF"}
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF"}
OPTIONS: dict[str, dict] = {
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 90, "method": 4},
    "GIF": {},
}
MODES = {
    "JPEG": {"RGB", "L"},
    "PNG": {"RGB", "RGBA", "L", "LA", "P", "1"},
    "WEBP": {"RGB", "RGBA"},
    "GIF": {"P", "L"},
}


def redraw(file: IO[bytes], content_type: str) -> io.BytesIO:
    """Return the image encoded again, upright, in the same format.

    Args:
        file: the upload.
        content_type: one of the four types of images.

    Raises:
        Refused: when it is not such an image, is damaged or has too many pixels.
    """
    kind = FORMATS[content_type]
    try:
        with Image.open(file, formats=[kind]) as image:
            # A photo from a telephone may carry a second picture (MPO): the first is the photo.
            frames = getattr(image, "n_frames", 1) if kind in ANIMATED else 1
            _refuse_too_large(image.width * image.height, frames)
            return _animated(image, kind) if frames > 1 else _still(image, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, struct.error):
        raise Refused(
            _("L'immagine è danneggiata o non è del tipo che il nome dice: salvala di nuovo e riprova."),
            code="damaged",
        ) from None


def _refuse_too_large(pixels: int, frames: int) -> None:
    if pixels > MOST_PIXELS or pixels * frames > MOST_ANIMATED_PIXELS:
        raise _too_large()
    if frames > MOST_FRAMES:
        raise Refused(_("L'immagine animata ha troppi fotogrammi: accorciala e riprova."), code="too large")


def _too_large() -> Refused:
    return Refused(_("L'immagine supera 40 megapixel: riducila e riprova."), code="too large")


def _bare(image: Image.Image, kind: str) -> Image.Image:
    """Return a copy that holds pixels only, in a mode the format knows."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode not in MODES[kind]:
        transparent = "A" in upright.getbands() or "transparency" in upright.info
        upright = upright.convert("RGBA" if transparent and "RGBA" in MODES[kind] else "RGB")
    transparency = upright.info.get("transparency") if upright.mode in {"P", "L", "RGB"} else None
    bare = upright.copy()
    bare.info = {} if transparency is None or kind == "JPEG" else {"transparency": transparency}
    return bare


def _still(image: Image.Image, kind: str) -> io.BytesIO:
    output = io.BytesIO()
    _bare(image, kind).save(output, kind, **OPTIONS[kind])
    output.seek(0)
    return output


def _animated(image: Image.Image, kind: str) -> io.BytesIO:
    durations = [frame.info.get("duration", 100) for frame in ImageSequence.Iterator(image)]
    frames: Iterator[Image.Image] = (_rgba(frame) for frame in ImageSequence.Iterator(image))
    output = io.BytesIO()
    next(frames).save(
        output, kind, save_all=True, append_images=frames, duration=durations, loop=0, **OPTIONS[kind]
    )
    output.seek(0)
    return output


def _rgba(frame: Image.Image) -> Image.Image:
    bare = frame.convert("RGBA")
    bare.info = {}
    return bare
