"""Sign-ins, sign-outs and open sessions: what happened is in the journal, closing one is immediate."""

import time

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone

from pico.accounts.models import HandoverCode, User
from pico.accounts.sessions import of_same_sign_in
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
def record_step_up(*, actor: Actor, label: str) -> None:
    """Write that somebody proved again who they are, and how.

    Args:
        label: methods and level (``proofs.sign_in_label``).
    """
    record(
        actor,
        "accounts.stepup.done",
        actor.user,
        changes={"method": [None, label]},
        category="second_factor",
    )


@transaction.atomic
def record_failed_step_up(*, actor: Actor) -> None:
    """Write that a proof was refused."""
    record(actor, "accounts.stepup.failed", actor.user, category="second_factor")


@transaction.atomic
def record_password_change(*, actor: Actor, user: User) -> None:
    """Write that a password was set, changed or reset; never the password."""
    record(actor, "accounts.password.changed", user, changes={"password": None}, category="signin")


@transaction.atomic
def end_session(*, actor: Actor, session: UserSession) -> int:
    """Close one of the person's own sign-ins: on every host it reached, it is over at the next click.

    Args:
        session: any session of that sign-in.

    Returns:
        How many sessions were closed.
    """
    if session.user_id != actor.user.pk:
        raise ValueError("a session of somebody else")
    same = of_same_sign_in(actor.user, session.data.get("sign_in", "")) or [session]
    return _end(actor, same, "accounts.session.ended")


@transaction.atomic
def end_other_sessions(*, actor: Actor, current_key: str, sign_in: str) -> int:
    """Close all of the person's sign-ins but one.

    Args:
        current_key: key of the session to keep.
        sign_in: the sign-in it belongs to, kept on all its hosts.

    Returns:
        How many sessions were closed.
    """
    rows = UserSession.objects.filter(user_id=actor.user.pk).exclude(session_key=current_key)
    others = [row for row in rows if not sign_in or row.data.get("sign_in") != sign_in]
    return _end(actor, others, "accounts.sessions.ended")


def _end(actor: Actor, sessions: list[UserSession], verb: str) -> int:
    """End sessions, and the codes by which a sign-in just ended could still reach another host."""
    ended = {session.data.get("sign_in") for session in sessions} - {"", None}
    for session in sessions:
        session.end()
    for code in HandoverCode.objects.filter(user=actor.user, used_at=None):
        if code.records.get("id") in ended:
            code.delete()
    record(actor, verb, actor.user, changes={"ended": [0, len(sessions)]}, category="signin")
    return len(sessions)


@transaction.atomic
def renew_session_key(*, actor: Actor, session: SessionBase) -> None:
    """Give a session a new key and keep its content, its line in the list of open sessions included.

    Args:
        session: the session of the running request.
    """
    old = session.session_key
    session["key_at"] = time.time()
    session.cycle_key()
    UserSession.objects.filter(user_id=actor.user.pk, session_key=old).update(session_key=session.session_key)


@transaction.atomic
def touch_session(*, actor: Actor, session: SessionBase) -> None:
    """Note that a session is in use; at most once in five minutes."""
    session["seen_at"] = time.time()
    UserSession.objects.filter(user_id=actor.user.pk, session_key=session.session_key).update(
        last_seen_at=timezone.now()
    )


@transaction.atomic
def file_session(*, actor: Actor, session: SessionBase, host: str) -> None:
    """Write on the line of a session just opened to which sign-in it belongs and on which host it is."""
    UserSession.objects.filter(user_id=actor.user.pk, session_key=session.session_key).update(
        data={"sign_in": session.get("sign_in", ""), "host": host}
    )


@transaction.atomic
def end_sign_in(*, actor: Actor, sign_in: str) -> None:
    """Sign out everywhere: end the sessions of this sign-in on all hosts (identity.md 5.7)."""
    for session in of_same_sign_in(actor.user, sign_in):
        session.end()
    HandoverCode.objects.filter(user=actor.user, used_at=None).delete()
    record(actor, "accounts.signout.done", actor.user, category="signin")
