"""People and memberships for tests: plain functions, rows as the actions would leave them."""

from datetime import timedelta
from itertools import count

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from pico.accounts.access import forget_access
from pico.accounts.actions import request_erasure, submit_request
from pico.accounts.models import AccessRequest, AccountInvitation, DataCopy, Membership, User
from pico.accounts.roles import suits
from pico.accounts.tokens import hash_of
from pico.base.actor import Actor
from pico.organisations.models import Organisation
from tests.factories.keys import make_key

PASSWORD = "cavallo-corretto-batteria"
_numbers = count(1)


def make_user(
    email: str | None = None, given_name: str = "Anna", family_name: str = "Zanatta", **fields
) -> User:
    """A person with a verified e-mail who can sign in with PASSWORD and belongs to nothing yet."""
    user = User(
        email=email or f"persona{next(_numbers)}@ente.example",
        given_name=given_name,
        family_name=family_name,
        password=make_password(PASSWORD),
        **fields,
    )
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_membership(user: User, organisation: Organisation, role: str, **fields) -> Membership:
    """The person holds the role at the organisation; refuses a role that the kind cannot have."""
    assert suits(role, organisation.kind), f"{role} does not exist at {organisation.kind}"
    membership = Membership.objects.create(user=user, organisation=organisation, role=role, **fields)
    forget_access(user)
    return membership


def make_member(organisation: Organisation, role: str = "member", email: str | None = None, **fields) -> User:
    """A new person who holds one role at the organisation."""
    user = make_user(email, **fields)
    make_membership(user, organisation, role)
    return user


def make_invitation(
    organisation: Organisation, inviter: User | None = None, **fields
) -> tuple[AccountInvitation, str]:
    """An invitation that waits, and the token of its link."""
    token = f"gettone-{next(_numbers)}"
    values = {
        "email": f"invitato{next(_numbers)}@ente.example",
        "roles": ["member"],
        "expires_at": timezone.now() + timedelta(days=7),
        "token_hash": hash_of(token),
        **fields,
    }
    invitation = AccountInvitation.objects.create(organisation=organisation, invited_by=inviter, **values)
    return invitation, token


def make_request(
    user: User, organisation: Organisation, roles: tuple[str, ...] = ("member",)
) -> AccessRequest:
    """An access request as the action leaves it: those who may decide it are set."""
    return submit_request(
        actor=Actor(user), organisation=organisation, roles=roles, reason="Lavoro all'ufficio tecnico."
    )


def make_data_copy(user: User) -> DataCopy:
    """A copy of a person's data that is ready, as the job leaves it."""
    path = storages["private"].save("copies/prova.zip", ContentFile(b"PK"))
    return DataCopy.objects.create(
        user=user, state="READY", path=path, size=2, ready_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=7),
    )  # fmt: skip


def access_rows(world) -> dict[str, dict[str, dict[str, object]]]:
    """Sample rows: people, invitations and requests of Oderzo (OWN) and of Desenzano (OTHER)."""
    rows = words_sent_by_mail(world)
    for kind, name in (("OWN", "oderzo"), ("OTHER", "desenzano")):
        body = world.organisations[name]
        person = make_member(body, "organisation_operator")
        membership = person.memberships.unrestricted("test").get()
        waiting, token = make_invitation(body)
        confirming, _ = make_invitation(body, state="AWAITING_CONFIRMATION", accepted_by=make_user())
        disabled = make_member(body, state="DISABLED")
        request = make_request(make_user(), body)
        one = {"public_id": person.public_id}
        make_key(person)
        for page in ("person", "grant", "end_all", "disable", "reset_factor", "erase"):
            rows.setdefault(f"accounts:{page}", {})[kind] = one
        leaving = make_member(body)
        request_erasure(actor=Actor(leaving), user=leaving)
        rows.setdefault("accounts:cancel_erasure_of", {})[kind] = {"public_id": leaving.public_id}
        rows.setdefault("accounts:end_role", {})[kind] = {**one, "pk": membership.pk}
        rows.setdefault("accounts:enable", {})[kind] = {"public_id": disabled.public_id}
        for page in ("resend", "revoke"):
            rows.setdefault(f"accounts:{page}", {})[kind] = {"public_id": waiting.public_id}
        rows.setdefault("accounts:confirm", {})[kind] = {"public_id": confirming.public_id}
        for page in ("request", "approve", "refuse", "ask"):
            rows.setdefault(f"accounts:{page}", {})[kind] = {"public_id": request.public_id}
        own = request if kind == "OTHER" else make_request(world.people["no_membership"], body)
        for page in ("own_request", "answer_request", "withdraw_request"):
            rows.setdefault(f"accounts:{page}", {})[kind] = {"public_id": own.public_id}
        for page in ("leave", "ask_to_join"):
            rows.setdefault(f"accounts:{page}", {})[kind] = {"slug": body.slug}
        if kind == "OWN":
            for page in ("invitation", "accept_invitation", "decline_invitation", "register_with_invitation"):
                rows[f"accounts:{page}"] = {"OWN": {"token": token}, "OTHER": {"token": "sconosciuto"}}
            for page in ("people_export", "activity_export"):
                rows[f"accounts:{page}"] = {"OWN": {"file_format": "csv"}}
    for page in ("failed_job", "retry_job", "discard_job"):
        rows[f"accounts:{page}"] = {"OTHER": {"pk": make_failed_job().pk}}
    return rows


def make_failed_job(**fields: object) -> DBTaskResult:
    """A job that failed for good, as the worker leaves it."""
    values = {
        "status": "FAILED",
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "pico.journal.tasks.seal",
        "backend_name": "default",
        "run_after": timezone.now(),
        "finished_at": timezone.now(),
        "exception_class_path": "builtins.RuntimeError",
        "traceback": "RuntimeError: canarino",
        "worker_ids": ["w1"],
    }
    return DBTaskResult.objects.create(**values | fields)


def words_sent_by_mail(world) -> dict[str, dict[str, dict[str, str]]]:
    """Addresses with words sent by mail to Oderzo's operator, a browser and a key of hers."""
    operator = world.people["operator"]
    session = UserSession.objects.create(
        user=operator, session_key="another-browser", ip="127.0.0.1", user_agent="prova"
    )
    address = EmailAddress.objects.create(user=operator, email="nuova@ente.example")
    key = default_token_generator.make_token(operator)
    blue = make_key(operator)
    copy = make_data_copy(operator)
    return {
        "accounts:download_copy": {"OWN": {"public_id": copy.public_id}},
        "accounts:end_session": {"OWN": {"pk": session.pk}},
        "mfa_edit_webauthn": {"OWN": {"pk": blue.pk}},
        "mfa_remove_webauthn": {"OWN": {"pk": blue.pk}},
        "accounts:first_run": {"OTHER": {"token": "inventato"}},
        "account_confirm_email": {"OWN": {"key": EmailConfirmationHMAC(address).key}},
        "account_reset_password_from_key": {"OWN": {"uidb36": user_pk_to_url_str(operator), "key": key}},
    }
