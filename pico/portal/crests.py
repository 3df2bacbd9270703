"""Pictures of a site's identity: a crest as cleaned SVG or PNG, a hero redrawn small enough for a telephone.

An SVG is a program for a browser; what is kept is rebuilt from an allow-list of shapes and attributes.
"""

import io
from pathlib import PurePath
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image

from pico.base.errors import Refused
from pico.base.xml import BadXml, Element, SubElement, parse_xml, tostring
from pico.files.images import redraw

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
LARGEST_SVG = 300_000
LARGEST_IMAGE = 10_000_000
CREST_SIDE = 512
HERO_SIZE = (1600, 1000)
SHAPES = frozenset(
    "svg g defs title desc symbol use path rect circle ellipse line polyline polygon linearGradient "  # noqa: SIM905
    "radialGradient stop clipPath mask text tspan".split()
)
ATTRIBUTES = frozenset(
    "id viewBox width height x y x1 y1 x2 y2 cx cy r rx ry fx fy d points transform offset "  # noqa: SIM905
    "gradientUnits gradientTransform spreadMethod clipPathUnits maskUnits maskContentUnits "
    "clip-path clip-rule mask fill fill-opacity fill-rule stroke stroke-width stroke-opacity "
    "stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset "
    "stop-color stop-opacity opacity display visibility preserveAspectRatio color "
    "font-family font-size font-weight font-style text-anchor dx dy".split()
)
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


def ending(name: str) -> str:
    return PurePath(name).suffix.lower()


def clean_svg(content: bytes) -> str:
    """Return the drawing rebuilt from what is allowed: no script, style sheet, picture or outside address.

    Raises:
        Refused: when it is no drawing, too large, or would lose its colours without its style sheet.
    """
    if len(content) > LARGEST_SVG:
        raise Refused(_("Lo stemma SVG supera i 300 KB: semplificalo o carica un PNG."), code="svg")
    try:
        root = parse_xml(content)
    except BadXml as error:
        raise Refused(str(error), code="svg") from None
    if root.tag != f"{SVG}svg":
        raise Refused(_("Il file non è un disegno SVG."), code="svg")
    if not (root.get("viewBox") or (root.get("width") and root.get("height"))):
        raise Refused(_("Il disegno non dice quanto è grande: manca il «viewBox»."), code="svg")
    if any(part.tag == f"{SVG}style" or part.get("style") for part in root.iter()):
        raise Refused(
            _("Lo stemma usa fogli di stile interni: esportalo come «SVG semplice» o carica un PNG."),
            code="svg",
        )
    made = Element("svg", {"xmlns": "http://www.w3.org/2000/svg"})
    _copy(root, made)
    return tostring(made, encoding="unicode")


def _copy(source: Element, target: Element) -> None:
    for name, value in source.attrib.items():
        local = "href" if name == HREF else name
        if local in ATTRIBUTES and _is_harmless(value):
            target.set(local, value)
        elif local == "href" and value.startswith("#"):
            target.set("href", value)
    target.text = source.text if target.tag in {"title", "desc", "text", "tspan"} else None
    for child in source:
        name = child.tag.removeprefix(SVG) if isinstance(child.tag, str) else ""
        if child.tag != name and name in SHAPES:
            made = SubElement(target, name)
            _copy(child, made)
            made.tail = child.tail if target.tag in {"text", "tspan"} else None


def _is_harmless(value: str) -> bool:
    """Say whether an attribute leads nowhere outside the drawing."""
    plain = value.replace(" ", "").lower()
    return ":" not in plain and (plain.count("url(") == plain.count("url(#")) and "\\" not in plain


def crest_picture(file: IO[bytes], name: str) -> io.BytesIO:
    """Return a PNG crest drawn anew, at most 512 pixels a side.

    Raises:
        Refused: for another type or a damaged picture.
    """
    if ending(name) != ".png":
        raise Refused(_("Carica lo stemma come PNG o SVG."), code="type")
    return _fitted(redraw(file, "image/png"), (CREST_SIDE, CREST_SIDE), "PNG")


def hero_picture(file: IO[bytes], name: str) -> io.BytesIO:
    """Return a picture for the top of the home, WebP without metadata, at most 1600 by 1000.

    Raises:
        Refused: for another type or a damaged picture.
    """
    kind = TYPES.get(ending(name))
    if kind is None:
        raise Refused(_("Carica l'immagine come JPG, PNG o WebP."), code="type")
    return _fitted(redraw(file, kind), HERO_SIZE, "WEBP")


def _fitted(content: IO[bytes], size: tuple[int, int], kind: str) -> io.BytesIO:
    made = io.BytesIO()
    with Image.open(content) as image:
        image.load()
        drawn = image.convert("RGBA" if image.mode in {"P", "LA", "RGBA"} else "RGB")
    drawn.thumbnail(size)
    options = {"quality": 78, "method": 5} if kind == "WEBP" else {"optimize": True}
    drawn.save(made, kind, **options)
    made.seek(0)
    return made
