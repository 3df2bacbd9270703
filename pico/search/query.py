"""What a person typed, as conditions on words of the index. Operators are data: nothing typed is syntax."""

import re
from dataclasses import dataclass

from pico.search.words import codes, fold, split, stems, without_accents

MOST_WORDS = 12
PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))')
SHORTEST_PREFIX = 2


@dataclass(frozen=True)
class Term:
    """A stem, or a word with digits, anywhere."""

    value: str


@dataclass(frozen=True)
class Prefix:
    """The beginning of a word of the title."""

    value: str


@dataclass(frozen=True)
class Phrase:
    """Words one after the other, as they are written but for accents."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class All:
    """Several clauses at once, as one alternative of another clause."""

    clauses: tuple["Clause", ...]


Alternative = Term | Prefix | Phrase | All
Clause = tuple[Alternative, ...]  # one of them is enough


@dataclass(frozen=True)
class Query:
    """Every clause of ``wanted`` holds, none of ``unwanted`` does."""

    wanted: tuple[Clause, ...] = ()
    unwanted: tuple[Clause, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def terms(self) -> frozenset[str]:
        """The stems to mark in an excerpt."""
        return frozenset(_terms(self.wanted))


def _terms(clauses: tuple[Clause, ...]) -> set[str]:
    found: set[str] = set()
    for alternative in (a for clause in clauses for a in clause):
        if isinstance(alternative, Term):
            found.add(alternative.value)
        elif isinstance(alternative, Phrase):
            found |= {term for word in alternative.words for term in stems(word)}
        elif isinstance(alternative, All):
            found |= _terms(alternative.clauses)
    return found


def parse(text: str) -> Query:
    """Return what was typed as a query; without any word to look for it is false.

    Args:
        text: words; "in quotes" as they stand; -word without it. Words after the twelfth are left out.
    """
    wanted: list[Clause] = []
    unwanted: list[Clause] = []
    left = MOST_WORDS
    for piece in PIECE.finditer(fold(text)[:2000]):
        words = list(split(piece["quoted"] if piece["quoted"] is not None else piece["bare"]))[:left]
        left -= len(words)
        if words:
            clauses = [_phrase(words)] if piece["quoted"] is not None else _bare(piece["bare"], words)
            (unwanted if piece["minus"] else wanted).extend(clauses)
    return Query(_with_prefix(wanted, fold(text)), tuple(unwanted))


def _phrase(words: list[str]) -> Clause:
    return (Phrase(tuple(without_accents(word) for word in words)),)


def _bare(piece: str, words: list[str]) -> list[Clause]:
    clauses: list[Clause] = [tuple(Term(term) for term in stems(word)) for word in words]
    compact = next(codes(piece), "")
    return [(Term(compact), All(tuple(clauses)))] if compact and len(words) > 1 else clauses


def _with_prefix(wanted: list[Clause], text: str) -> tuple[Clause, ...]:
    """Let the last word, if one may still be typing it, also be the beginning of a word of the title."""
    last = text[-1:]
    found = list(split(text.rpartition(" ")[2])) if last.isalnum() else []
    if not wanted or len(found) != 1 or len(found[0]) < SHORTEST_PREFIX:
        return tuple(wanted)
    word = found[0]
    if wanted[-1] == tuple(Term(term) for term in stems(word)):
        return (*wanted[:-1], (*wanted[-1], Prefix(without_accents(word))))
    return tuple(wanted)
