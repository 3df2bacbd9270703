"""What one attempt asks: questions drawn from pools, options shuffled, always the same for its seed.

Order comes from digests of the seed with each key, not from a generator of random numbers: it is the same in
every version of the language, and whatever else the section holds.
"""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from pico.questionnaires.definition import Definition
from pico.questionnaires.types import types


def drawn(
    definition: Definition, seed: str, *, shuffles: bool = True, in_order: Collection[str] = ()
) -> Definition:
    """Return the definition as an attempt asks it; nothing is compulsory: what is skipped gives no points.

    Args:
        seed: of the attempt.
        shuffles: whether the options of a choice come in an order of their own.
        in_order: keys of the questions whose options stay as they are written.
    """
    sections = []
    for section in definition["sections"]:
        chosen = _chosen(section, seed)
        items = [
            _asked_so(item, seed, shuffles and item["key"] not in in_order)
            for item in section["items"]
            if item["key"] in chosen
        ]
        if items:
            sections.append({**section, "items": items})
    return {**definition, "sections": sections}


def count_of(definition: Definition) -> int:
    """Return how many questions an attempt asks, at most: some may depend on others."""
    return sum(_size(section) for section in definition["sections"])


def _size(section: Mapping[str, Any]) -> int:
    count = sum(_is_drawn(item) for item in section["items"])
    return min(section.get("draw", count), count)


def _is_drawn(item: Mapping[str, Any]) -> bool:
    """Say whether a question can be left out by a draw: texts and calculated fields always stay."""
    return types.get(item["type"]).is_asked


def _chosen(section: Mapping[str, Any], seed: str) -> set[str]:
    keys = [item["key"] for item in section["items"]]
    pool = [item["key"] for item in section["items"] if _is_drawn(item)]
    taken = sorted(pool, key=lambda key: _place(seed, key))[: section.get("draw", len(pool))]
    return set(taken) | (set(keys) - set(pool))


def _asked_so(item: Mapping[str, Any], seed: str, shuffles: bool) -> dict[str, Any]:
    made = {name: value for name, value in item.items() if name != "required"}
    if shuffles and item["type"] in ("single", "multi"):
        made["options"] = sorted(
            item["options"],
            key=lambda one: (one["value"] == item.get("exclusive"), _place(seed, item["key"], one["value"])),
        )
    return made


def _place(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()
