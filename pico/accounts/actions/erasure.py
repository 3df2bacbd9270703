"""Being forgotten: asked, reconsidered for fourteen days, done as the inventory says (identity.md 5.9)."""

from datetime import timedelta
from functools import partial
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core.files.storage import storages
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts import rules
from pico.accounts.access import forget_access
from pico.accounts.actions.memberships import _end
from pico.accounts.erasure import obstacles_of
from pico.accounts.inventory import Part, addresses_of, all_rows, parts, rows_about
from pico.accounts.models import DataCopy, ErasureRequest, User
from pico.accounts.security_mail import tell
from pico.base.actor import Actor
from pico.base.dates import today
from pico.base.errors import Refused
from pico.journal.models import Category, record
from pico.organisations.models import Organisation

TO_RECONSIDER = timedelta(days=14)
GIVEN, FAMILY = "Utente", "cancellato"


@transaction.atomic
def request_erasure(*, actor: Actor, user: User, reason: str = "") -> ErasureRequest:
    """Ask that a person be forgotten in fourteen days: oneself, or somebody whose account one looks after.

    The view that calls this wears ``step_up_required``.

    Args:
        reason: why an administrator asks; a person owes none.

    Raises:
        Refused: when the actor may not, it was asked already, a reason is missing, or something stands in the
            way (last administrator, open procedures).
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    own = not actor.is_system and actor.user.pk == row.pk
    if actor.is_system or not (own or rules.may_administer_person(actor, row)):
        raise Refused(_("Non puoi chiedere la cancellazione di questa persona."), code="forbidden")
    if row.state == User.State.ERASED:
        raise Refused(_("I dati di questa persona sono già cancellati."), code="erased")
    if not own and not reason.strip():
        raise Refused(_("Scrivi il motivo."), field="reason", code="reason")
    if _waiting(row).exists():
        raise Refused(_("La cancellazione è già stata chiesta."), code="asked")
    _refuse_obstacles(row)
    request = ErasureRequest.objects.create(
        user=row,
        asked_by=actor.user,
        organisation=None if own else actor.organisation,
        reason="" if own else reason.strip()[:200],
        due_on=today() + TO_RECONSIDER,
    )
    record(actor, "accounts.erasure.requested", row, category=Category.DELETION)
    tell(row, "accounts/mail/erasure_requested", request=request, own=own)
    return request


def _waiting(user: User) -> Any:
    rows = ErasureRequest.objects.unrestricted("whether the erasure of the person in hand was asked for")
    return rows.waiting().filter(user=user)


def _refuse_obstacles(user: User) -> None:
    found = obstacles_of(user)
    if found:
        raise Refused(
            _("Prima va risolto: %(list)s.") % {"list": "; ".join(one.label for one in found)},
            code="obstacles",
        )


@transaction.atomic
def cancel_erasure(*, actor: Actor, user: User) -> ErasureRequest:
    """Call an erasure off before its day: the person, or who looks after the account.

    Raises:
        Refused: when none waits, or the actor may not.
    """
    User.objects.select_for_update().get(pk=user.pk)
    own = not actor.is_system and actor.user.pk == user.pk
    request = _waiting(user).first()
    if request is None:
        raise Refused(_("Non c'è una cancellazione da annullare."), code="none")
    if actor.is_system or not (own or rules.may_administer_person(actor, user)):
        raise Refused(_("Non puoi annullare questa cancellazione."), code="forbidden")
    _close(request, ErasureRequest.State.CANCELLED)
    record(actor, "accounts.erasure.cancelled", user, category=Category.DELETION)
    tell(user, "accounts/mail/erasure_cancelled")
    return request


def _close(request: ErasureRequest, state: str) -> None:
    request.state, request.closed_at, request.reason = state, timezone.now(), ""
    request.save(update_fields=["state", "closed_at", "reason"])


@transaction.atomic
def erase_person(*, actor: Actor, request_id: int) -> bool:
    """Forget a person whose fourteen days are over. Safe to run twice.

    What the person did as the administration's act stays, under "Utente cancellato"; so does the journal.
    While something stands in the way the request waits, and the person is told once.

    Returns:
        Whether the person is forgotten now.
    """
    rows = ErasureRequest.objects.unrestricted("a job carries out an erasure whose days are over")
    request = rows.waiting().filter(pk=request_id, due_on__lte=today()).first()
    if request is None:
        return False
    user = User.objects.select_for_update().get(pk=request.user_id)
    for body in _bodies_of(user):
        Organisation.objects.select_for_update().get(pk=body)  # as ending a role does: no two last ones
    if found := obstacles_of(user):
        _wait(actor, request, user, [one.label for one in found])
        return False
    tell(user, "accounts/mail/erasure_done")
    _forget(actor, user)
    _close(request, ErasureRequest.State.DONE)
    record(actor, "accounts.person.erased", user, category=Category.DELETION)
    return True


def _bodies_of(user: User) -> list[int]:
    held = user.memberships.unrestricted("the roles of the person who is forgotten").filter(ended_at=None)
    return sorted(set(held.values_list("organisation_id", flat=True)))


def _wait(actor: Actor, request: ErasureRequest, user: User, labels: list[str]) -> None:
    if request.blocked_at is not None:
        return
    request.blocked_at = timezone.now()
    request.save(update_fields=["blocked_at"])
    record(actor, "accounts.erasure.stopped", user, category=Category.DELETION)
    tell(user, "accounts/mail/erasure_stopped", obstacles=labels)


def _forget(actor: Actor, user: User) -> None:
    held = user.memberships.unrestricted("the roles of the person who is forgotten").filter(ended_at=None)
    for membership in held.select_related("organisation", "user"):
        _end(actor, membership, "")
    for session in UserSession.objects.filter(user=user):
        session.end()
    addresses = addresses_of(user)
    for path in all_rows(DataCopy).filter(user=user).exclude(path="").values_list("path", flat=True):
        transaction.on_commit(partial(storages["private"].delete, path))
    for part in parts():
        if part.model is not User:
            _erase_part(part, user, addresses)
    apps.get_model("wagtailusers.UserProfile").objects.filter(user=user).delete()
    _pseudonymise(user)


def _erase_part(part: Part, user: User, addresses: list[str]) -> None:
    """Do to one model's rows what its app declared."""
    about = rows_about(part, user, addresses)
    if any(entry.erasure == "DELETE" for entry in part.fields):
        about.delete()
        return
    keys = list(about.values_list("pk", flat=True))  # before the address by which they are found is gone
    values = {}
    for entry in part.fields:
        field = part.model._meta.get_field(entry.field)
        if part.is_link(entry.field):
            if entry.erasure == "BLANK":
                all_rows(part.model).filter(**{entry.field: user.pk}).update(**{entry.field: None})
        elif entry.erasure == "BLANK":
            values[entry.field] = _nothing(field)
        elif entry.erasure == "PSEUDONYMISE":
            values[entry.field] = _address(user) if entry.field in part.addresses else f"{GIVEN} {FAMILY}"
    if values and keys:
        all_rows(part.model).filter(pk__in=keys).update(**values)


def _nothing(field: Any) -> Any:
    if field.null:
        return None
    return {} if isinstance(field, models.JSONField) else ""


def _address(user: User) -> str:
    return f"{user.public_id.hex}@cancellato.invalid"


def _pseudonymise(user: User) -> None:
    user.given_name, user.family_name, user.email = GIVEN, FAMILY, _address(user)
    user.names_from = User.NamesFrom.SELF
    user.fiscal_code_encrypted = user.fiscal_code_index = None
    user.phone = user.job_title = ""
    user.last_seen_on = user.last_organisation = None
    user.state = User.State.ERASED
    user.set_unusable_password()
    user.save()
    user.groups.clear()
    user.user_permissions.clear()
    forget_access(user)
