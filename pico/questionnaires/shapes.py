"""What a piece of a definition must look like; whatever does not is refused with the path."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from pico.questionnaires.conditions import read_day, read_number

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
Shape = Callable[[Any, str], None]


class DefinitionError(ValueError):
    """A definition cannot be read.

    Args:
        path: where, as ``sections[2].items[0].options``; empty for the whole.
        sentence: what is wrong, in Italian.
    """

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path}: {sentence}" if path else sentence)
        self.path = path
        self.sentence = sentence


def key(value: Any, path: str) -> None:
    """Refuse what is no key of a section, question, row, column or option."""
    if not isinstance(value, str) or not KEY.fullmatch(value):
        raise DefinitionError(
            path, _("serve un codice di lettere minuscole, cifre e «_», che inizi con una lettera (max 40).")
        )


def text(longest: int, *, filled: bool = False) -> Shape:
    """Return the shape of a text.

    Args:
        longest: characters.
        filled: whether blank is refused.
    """

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str):
            raise DefinitionError(path, _("serve un testo."))
        if len(value) > longest:
            raise DefinitionError(path, _("il testo supera %(most)s caratteri.") % {"most": longest})
        if filled and not value.strip():
            raise DefinitionError(path, _("il testo è vuoto."))

    return check


def flag(value: Any, path: str) -> None:
    """Refuse all but true and false."""
    if not isinstance(value, bool):
        raise DefinitionError(path, _("serve true oppure false."))


def whole(least: int, most: int) -> Shape:
    """Return the shape of a whole number between two."""

    def check(value: Any, path: str) -> None:
        if type(value) is not int or not least <= value <= most:
            sentence = _("serve un numero intero fra %(least)s e %(most)s.")
            raise DefinitionError(path, sentence % {"least": least, "most": most})

    return check


def decimal(value: Any, path: str) -> None:
    """Refuse all but ``{"num": "12.5"}``."""
    if not isinstance(value, dict) or set(value) != {"num"} or read_number(value["num"]) is None:
        raise DefinitionError(path, _("serve un numero scritto come {«num»: «12.5»}."))


def day(value: Any, path: str) -> None:
    """Refuse all but a real day written the ISO way."""
    if not isinstance(value, str) or len(value) != 10 or read_day(value) is None:
        raise DefinitionError(path, _("serve una data vera scritta come 2027-02-15."))


def one_of(choices: Iterable[str]) -> Shape:
    """Return the shape of one word out of several."""
    known = list(choices)

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str) or value not in known:
            raise DefinitionError(path, _("serve uno fra: %(known)s.") % {"known": ", ".join(known)})

    return check


def anything(value: Any, path: str) -> None:
    """Accept: somebody else looks."""


def listing(item: Shape, *, least: int = 0, most: int) -> Shape:
    """Return the shape of a list."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            sentence = _("serve un elenco di %(least)s-%(most)s elementi.")
            raise DefinitionError(path, sentence % {"least": least, "most": most})
        for number, entry in enumerate(value):
            item(entry, f"{path}[{number}]")

    return check


def keyed(item: Shape, *, name: str = "key", least: int = 1, most: int) -> Shape:
    """Return the shape of a list of objects whose keys differ."""
    listed = listing(item, least=least, most=most)

    def check(value: Any, path: str) -> None:
        listed(value, path)
        seen: set[str] = set()
        for number, entry in enumerate(value):
            if entry[name] in seen:
                where = f"{path}[{number}].{name}"
                raise DefinitionError(where, _("«%(key)s» c'è già.") % {"key": entry[name]})
            seen.add(entry[name])

    return check


def thing(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """Return the shape of an object: these keys and no other."""
    known = {**required, **(optional or {})}

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise DefinitionError(path, _("serve un oggetto."))
        dot = f"{path}." if path else ""
        for name in value:
            if name not in known:
                raise DefinitionError(f"{dot}{name}", _("voce sconosciuta."))
        for name in required:
            if name not in value:
                raise DefinitionError(f"{dot}{name}", _("manca."))
        for name, entry in value.items():
            known[name](entry, f"{dot}{name}")

    return check


OPTIONS = keyed(thing({"value": key, "label": text(200, filled=True)}), name="value", most=200)
ROWS = keyed(thing({"key": key, "label": text(200, filled=True)}), most=30)
