"""The sums of a round: read by a few queries however many answered, and kept until they change."""

from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max

from pico.questionnaires.models import Round
from pico.questionnaires.narrowing import ALL, Narrowing
from pico.questionnaires.sources import Source, of_round, sent_rows
from pico.questionnaires.summing import blocks_of
from pico.questionnaires.tallies import tallied

KEPT_FOR = 7 * 24 * 3600  # seconds
Summary = tuple[list[dict[str, Any]], int]


def summed(round: Round, part: Narrowing = ALL) -> Summary:
    """Return the questions of a round summed up, and over how many responses.

    The sums of all are kept under what they depend on: how many responses were sent and when the last one
    was. A response opened again, or sent again, changes one of the two. Those of a part are made each time:
    who belongs to it may change without any of this; those of a round with merged bodies too.
    """
    source = of_round(round, part)
    if not part.is_all:
        return _read(source)
    known = sent_rows(source).aggregate(
        count=Count("pk"), last=Max("submitted_at"), settled=Count("invitation__replaces")
    )
    if known["settled"]:  # who runs the round may choose another answer of a merged body at any time
        return _read(source)
    stamp = f"{known['last']:%Y%m%d%H%M%S%f}" if known["last"] else "0"
    key = f"questionnaires.sums.{round.pk}.{round.version_id}.{known['count']}.{stamp}"
    found: Summary | None = cache.get(key)
    if found is None:
        found = _read(source)
        cache.set(key, found, KEPT_FOR)
    return found


def _read(source: Source) -> Summary:
    tallies, count = tallied(source)
    return blocks_of(source.rounds[0].definition, tallies, count), count
