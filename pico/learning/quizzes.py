"""Tests of courses: the purpose that training gives to the engine of questionnaires."""

from django.utils.translation import gettext_lazy as _

from pico.accounts.roles import PROVINCE, UPI
from pico.base.actor import Actor
from pico.base.permissions import may
from pico.learning.capabilities import AUTHOR
from pico.questionnaires.purposes import SCORING, Purpose, register_purpose


def _prepares_tests(actor: Actor) -> bool:
    """Say whether the actor prepares tests, acting for a body that trains others; the system may."""
    body = actor.organisation
    if actor.is_system or body is None:
        return actor.is_system
    return body.kind in UPI | PROVINCE and may.call(actor, AUTHOR, body)


def register() -> None:
    """Make the purpose known (called once, from apps.ready)."""
    register_purpose(
        Purpose(
            code="QUIZ",
            label=_("Test di un corso"),
            may_create=_prepares_tests,
            units=("PERSON",),
            may_manage=AUTHOR,
            may_read_results=AUTHOR,
            features=frozenset({SCORING}),
        )
    )
