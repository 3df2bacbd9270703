"""People and memberships for tests: plain functions, rows as the actions would leave them."""

from itertools import count

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password

from pico.accounts.access import forget_access
from pico.accounts.models import Membership, User
from pico.accounts.roles import suits
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


def access_rows(world) -> dict[str, dict[str, dict[str, str]]]:
    """Sample addresses for the access matrix: words sent by mail to Oderzo's operator, a browser and a key of
    hers."""
    operator = world.people["operator"]
    session = UserSession.objects.create(
        user=operator, session_key="another-browser", ip="127.0.0.1", user_agent="prova"
    )
    address = EmailAddress.objects.create(user=operator, email="nuova@ente.example")
    key = default_token_generator.make_token(operator)
    blue = make_key(operator)
    return {
        "accounts:end_session": {"OWN": {"pk": session.pk}},
        "mfa_edit_webauthn": {"OWN": {"pk": blue.pk}},
        "mfa_remove_webauthn": {"OWN": {"pk": blue.pk}},
        "accounts:first_run": {"OTHER": {"token": "inventato"}},
        "account_confirm_email": {"OWN": {"key": EmailConfirmationHMAC(address).key}},
        "account_reset_password_from_key": {"OWN": {"uidb36": user_pk_to_url_str(operator), "key": key}},
    }
