"""Surveys to organisations: the purpose that community gives to the engine of questionnaires."""

from django.utils.translation import gettext_lazy as _

from pico.base.actor import Actor
from pico.files.models import Area
from pico.questionnaires.purposes import Purpose, register_purpose

ASKING = {"NATIONAL_UPI", "REGIONAL_UPI", "PROVINCE"}


def _asks_others(actor: Actor) -> bool:
    """Say whether the body acted for has others around it to ask; the system may."""
    return actor.is_system or (actor.organisation is not None and actor.organisation.kind in ASKING)


def register() -> None:
    """Make the purpose known (called once, from apps.ready)."""
    register_purpose(
        Purpose(
            code="SURVEY",
            label=_("Indagine presso gli enti"),
            may_create=_asks_others,
            subjects=tuple(Area.choices),
        )
    )
