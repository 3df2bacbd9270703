"""From a verified identity to an open session, through allauth as for passwords."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from pico.accounts import actions
from pico.accounts.models import User
from pico.accounts.proofs import record_identity_proof
from pico.accounts.saml.accepting import Identity
from pico.base.actor import Actor

WITHOUT_STAGES = "signed_in_by_identity"


def enter(request: HttpRequest, user: User, identity: Identity, next: str) -> HttpResponse:
    """Open a session for the person and send them on.

    The record goes first: allauth counts it only when its companion key names the same person. Neither the
    second factor nor the e-mail stage is asked: the provider was asked for two factors already.

    Args:
        next: a path already judged, or empty.
    """
    if request.user.is_authenticated and request.user.pk != user.pk:
        request.session.flush()  # somebody else's session, and their records, end here
    record_identity_proof(
        request,
        user,
        "spid" if identity.kind == "SPID" else "cie",
        level=identity.level,
        issuer=identity.issuer,
    )
    setattr(request, WITHOUT_STAGES, True)
    answer = perform_login(request, Login(user=user, redirect_url=next or None))
    if request.user.is_authenticated:
        actions.remember_identity_session(
            actor=Actor(user),
            session_key=request.session.session_key or "",
            issuer=identity.issuer,
            session_index=identity.session_index,
        )
    return answer
