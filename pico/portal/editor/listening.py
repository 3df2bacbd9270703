"""Wagtail's signals lead to the one path of every publication, `actions.page_changed`."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from pico.portal.actions import keep_version, note_public_change, page_changed, page_noted
from pico.portal.models import PortalDocument, PortalImage, PortalPage, PortalSite
from pico.portal.models.pages import version_kept
from pico.portal.published import What
from pico.portal.writing import writer

HOME_LENGTH = 2 * Page.steplen
# What readers do not notice, or not yet: Wagtail's own log tells of it -> verb of the register.
NOTED = {
    "wagtail.lock": "portal.page.locked",
    "wagtail.unlock": "portal.page.unlocked",
    "wagtail.publish.schedule": "portal.page.scheduled",
    "wagtail.schedule.cancel": "portal.page.unscheduled",
    "wagtail.workflow.start": "portal.page.submitted",
    "wagtail.workflow.resume": "portal.page.submitted",
    "wagtail.workflow.reject": "portal.page.returned",
    "wagtail.workflow.cancel": "portal.page.submission_cancelled",
}


def listen() -> None:
    """Listen to Wagtail (once, when the app is ready)."""
    pre_save.connect(_remember, dispatch_uid="pico.portal.remember")
    page_published.connect(_published, dispatch_uid="pico.portal.published")
    page_unpublished.connect(_unpublished, dispatch_uid="pico.portal.unpublished")
    post_page_move.connect(_moved, dispatch_uid="pico.portal.moved")
    page_slug_changed.connect(_renamed, dispatch_uid="pico.portal.renamed")
    pre_delete.connect(_deleted, sender=Page, dispatch_uid="pico.portal.deleted")
    post_save.connect(_noted, sender=PageLogEntry, dispatch_uid="pico.portal.noted")
    for model in (PortalImage, PortalDocument):
        for signal, what in ((post_save, "saved"), (post_delete, "deleted")):
            uid = f"pico.portal.{model._meta.model_name}.{what}"
            signal.connect(_file_changed, sender=model, dispatch_uid=uid)


def site_of_page(page: Page) -> PortalSite | None:
    """Return the site under whose home a page stands."""
    sites = PortalSite.objects.select_related("organisation", "wagtail_site")
    return sites.filter(wagtail_site__root_page__path=page.path[:HOME_LENGTH]).first()


def _tell(page: Any, what: What, *, again: bool = False) -> None:
    site = site_of_page(page) if isinstance(page, PortalPage) else None
    if site is not None:
        page_changed(actor=writer(), site=site, page=page, what=what, again=again)


@version_kept.provide
def _kept(page: Any) -> Any:
    return keep_version(actor=writer(), page=page)


def _noted(
    sender: Any, instance: PageLogEntry, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """Write into the register who locked, scheduled or handed in a page."""
    verb = NOTED.get(instance.action)
    site = site_of_page(instance.page) if verb and created and not raw else None
    if verb and site is not None:
        page_noted(actor=writer(), site=site, page=instance.page.specific, verb=verb)


def _remember(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Note, before a page is saved, whether readers could see it."""
    if isinstance(instance, PortalPage) and not raw:
        seen = instance.pk is not None and Page.objects.live().filter(pk=instance.pk).exists()
        instance.was_seen = seen


def _published(sender: Any, instance: Any, **kwargs: Any) -> None:
    seen = getattr(instance, "was_seen", False)
    if instance.live:
        _tell(instance, What.PUBLISHED, again=seen)
    elif seen:  # put off to a later day: until then it is gone
        _tell(instance, What.UNPUBLISHED)


def _file_changed(sender: Any, **kwargs: Any) -> None:
    """A picture has another file, point of focus or name: pages that show it are drawn again."""
    note_public_change(actor=writer())


def _unpublished(sender: Any, instance: Any, **kwargs: Any) -> None:
    _tell(instance, What.UNPUBLISHED)


def _moved(sender: Any, instance: Any, **kwargs: Any) -> None:
    if kwargs["url_path_before"] != kwargs["url_path_after"]:
        _address_changed(instance)


def _renamed(sender: Any, instance: Any, **kwargs: Any) -> None:
    _address_changed(instance)


def _address_changed(page: Page) -> None:
    """The page and all below it stand under another address: what readers see of them is told."""
    for below in page.get_descendants(inclusive=True).live().specific():
        _tell(below, What.MOVED)


def _deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Withdrawn first, as Wagtail does too. A draft is told too: it may have been shared before."""
    if instance.live:
        instance.unpublish(commit=False)
    _tell(instance.specific, What.DELETED)
