"""The one path of every publication: journal line, search index, and whoever listens."""

from django.db import transaction
from wagtail.models import Page, Revision

from pico.base.actor import Actor
from pico.journal.models import Category, record
from pico.journal.verbs import verbs
from pico.portal.models import PortalPage, PortalSite
from pico.portal.published import PageChange, What, tell
from pico.search.actions import forget, refresh


@transaction.atomic
def page_changed(
    *, actor: Actor, site: PortalSite, page: PortalPage, what: What, again: bool = False
) -> PageChange:
    """Say that a page was published, withdrawn, moved or deleted; every way of doing so ends here.

    Args:
        page: of its own type, as it is now; to be deleted: as it still is.
        again: it could be read before: a correction.
    """
    change = PageChange(what=What(what), page=page, site=site, actor=actor, again=again)
    if change.what == What.DELETED:
        forget(actor=actor, target_type=page._meta.label_lower, target_id=page.pk)
    else:
        refresh(actor=actor, rows=[page])
    record(actor, _verb(change), page, owner=site.organisation, category=Category.PUBLICATION)
    tell(change)
    return change


@transaction.atomic
def page_noted(*, actor: Actor, site: PortalSite, page: PortalPage, verb: str) -> None:
    """Write into the register what happened to a page in the editor without readers noticing."""
    record(actor, verb, page, owner=site.organisation)


@transaction.atomic
def keep_version(*, actor: Actor, page: PortalPage) -> Revision | None:
    """Keep as a version what readers see of a page that was published without one; None when it has one."""
    shown = type(page)._default_manager.filter(pk=page.pk, live=True, live_revision=None).first()
    if shown is None:
        return None
    kept = Page.save_revision(shown, clean=False, changed=False)
    Page.objects.filter(pk=page.pk).update(live_revision=kept)
    return kept


def _verb(change: PageChange) -> str:
    """Return the verb of the page's own type where the register has one ("ha pubblicato la notizia")."""
    done = "corrected" if change.again else change.what.lower()
    own = f"portal.{change.page._meta.model_name}.{done}"
    return own if own in verbs else f"portal.page.{done}"
