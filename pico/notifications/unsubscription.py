"""The signed word that lets the reader of a mail stop such mails without signing in."""

from dataclasses import dataclass

from django.core import signing

from pico.accounts.models import User

DIGEST = "digest."  # followed by a cadence: the way out of all that a digest brings
SALT = "pico.notifications.unsubscribe"


@dataclass(frozen=True)
class Unsubscription:
    """Who wants no more mail of which family, or of the digest of which cadence."""

    person: User
    prefix: str


def token(person: User, prefix: str) -> str:
    """Return the signed word for a family's prefix or a digest. It never expires: old mails are found."""
    return signing.dumps([person.public_id.hex, prefix], salt=SALT)


def read(word: str) -> Unsubscription | None:
    """Return what a signed word says, or None when it is not ours or the person is gone."""
    try:
        public_id, prefix = signing.loads(word, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    person = User.objects.filter(public_id=public_id).first()
    return Unsubscription(person, prefix) if person else None
