"""Access requests: asked by a person, decided by who administers the organisation, or by the next level."""

from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts import rules
from pico.accounts.actions.memberships import _grant_missing
from pico.accounts.models import AccessRequest, AccessRequestMessage, Membership, Role, User
from pico.accounts.request_states import MOVES
from pico.accounts.roles import BODIES, no_more_than, role_labels, suits
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.journal.models import record
from pico.organisations.actions import create_organisation
from pico.organisations.models import Organisation

OTHER_BODY = Organisation.Kind.OTHER_BODY


@transaction.atomic
def submit_request(
    *,
    actor: Actor,
    roles: Sequence[str],
    reason: str,
    job_title: str = "",
    organisation: Organisation | None = None,
    name: str = "",
    code: str = "",
    province: Organisation | None = None,
) -> AccessRequest:
    """Ask to work for an organisation, or for a body that is not in the registry yet.

    Args:
        actor: the person, with a verified e-mail.
        roles: what they would do there; the decider may give less.
        reason: why, for who decides.
        organisation: the body asked for; without it ``name``, ``code`` (IPA or fiscal code) and ``province``.

    Raises:
        Refused: no verified e-mail, a request already open, roles the kind of body does not have.
    """
    user = User.objects.select_for_update().get(pk=actor.user.pk)
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        raise Refused(_("Prima conferma il tuo indirizzo e-mail."), code="unverified")
    if organisation is None and not (name.strip() and province is not None):
        raise Refused(_("Scegli l'ente, o scrivi il nome e la Provincia di quello che manca."), field="name")
    if organisation is not None and organisation.state == Organisation.State.CEASED:
        raise Refused(_("L'ente è cessato: non può avere nuove persone."), code="ceased")
    _check_roles(roles, organisation.kind if organisation else OTHER_BODY)
    own = user.access_requests.visible_to(user)
    if own.open().filter(organisation=organisation).exists():
        raise Refused(_("Hai già una richiesta aperta per questo ente."), code="open")
    row = AccessRequest.objects.create(
        user=user,
        organisation=organisation,
        proposed_body={} if organisation else {"name": name.strip(), "code": code.strip()},
        proposed_province=None if organisation else province,
        roles=list(roles),
        job_title=job_title.strip(),
        reason=reason.strip(),
    )
    row.deciders.set(body for level in rules.decision_levels(row)[:1] for body in level)
    record(actor, "accounts.request.submitted", row, changes={"roles": [None, list(roles)]}, category="role")
    _tell_deciders(actor, row, "accounts.request.submitted")
    return row


def _check_roles(roles: Sequence[str], kind: str) -> None:
    if not roles:
        raise Refused(_("Scegli almeno un ruolo."), field="roles", code="no_role")
    if not all(suits(role, kind) for role in roles):
        raise Refused(_("Questo ruolo non esiste in un ente di questo tipo."), field="roles", code="unsuited")


@transaction.atomic
def ask_information(*, actor: Actor, request: AccessRequest, text: str) -> AccessRequest:
    """Ask the person for more before deciding."""
    row = _begin(actor, request, "ask")
    AccessRequestMessage.objects.create(request=row, author=actor.user, text=text.strip())
    return _move(actor, row, "ask", tell_person=True)


@transaction.atomic
def give_information(*, actor: Actor, request: AccessRequest, text: str) -> AccessRequest:
    """Answer what a decider asked: the request is theirs again."""
    row = _begin(actor, request, "answer")
    AccessRequestMessage.objects.create(request=row, author=actor.user, text=text.strip())
    return _move(actor, row, "answer", tell_deciders=True)


@transaction.atomic
def approve_request(
    *,
    actor: Actor,
    request: AccessRequest,
    roles: Sequence[str],
    organisation: Organisation | None = None,
    subtype: str = "",
) -> AccessRequest:
    """Give the roles asked for, some of them, or lesser ones.

    Args:
        roles: among those asked for, or below them (``roles.no_more_than``).
        organisation: for a proposed body, the one of its Province that it turned out to be.
        subtype: for a proposed body that is really new, what it is (UNION, PUBLIC, …): it is added.

    Raises:
        Refused: not the actor's turn, more than was asked for, a proposed body left undecided.
    """
    row = _begin(actor, request, "approve")
    if not set(roles) <= no_more_than(row.roles):
        raise Refused(_("Puoi assegnare solo i ruoli chiesti, o meno."), field="roles", code="not_asked")
    if row.organisation is None:
        row.organisation = organisation or _new_body(actor, row, subtype)
        if row.organisation.province_id != row.proposed_province_id or row.organisation.kind not in BODIES:
            raise Refused(_("Scegli un ente della stessa Provincia."), field="organisation", code="elsewhere")
    _check_roles(roles, row.organisation.kind)
    row.granted_roles = list(roles)
    _grant_missing(
        actor,
        row.user,
        row.organisation,
        roles,
        source=Membership.Source.REQUEST,
        granted_by=actor.user,
    )
    return _move(actor, row, "approve", tell_person=True)


def _new_body(actor: Actor, row: AccessRequest, subtype: str) -> Organisation:
    if not subtype:
        raise Refused(_("Scegli un ente del registro, o il tipo di quello nuovo."), field="organisation")
    assert row.proposed_province is not None  # noqa: S101 - submitted together with the name
    return create_organisation(
        actor=actor, name=row.proposed_body["name"], subtype=subtype, province=row.proposed_province
    )


@transaction.atomic
def refuse_request(*, actor: Actor, request: AccessRequest, reason: str) -> AccessRequest:
    """Say no, with the reason, which the person reads."""
    row = _begin(actor, request, "refuse")
    if not reason.strip():
        raise Refused(_("Scrivi il motivo: la persona lo leggerà."), field="reason", code="no_reason")
    row.answer = reason.strip()
    return _move(actor, row, "refuse", tell_person=True)


@transaction.atomic
def withdraw_request(*, actor: Actor, request: AccessRequest) -> AccessRequest:
    """Take one's own request back."""
    return _move(actor, _begin(actor, request, "withdraw"), "withdraw", tell_deciders=True)


@transaction.atomic
def expire_request(*, actor: Actor, request: AccessRequest) -> AccessRequest:
    """Close a request that nobody decided in 60 days."""
    return _move(actor, _begin(actor, request, "expire"), "expire", tell_person=True)


@transaction.atomic
def remind_deciders(*, actor: Actor, request: AccessRequest) -> AccessRequest:
    """Remind who may decide that a request waits, once."""
    row = _locked(request)
    row.reminded_at = timezone.now()
    row.save(update_fields=["reminded_at"])
    record(actor, "accounts.request.reminded", row, category="role")
    _tell_deciders(actor, row, "accounts.request.reminded")
    return row


@transaction.atomic
def escalate_request(*, actor: Actor, request: AccessRequest) -> AccessRequest:
    """Let the next level up decide too, besides who could until now; also who became able to meanwhile."""
    row = _locked(request)
    before = set(row.deciders.all())
    levels = rules.decision_levels(row)
    reached = max((n for n, level in enumerate(levels) if before & set(level)), default=-1)
    added = {body for level in levels[: reached + 2] for body in level} - before
    if not added:
        return row
    row.deciders.add(*added)
    row.escalated_at = timezone.now()
    row.save(update_fields=["escalated_at"])
    record(actor, "accounts.request.escalated", row, category="role")
    _tell_deciders(actor, row, "accounts.request.escalated", besides=before)
    return row


def _locked(request: AccessRequest) -> AccessRequest:
    rows = AccessRequest.objects.unrestricted("an action finds the request it was told of")
    rows = rows.select_for_update(of=("self",))
    return rows.select_related("organisation__province", "proposed_province", "user").get(pk=request.pk)


def _begin(actor: Actor, request: AccessRequest, code: str) -> AccessRequest:
    """Lock the row and check that this move is possible now and this actor's to make."""
    move = MOVES[code]
    row = _locked(request)
    allowed = {
        "PERSON": not actor.is_system and actor.user.pk == row.user_id,
        "DECIDER": rules.may_decide(actor, row) or not row.is_open,
        "JOB": actor.is_system,
    }[move.who]
    if not allowed:
        raise Refused(_("Questa richiesta non spetta a te."), code="forbidden")
    if row.state not in move.before:
        raise Refused(
            _("La richiesta è già «%(state)s»: ricarica la pagina.") % {"state": row.get_state_display()},
            code="state",
        )
    return row


def _move(
    actor: Actor, row: AccessRequest, code: str, *, tell_person: bool = False, tell_deciders: bool = False
) -> AccessRequest:
    move = MOVES[code]
    changes: dict[str, Any] = {"state": [str(row.state), str(move.after)]}
    if row.granted_roles:
        changes["roles"] = [row.roles, row.granted_roles]
    row.state = move.after
    if not row.is_open:
        row.decided_at = timezone.now()
        row.decided_by = actor.user if move.who == "DECIDER" else None
    row.save()
    record(actor, move.verb, row, changes=changes, category="role")
    if tell_person:
        notify(move.verb, about=row, actor=actor, to=[row.user], data=_words(row))
    if tell_deciders:
        _tell_deciders(actor, row, move.verb)
    return row


def _tell_deciders(
    actor: Actor, row: AccessRequest, kind: str, besides: set[Organisation] | None = None
) -> None:
    bodies = row.deciders.exclude(pk__in=[body.pk for body in besides or ()])
    people = {person for body in bodies for person in User.objects.holding(Role.ADMINISTRATOR, body)} - {
        row.user
    }
    notify(kind, about=row, actor=actor, to=people, data=_words(row))


def _words(row: AccessRequest) -> dict[str, str]:
    return {
        "body": row.body_name,
        "person": row.user.get_full_name(),
        "roles": role_labels(row.granted_roles or row.roles),
    }
