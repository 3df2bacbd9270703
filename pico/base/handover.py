"""What one module hands over to another: a discussion becomes a FAQ, and neither module knows the other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from pico.base.actor import Actor
from pico.base.registry import Registry


@dataclass(frozen=True)
class Offered:
    """What is handed over.

    Args:
        label: what it was, in a word («Discussione»).
        title: its name, in one line.
        text: Markdown.
        url: its page.
    """

    label: str
    title: str
    text: str
    url: str


@dataclass(frozen=True)
class Offer:
    """One kind of row that can be handed over.

    Args:
        kind: ``app.model``.
        read: ``(user, id) -> Offered``, None where the person may not see the row.
    """

    kind: str
    read: Callable[[Any, str], Offered | None]


@dataclass(frozen=True)
class Acceptance:
    """Something a row can become.

    Args:
        code: ``app.what``.
        label: what the button says.
        url_name: of the page that begins it; it reads ``?da=kind:id``.
        may: ``(actor) -> bool``: who is shown the button.
    """

    code: str
    label: str
    url_name: str
    may: Callable[[Actor], bool]


offers: Registry[Offer] = Registry("hand-over offer")
acceptances: Registry[Acceptance] = Registry("hand-over acceptance")


def offer(kind: str, read: Callable[[Any, str], Offered | None]) -> None:
    """Say that rows of a kind can be handed over (called from ``apps.ready``)."""
    offers.add(kind, Offer(kind, read))


def accept(code: str, label: str, url_name: str, may: Callable[[Actor], bool]) -> None:
    """Say what a row can become (called from ``apps.ready``)."""
    acceptances.add(code, Acceptance(code, label, url_name, may))


def offered(user: Any, asked: str) -> Offered | None:
    """Return what ``kind:id`` of an address stands for, as far as the person sees it; else None."""
    kind, _colon, row_id = asked.partition(":")
    return offers.get(kind).read(user, row_id) if kind in offers else None


def links_for(actor: Actor, kind: str, row_id: Any) -> list[dict[str, str]]:
    """Return what the actor may make of a row: label and address of each."""
    query = urlencode({"da": f"{kind}:{row_id}"})
    return [
        {"label": one.label, "url": f"{reverse(one.url_name)}?{query}"}
        for one in acceptances
        if one.may(actor)
    ]
