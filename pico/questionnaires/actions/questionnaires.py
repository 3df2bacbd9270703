"""Questionnaires: made, described, and what they ask."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.questionnaires.definition import FORMAT, Definition, checked, checksum, questions
from pico.questionnaires.editing import question_of
from pico.questionnaires.keys import FIELDS, SCORABLE, KeyValues, right_error
from pico.questionnaires.models import AnswerKey, Questionnaire, Version
from pico.questionnaires.purposes import is_scored
from pico.questionnaires.rules import may_manage, purposes_for, require
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
    require(may_manage(actor, questionnaire))
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
    *,
    actor: Actor,
    questionnaire: Questionnaire,
    definition: Any,
    number: int,
    edition: int,
    keys: Mapping[str, KeyValues] | None = None,
) -> Version:
    """Store what a questionnaire asks: in the version in the making, or in a new one after a frozen one.

    Args:
        definition: of any shape; it is looked at.
        number: of the version that the person saw.
        edition: of that version when the person opened it.
        keys: right answers of a test by question, in the place of those of before; None leaves them.

    Raises:
        Refused: when the actor may not, or the shape is wrong (with the path).
        Conflict: when somebody else changed it meanwhile.
    """
    require(may_manage(actor, questionnaire))
    try:
        clean = checked(definition)
    except DefinitionError as error:
        raise Refused(str(error), code="definition") from error
    with transaction.atomic():
        latest = _latest(questionnaire, number, edition)
        version = _stored(latest, clean)
        if keys is not None:
            _replace_keys(version, keys)
        _drop_lost_keys(version)
        _note_change(actor, questionnaire, latest, version)
    return version


def _latest(questionnaire: Questionnaire, number: int, edition: int) -> Version:
    """Lock the newest version; refuse to write over what the person has not seen."""
    latest = questionnaire.versions.select_for_update().order_by("-number")[0]
    if (latest.number, latest.edition) != (number, edition):
        raise Conflict(_("Un collega ha cambiato il questionario nel frattempo: ricarica la pagina."))
    return latest


def _note_change(actor: Actor, questionnaire: Questionnaire, latest: Version, version: Version) -> None:
    questionnaire.updated_at = timezone.now()
    questionnaire.save(update_fields=["updated_at"])
    record(
        actor,
        "questionnaires.questionnaire.changed",
        questionnaire,
        changes={"version": [latest.number, version.number]},
    )


def _stored(latest: Version, definition: Definition) -> Version:
    if latest.frozen_at is not None:
        made = Version.objects.create(
            questionnaire=latest.questionnaire,
            number=latest.number + 1,
            definition=definition,
            checksum=checksum(definition),
        )
        _replace_keys(made, {key.question: _values_of(key) for key in latest.keys.all()})
        return made
    latest.definition, latest.checksum = definition, checksum(definition)
    latest.edition += 1
    latest.save()
    return latest


# --- Right answers of a test


def save_key(
    *,
    actor: Actor,
    questionnaire: Questionnaire,
    question: str,
    values: Mapping[str, Any] | None,
    number: int,
    edition: int,
) -> Version:
    """Say what is right in a question, and how many points it gives; without values it gives none.

    Like a change of the questions it goes into the version in the making, or into a new one after a frozen
    one: what was asked keeps its right answers.

    Args:
        question: its key.
        values: those of ``keys.FIELDS``.
        number: of the version that the person saw.
        edition: of that version when the person opened it.

    Raises:
        Refused: when the actor may not, the questionnaire is no test, or the question cannot give points.
        Conflict: when somebody else changed it meanwhile.
    """
    require(may_manage(actor, questionnaire) and is_scored(questionnaire))
    with transaction.atomic():
        latest = _latest(questionnaire, number, edition)
        item = question_of(latest.definition, question)
        if item is None or item["type"] not in SCORABLE:
            raise Refused(_("Questa domanda non può dare punti."), code="not_scorable")
        if values is not None and (error := right_error(item, values["right"])):
            raise Refused(error, field="right", code="right")
        version = _stored(latest, latest.definition)
        version.keys.filter(question=question).delete()
        if values is not None:
            AnswerKey.objects.create(version=version, question=question, **values)
        _note_change(actor, questionnaire, latest, version)
    return version


def _values_of(key: AnswerKey) -> KeyValues:
    return {name: getattr(key, name) for name in FIELDS}


def _replace_keys(version: Version, keys: Mapping[str, KeyValues]) -> None:
    version.keys.all().delete()
    AnswerKey.objects.bulk_create(
        AnswerKey(version=version, question=question, **values) for question, values in keys.items()
    )


def _drop_lost_keys(version: Version) -> None:
    """Forget the right answers of questions that are gone, or are now of a type that has none."""
    scorable = [item["key"] for item in questions(version.definition) if item["type"] in SCORABLE]
    version.keys.exclude(question__in=scorable).delete()
