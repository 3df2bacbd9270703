"""The life of an issue: reviewed, frozen, scheduled, sent, paused, closed, as machine.py says."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.models import Membership, Role, User
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.jobs import enqueue
from pico.base.outbox import notify
from pico.journal.models import Category, record
from pico.notifications import actions as mail
from pico.notifications.models import Delivery
from pico.portal.models import Issue, IssueBlock, IssueDelivery, Placement, Subscriber
from pico.portal.newsletter import audience
from pico.portal.newsletter.composing import MOST_BYTES, TOKEN_PLACE, content_of, html_of, text_of
from pico.portal.newsletter.machine import require, require_writing
from pico.portal.newsletter.mailing import CODE
from pico.portal.newsletter.sending import deliveries_of, gone_items
from pico.portal.published import PageChange, What

State = Issue.State
ROWS = 500
GONE = lazy("Non è più pubblicato: %(what)s. Toglilo dal numero.")
OWN_WORD = lazy(
    "Togli dal numero la parola «%(word)s»: la piattaforma la usa per i collegamenti di chi riceve."
)


def _locked(issue: Issue) -> Issue:
    rows = Issue.objects.unrestricted("the row of an issue in hand, locked for its next step")
    return (
        rows.select_for_update(of=("self",)).select_related("newsletter__site__organisation").get(pk=issue.pk)
    )


def _move(actor: Actor, issue: Issue, code: str, **fields: Any) -> Issue:
    """Make a move of the table on the locked row, and write it down."""
    row = _locked(issue)
    move = require(actor, row, code)
    row.state = move.target
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    issue.__dict__.update({name: getattr(row, name) for name in ("state", *fields)})
    record(
        actor,
        f"portal.issue.{code}",
        row,
        owner=row.newsletter.site.organisation,
        category=Category.PUBLICATION,
    )
    return row


@transaction.atomic
def submit_issue(*, actor: Actor, issue: Issue) -> Issue:
    """Ask a publisher to read an issue."""
    if not issue.blocks.exists():
        raise Refused(_("Aggiungi almeno un blocco prima di mandare il numero in revisione."), code="empty")
    row = _move(actor, issue, "submitted", note="")
    _tell_publishers(actor, row, "submitted")
    return row


@transaction.atomic
def return_issue(*, actor: Actor, issue: Issue, note: str = "") -> Issue:
    """Send an issue back to its author."""
    return _move(actor, issue, "returned", note=note)


@transaction.atomic
def approve_issue(*, actor: Actor, issue: Issue) -> Issue:
    """Freeze an issue into the HTML, the text and the web page that readers get.

    Raises:
        Refused: when an item cannot be opened by readers, or the mail would be cut by some programs.
    """
    held = _locked(issue)
    content = content_of(held)
    gone = [block["title"] for block in content if block.get("gone")]
    if gone:
        raise Refused(GONE % {"what": ", ".join(gone)}, code="gone")
    html, text = html_of(held, content), text_of(held, content)
    if (html.count(TOKEN_PLACE), text.count(TOKEN_PLACE)) != (1, 1):
        raise Refused(OWN_WORD % {"word": TOKEN_PLACE}, code="word")
    if len(html.encode()) >= MOST_BYTES:
        raise Refused(_("Il numero è troppo lungo: alcuni programmi di posta lo taglierebbero."), code="size")
    return _move(
        actor, issue, "approved",
        html=html, text=text, content=content,
        approved_at=timezone.now(), approved_by=actor.user,
    )  # fmt: skip


@transaction.atomic
def reopen_issue(*, actor: Actor, issue: Issue) -> Issue:
    """Take an approval back: what was frozen is forgotten."""
    return _move(
        actor, issue, "reopened",
        html="", text="", content=[], approved_at=None, approved_by=None, scheduled_at=None,
    )  # fmt: skip


@transaction.atomic
def schedule_issue(*, actor: Actor, issue: Issue, at: datetime) -> Issue:
    """Let an issue leave by itself at a moment to come."""
    if at <= timezone.now():
        raise Refused(_("Scegli un momento che deve ancora venire."), field="at")
    return _move(actor, issue, "scheduled", scheduled_at=at)


@transaction.atomic
def cancel_issue(*, actor: Actor, issue: Issue) -> Issue:
    """Give an issue up before it leaves."""
    return _move(actor, issue, "cancelled", scheduled_at=None)


@transaction.atomic
def send_issue(*, actor: Actor, issue: Issue) -> Issue:
    """Write a delivery for each subscriber and let them leave; an item gone since the approval stops it."""
    _refuse_gone(issue)
    row = _move(actor, issue, "sent")
    mailing = mail.open_mailing(actor=actor, bulk=CODE, key=f"issue {row.pk}")
    recipients = _recipients(row)
    if not recipients:
        raise Refused(_("La newsletter non ha ancora destinatari."), code="nobody")
    IssueDelivery.objects.bulk_create(
        (
            IssueDelivery(
                issue=row,
                subscriber=subscriber,
                mailing=mailing,
                address=subscriber.email,
                message_id=f"<issue-{row.pk}.{subscriber.public_id.hex}@{settings.PICO_DOMAIN}>",
            )
            for subscriber in recipients
        ),
        batch_size=ROWS,
    )
    row.recipients = issue.recipients = len(recipients)
    row.save(update_fields=["recipients"])
    mail.send_mailing(actor=actor, mailing=mailing)
    return row


def _recipients(issue: Issue) -> list[Subscriber]:
    if not issue.newsletter.is_public:
        _follow_roles(issue)
    rows = Subscriber.objects.unrestricted("an issue goes to all confirmed subscribers of its newsletter")
    return list(rows.filter(newsletter=issue.newsletter, state=Subscriber.State.CONFIRMED).order_by("pk"))


def _follow_roles(issue: Issue) -> None:
    """Add the people of the audience who are not there yet; whoever left stays out."""
    now = timezone.now()
    Subscriber.objects.bulk_create(
        (
            Subscriber(
                newsletter=issue.newsletter, email=address.lower(), person_id=person,
                state=Subscriber.State.CONFIRMED, source=Subscriber.Source.ROLE, confirmed_at=now,
            )
            for person, address in audience.people(issue.newsletter)
        ),
        batch_size=ROWS,
        ignore_conflicts=True,
    )  # fmt: skip


def _refuse_gone(issue: Issue) -> None:
    gone = gone_items(issue)
    if gone:
        raise Refused(
            GONE % {"what": ", ".join(gone)},
            code="gone",
        )


def _mailing(actor: Actor, issue: Issue) -> Any:
    return mail.open_mailing(actor=actor, bulk=CODE, key=f"issue {issue.pk}")


@transaction.atomic
def pause_issue(*, actor: Actor, issue: Issue) -> Issue:
    """Stop the sending within fifty messages; the rest waits."""
    row = _move(actor, issue, "paused", note="")
    mail.pause_mailing(actor=actor, mailing=_mailing(actor, row))
    return row


@transaction.atomic
def resume_issue(*, actor: Actor, issue: Issue) -> Issue:
    """Go on, also where an item was withdrawn: its link says so to readers."""
    row = _move(actor, issue, "resumed", note="")
    mail.resume_mailing(actor=actor, mailing=_mailing(actor, row))
    return row


@transaction.atomic
def close_issue(*, actor: Actor, issue: Issue) -> Issue:
    """End a paused sending: whoever still waits gets nothing."""
    rows = deliveries_of(issue).filter(state=Delivery.State.QUEUED)
    rows.update(state=Delivery.State.SKIPPED, finished_at=timezone.now(), error="closed by the publisher")
    return _archive(actor, issue, "closed")


def _archive(actor: Actor, issue: Issue, code: str) -> Issue:
    sent = deliveries_of(issue).filter(state=Delivery.State.SENT).count()
    return _move(actor, issue, code, sent_at=issue.sent_at or timezone.now(), delivered=sent)


@transaction.atomic
def repeat_uncertain(*, actor: Actor, issue: Issue) -> Issue:
    """Send once more what may or may not have left, because a publisher asked for it."""
    rows = deliveries_of(issue).filter(state=Delivery.State.UNCERTAIN)
    again = rows.update(state=Delivery.State.QUEUED, finished_at=None, sent_again=True, due_at=timezone.now())
    if not again:
        raise Refused(_("Nessun messaggio ha un esito incerto."), code="state")
    row = _move(actor, issue, "repeated")
    mail.send_mailing(actor=actor, mailing=_mailing(actor, row))
    return row


@transaction.atomic
def send_test_issue(*, actor: Actor, issue: Issue) -> None:
    """Send the issue as it is now to the person who asks, and to nobody else."""
    require_writing(actor, issue.newsletter.site)
    enqueue("portal.mail_test_issue", issue_id=issue.pk, person_id=actor.user.pk)
    record(actor, "portal.issue.tested", issue, owner=issue.newsletter.site.organisation)


@transaction.atomic
def hold_issues_with(*, actor: Actor, change: PageChange) -> int:
    """Stop what is sending an item that readers can no longer open; a publisher decides. Returns how many."""
    if change.what not in {What.UNPUBLISHED, What.DELETED}:
        return 0
    return _hold(actor, _sending_with(change.page.pk), change.page.title)


@transaction.atomic
def hold_issues_showing(*, actor: Actor, placements: Iterable[Placement]) -> int:
    """Stop what is sending an item of another site that left this one. Returns how many."""
    return sum(
        _hold(actor, _sending_with(row.item_id).filter(newsletter__site=row.target_id), row.title)
        for row in placements
        if row.item_id
    )


def _sending_with(page_id: int) -> Any:
    blocks = IssueBlock.objects.unrestricted("an item withdrawn stops the issues that hold it")
    rows = Issue.objects.unrestricted("the row of an issue in hand, locked for its next step")
    return rows.filter(state=State.SENDING, pk__in=blocks.filter(page=page_id).values("issue"))


def _hold(actor: Actor, sending: Any, title: str) -> int:
    issues = list(sending)
    for issue in issues:
        note = _("«%(title)s» è stato ritirato dal sito.") % {"title": title}
        row = _move(actor, issue, "held", note=note[:300])
        mail.pause_mailing(actor=actor, mailing=_mailing(actor, row))
        _tell_publishers(actor, row, "held", item=title[:120])
    return len(issues)


def _tell_publishers(actor: Actor, issue: Issue, what: str, **data: str) -> None:
    site = issue.newsletter.site
    members = Membership.objects.unrestricted("a job asks the publishers of a site")
    roles = [Role.ADMINISTRATOR, *([Role.EDITOR] if site.editors_publish else [])]
    people = members.active().filter(organisation=site.organisation, role__in=roles).values_list("user_id")
    notify(
        f"portal.issue.{what}",
        about=issue,
        actor=actor,
        to=User.objects.filter(pk__in=people, is_active=True),
        data={"subject": issue.subject, **data},
    )


@transaction.atomic
def look_after_issues(*, actor: Actor) -> int:
    """Begin the scheduled issues whose moment has come, end those that have left. Returns how many."""
    rows = Issue.objects.unrestricted("a job begins and ends the sending of issues")
    due = rows.filter(state=State.SCHEDULED, scheduled_at__lte=timezone.now())
    moved = sum(_begin(actor, issue) for issue in due.select_related("newsletter__site__organisation"))
    for issue in rows.filter(state=State.SENDING):
        under_way = (Delivery.State.QUEUED, Delivery.State.CLAIMED)
        if not deliveries_of(issue).filter(state__in=under_way).exists():
            _archive(actor, issue, "finished")
            moved += 1
    return moved


def _begin(actor: Actor, issue: Issue) -> int:
    """Begin a scheduled issue, or take its date away and say why it did not leave."""
    try:
        with transaction.atomic():
            send_issue(actor=actor, issue=issue)
    except Refused as refusal:
        row = _locked(issue)
        row.state, row.scheduled_at, row.note = State.APPROVED, None, str(refusal)[:300]
        row.save()
        record(actor, "portal.issue.not_sent", row, owner=row.newsletter.site.organisation)
        _tell_publishers(actor, row, "not_sent", why=str(refusal)[:200])
        return 0
    return 1


STEPS = {
    "submitted": submit_issue, "returned": return_issue, "approved": approve_issue, "reopened": reopen_issue,
    "scheduled": schedule_issue, "sent": send_issue, "paused": pause_issue, "resumed": resume_issue,
    "closed": close_issue, "repeated": repeat_uncertain, "cancelled": cancel_issue,
}  # fmt: skip
