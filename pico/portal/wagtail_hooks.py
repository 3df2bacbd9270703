"""What we tell Wagtail: which rows belong to the site that is written on, what the menu shows, our looks."""

from typing import Any

from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import SubmitForModerationMenuItem, UnpublishMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.rich_text.converters.html_to_contentstate import ExternalLinkElementHandler

from pico.portal.addresses import DocumentLink, PageLink
from pico.portal.editor.dashboard import Writing
from pico.portal.editor.filters import hide_strangers, hide_tags
from pico.portal.editor.fitness import not_moved_there
from pico.portal.editor.links import OwnPageLink, own_link
from pico.portal.public import root_path

AFTER_THE_LOCK = 20_000
KEPT_IN_MENU = {"explorer", "images", "documents", "portal-area", "portal-site"}

hide_tags()
hide_strangers()


@hooks.register("construct_page_chooser_queryset")
def own_pages(pages: Any, request: HttpRequest) -> Any:
    """Choosers offer pages of the host's site (point 6)."""
    return pages.filter(path__startswith=root_path(request))


@hooks.register("construct_explorer_page_queryset")
def own_explorer(parent: Any, pages: Any, request: HttpRequest) -> Any:
    return pages.filter(path__startswith=root_path(request))


@hooks.register("before_serve_document")
def own_document(document: Any, request: HttpRequest) -> None:
    """A document is served on the host of its site only (point 7)."""
    site = request.pico_site  # type: ignore[attr-defined]
    owner = getattr(document.collection, "portal_site", None)
    if owner is None or site is None or owner.organisation_id != site.organisation_id:
        raise Http404


hooks.register("before_move_page", not_moved_there)


@hooks.register("register_rich_text_features", order=100)
def own_links(features: Any) -> None:
    features.register_link_type(PageLink)
    features.register_link_type(DocumentLink)
    features.register_converter_rule(
        "contentstate",
        "link",
        {
            "from_database_format": {
                "a[href]": ExternalLinkElementHandler("LINK"),
                'a[linktype="page"]': OwnPageLink("LINK"),
            },
            "to_database_format": {"entity_decorators": {"LINK": own_link}},
        },
    )


@hooks.register("construct_main_menu")
def short_menu(request: HttpRequest, items: list[Any]) -> None:
    """Pages, images, documents: everything else has a screen of the product."""
    items[:] = [item for item in items if item.name in KEPT_IN_MENU]


class HandIn(SubmitForModerationMenuItem):
    """In words of ours: Wagtail's are followed by the name of the workflow."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return super().get_context_data(parent_context) | {"label": _("Invia per l'approvazione")}


@hooks.register("construct_page_action_menu")
def own_words(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    items[:] = [HandIn(item.order) if item.name == "action-submit" else item for item in items]
    # A version that waits for its day closes the page; to take it off the site one need not open it first.
    withdraw = UnpublishMenuItem(AFTER_THE_LOCK)
    if context.get("locked_for_user") and withdraw.is_shown(context | {"locked_for_user": False}):
        items.append(withdraw)


@hooks.register("construct_homepage_panels")
def what_to_write(request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, Writing())


@hooks.register("register_admin_menu_item")
def to_the_area() -> MenuItem:
    return MenuItem(
        _("Torna alla mia area"), "/area-riservata/", name="portal-area", icon_name="arrow-left", order=900
    )


@hooks.register("register_admin_menu_item")
def to_the_site() -> MenuItem:
    return MenuItem(_("Vedi il sito"), "/", name="portal-site", icon_name="view", order=910)


@hooks.register("insert_global_admin_css")
def our_looks() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/editor.css"))


@hooks.register("insert_global_admin_js")
def our_scripts() -> str:
    paths = [(static(f"portal/{name}.js"),) for name in ("editor", "editor-saving")]
    return format_html_join("", '<script src="{}"></script>', paths)
