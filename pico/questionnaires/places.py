"""Answers that name a body or a municipality: kept as a code, typed and read as a name."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from pico.organisations.directory import named
from pico.organisations.models import Municipality, Organisation

ORGANISATION, MUNICIPALITY = "organisation", "municipality"
PLACES = (ORGANISATION, MUNICIPALITY)
MOST_OFFERED = 5


def names_of(kind: str, codes: Collection[str]) -> dict[str, str]:
    """Return code -> name of bodies or municipalities, those that ceased since too; one query.

    Args:
        kind: ``organisation`` (the code is its identifier) or ``municipality`` (its cadastral code).
        codes: as answers keep them.
    """
    if kind == ORGANISATION:
        return dict(Organisation.objects.filter(slug__in=codes).values_list("slug", "name"))
    rows = Municipality.objects.filter(belfiore__in=codes).order_by("valid_to").select_related("unit")
    # Of a code that was used twice the one in force, whose end is empty, stands last or first: it wins.
    found = {row.belfiore: _town(row) for row in rows if row.valid_to is not None}
    return found | {row.belfiore: _town(row) for row in rows if row.valid_to is None}


def name_of(kind: str, code: str) -> str:
    """Return the name of a code, or the code itself where it is not known any more."""
    return names_of(kind, [code]).get(code, code)


def is_active(kind: str, code: Any) -> bool:
    """Say whether a code is one of a living body, or of a municipality there is today."""
    if not isinstance(code, str) or len(code) > 80:
        return False
    if kind == ORGANISATION:
        return Organisation.objects.in_being().filter(slug=code).exists()
    return Municipality.objects.filter(belfiore=code, valid_to=None).exists()


def code_meant(kind: str, text: str) -> str:
    """Return the code of what somebody typed: a whole name or a code.

    Raises:
        ValueError: with an Italian sentence, when nothing or several things are meant.
    """
    found = _bodies(text) if kind == ORGANISATION else _towns(text)
    if len(found) == 1:
        return next(iter(found))
    if not found:
        raise ValueError(
            _("Nessun ente ha questo nome o codice: scrivi il nome intero, come «Comune di Asolo».")
            if kind == ORGANISATION
            else _("Nessun Comune ha questo nome o codice: scrivi il nome intero, come «Asolo».")
        )
    names = ", ".join(f"{name} [{code}]" for code, name in list(found.items())[:MOST_OFFERED])
    raise ValueError(
        _("Può essere più di uno: %(names)s. Scrivi il codice fra parentesi.") % {"names": names}
    )


def _bodies(text: str) -> dict[str, str]:
    return {body.slug: body.name for body in named(text)}


def _towns(text: str) -> dict[str, str]:
    words = " ".join(text.split())
    living = Municipality.objects.filter(valid_to=None).select_related("unit")
    for condition in ({"belfiore": words.upper()}, {"name__iexact": words}):
        if found := {row.belfiore: _town(row) for row in living.filter(**condition).order_by("pk")}:
            return found
    name, _space, letters = words.rstrip(")").rpartition(" (")
    rows = living.filter(name__iexact=name, unit__abbreviation=letters.upper()).order_by("pk")
    return {row.belfiore: _town(row) for row in rows}


def _town(row: Municipality) -> str:
    """Return a name that no other municipality has: with the letters of its Province."""
    return f"{row.name} ({row.unit.abbreviation})"
