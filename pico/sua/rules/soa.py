"""SOA categories of works: how people write them, and which of ANAC's list they may mean."""

import re
from datetime import date
from difflib import get_close_matches

from django.utils.translation import gettext as _

from pico.sua.models import CodeListEntry
from pico.sua.rules import code_lists

LIST = "categoria"
_CODE = re.compile(r"(O[GS])\s*-?\s*(\d{1,2})(?:\s*-?\s*([AB]))?")
MOST = 3  # suggestions
_LONGEST = 60


def tidy(text: str) -> str:
    """Return a category as ANAC writes it: «og1» is OG 1, «os 2 a» is OS 2-A; other words stay."""
    plain = " ".join(text.upper().split())
    found = _CODE.fullmatch(plain)
    if found is None:
        return " ".join(text.split())
    kind, number, letter = found.groups()
    return f"{kind} {int(number)}" + (f"-{letter}" if letter else "")


def objection(code: str, on: date) -> str:
    """Return why a category is none of the imported list, with those that may be meant; empty when it is one.

    Without an imported list nobody can say.
    """
    if not code or code_lists.is_in_force(LIST, code, on) or not code_lists.is_loaded(LIST):
        return ""
    meant = suggestions(code, on)
    words = (
        _("«%(code)s» non è nell'elenco delle categorie in vigore. Forse: %(meant)s.")
        if meant
        else _(
            "«%(code)s» non è nell'elenco delle categorie in vigore: scrivi ad esempio OG 1 oppure OS 2-A."
        )
    )
    return words % {"code": code[:20], "meant": "; ".join(meant)}


def suggestions(text: str, on: date) -> list[str]:
    """Return the categories that somebody may mean: of the same number, of these words, or written alike."""
    rows = CodeListEntry.objects.in_force(on).filter(list=LIST).order_by("code")
    labels = {row.code: _short(row.code, row.label) for row in rows}
    same = [code for code in labels if code.partition("-")[0] == text.partition("-")[0]]
    if not same:
        wanted = text.casefold().split()
        same = [code for code, label in labels.items() if all(word in label.casefold() for word in wanted)]
    if not same:
        same = get_close_matches(text.upper(), labels, n=MOST, cutoff=0.7)
    return [labels[code] for code in same[:MOST]]


def _short(code: str, label: str) -> str:
    """Return «OG 3, strade, autostrade, ponti»: ANAC's labels repeat the code and are in capitals."""
    words = label.removeprefix(code).strip(" -").capitalize()
    cut = words if len(words) <= _LONGEST else words[:_LONGEST].rpartition(" ")[0].rstrip(" ,;") + "…"
    return f"{code} ({cut})" if cut else code
