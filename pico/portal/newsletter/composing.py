"""An issue as a mail: HTML for every mail program (MJML), plain text, and what its web page shows."""

from typing import Any

import mjml
from django.template.loader import render_to_string
from django.urls import reverse

from pico.base.html import printable
from pico.base.sites import site_of_organisation
from pico.portal.models import Issue, IssueBlock, PortalSite
from pico.portal.newsletter import items, words

# In the frozen text; each recipient's own token takes its place when the message leaves.
TOKEN_PLACE = "codice-di-chi-riceve"  # noqa: S105 - it is the place of one
MOST_BYTES = 102_000  # some mail programs cut what is longer
BUTTON_LOOK = {"background": "#0066cc", "ink": "#17324d"}


def base_of(site: PortalSite) -> str:
    """Return the address of a site, as its links in a mail begin."""
    info = site_of_organisation.call(site.organisation_id)
    return info.url if info else ""


def content_of(issue: Issue) -> list[dict[str, Any]]:
    """Return the blocks as they would be frozen now; an item that readers cannot open is ``gone``."""
    blocks = list(issue.blocks.all())
    ids = [block.page_id for block in blocks if block.page_id]
    site = issue.newsletter.site
    there, told = items.available(site, ids), items.details(site, ids)
    return [_block(issue, block, there, told) for block in blocks]


def _block(issue: Issue, block: IssueBlock, there: set[int], told: dict[int, Any]) -> dict[str, Any]:
    row = {"id": block.pk, "kind": block.kind, "title": block.title, "text": block.text, "url": block.url}
    if block.kind != IssueBlock.Kind.ITEM:
        return row
    gone = block.page_id not in there
    url = reverse("portal:newsletter_item", args=[issue.pk, block.pk])
    return row | told.get(block.page_id or 0, {}) | {"url": url, "gone": gone, "page": block.page_id}


def _page(issue: Issue, content: list[dict[str, Any]]) -> dict[str, Any]:
    site = issue.newsletter.site
    base = base_of(site)
    return {
        "issue": issue,
        "newsletter": issue.newsletter,
        "organisation": site.organisation,
        "base": base,
        "blocks": [_for_mail(block, base) for block in content],
        "web_url": base + reverse("portal:newsletter_issue", args=[issue.pk]),
        "unsubscribe_url": base + reverse("portal:newsletter_unsubscribe", args=[TOKEN_PLACE]),
        "privacy_url": f"{base}/privacy/",
        **BUTTON_LOOK,
    }


def _for_mail(block: dict[str, Any], base: str) -> dict[str, Any]:
    is_text = block["kind"] == IssueBlock.Kind.TEXT
    return block | {
        "url": words.absolute(block["url"], base),
        "html": words.html_of(block["text"], base) if is_text else "",
        "plain": words.plain(block["text"], base) if is_text else block["text"],
    }


def html_of(issue: Issue, content: list[dict[str, Any]]) -> str:
    """Return the HTML part."""
    source = render_to_string("portal/newsletter/mail/issue.mjml", _page(issue, content))
    return str(mjml.mjml2html(printable(source))).replace('lang="und" dir="auto"', 'lang="it" dir="ltr"', 1)


def text_of(issue: Issue, content: list[dict[str, Any]]) -> str:
    """Return the text part."""
    return printable(render_to_string("portal/newsletter/mail/issue.txt", _page(issue, content)))
