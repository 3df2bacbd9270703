"""Placements stay true to their item: what listens to each change of a page."""

from django.utils.translation import gettext as _

from pico.portal.actions import follow_correction, withdraw_item
from pico.portal.models import EventPage, NewsPage
from pico.portal.published import PageChange, What


def follow_page(change: PageChange) -> None:
    """Withdraw what is gone from every site; tell the sites that show it what was corrected."""
    if not isinstance(change.page, NewsPage | EventPage):
        return
    words = {What.UNPUBLISHED: _("elemento ritirato"), What.DELETED: _("elemento eliminato")}
    if change.what in words:
        withdraw_item(actor=change.actor, item=change.page, reason=words[change.what])
    elif change.again or change.what == What.MOVED:
        published = change.what == What.PUBLISHED
        follow_correction(actor=change.actor, item=change.page, published=published)
