"""Refusals are exceptions that carry a sentence for the person who asked."""

from typing import Any

from pico.base import context


class Refused(Exception):
    """A rule of the domain said no.

    Args:
        message: an Italian sentence for the person: what is wrong and what to do.
        field: name of the form field it is about, when there is one.
        code: short stable word for tests and the journal.
    """

    status = 422

    def __init__(self, message: Any, *, field: str | None = None, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code
        context.current().refused.append(code or "refused")

    def __str__(self) -> str:
        return str(self.message)


class Conflict(Refused):
    """Somebody else changed the same thing meanwhile: nothing is written, both values are shown.

    Args:
        message: the sentence.
        theirs: what is stored now, field by field, as shown to people.
        mine: what was about to be written, field by field.
    """

    status = 409

    def __init__(self, message: Any, *, theirs: dict | None = None, mine: dict | None = None) -> None:
        super().__init__(message, code="conflict")
        self.theirs = theirs or {}
        self.mine = mine or {}
