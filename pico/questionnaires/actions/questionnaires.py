"""Questionnaires: made, described, and what they ask."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.questionnaires.definition import FORMAT, Definition, checked, checksum
from pico.questionnaires.models import Questionnaire, Version
from pico.questionnaires.rules import may_author, purposes_for, require
from pico.questionnaires.shapes import DefinitionError

EMPTY: Definition = {"format": FORMAT, "sections": []}


def create_questionnaire(*, actor: Actor, purpose: str, title: str, description: str = "") -> Questionnaire:
    """Make a questionnaire that asks nothing yet, for the organisation the actor acts for.

    Raises:
        Refused: when the actor may not make one for the purpose.
    """
    require(purpose in {one.code for one in purposes_for(actor)})
    with transaction.atomic():
        made = Questionnaire.objects.create(
            owner=actor.organisation,
            author=actor.user,
            purpose=purpose,
            title=title.strip(),
            description=description.strip(),
        )
        Version.objects.create(questionnaire=made, definition=EMPTY, checksum=checksum(EMPTY))
        record(actor, "questionnaires.questionnaire.created", made)
    return made


def describe_questionnaire(
    *, actor: Actor, questionnaire: Questionnaire, title: str, description: str
) -> Questionnaire:
    """Change title and description.

    Raises:
        Refused: when the actor may not.
    """
    require(may_author(actor, questionnaire.owner))
    with transaction.atomic():
        questionnaire.title, questionnaire.description = title.strip(), description.strip()
        questionnaire.save(update_fields=["title", "description", "updated_at"])
        record(
            actor,
            "questionnaires.questionnaire.described",
            questionnaire,
            changes=dict.fromkeys(("title", "description")),
        )
    return questionnaire


def save_definition(
    *, actor: Actor, questionnaire: Questionnaire, definition: Any, number: int, edition: int
) -> Version:
    """Store what a questionnaire asks: in the version in the making, or in a new one after a frozen one.

    Args:
        definition: of any shape; it is looked at.
        number: of the version that the person saw.
        edition: of that version when the person opened it.

    Raises:
        Refused: when the actor may not, or the shape is wrong (with the path).
        Conflict: when somebody else changed it meanwhile.
    """
    require(may_author(actor, questionnaire.owner))
    try:
        clean = checked(definition)
    except DefinitionError as error:
        raise Refused(str(error), code="definition") from error
    with transaction.atomic():
        latest = questionnaire.versions.select_for_update().order_by("-number")[0]
        if (latest.number, latest.edition) != (number, edition):
            raise Conflict(_("Un collega ha cambiato il questionario nel frattempo: ricarica la pagina."))
        version = _stored(latest, clean)
        questionnaire.updated_at = timezone.now()
        questionnaire.save(update_fields=["updated_at"])
        record(
            actor,
            "questionnaires.questionnaire.changed",
            questionnaire,
            changes={"version": [latest.number, version.number]},
        )
    return version


def _stored(latest: Version, definition: Definition) -> Version:
    if latest.frozen_at is not None:
        return Version.objects.create(
            questionnaire=latest.questionnaire,
            number=latest.number + 1,
            definition=definition,
            checksum=checksum(definition),
        )
    latest.definition, latest.checksum = definition, checksum(definition)
    latest.edition += 1
    latest.save()
    return latest
