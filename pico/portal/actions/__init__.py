"""What can be done with sites and their pages."""

from pico.portal.actions.changes import page_changed
from pico.portal.actions.listed import add_document, publish_page
from pico.portal.actions.network import create_network
from pico.portal.actions.pages import publish_event, publish_news, unpublish_page
from pico.portal.actions.provisioning import create_site, create_sites
from pico.portal.actions.sites import add_alias, change_site, put_online, suspend_site
from pico.portal.actions.topics import seed_topics

__all__ = [
    "add_alias",
    "add_document",
    "change_site",
    "create_network",
    "create_site",
    "create_sites",
    "page_changed",
    "publish_event",
    "publish_news",
    "publish_page",
    "put_online",
    "seed_topics",
    "suspend_site",
    "unpublish_page",
]
