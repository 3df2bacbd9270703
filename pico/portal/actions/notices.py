"""A site's privacy notice: its draft follows the settings until somebody writes in it."""

from django.db import transaction
from wagtail.models import Page
from wagtail.rich_text import RichText

from pico.base.actor import Actor
from pico.portal.models import GenericPage, PortalSite
from pico.portal.models.sites import new_stamp
from pico.portal.notice import notice_text

# The settings that the draft repeats.
REPEATED = frozenset({"address", "postal_code", "locality", "phone", "email", "pec", "dpo_email"})


def _fill_notice(site: PortalSite) -> None:
    """Write the draft again from the settings while it is as the product wrote it: no version, never read."""
    untouched = GenericPage.objects.filter(
        pk=site.privacy_page_id, live=False, latest_revision=None, first_published_at=None
    )
    page = untouched.first()
    text = notice_text(site.organisation, site)
    if page is None or [getattr(block.value, "source", "") for block in page.body] == [text]:
        return
    page.body = [("text", RichText(text))]
    page.save(clean=False, update_fields=["body"])


@transaction.atomic
def follow_notice(*, actor: Actor, page: Page) -> None:
    """Let the foot of every page of a site lead to its own notice, or no longer, from the next request on."""
    PortalSite.objects.filter(privacy_page=page.pk).update(stamp=new_stamp())
