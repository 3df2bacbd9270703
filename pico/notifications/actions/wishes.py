"""What a person wants to hear of."""

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.journal.models import record
from pico.notifications.kinds import families
from pico.notifications.models import Cadence, Channel, Preference
from pico.notifications.rules import chosen_mail
from pico.notifications.unsubscription import DIGEST, Unsubscription

OFFERED = {Channel.APP: (Cadence.NOW, Cadence.OFF), Channel.MAIL: tuple(Cadence)}
TEST_PAUSE_SECONDS = 60


def set_cadence(*, actor: Actor, person: User, prefix: str, channel: str, cadence: str) -> bool:
    """Choose how one family of notifications reaches a person on one channel.

    Args:
        actor: the person, or the system for a one-click unsubscription.
        person: whose preference it is.
        prefix: code of a family.
        channel: APP or MAIL.
        cadence: NOW or OFF; DAILY and WEEKLY too by e-mail.

    Returns:
        Whether anything changed.

    Raises:
        Refused: for a family that does not exist, or that may not be switched off.
    """
    family = {code: of_it for code, _words, of_it in families()}.get(prefix)
    if family is None or channel not in Channel or cadence not in OFFERED[Channel(channel)]:
        raise Refused(_("Scegli un valore valido"))
    fixed = channel == Channel.APP and not any(kind.may_be_switched_off for kind in family)
    if fixed and cadence == Cadence.OFF:
        raise Refused(_("Queste notifiche nella piattaforma non si possono disattivare."))
    rows = Preference.objects.unrestricted("a person's own choice, known by a signed link or by sign-in")
    with transaction.atomic():
        row = rows.filter(person=person, kind_prefix=prefix, channel=channel).first()
        if row is not None and row.cadence == cadence:
            return False
        before = row.cadence if row else None
        row = row or Preference(person=person, kind_prefix=prefix, channel=channel)
        row.cadence = cadence
        row.save()
        changes = {f"{prefix} {channel}": [before, cadence]}
        record(actor, "notifications.preference.set", person, changes=changes, category="settings")
    return True


def unsubscribe(*, actor: Actor, wish: Unsubscription) -> bool:
    """Stop the e-mails of a family, or a digest, for the holder of a signed link.

    Returns:
        Whether anything changed.
    """
    prefixes = [wish.prefix]
    if wish.prefix.startswith(DIGEST):
        cadence = wish.prefix.removeprefix(DIGEST)
        prefixes = [prefix for prefix, of_it in chosen_mail(wish.person).items() if of_it == cadence]
    off = {"channel": Channel.MAIL, "cadence": Cadence.OFF}
    with transaction.atomic():
        changed = [set_cadence(actor=actor, person=wish.person, prefix=prefix, **off) for prefix in prefixes]
    return any(changed)


def send_test(*, actor: Actor) -> None:
    """Send the person a test by every channel, at most once a minute.

    Raises:
        Refused: when one was sent less than a minute ago.
    """
    if not cache.add(f"notifications.test.{actor.user.pk}", 1, timeout=TEST_PAUSE_SECONDS):
        raise Refused(_("Hai chiesto una prova meno di un minuto fa: aspetta e riprova."))
    with transaction.atomic():
        record(actor, "notifications.test.sent", actor.user, category="settings")
        # Nobody is told of their own acts: the test comes from the platform.
        notify(
            "notifications.test.sent",
            about=actor.user,
            actor=Actor(None, actor.organisation, reason="a test asked for by the person"),
            to=[actor.user],
        )
