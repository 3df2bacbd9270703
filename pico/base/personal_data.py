"""Inventory of personal fields: which, of what kind, what erasure does, how long they are kept.

Identity.md 5.9. A test fails on a text field or a link to a person that no app declared.
"""

from dataclasses import dataclass
from typing import Literal

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
