"""What a page must have before readers see it (portal.md 5.2); a draft may miss it."""

import re
from typing import Any

from django.utils.translation import gettext as _

HEADING = re.compile(r"<h([2-6])[\s>]")


def unfit(page: Any) -> dict[str, str]:
    """Return what keeps a page from being published: field -> sentence."""
    wrong = {}
    if page.image_id and not (page.image_alt or page.image.description):
        wrong["image_alt"] = _(
            "Scrivi che cosa si vede nell'immagine: senza testo alternativo la pagina non si pubblica."
        )
    jump = first_jump(getattr(page, "body", None))
    if jump:
        wrong["body"] = _(
            "Un titolo di livello %(found)s segue uno di livello %(before)s: non saltare livelli, "
            "o chi ascolta la pagina si perde. Salva come bozza o correggi."
        ) % {"before": jump[0], "found": jump[1]}
    return wrong


def first_jump(body: Any) -> tuple[int, int] | None:
    """Return the first two headings between which a level is skipped; the page's title is level 1."""
    before = 1
    for block in body or []:
        source = getattr(block.value, "source", "") if block.block_type == "text" else ""
        for found in HEADING.findall(source):
            level = int(found)
            if level > before + 1:
                return before, level
            before = level
    return None
