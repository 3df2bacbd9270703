"""Newsletters of a site and the blocks of an issue being written."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.portal.models import Issue, IssueBlock, Newsletter, PortalSite
from pico.portal.newsletter import items
from pico.portal.newsletter.machine import require_writing
from pico.portal.rules import may_publish_on

FIELDS = ("name", "description", "sender_name", "reply_to", "audience", "roles", "body_kinds", "active")
MOST_BLOCKS = 30
Kind = IssueBlock.Kind


@transaction.atomic
def save_newsletter(
    *,
    actor: Actor,
    site: PortalSite,
    newsletter: Newsletter | None = None,
    territory: Sequence[Organisation] = (),
    **fields: Any,
) -> Newsletter:
    """Make a newsletter of a site or change one.

    Args:
        territory: the Provinces it is narrowed to, for a REGISTERED audience; none is the whole territory.
        fields: of ``FIELDS``.
    """
    if not may_publish_on(actor, site):
        raise Refused(_("Le newsletter le crea e le modifica il responsabile editoriale."), code="role")
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"not fields of a newsletter: {sorted(unknown)}")
    row = newsletter or Newsletter(site=site)
    if newsletter and "audience" in fields and fields["audience"] != newsletter.audience:
        raise Refused(_("I destinatari si scelgono alla creazione."), field="audience")
    for name, value in fields.items():
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="name") from None
    row.save()
    row.territory.set(territory)
    verb = "changed" if newsletter else "created"
    record(actor, f"portal.newsletter.{verb}", row, owner=site.organisation)
    return row


@transaction.atomic
def start_issue(*, actor: Actor, newsletter: Newsletter, subject: str, preheader: str = "") -> Issue:
    """Begin an issue, as a draft."""
    require_writing(actor, newsletter.site)
    issue = Issue(newsletter=newsletter, subject=" ".join(subject.split()), preheader=preheader)
    issue.full_clean(exclude=["approved_at", "approved_by", "sent_at"])
    issue.save()
    record(actor, "portal.issue.started", issue, owner=newsletter.site.organisation)
    return issue


@transaction.atomic
def change_issue(*, actor: Actor, issue: Issue, subject: str, preheader: str = "") -> Issue:
    """Change the words an issue shows in the reader's mailbox."""
    _require_draft(actor, issue)
    issue.subject, issue.preheader = " ".join(subject.split()), preheader
    issue.full_clean(exclude=["approved_at", "approved_by", "sent_at"])
    issue.save(update_fields=["subject", "preheader", "updated_at"])
    record(actor, "portal.issue.changed", issue, owner=issue.newsletter.site.organisation)
    return issue


@transaction.atomic
def add_block(
    *, actor: Actor, issue: Issue, kind: str, page_id: int | None = None, title: str = "",
    text: str = "", url: str = "",
) -> IssueBlock:  # fmt: skip
    """Add a piece at the end of an issue.

    Raises:
        Refused: for a page that readers of the site cannot open now.
    """
    _require_draft(actor, issue)
    count = issue.blocks.count()
    if count >= MOST_BLOCKS:
        raise Refused(_("Un numero ha al massimo %(most)d blocchi.") % {"most": MOST_BLOCKS})
    if kind == Kind.ITEM and page_id not in items.available(issue.newsletter.site, [page_id or 0]):
        raise Refused(_("Scegli una notizia o un evento pubblicato sul sito."), field="page")
    if kind == Kind.ITEM:
        told = items.details(issue.newsletter.site, [page_id or 0])
        title = told.get(page_id or 0, {}).get("title", "")
    block = IssueBlock(
        issue=issue, position=count + 1, kind=kind, page_id=page_id, title=title, text=text, url=url
    )
    block.full_clean(exclude=["page"])
    block.save()
    record(actor, "portal.issue.changed", issue, owner=issue.newsletter.site.organisation)
    return block


@transaction.atomic
def change_block(*, actor: Actor, block: IssueBlock, title: str, text: str = "", url: str = "") -> IssueBlock:
    """Change the words of a text or of a button."""
    _require_draft(actor, block.issue)
    block.title, block.text, block.url = title, text, url
    block.full_clean(exclude=["page"])
    block.save()
    record(actor, "portal.issue.changed", block.issue, owner=block.issue.newsletter.site.organisation)
    return block


@transaction.atomic
def move_block(*, actor: Actor, block: IssueBlock, up: bool) -> None:
    """Move a piece one place up or down; at the end of the list nothing happens."""
    _require_draft(actor, block.issue)
    blocks = list(block.issue.blocks.all())
    at = next(index for index, one in enumerate(blocks) if one.pk == block.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(blocks):
        blocks[at], blocks[to] = blocks[to], blocks[at]
    _number(blocks)
    record(actor, "portal.issue.changed", block.issue, owner=block.issue.newsletter.site.organisation)


@transaction.atomic
def remove_block(*, actor: Actor, block: IssueBlock) -> None:
    """Take a piece out of an issue."""
    issue = block.issue
    _require_draft(actor, issue)
    block.delete()
    _number(list(issue.blocks.all()))
    record(actor, "portal.issue.changed", issue, owner=issue.newsletter.site.organisation)


def _number(blocks: list[IssueBlock]) -> None:
    for position, block in enumerate(blocks, start=1):
        if block.position != position:
            block.position = position
            block.save(update_fields=["position"])


def _require_draft(actor: Actor, issue: Issue) -> None:
    require_writing(actor, issue.newsletter.site)
    rows = Issue.objects.unrestricted("the row of an issue in hand, locked for its next step")
    held = rows.select_for_update().filter(pk=issue.pk).values_list("state", flat=True)
    if held.first() != Issue.State.DRAFT:
        raise Refused(_("Si modifica solo un numero in bozza: riaprilo prima."), code="state")
