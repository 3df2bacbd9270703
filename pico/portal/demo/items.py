"""How demo content is written: days count from the day it is loaded, so that it never looks old."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from pico.base.dates import ROME, italian_date, next_working_day, today

_DAY = re.compile(r"\{([+-]\d+)\}")


@dataclass(frozen=True)
class News:
    """``text``: paragraphs; one that starts with "- " is a list, its lines the points; "## " a heading.

    ``{+21}`` in any of them becomes the date of that day ("15 dicembre 2026"), moved to a working day.
    ``files``: codes of the documents of its site that hang on it (`papers`).
    """

    title: str
    summary: str
    text: str | Sequence[str]
    topics: Sequence[str]
    days_ago: int
    kind: str = "NEWS"
    callout: tuple[str, str] | None = None
    quote: tuple[str, str] | None = None
    expires_in: int | None = None
    files: Sequence[str] = ()


@dataclass(frozen=True)
class Event:
    title: str
    summary: str
    text: str | Sequence[str]
    topics: Sequence[str]
    in_days: int
    hours: tuple[str, str]
    place: str = ""
    contacts: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def day_at(offset: int) -> date:
    """Return the working day at or after that many days from today."""
    return next_working_day(today() + timedelta(days=offset))


def dated(text: str) -> str:
    """Put dates where the text asks for them."""
    return _DAY.sub(lambda found: italian_date(day_at(int(found.group(1)))), text)


def moment(offset: int, hour: str) -> datetime:
    """Return an hour in Rome on a working day."""
    return datetime.combine(day_at(offset), time.fromisoformat(hour), tzinfo=ROME)


def body_of(item: News | Event) -> list[tuple[str, Any]]:
    """Return the body's blocks of an item."""
    parts = (item.text,) if isinstance(item.text, str) else item.text
    blocks: list[tuple[str, Any]] = [("text", "".join(_html(dated(part)) for part in parts))]
    callout, quote = getattr(item, "callout", None), getattr(item, "quote", None)
    if callout:
        blocks.append(("callout", {"title": callout[0], "text": dated(callout[1])}))
    if quote:
        blocks.append(("quote", {"text": quote[0], "author": quote[1]}))
    return blocks


def _html(part: str) -> str:
    if part.startswith("## "):
        return f"<h2>{part[3:]}</h2>"
    if part.startswith("- "):
        points = (line.removeprefix("- ") for line in part.splitlines())
        return f"<ul>{''.join(f'<li>{point}</li>' for point in points)}</ul>"
    return f"<p>{part}</p>"
