"""Names of places and bodies: how they are written, compared, searched and turned into slugs."""

import re
import unicodedata

# Words that Italian writes in lower case inside a place name: "Pieve del Grappa", "Isola d'Asti".
PARTICLES = frozenset(
    "a ad ai al alla alle allo agli all' con d' da dal dalla dall' de' degli dei del dell' della delle "  # noqa: SIM905
    "dello di e ed il in l' la li lo ne' nei nel nell' nella nelle per presso sopra su sul sull' "
    "sulla sullo".split()
)
_WORD = re.compile(r"(?<= )([^\W\d_]+'?)(?=[\w ])")


_OF_THE_BODY = re.compile(r"^\s*comune\s+di\s+", re.IGNORECASE)


def lower_particles(name: str) -> str:
    """Return «Pieve del Grappa» for «Pieve Del Grappa»: particles after a blank in lower case.

    Args:
        name: a name whose every word begins with a capital.
    """
    return _WORD.sub(lambda m: m.group().lower() if m.group().lower() in PARTICLES else m.group(), name)


def without_accents(text: str) -> str:
    """Return the text with accents removed and case folded."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def search_form(text: str) -> str:
    """Return the text as the directory searches it: no accents, no case, plain apostrophes."""
    return re.sub(r"\s+", " ", without_accents(text.replace("’", "'"))).strip()


def match_form(name: str) -> str:
    """Return the name as two sources are compared: letters and digits only.

    Unique for all municipalities within one unit (measured on the list of 2026).
    """
    return re.sub(r"[^a-z0-9]", "", without_accents(_OF_THE_BODY.sub("", name)))
