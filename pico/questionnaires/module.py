"""What the shell knows of this service."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.base.actor import Actor
from pico.base.dates import rome
from pico.base.modules import Module, NavItem, TodoItem, register_module
from pico.questionnaires.models import Invitation, Response, Round
from pico.questionnaires.purposes import is_scored
from pico.questionnaires.rules import purposes_for


def register() -> None:
    """Make the service known (called once, from apps.ready)."""
    register_module(
        Module(
            code="questionnaires",
            label="Questionari",
            title="Questionari e rilevazioni",
            kind="HORIZONTAL",
            icon="pencil",
            summary="Domande a Province e Comuni, con risposte condivise fra colleghi ed esportazioni.",
            area_nav=area_nav,
            todo=todo,
            help_topics=(
                ("questionnaires.build", "PROCEDURE", "Preparare un questionario", BUILDING),
                ("questionnaires.test", "PROCEDURE", "Fare un test", TESTING),
                ("questionnaires.fill", "PROCEDURE", "Rispondere a una rilevazione", FILLING),
            ),
            order=70,
        )
    )


BUILDING = ("questionnaires:questionnaire", "questionnaires:section")
TESTING = ("questionnaires:attempt", "questionnaires:attempt_section", "questionnaires:attempt_send")
FILLING = ("questionnaires:fill", "questionnaires:fill_section", "questionnaires:summary")


def area_nav(user: Any, organisation: Any) -> Sequence[NavItem]:
    """Return the one page of the service: who prepares questions begins there, others with what to answer."""
    if purposes_for(Actor(user, organisation)):
        page = "questionnaires:list"
    elif access_of(user).is_registered:
        page = "questionnaires:rounds"
    else:
        return []
    return [NavItem(_("Questionari"), reverse(page), "pencil", namespace="questionnaires")]


def todo(user: Any, organisation: Any) -> list[TodoItem]:
    """Return the rounds that the organisation, or the person, was asked and has still to answer."""
    own = Q(person=user) | (Q(organisation=organisation) if organisation is not None else Q(pk__in=[]))
    rows = Invitation.objects.visible_to(user).filter(own, round__state=Round.State.OPEN, declined_at=None)
    rows = rows.filter(replaced_by=None)
    rows = rows.exclude(response__state=Response.State.SUBMITTED).select_related(
        "round__owner", "round__version__questionnaire"
    )
    return [
        TodoItem(
            what=row.round.title,
            url=reverse("questionnaires:fill", args=[row.round.public_id]),
            action=_("Fai il test") if is_scored(row.round.version.questionnaire) else _("Rispondi"),
            whose=str(row.round.owner),
            due=rome(row.closes_at).date(),
            module=_("Questionari"),
        )
        for row in rows[:20]
    ]
