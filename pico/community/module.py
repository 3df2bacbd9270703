"""What the shell, the portal and the organisations know of this module."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.base.addresses import page
from pico.base.modules import Module, NavItem, register_module


def register() -> None:
    """Make the module known (called once, from apps.ready)."""
    register_module(
        Module(
            code="community",
            label="Community",
            title="Community",
            kind="HORIZONTAL",
            icon="files",
            summary="Forum, blog, cartelle e documenti condivisi fra le UPI, le Province e i Comuni.",
            area_nav=area_nav,
            context_url=lambda vertical: f"{page('community:home')}?area={vertical.lower()}",
            help_topics=(
                ("community.folders", "PROCEDURE", "Creare e condividere una cartella", FOLDER_PAGES),
                ("community.upload", "TECHNICAL", "Caricare documenti", ("community:upload",)),
                ("community.forum", "PROCEDURE", "Partecipare alle discussioni", FORUM_PAGES),
                ("community.blog", "PROCEDURE", "Scrivere e pubblicare un articolo", BLOG_PAGES),
            ),
            order=60,
        )
    )


FORUM_PAGES = ("community:forum", "community:category", "community:topic")
BLOG_PAGES = ("community:blog", "community:article_edit", "community:article_publish")
FOLDER_PAGES = ("community:folder", "community:folder_new", "community:folder_share")


def area_nav(user: Any, organisation: Any) -> Sequence[NavItem]:
    """Return the pages of the module; whoever signs in has documents to look at."""
    items = [
        NavItem(_("Community"), page("community:home"), "people"),
        NavItem(_("Forum"), page("community:forum"), "comment"),
        NavItem(_("Blog"), page("community:blog"), "pencil"),
        NavItem(_("Buone pratiche"), page("community:practices"), "star-outline"),
        NavItem(_("Documenti"), page("community:library"), "folder"),
    ]
    if access_of(user).is_registered:
        items.append(NavItem(_("Sondaggi"), page("community:surveys"), "check-circle"))
    return items
