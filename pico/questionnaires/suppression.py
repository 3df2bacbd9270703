"""Results of anonymous rounds: what counts too few people is not shown, nor what would let it be worked out.

A cell of 1 to ``least`` - 1 people shows «< 5». When what is shown would still determine it, the next
smallest cells are hidden too, until each hidden cell has two values left at least. Those who did not answer
are a cell that is never shown. A question asked on a condition is shown only when nothing of what it depends
on is hidden: how many it was put to is the count of another cell.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pico.questionnaires.definition import Definition, questions
from pico.questionnaires.summing import SUMMARIES, counted, with_widths
from pico.questionnaires.tallies import once, tally_of
from pico.questionnaires.types import types

SMALL, MORE = "small", "more"
Counts = Sequence[int]


def hidden_cells(counts: Counts, rest: int, least: int) -> dict[int, str]:
    """Return which cells of one question to hide: too small themselves, or protecting others.

    Args:
        counts: of each option.
        rest: how many did not answer.
        least: how many people a shown cell counts.

    Returns:
        Place of each hidden cell -> ``SMALL`` or ``MORE``; every place when nothing can be shown.
    """
    hidden = {place: SMALL for place, count in enumerate(counts) if 0 < count < least}
    must_hide = bool(hidden) or 0 < rest < least
    while must_hide and not (len(hidden) > 1 and _are_open(hidden, counts, least)):
        shown = [place for place, count in enumerate(counts) if count and place not in hidden]
        if not shown:
            return dict.fromkeys(range(len(counts)), MORE)
        hidden[min(shown, key=lambda place: (counts[place], place))] = MORE
    return hidden


def _are_open(hidden: Mapping[int, str], counts: Counts, least: int) -> bool:
    """Say whether each hidden cell keeps two values at least for who knows their sum and this rule."""
    total = sum(counts[place] for place in hidden)
    low = {place: 1 if kind == SMALL else least for place, kind in hidden.items()}
    high = {place: least - 1 if kind == SMALL else total for place, kind in hidden.items()}
    for place in hidden:
        others = [other for other in hidden if other != place]
        lowest = max(low[place], total - sum(high[other] for other in others))
        highest = min(high[place], total - sum(low[other] for other in others))
        if lowest >= highest:
            return False
    return True


def protected(
    definition: Definition, answers: Sequence[Mapping[str, Any]], least: int
) -> list[dict[str, Any]]:
    """Return the blocks of ``summing.sums``, of which nothing tells of fewer than ``least`` people.

    Args:
        definition: of the version.
        answers: the stored values of each response.
        least: how many people a shown cell counts.
    """
    blocks = []
    touched: set[str] = set()  # questions of which something is hidden
    for item, needs in _with_needs(definition):
        chart = types.get(item["type"]).chart
        if not chart:
            continue
        given = [one[item["key"]] for one in answers if one.get(item["key"]) is not None]
        if needs & touched or len(given) < least:
            found: dict[str, Any] = {"closed": True}
        else:
            found = _SAFE.get(chart, _closed)(item, given, len(answers), least)
        if found.get("closed") or found.get("hides"):
            touched.add(item["key"])
        blocks.append(
            {
                "key": item["key"],
                "label": item["label"],
                "of": len(answers),
                "on_condition": bool(needs),
                **found,
            }
        )
    return blocks


def _with_needs(definition: Definition) -> Iterator[tuple[dict[str, Any], set[str]]]:
    """Yield each question with the keys of those it depends on, at whatever distance."""
    known: dict[str, set[str]] = {}
    for section in definition["sections"]:
        of_section = set(_answers_in(section.get("show")))
        for item in section["items"]:
            direct = (
                of_section | set(_answers_in(item.get("show"))) | set(_answers_in(item.get("expression")))
            )
            known[item["key"]] = direct.union(*(known.get(key, set()) for key in direct))
            yield item, known[item["key"]]


def _answers_in(expression: Any) -> Iterator[str]:
    if isinstance(expression, Mapping):
        if "answer" in expression:
            yield expression["answer"]
        for part in expression.values():
            yield from _answers_in(part)
    elif isinstance(expression, list):
        for part in expression:
            yield from _answers_in(part)


def _closed(item: Mapping[str, Any], given: Sequence[Any], of: int, least: int) -> dict[str, Any]:
    return {"closed": True}


def _bars(item: Mapping[str, Any], given: Sequence[Any], of: int, least: int) -> dict[str, Any]:
    pairs = counted(item, once(given))
    counts = [count for _word, count in pairs]
    if item["type"] == "multi":  # each option is a question of its own: chosen or not
        hidden = {place: kind for place, n in enumerate(counts) if (kind := _either(n, of - n, least))}
    else:
        hidden = hidden_cells(counts, of - len(given), least)
    return _drawn(pairs, hidden)


def _either(count: int, others: int, least: int) -> str:
    if 0 < count < least:
        return SMALL
    return MORE if 0 < others < least else ""


def _drawn(pairs: Sequence[tuple[str, int]], hidden: Mapping[int, str]) -> dict[str, Any]:
    if len(hidden) == len(pairs):
        return {"closed": True}
    bars = with_widths([(word, 0 if place in hidden else n) for place, (word, n) in enumerate(pairs)])
    for place, kind in hidden.items():
        bars[place] |= {"hidden": kind, "count": None}
    return {"bars": bars, "hides": bool(hidden)}


def _stacked(item: Mapping[str, Any], given: Sequence[Any], of: int, least: int) -> dict[str, Any]:
    """Each row of a grid is a question of its own."""
    pairs: list[tuple[str, int]] = []
    hidden: dict[int, str] = {}
    for row in item["rows"]:
        counts = Counter(value[row["key"]] for value in given if row["key"] in value)
        cells = [counts[option["value"]] for option in item["options"]]
        for place, kind in hidden_cells(cells, of - sum(cells), least).items():
            hidden[len(pairs) + place] = kind
        pairs += [
            (f"{row['label']}: {option['label']}", counts[option["value"]]) for option in item["options"]
        ]
    return _drawn(pairs, hidden)


def _numbers(item: Mapping[str, Any], given: Sequence[Any], of: int, least: int) -> dict[str, Any]:
    """The sum and the mean: smallest, largest and middle are each the value of one person."""
    return {"figures": SUMMARIES["numbers"](item, tally_of(item, given))["figures"][:2]}


def _texts(item: Mapping[str, Any], given: Sequence[Any], of: int, least: int) -> dict[str, Any]:
    texts = [str(value) for value in given]
    return {"texts": secrets.SystemRandom().sample(texts, len(texts))}


def _sums(item: Mapping[str, Any], given: Sequence[Any], of: int, least: int) -> dict[str, Any]:
    return {"figures": SUMMARIES["sums"](item, tally_of(item, given))["figures"][1:]}


_SAFE: dict[str, Any] = {
    "bars": _bars,
    "stacked": _stacked,
    "numbers": _numbers,
    "list": _texts,
    "sums": _sums,
}


# --- One dimension at a time


def crossed(
    item: Mapping[str, Any], rows: Sequence[tuple[str, Mapping[str, Any]]], least: int
) -> dict[str, Any] | None:
    """Return a question by group, or None when that would give away what is hidden.

    Shown are the groups in which every option, and not answering, counts nobody or ``least`` and more. Of the
    others, two at least, each option keeps somebody among them: from the totals follows none of their cells.

    Args:
        item: a question of one choice, of which nothing is hidden (``protected``).
        rows: (group, stored values) of each response.
        least: how many people a shown cell counts.

    Returns:
        ``words`` of the options and ``groups`` (name, counts).
    """
    words = [word for word, _count in counted(item, [])]
    counts, sizes = _by_group(item, rows)
    never = _never_shown(sizes, least)
    shown = {
        group
        for group, cells in counts.items()
        if group not in never and all(not 0 < n < least for n in (*cells, sizes[group] - sum(cells)))
    }
    totals = [sum(cells[place] for cells in counts.values()) for place in range(len(words))]
    while shown and not _is_safe(counts, shown, totals):
        shown.discard(min(shown, key=lambda group: (sizes[group], group)))
    if not shown:
        return None
    return {"words": words, "groups": [(group, counts[group]) for group in sorted(shown)]}


def _never_shown(sizes: Mapping[str, int], least: int) -> set[str]:
    """Return the groups that no question shows: the small ones, with others that hide how small they are."""
    ordered = sorted(sizes, key=lambda group: (sizes[group], group))
    never = [group for group in ordered if sizes[group] < least]
    while never and len(never) < len(ordered) and not 1 < len(never) < sum(sizes[group] for group in never):
        never.append(ordered[len(never)])
    return set(never)


def _by_group(
    item: Mapping[str, Any], rows: Sequence[tuple[str, Mapping[str, Any]]]
) -> tuple[dict[str, list[int]], Counter[str]]:
    sizes = Counter(group for group, _values in rows)
    given: dict[str, list[Any]] = {group: [] for group in sizes}
    for group, values in rows:
        if values.get(item["key"]) is not None:
            given[group].append(values[item["key"]])
    return {group: [n for _word, n in counted(item, once(values))] for group, values in given.items()}, sizes


def _is_safe(counts: Mapping[str, Counts], shown: set[str], totals: Counts) -> bool:
    """Say whether the groups not shown, if there are any, are several and share every option."""
    hidden = [cells for group, cells in counts.items() if group not in shown]
    if not hidden:
        return True
    left = [sum(cells[place] for cells in hidden) for place in range(len(totals))]
    return len(hidden) > 1 and all(n > 0 for n, total in zip(left, totals, strict=True) if total)


def may_cross(item: Mapping[str, Any], block: Mapping[str, Any]) -> bool:
    """Say whether a question can be shown by group: one choice, put to everybody, and nothing of it hidden.

    By group, a question asked on a condition would count what the groups hide of the one it depends on.
    """
    one_choice = item["type"] in ("single", "yes_no", "scale")
    return one_choice and bool(block.get("bars")) and not block["hides"] and not block["on_condition"]


def crossable(
    definition: Definition, blocks: Sequence[Mapping[str, Any]]
) -> list[tuple[dict[str, Any], Any]]:
    """Return the questions (item, block) that can be shown by group."""
    items = {item["key"]: item for item in questions(definition)}
    return [(items[block["key"]], block) for block in blocks if may_cross(items[block["key"]], block)]
