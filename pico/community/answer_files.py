"""Attachments as answers: the type of question that files give to the engine, which knows no files.

An attachment hangs on the invitation: it is read by whoever reads the response, and changes only with it.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.actor import Actor
from pico.base.permissions import organisations_where
from pico.files import actions as files
from pico.files.attachable import register_target
from pico.files.checks import Checked
from pico.files.forms import UploadField, keep_files
from pico.files.models import Attachment, PendingUpload
from pico.questionnaires.capabilities import COMPILE
from pico.questionnaires.models import Invitation, Response
from pico.questionnaires.types import Outside, QuestionType, register_question_type

NAMES = {"file", "name"}


def register() -> None:
    """Make the type known (called once, from apps.ready)."""
    register_target(Invitation, may_attach=may_attach, readable=with_readable_answers)
    register_question_type(
        QuestionType(
            "file",
            lazy("allegato"),
            "",
            _error,
            outside=Outside(
                field=lambda question, person: UploadField(person=person),
                keep=_keep,
                refused=keep_files,
                words=_words,
                address=lambda value: reverse("files:download", args=[value["file"], value["name"]]),
                exported=lambda value: 1,
            ),
        )
    )


def with_readable_answers(user: Any) -> Any:
    """Return the invitations whose response a person reads: of a draft, who compiles it alone."""
    read = Response.objects.visible_to(user).order_by().values("invitation_id")
    rows = Invitation.objects.unrestricted("the files of an answer are read by whoever reads the response")
    return rows.filter(pk__in=read)


def may_attach(user: Any, invitation: Invitation) -> bool:
    """Say whether a person writes the answers of an invitation, or for it; when, the action has asked."""
    if user is None:
        return False
    if invitation.organisation_id is None:
        return bool(user.pk == invitation.person_id)
    compiles = invitation.organisation_id in organisations_where.call(user, COMPILE)
    return compiles or type(invitation.round).objects.run_by(user).filter(pk=invitation.round_id).exists()


def _error(question: Any, value: Any) -> str:
    if isinstance(value, (Checked, PendingUpload)):
        return ""
    sound = isinstance(value, dict) and set(value) == NAMES
    return "" if sound and all(isinstance(one, str) for one in value.values()) else _("Scegli un file.")


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["name"])
    return value.original_name if isinstance(value, PendingUpload) else value.name


def _keep(*, actor: Actor, response: Response, value: Any, before: Any) -> Any:
    """Hang a file on the invitation in the place of the one before, or take that away."""
    if value == before:
        return before
    invitation: Any = response.invitation
    by = Actor(actor.user, reason=actor.reason)
    if before:
        _take_away(by, invitation, before)
    if not isinstance(value, (Checked, PendingUpload)):
        return None
    owner = invitation.organisation or invitation.round.owner
    made = files.attach(actor=by, owner=owner, target=invitation, upload=value)
    return {"file": str(made.public_id), "name": made.original_name}


def _take_away(by: Actor, invitation: Invitation, before: dict[str, str]) -> None:
    rows = Attachment.objects.unrestricted("the file of an answer of the response in hand")
    kind = ContentType.objects.get_for_model(Invitation)
    for row in rows.filter(target_type=kind, target_id=invitation.pk, public_id=before["file"]):
        files.remove_attachment(actor=by, attachment=row)
