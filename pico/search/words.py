"""How a text becomes words of the index: in Python, so that both databases find the same rows.

A word is folded (NFKC, no case) and split on anything but letters and digits. With a digit in it, it stays
whole; any other word is reduced to its Italian stem twice, with its accents and without: the stemmer keeps
«novità» and «novita» apart, people do not. Beside the stems the words themselves are kept without accents,
for sentences in quotes and for the beginning of the last word.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

INDEX_VERSION = (
    2  # part of each row's print: a change of the rules below makes the repair write every row again
)
LONGEST_WORD = 60
WORD = re.compile(r"[^\W_]+")
CODE = re.compile(r"[^\W_]+(?:[-./_][^\W_]+)+")
# Forms that the stemmer keeps apart though they are one word.
SAME = {"enti": "ente", "edifici": "edificio", "uffici": "ufficio", "province": "provincia"}
_stemmer = snowballstemmer.stemmer("italian")


@dataclass(frozen=True)
class Words:
    """A text as the index keeps it.

    Args:
        stems: stems, words with digits, codes without their separators.
        plain: the words in their order, without accents.
    """

    stems: tuple[str, ...]
    plain: tuple[str, ...]


def fold(text: str) -> str:
    """Return the text without differences of width, form and case."""
    return unicodedata.normalize("NFKC", text).casefold()


def without_accents(word: str) -> str:
    """Return the word without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def split(text: str) -> Iterator[str]:
    """Yield the folded words of a text."""
    return (found.group()[:LONGEST_WORD] for found in WORD.finditer(fold(text)))


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, ...]:
    """Return what a folded word is kept as: one term, or two where its accent makes a difference."""
    if any(letter.isdigit() for letter in word):
        return (without_accents(word),)
    word = SAME.get(word, word)
    with_accent = without_accents(_stemmer.stemWord(word))
    without = _stemmer.stemWord(without_accents(word))
    return (with_accent,) if with_accent == without else (with_accent, without)


def codes(text: str) -> Iterator[str]:
    """Yield the codes of a text without separators: SUA-2027-0042 is also sua20270042."""
    for found in CODE.finditer(fold(text)):
        code = without_accents("".join(WORD.findall(found.group())))
        if any(letter.isdigit() for letter in code) and len(code) <= LONGEST_WORD:
            yield code


def words_of(text: str) -> Words:
    """Return a text as the index keeps it."""
    found = list(split(text))
    terms = [term for word in found for term in stems(word)]
    return Words((*terms, *codes(text)), tuple(without_accents(word) for word in found))
