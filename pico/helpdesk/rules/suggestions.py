"""Which solutions to show beside a question that is being written."""

import re
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When

from pico.helpdesk.models import HelpTopic

MOST, MOST_WORDS, SHORTEST = 5, 8, 3
# Words that every question holds: they would find any of them.
COMMON = frozenset(
    [
        "non",
        "riesco",
        "come",
        "cosa",
        "che",
        "quando",
        "quale",
        "quali",
        "dove",
        "perche",
        "perché",
        "sono",
        "una",
        "uno",
        "del",
        "della",
        "delle",
        "dei",
        "degli",
        "per",
        "con",
        "nel",
        "nella",
        "sul",
        "sulla",
        "alla",
        "allo",
        "alle",
        "agli",
        "dal",
        "dalla",
        "mio",
        "mia",
        "miei",
        "mie",
        "posso",
        "devo",
        "voglio",
        "vorrei",
        "fare",
        "faccio",
        "hai",
        "abbiamo",
        "viene",
        "fra",
        "tra",
        "gli",
        "piu",
        "più",
        "anche",
        "ancora",
        "questo",
        "questa",
        "ci",
        "si",
    ]
)


def words_of(text: str) -> list[str]:
    """Return the words worth looking for, without the last vowel: «richieste» finds «richiesta»."""
    words = [word for word in re.findall(r"[\w']+", text.lower()) if len(word) >= SHORTEST]
    kept = (re.sub(r"(?<=\w{4})[aeiouàèéìòù]$", "", word) for word in words if word not in COMMON)
    return list(dict.fromkeys(kept))[:MOST_WORDS]


def suggested(rows: Any, topic: HelpTopic | None, text: str) -> list[Any]:
    """Return the FAQ to show, the fittest first, out of those the person reads.

    Args:
        rows: what they read.
        topic: the one chosen, if any: with nothing written, what is known of it and of its module.
        text: what is written so far.
    """
    words = words_of(text)
    found = list(_ranked(rows, words)) if words else []
    if topic is not None and len(found) < MOST:
        about = Q(topic=topic.code)
        if topic.module:
            about |= Q(topic="", module=topic.module)
        nearest = Case(When(topic=topic.code, then=Value(0)), default=Value(1), output_field=IntegerField())
        more = rows.filter(about).alias(far=nearest).order_by("far", "position", "pk")
        found += [row for row in more[:MOST] if row not in found]
    return found[:MOST]


def _ranked(rows: Any, words: list[str]) -> Any:
    """Order by how many of the words each holds; a word of the question counts three times."""
    score: Any = Value(0)
    for word in words:
        for field, weight in (("question", 3), ("source", 1)):
            here = When(**{f"{field}__icontains": word}, then=Value(weight))
            score = score + Case(here, default=Value(0), output_field=IntegerField())
    return rows.annotate(score=score).filter(score__gt=0).order_by(F("score").desc(), "pk")[:3]
