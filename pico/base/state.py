"""How the installation is: each app offers a panel from its ``state.py``, the administration shows them."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.registry import Registry

logger = logging.getLogger(__name__)
Tone = Literal["neutral", "info", "success", "warning", "danger"]
VERDICTS = {"danger": lazy("Serve un intervento"), "warning": lazy("Da guardare"), "success": lazy("A posto")}


@dataclass(frozen=True)
class Figure:
    """One number, already formatted, with its words; a note or a link where they help."""

    value: str
    label: str
    note: str = ""
    url: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True)
class Cell:
    """One cell of a panel's table; with a tone it is shown as a badge."""

    text: str
    tone: Tone | None = None


@dataclass(frozen=True)
class Panel:
    """What one part of the installation is like now.

    Args:
        title: Italian words.
        tone: success, warning or danger.
        says: how it is, in a sentence.
        advice: what to do about it; empty when there is nothing to do.
        figures: numbers.
        columns: headers of a table, the first names the row.
        rows: its rows.
        action_url: where a button posts.
        action_label: the button's words.
    """

    title: str
    tone: Tone
    says: str
    advice: str = ""
    figures: Sequence[Figure] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[Cell]] = ()
    action_url: str = ""
    action_label: str = ""

    @property
    def verdict(self) -> str:
        return str(VERDICTS.get(self.tone, ""))

    @property
    def headers(self) -> list[dict[str, str]]:
        """The columns as components/table.html takes them."""
        return [{"label": label} for label in self.columns]

    @property
    def labelled_rows(self) -> list[list[tuple[str, Cell]]]:
        """The rows, each cell with the header of its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Source:
    """Who tells of one part: its Italian name, its place on the page, the function that reads."""

    title: Any
    order: int
    read: Callable[[], Panel]


sources: Registry[Source] = Registry("panel of the state page")


def register_panel(code: str, title: Any, order: int, read: Callable[[], Panel]) -> None:
    """Offer a panel to the state page.

    Args:
        code: unique.
        title: Italian words, also shown when the panel cannot be read.
        order: small numbers first.
        read: makes the panel; takes nothing and asks a fixed number of queries.
    """
    sources.add(code, Source(title, order, read))


def panels() -> list[Panel]:
    """Return every panel in order; one that cannot be read says so, and the others are shown."""
    return [_read(source) for source in sorted(sources, key=lambda source: source.order)]


def _read(source: Source) -> Panel:
    try:
        return source.read()
    except Exception:  # whatever is ill, the page that tells of illness must open
        logger.exception("the panel «%s» could not be read", source.title)
        return Panel(
            str(source.title),
            "danger",
            _("Non è stato possibile leggere questo stato."),
            advice=_("Il motivo è nei messaggi di servizio del processo web."),
        )
