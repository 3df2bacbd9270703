"""The signed word that lets the reader of a mail stop such mails without signing in."""

from dataclasses import dataclass

from django.core import signing

from pico.accounts.models import User

SALT = "pico.notifications.unsubscribe"


@dataclass(frozen=True)
class Unsubscription:
    """Who wants no more mail of which family."""

    person: User
    prefix: str


def token(person: User, prefix: str) -> str:
    """Return the signed word. It never expires: a reader may find an old mail."""
    return signing.dumps([person.public_id.hex, prefix], salt=SALT)


def read(word: str) -> Unsubscription | None:
    """Return what a signed word says, or None when it is not ours or the person is gone."""
    try:
        public_id, prefix = signing.loads(word, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    person = User.objects.filter(public_id=public_id).first()
    return Unsubscription(person, prefix) if person else None
