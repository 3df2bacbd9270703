"""Subscribing, confirming, leaving; what comes back; how long addresses are kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.jobs import enqueue
from pico.journal.models import record
from pico.portal.models import IssueDelivery, Newsletter, Subscriber
from pico.portal.newsletter.returns import Returned, read
from pico.portal.rules import may_publish_on

State = Subscriber.State
CONSENT_VERSION = "2026-11"
CONFIRM_WITHIN = timedelta(hours=72)
KEPT_AFTER_THE_END = timedelta(days=365)
ROWS = 500


@dataclass(frozen=True)
class Imported:
    """What an import did: added, there already, kept out because they had left or their address bounces."""

    added: int
    known: int
    kept_out: int


def _all() -> Any:
    return Subscriber.objects.unrestricted("what subscribers do themselves, and jobs about them")


@transaction.atomic
def ask_to_subscribe(*, actor: Actor, newsletter: Newsletter, email: str) -> None:
    """Write the request down and send the mail that confirms it; the asker never learns what was known.

    That somebody had left is remembered until they confirm: anybody can ask in their name, and an import
    must not bring them back.
    """
    now = timezone.now()
    row, made = _all().get_or_create(
        newsletter=newsletter,
        email=email.strip().lower(),
        defaults={"asked_at": now, "consented_at": now, "consent_version": CONSENT_VERSION},
    )
    if row.state == State.CONFIRMED:
        return
    if not made:
        row.state, row.asked_at, row.consented_at = State.PENDING, now, now
        row.consent_version, row.source = CONSENT_VERSION, Subscriber.Source.FORM
        row.save()
    record(actor, "portal.subscriber.asked", row, owner=newsletter.site.organisation)
    enqueue("portal.mail_confirmation", subscriber_id=row.pk)


@transaction.atomic
def confirm_subscription(*, actor: Actor, subscriber: Subscriber) -> bool:
    """Count somebody among the readers. Returns False when they left meanwhile."""
    changed = (
        _all()
        .filter(pk=subscriber.pk, state=State.PENDING)
        .update(state=State.CONFIRMED, confirmed_at=timezone.now(), ended_at=None, end_reason="")
    )
    if changed:
        record(
            actor, "portal.subscriber.confirmed", subscriber, owner=subscriber.newsletter.site.organisation
        )
    return bool(changed) or subscriber.state == State.CONFIRMED


@transaction.atomic
def leave_newsletter(*, actor: Actor, subscriber: Subscriber, reason: str = "") -> None:
    """Write nothing more to somebody; asked twice, it is done once."""
    gone = _all().filter(pk=subscriber.pk).exclude(state__in=(State.UNSUBSCRIBED, State.BOUNCED))
    if gone.update(state=State.UNSUBSCRIBED, ended_at=timezone.now(), end_reason=reason[:200]):
        record(actor, "portal.subscriber.left", subscriber, owner=subscriber.newsletter.site.organisation)


@transaction.atomic
def remove_subscriber(*, actor: Actor, subscriber: Subscriber) -> None:
    """Take an address off the list because its holder asked by another way."""
    _may_manage(actor, subscriber.newsletter)
    leave_newsletter(actor=actor, subscriber=subscriber, reason=_("tolto dal responsabile editoriale"))


@transaction.atomic
def import_subscribers(
    *, actor: Actor, newsletter: Newsletter, emails: Iterable[str], proof: str, consented_at: datetime
) -> Imported:
    """Add addresses whose consent was collected elsewhere; whoever left or bounced stays out.

    Args:
        emails: valid addresses.
        proof: where the consent is kept ("modulo cartaceo, protocollo 1234/2026").
        consented_at: when it was given.
    """
    _may_manage(actor, newsletter)
    if not newsletter.is_public:
        raise Refused(_("Chi riceve questa newsletter lo decidono i ruoli, non un elenco."), code="audience")
    if not proof.strip():
        raise Refused(_("Scrivi dove si trova la prova del consenso."), field="proof")
    wanted = sorted({email.strip().lower() for email in emails})
    there = dict(_all().filter(newsletter=newsletter).values_list("email", "state"))
    now = timezone.now()
    new = [
        Subscriber(
            newsletter=newsletter, email=email, state=State.CONFIRMED, source=Subscriber.Source.IMPORT,
            consent_proof=proof.strip()[:200], consented_at=consented_at, confirmed_at=now,
        )
        for email in wanted
        if email not in there
    ]  # fmt: skip
    Subscriber.objects.bulk_create(new, batch_size=ROWS, ignore_conflicts=True)  # two imports at once
    out = sum(there.get(email) in {State.UNSUBSCRIBED, State.BOUNCED} for email in wanted)
    record(actor, "portal.newsletter.imported", newsletter, owner=newsletter.site.organisation)
    return Imported(len(new), len(wanted) - len(new) - out, out)


def _may_manage(actor: Actor, newsletter: Newsletter) -> None:
    if not may_publish_on(actor, newsletter.site):
        raise Refused(_("Gli iscritti li gestisce il responsabile editoriale."), code="role")


@transaction.atomic
def take_return(*, actor: Actor, raw: bytes) -> Returned | None:
    """Write down a message that came back; a hard refusal or a complaint ends the subscription.

    Returns:
        The report, None when the message is none of ours.
    """
    report = read(raw)
    if report is None:
        return None
    rows = IssueDelivery.objects.unrestricted("a report says which message came back")
    rows = rows.select_related("subscriber__newsletter__site__organisation")
    which = {"pk": report.delivery_id} if report.delivery_id else {"message_id": report.message_id}
    delivery = rows.filter(**which).first()
    if delivery is None:
        return None
    rows.filter(pk=delivery.pk).update(returned=report.kind, returned_at=timezone.now(), error=report.says)
    if report.kind != IssueDelivery.Return.SOFT:
        _end(
            actor,
            delivery.subscriber,
            report.says if report.kind == "HARD" else _("segnalata come indesiderata"),
        )
    return report


def _end(actor: Actor, subscriber: Subscriber, reason: str) -> None:
    rows = _all().filter(pk=subscriber.pk).exclude(state__in=(State.BOUNCED, State.UNSUBSCRIBED))
    if rows.update(state=State.BOUNCED, ended_at=timezone.now(), end_reason=reason[:200]):
        record(actor, "portal.subscriber.bounced", subscriber, owner=subscriber.newsletter.site.organisation)


@transaction.atomic
def note_refused_addresses(*, actor: Actor) -> int:
    """End the subscriptions whose address the relay itself refused for good. Returns how many."""
    rows = IssueDelivery.objects.unrestricted("a report says which message came back")
    refused = rows.filter(
        state=IssueDelivery.State.FAILED,
        returned="",
        subscriber__state=State.CONFIRMED,
        error__regex="^55[013] ",
    ).select_related("subscriber__newsletter__site__organisation")
    found = list(refused[:ROWS])
    for delivery in found:
        rows.filter(pk=delivery.pk).update(returned="HARD", returned_at=timezone.now())
        _end(actor, delivery.subscriber, delivery.error)
    return len(found)


@transaction.atomic
def forget_subscribers(*, actor: Actor, now: datetime | None = None) -> int:
    """Delete requests not confirmed within 72 hours, and whoever left a year ago. Returns how many.

    Who had left before the request has left still.
    """
    now = now or timezone.now()
    pending = _all().filter(state=State.PENDING, asked_at__lt=now - CONFIRM_WITHIN)
    pending.exclude(ended_at=None).update(state=State.UNSUBSCRIBED)
    ended = _all().filter(
        state__in=(State.UNSUBSCRIBED, State.BOUNCED),
        ended_at__lt=now - KEPT_AFTER_THE_END,
        newsletter__audience="PUBLIC",
    )
    found = pending.count() + ended.count()
    pending.delete()
    ended.delete()
    if found:
        record(actor, "portal.subscribers.forgotten")
    return found
