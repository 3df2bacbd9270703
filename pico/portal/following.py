"""What follows from changes: placements stay true to their item, kept pages to what is public."""

from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.modules import modules
from pico.portal.actions import follow_correction, follow_notice, note_public_change, withdraw_item
from pico.portal.models import EventPage, GenericPage, NewsPage
from pico.portal.published import PageChange, What


def follow_page(change: PageChange) -> None:
    """Withdraw what is gone from every site; tell the sites that show it what was corrected."""
    if isinstance(change.page, GenericPage):
        follow_notice(actor=change.actor, page=change.page)
    if not isinstance(change.page, NewsPage | EventPage):
        return
    words = {What.UNPUBLISHED: _("elemento ritirato"), What.DELETED: _("elemento eliminato")}
    if change.what in words:
        withdraw_item(actor=change.actor, item=change.page, reason=words[change.what])
    elif change.again or change.what == What.MOVED:
        published = change.what == What.PUBLISHED
        follow_correction(actor=change.actor, item=change.page, published=published)


def note_what_is_public(actor: Actor, verb: str) -> None:
    """Note each line of the journal about sites, bodies or what a module shows on the public pages."""
    app = verb.partition(".")[0]
    if app in {"portal", "organisations"} or (app in modules and modules.get(app).shows_something):
        note_public_change(actor=actor)
