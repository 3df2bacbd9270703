"""Codes found by words: what the fields of CPV, collective agreement and place propose to who types."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.identifiers import clean_cpv
from pico.organisations.models import Municipality, MunicipalityCode
from pico.search.words import fold, split, stems, without_accents
from pico.sua.models import CodeListEntry
from pico.sua.models.codes import ContractObject
from pico.sua.rules import code_lists, places

MOST = 20
NEAREST = 3
MOST_WORDS = 6
LONGEST = 120
SHORTEST = 2  # letters before anything is looked for
SHORTEST_STEM = 4  # «sale» is not «sala»: a shorter stem gives way to the word
PLACE = "luogo"
LISTS = {"cpv": code_lists.CPV, "ccnl": code_lists.CCNL}  # name in the address -> list of the table
# What offices say, and the stems with which the lists say it.
ALSO = {
    "scuola": ("scolastic",),
    "scuole": ("scolastic",),
    "mensa": ("refezion", "ristorazione scolastic"),
    "asfalto": ("bitum", "manto stradal", "rifacimento di strad"),
    "asfaltatura": ("bitum", "manto stradal", "rifacimento di strad"),
    "scuolabus": ("autobus", "minibus"),
    "verde": ("spazi verdi", "zone verdi", "piantagion"),
    "neve": ("disgelo", "ghiaccio"),
    "stradale": ("disgelo", "strad"),
    "rifiuti": ("immondizi",),
    "biblioteca": ("bibliotec",),
    "lampioni": ("illuminazione stradal", "illuminazione pubblic"),
    "telecamere": ("videosorveglianz", "sorveglianz"),
    "computer": ("personal computer", "informatic"),
}
# Divisions of the CPV: 45 is works, services begin at 50, goods are the others.
_OF_KIND: Mapping[str, Q] = {
    ContractObject.WORKS: Q(code__startswith="45"),
    ContractObject.SERVICES: Q(code__gte="50"),
    ContractObject.SUPPLIES: Q(code__lt="45") | Q(code__startswith="48"),
}
_LIKE = {"a": "aàáâä", "e": "eèéêë", "i": "iìíîï", "o": "oòóôö", "u": "uùúûü", "c": "cç", "n": "nñ"}
_START = "(^|[^a-zàèéìòù])"


@dataclass(frozen=True)
class Proposal:
    """What is written in the field, and what it means."""

    value: str
    label: str

    def __str__(self) -> str:
        return f"{self.value} ({self.label})"


def of(name: str, text: str, kind: str = "") -> list[Proposal]:
    """Return at most twenty proposals for words in any order, with or without accents, or for digits.

    Rows with more of the words come first, then those of the kind of contract. One query.

    Args:
        name: ``cpv``, ``ccnl`` or ``luogo``.
        kind: works, supplies or services, where it is known.
    """
    text = fold(" ".join(text[:LONGEST].split()))
    if len(text) < SHORTEST:
        return []
    if name == PLACE:
        return _places(text)
    rows = _found(_in_force(LISTS[name]), text, _OF_KIND.get(kind, Q()) if name == "cpv" else Q())
    return [Proposal(row.code, row.label) for row in rows[:MOST]]


def why_none(name: str, text: str) -> str:
    """Return what is said under the field when nothing is proposed for what was typed."""
    if name == PLACE:
        return _("Nessun comune comincia così: controlla come si scrive.")
    if not code_lists.is_loaded(LISTS[name]):
        return _("L'elenco di questi codici non è ancora sulla piattaforma: scrivi il codice per intero.")
    return (
        ""
        if code_lists.is_in_force(LISTS[name], text.strip(), dates.today())
        else _("Nessun codice con queste parole: provane altre, o scrivi le prime cifre.")
    )


def nearest(name: str, text: str) -> list[Proposal]:
    """Return at most three proposals for a code that the list has not, or for words typed in its stead."""
    digits = "".join(letter for letter in text if letter.isdigit())[:8]
    if name != "cpv" or len(digits) < 3:
        return of(name, text)[:NEAREST]
    rows = _in_force(code_lists.CPV).filter(code__startswith=digits[:3]).values_list("code", "label")
    wanted = int(digits.ljust(8, "0"))
    found = sorted(rows, key=lambda row: (abs(int(row[0]) - wanted), row[0]))[:NEAREST]
    return sorted((Proposal(*row) for row in found), key=lambda one: one.value)


def label_of(name: str, code: str) -> str:
    """Return what a code means; empty for one that the list has not."""
    if name == PLACE:
        return _nuts(places.nuts_of(code))
    return labels_of(name, [code]).get(code, "") if code else ""


def labels_of(name: str, codes: Iterable[str]) -> dict[str, str]:
    """Return what each of these codes means, in one query."""
    return dict(_in_force(LISTS[name]).filter(code__in=set(codes) - {""}).values_list("code", "label"))


def _in_force(name: str) -> QuerySet[CodeListEntry]:
    return CodeListEntry.objects.in_force(dates.today()).filter(list=name)


def _found(rows: QuerySet[CodeListEntry], text: str, kind: Q) -> QuerySet[CodeListEntry]:
    words = [code] if (code := clean_cpv(text)) else list(dict.fromkeys(split(text)))[:MOST_WORDS]
    words = [word for word in words if len(word) >= SHORTEST]
    if not words:
        return rows.none()
    hits: Any = Value(0)
    first: Any = Value(0)
    for word in words:
        is_code = any(letter.isdigit() for letter in word)
        match = Q(code__istartswith=word[:8]) if is_code else Q(label__iregex=f"{_START}{_pattern(word)}")
        hits = hits + Case(When(match, then=Value(1)), default=Value(0))
        if not is_code:
            begins = Q(label__iregex=f"^{_alike(without_accents(word))}")
            first = first + Case(When(begins, then=Value(1)), default=Value(0))
    of_kind = Case(When(kind, then=Value(1)), default=Value(0)) if kind else Value(0)
    rows = rows.annotate(hits=hits, first=first, of_kind=of_kind).filter(hits__gt=0)
    size = Length("label") if any(word.isalpha() for word in words) else F("code")
    return rows.order_by("-hits", "-of_kind", "-first", size, "code")


def _pattern(word: str) -> str:
    """Return the regular expression of a word and of its like, in what both databases understand."""
    return "(" + "|".join(_alike(stem) for stem in (_stem(word), *ALSO.get(word, ()))) + ")"


def _stem(word: str) -> str:
    stem = stems(word)[-1]
    return stem if len(stem) >= SHORTEST_STEM and not word.isdigit() else without_accents(word)


def _alike(letters: str) -> str:
    return "".join(f"[{_LIKE[one]}]" if one in _LIKE else re.escape(one) for one in letters)


def _places(text: str) -> list[Proposal]:
    name = text.partition(" (")[0]
    rows = Municipality.objects.filter(valid_to=None, name__iregex=f"^{_alike(without_accents(name))}")
    coded = MunicipalityCode.objects.filter(
        municipality=OuterRef("pk"), scheme=MunicipalityCode.Scheme.ISTAT, valid_to=None
    )
    rows = rows.select_related("unit").annotate(coded=Exists(coded))
    return [
        Proposal(
            f"{row} ({row.unit.abbreviation})",
            _nuts(row.unit.nuts3) if row.coded else str(_("non ancora utilizzabile: manca il codice ISTAT")),
        )
        for row in rows.order_by(Length("name"), "name", "pk")[:MOST]
    ]


def _nuts(code: str) -> str:
    return _("NUTS %(code)s") % {"code": code} if code else ""
