"""Inventory of personal fields: which, of what kind, what erasure does, how long they are kept.

Identity.md 5.9. A test fails on a text field or a link to a person that no app declared.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal

from pico.base.registry import Registry

Erasure = Literal["BLANK", "PSEUDONYMISE", "KEEP", "DELETE"]


@dataclass(frozen=True)
class PersonalField:
    """One field about people.

    Args:
        model: ``app.Model``.
        field: its name.
        category: identity, contact, content, act…
        erasure: what happens when the person asks to be forgotten.
        reason: legal reason when the value is kept.
        retention_months: None when it lives as long as its row.
    """

    model: str
    field: str
    category: str
    erasure: Erasure
    reason: str = ""
    retention_months: int | None = None


personal_fields: Registry[PersonalField] = Registry("personal field")


def declare_personal(  # noqa: PLR0917 - read as one line of a table
    model: str,
    field: str,
    category: str,
    erasure: Erasure,
    reason: str = "",
    retention_months: int | None = None,
) -> None:
    """Add a field to the inventory."""
    personal_fields.add(
        f"{model}.{field}", PersonalField(model, field, category, erasure, reason, retention_months)
    )


# model -> the links by which a row is about a person; where nothing is said, its only link to a person
described_by: Registry[tuple[str, ...]] = Registry("link to the person a row is about")


def describes(model: str, *links: str) -> None:
    """Say whom a row is about, where a model has several links to people: who asks, not who answers.

    Args:
        model: ``app.Model``.
        links: names of declared fields; none says that its rows are acts of several people, about none.
    """
    described_by.add(model, links)


@dataclass(frozen=True)
class Obstacle:
    """Why a person cannot be forgotten yet.

    Args:
        label: Italian words that name it: «Gara 12/2026 Asfaltatura, di cui sei responsabile».
        url: where it can be resolved; empty when the person may not open it.
    """

    label: str
    url: str = ""


@dataclass(frozen=True)
class OwnFile:
    """A file that a person uploaded and may still read.

    Args:
        name: as it was uploaded.
        open: returns its content; raises FileNotFoundError when the store lost it.
    """

    name: str
    open: Callable[[], IO[bytes]]


obstacles: Registry[Callable[[Any], Sequence[Obstacle]]] = Registry("obstacle to an erasure")
own_files: Registry[Callable[[Any], Iterable[OwnFile]]] = Registry("source of a person's files")
