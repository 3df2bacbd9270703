"""Sign-ins, sign-outs and open sessions: what happened is in the journal, closing one is immediate."""

from allauth.usersessions.models import UserSession
from django.db import transaction

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.dates import today
from pico.journal.models import record


@transaction.atomic
def record_sign_in(*, actor: Actor) -> None:
    """Write that somebody signed in, and the day, on their row (a date: not a trace of movements)."""
    User.objects.filter(pk=actor.user.pk).exclude(last_seen_on=today()).update(last_seen_on=today())
    record(actor, "accounts.signin.done", actor.user, category="signin")


@transaction.atomic
def record_failed_sign_in(*, actor: Actor, email: str) -> None:
    """Write that a password was refused; an address nobody has is not written at all.

    Args:
        email: what was typed in the form.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    record(actor, "accounts.signin.failed", user, category="signin")


@transaction.atomic
def record_sign_out(*, actor: Actor) -> None:
    """Write that somebody signed out."""
    record(actor, "accounts.signout.done", actor.user, category="signin")


@transaction.atomic
def record_password_change(*, actor: Actor, user: User) -> None:
    """Write that a password was set, changed or reset; never the password."""
    record(actor, "accounts.password.changed", user, changes={"password": None}, category="signin")


@transaction.atomic
def end_session(*, actor: Actor, session: UserSession) -> None:
    """Close one of the person's own sessions: that browser is signed out at its next click."""
    if session.user_id != actor.user.pk:
        raise ValueError("a session of somebody else")
    session.end()
    record(actor, "accounts.session.ended", actor.user, category="signin")


@transaction.atomic
def end_other_sessions(*, actor: Actor, current_key: str) -> int:
    """Close all of the person's sessions but one.

    Args:
        current_key: key of the session to keep.

    Returns:
        How many were closed.
    """
    others = list(UserSession.objects.filter(user_id=actor.user.pk).exclude(session_key=current_key))
    for session in others:
        session.end()
    record(
        actor, "accounts.sessions.ended", actor.user, changes={"ended": [0, len(others)]}, category="signin"
    )
    return len(others)
