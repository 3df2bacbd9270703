"""Whose rows a person reaches: by the capability that the purpose of each questionnaire names."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from pico.base.permissions import organisations_where
from pico.questionnaires.capabilities import AUTHOR
from pico.questionnaires.purposes import purposes

MANAGE, READ_RESULTS = "may_manage", "may_read_results"


def reached(user: Any, right: str, path: str = "") -> Q:
    """Return the condition on rows whose owner is one for whom the person has a right.

    Args:
        user: who asks.
        right: ``MANAGE`` or ``READ_RESULTS``.
        path: to the questionnaire, as ``version__questionnaire__``.
    """
    name, own = f"{path}purpose__in", dict(_own_capabilities(right))
    of_authors = Q(owner_id__in=organisations_where.call(user, AUTHOR))
    if not own:
        return of_authors
    found = of_authors & ~Q(**{name: [code for codes in own.values() for code in codes]})
    for capability, codes in own.items():
        found |= Q(**{name: codes}, owner_id__in=organisations_where.call(user, capability))
    return found


def shown(path: str = "") -> Q:
    """Return the condition on rows that no purpose hides, whoever asks.

    Args:
        path: to the questionnaire, as ``version__questionnaire__``.
    """
    found = Q()
    for purpose in purposes:
        if purpose.hidden_owners is not None:
            named = {f"{path}purpose": purpose.code, f"{path}owner_id__in": purpose.hidden_owners()}
            found &= ~Q(**named)
    return found


def _own_capabilities(right: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (capability, codes of purposes) of the purposes that do not leave the right to all authors."""
    named = {purpose.code: getattr(purpose, right) for purpose in purposes}
    for capability in sorted(set(named.values()) - {AUTHOR}):
        yield capability, [code for code, one in named.items() if one == capability]
