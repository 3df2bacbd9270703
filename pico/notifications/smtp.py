"""What a mail relay answered: delivered, not now, or never to this address."""

import smtplib
from dataclasses import dataclass
from enum import Enum, auto

from django.core.mail import EmailMessage

UNKNOWN_USER_CODES = {550, 551, 553}
UNKNOWN_USER_WORDS = ("5.1.1", "5.1.10", "user unknown", "no such user", "unknown user", "does not exist")


class Answer(Enum):
    SENT = auto()
    LATER = auto()  # 4xx, no connection, wrong password of the relay: the message waits
    REFUSED = auto()  # 5xx about the message: never again, the address is not to blame
    ADDRESS_REFUSED = auto()  # 5xx about the recipient
    ADDRESS_UNKNOWN = auto()


@dataclass(frozen=True)
class Outcome:
    """An answer with the relay's words; ``reached``: there was a relay to answer."""

    answer: Answer
    error: str = ""
    reached: bool = True


def send(message: EmailMessage) -> Outcome:
    """Hand the message to the configured back end.

    Args:
        message: to exactly one recipient.
    """
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        return Outcome(_about_recipient(code, _text(words)), f"{code} {_text(words)}"[:300])
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        hard = 500 <= refusal.smtp_code < 600
        error = f"{refusal.smtp_code} {_text(refusal.smtp_error)}"[:300]
        return Outcome(Answer.REFUSED if hard else Answer.LATER, error)
    except OSError as failure:  # smtplib's own exceptions are OSErrors too
        return Outcome(Answer.LATER, f"{type(failure).__name__}: {failure}"[:300], reached=False)
    except ValueError as failure:  # a header or an address that no mail may carry
        return Outcome(Answer.REFUSED, f"{type(failure).__name__}: {failure}"[:300])
    return Outcome(Answer.SENT)


def _about_recipient(code: int, words: str) -> Answer:
    if code < 500:
        return Answer.LATER
    unknown = code in UNKNOWN_USER_CODES and any(word in words.lower() for word in UNKNOWN_USER_WORDS)
    return Answer.ADDRESS_UNKNOWN if unknown else Answer.ADDRESS_REFUSED


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
