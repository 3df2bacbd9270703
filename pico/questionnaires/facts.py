"""What conditions may ask beside the answers: the day, the round, the organisation that answers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pico.base.dates import rome, today
from pico.organisations.models import Organisation, Population
from pico.questionnaires.purposes import register_fact


def register() -> None:
    """Make the facts known (called once, from apps.ready)."""
    register_fact("today", _("oggi"), "date", lambda round, body: today().isoformat())
    register_fact(
        "round.closes_on",
        _("giorno di chiusura"),
        "date",
        lambda round, body: rome(round.closes_at).date().isoformat(),
    )
    register_fact("organisation.kind", _("tipo di ente"), "text", lambda round, body: body.kind)
    register_fact("organisation.population", _("abitanti"), "number", _population)
    register_fact("organisation.province", _("Provincia"), "text", _province)
    register_fact("organisation.region", _("regione"), "text", _region)


def _population(round: Any, body: Organisation) -> Any:
    """Return the latest count of inhabitants; what is no municipality has none."""
    rows = Population.objects.filter(municipality__organisation=body).order_by("-reference_date")
    latest = rows.values_list("value", flat=True).first()
    return None if latest is None else {"num": str(latest)}


def _province(round: Any, body: Organisation) -> str | None:
    return body.province.short_name if body.province else None


def _region(round: Any, body: Organisation) -> str | None:
    return body.region.name if body.region else None
