"""What a person still has in hand in this module, before their roles end."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from pico.accounts.holdings import Holding, holdings
from pico.sua.models import Tender
from pico.sua.models.codes import OPEN_STATES


def still_held(user: Any, organisation_ids: Iterable[int]) -> list[Holding]:
    """Return the open requests that this person examines at these Provinces; their number only."""
    rows = Tender.objects.unrestricted("counts only, for the administrator who ends a person's roles")
    count = rows.filter(reviewer=user, province_id__in=organisation_ids, state__in=OPEN_STATES).count()
    if not count:
        return []
    noun = "richiesta di gara da esaminare" if count == 1 else "richieste di gara da esaminare"
    return [Holding(f"{count} {noun}", reverse("sua:list"))]


def register() -> None:
    """Answer the administration's question (called once, from apps.ready)."""
    holdings.add("sua", still_held)
