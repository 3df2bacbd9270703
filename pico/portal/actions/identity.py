"""Pictures of a site's identity, kept in the site's own collection."""

from typing import IO, Any

from django.core.files.base import ContentFile
from PIL import Image

from pico.portal.crests import clean_svg, crest_picture, ending, hero_picture
from pico.portal.models import PortalImage, PortalSite

CREST, HERO = "Stemma del sito", "Immagine di apertura del sito"
IDENTITY = (CREST, HERO)


def _crest_of(site: PortalSite, file: IO[bytes], name: str) -> dict[str, Any]:
    """Return the settings that a new crest changes; the picture is stored, the drawing is cleaned.

    Raises:
        Refused: with the sentence about the file.
    """
    if ending(name) == ".svg":
        return {"crest_svg": clean_svg(file.read()), "crest": None}
    return {"crest": _kept(site, CREST, crest_picture(file, name), "stemma.png"), "crest_svg": ""}


def _hero_of(site: PortalSite, file: IO[bytes], name: str) -> dict[str, Any]:
    """Return the settings that a new opening picture changes.

    Raises:
        Refused: with the sentence about the file.
    """
    return {"hero_image": _kept(site, HERO, hero_picture(file, name), "copertina.webp")}


def _kept(site: PortalSite, title: str, content: IO[bytes], name: str) -> PortalImage:
    data = content.read()
    content.seek(0)
    with Image.open(content) as image:
        width, height = image.size
    return PortalImage.objects.create(
        title=title,
        collection=site.collection,
        file=ContentFile(data, name=name),
        width=width,
        height=height,
        file_size=len(data),
    )
