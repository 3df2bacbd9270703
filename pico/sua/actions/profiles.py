"""One's own profile in the register of RUPs: written, and taken away, by the person alone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.files import actions as files
from pico.journal.models import record
from pico.sua.models import RupAbsence, RupAssignment, RupProfile
from pico.sua.rules.access import is_visible

CV_TITLE = "Curriculum"


def _own(actor: Actor, version: int | None = None) -> RupProfile:
    """Return one's own profile under its lock, new when there is none.

    Raises:
        Refused: to the system, where the module is off, or when another window saved it meanwhile.
    """
    if actor.user is None or actor.organisation is None or not is_visible(actor.organisation):
        raise Refused(_("Il profilo si scrive dopo l'accesso, per un ente che usa la SUA."), code="forbidden")
    rows = RupProfile.objects.visible_to(actor.user).select_for_update(of=("self",))
    profile = rows.filter(person=actor.user).first()
    if profile is None:
        return RupProfile(person=actor.user, organisation=actor.organisation, version=0)
    if version is not None and profile.version != version:
        raise Refused(
            _("Il profilo è stato salvato in un'altra finestra: controlla questi dati e salvali di nuovo."),
            code="stale",
        )
    return profile


def _keep_profile(actor: Actor, profile: RupProfile, names: Sequence[str]) -> RupProfile:
    if profile.organisation_id not in access_of(actor.user).organisation_ids:
        profile.organisation = actor.organisation  # who changed body brings the profile along
    profile.version += 1
    profile.save()
    record(actor, "sua.profile.saved", profile, owner=profile.organisation, changes=dict.fromkeys(names))
    return profile


@transaction.atomic
def save_profile(*, actor: Actor, values: Mapping[str, Any], version: int | None = None) -> RupProfile:
    """Write some fields of one's own profile; the first time it begins, for the acting body.

    Args:
        values: column -> value, as the form cleaned them.
        version: the one the form was opened with.

    Raises:
        Refused: as ``_own``, or for days in the wrong order.
    """
    profile = _own(actor, version)
    for name, value in values.items():
        setattr(profile, name, value)
    first, last = profile.available_from, profile.available_to
    if first and last and last < first:
        raise Refused(_("La fine non può venire prima dell'inizio."), field="available_to", code="dates")
    return _keep_profile(actor, profile, list(values))


@transaction.atomic
def save_absences(*, actor: Actor, days: Sequence[tuple[date, date]]) -> None:
    """Write all one's absences, as days and nothing else.

    Raises:
        Refused: as ``_own``, or when one ends before it begins.
    """
    profile = _own(actor)
    if any(last < first for first, last in days):
        raise Refused(_("Un'assenza non può finire prima di iniziare."), code="dates")
    RupAbsence.objects.visible_to(actor.user).filter(person=actor.user).delete()
    RupAbsence.objects.bulk_create(
        RupAbsence(person=actor.user, first_day=first, last_day=last) for first, last in sorted(set(days))
    )
    _keep_profile(actor, profile, ["absences"])


@transaction.atomic
def attach_cv(*, actor: Actor, upload: Any) -> RupProfile:
    """Put one's curriculum beside the profile; a second one becomes its next version.

    Raises:
        Refused: as ``_own``, or when the file is not admitted.
    """
    profile = _own(actor)
    if profile.pk is None:
        _keep_profile(actor, profile, [])
    if profile.cv is not None and profile.cv.trashed_at is None:
        files.add_version(actor=actor, document=profile.cv, upload=upload)
    else:
        profile.cv = files.add_document(
            actor=actor, target=profile, owner=profile.organisation, title=CV_TITLE, upload=upload
        )
    return _keep_profile(actor, profile, ["cv"])


@transaction.atomic
def delete_profile(*, actor: Actor) -> None:
    """Leave the register: profile, absences and curriculum go; the assignments that were stay as acts.

    Raises:
        Refused: while a proposal or an assignment is in force, or when there is no profile.
    """
    profile = _own(actor)
    if profile.pk is None:
        raise Refused(_("Non hai un profilo nel registro dei RUP."), code="absent")
    if RupAssignment.objects.visible_to(actor.user).active().filter(person=actor.user).exists():
        raise Refused(_("Hai un incarico di RUP in corso: prima deve concludersi."), code="assigned")
    if profile.cv is not None:
        files.remove_document(actor=actor, document=profile.cv)
    RupAbsence.objects.visible_to(actor.user).filter(person=actor.user).delete()
    record(actor, "sua.profile.deleted", profile, owner=profile.organisation)
    profile.delete()
