"""What one asks of an issue that leaves: its messages, and whether readers can still open its items."""

from typing import Any

from pico.portal.models import Issue, IssueDelivery
from pico.portal.newsletter import items


def gone_items(issue: Issue) -> list[str]:
    """Return the titles of the frozen items that readers cannot open any more."""
    frozen = {block["page"]: block["title"] for block in issue.content if block.get("page")}
    there = items.available(issue.newsletter.site, frozen)
    return [title for page, title in frozen.items() if page not in there]


def deliveries_of(issue: Issue) -> Any:
    """Return the messages of an issue in hand."""
    return IssueDelivery.objects.unrestricted("the messages of an issue in hand").filter(issue=issue)
