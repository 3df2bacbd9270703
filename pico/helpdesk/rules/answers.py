"""What may stand in braces in a ready answer, and what is put there."""

import re

from django.utils.translation import gettext_lazy as _

VARIABLES = {
    "nome": _("nome e cognome di chi ha chiesto"),
    "numero": _("numero della richiesta"),
    "modulo": _("modulo di cui si parla"),
    "link": _("indirizzo della richiesta"),
}
_BRACES = re.compile(r"\{([^{}\n]{0,60})\}")


def unknown_variables(source: str) -> list[str]:
    """Return what stands in braces and is none of the variables."""
    return sorted({name for name in _BRACES.findall(source) if name not in VARIABLES})


def filled(source: str, values: dict[str, str]) -> str:
    """Return a text with its variables filled; what a value holds is never read as a variable."""
    return _BRACES.sub(lambda found: values.get(found.group(1), found.group()), source)
