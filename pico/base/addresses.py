"""Addresses that pages write again and again: the patterns are looked up once, not for each page or row."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

NOBODY = UUID(int=0)


def page(name: str) -> str:
    """Return the address of a page of which there is one, as of those in menus."""
    return _reversed(_here(), name)


def pages_of(name: str, *more: Any) -> Callable[[Any], str]:
    """Return what gives the address of each row of a list.

    Args:
        name: of the page, whose first argument is the row's ``public_id``.
        more: the arguments after it, the same for all rows.
    """
    before, _nobody, after = _reversed(_here(), name, NOBODY, *more).partition(str(NOBODY))
    return lambda row: f"{before}{row.public_id}{after}"


def _here() -> tuple[str, str]:
    """Return what addresses depend on but their names."""
    return get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()


@lru_cache(maxsize=1_024)
def _reversed(_here: tuple[str, str], name: str, *args: Any) -> str:
    return reverse(name, args=args)
