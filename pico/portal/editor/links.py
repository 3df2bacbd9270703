"""Links inside texts: only to pages of the own site, so that no address of another one's draft shows."""

import json
from typing import Any

from django.utils.html import format_html
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import PageLinkElementHandler
from wagtail.admin.widgets import AdminPageChooser, BaseChooser
from wagtail.models import Page

from pico.base.http import whole_number
from pico.portal.editor.listening import HOME_LENGTH
from pico.portal.writing import written_site

NOBODYS_PAGE = 0


def is_here(page_id: Any) -> bool:
    """Say whether a page is of the site that is written on; outside the editor every page is."""
    site = written_site()
    number = whole_number(str(page_id))
    if site is None or number is None:
        return site is None
    home = site.wagtail_site.root_page.path[:HOME_LENGTH]
    return Page.objects.filter(pk=number, path__startswith=home).exists()


class OwnPageLink(PageLinkElementHandler):
    """Shows a stored link to a page; of one of another site its number only, as of a deleted one."""

    def get_attribute_data(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if is_here(attrs["id"]):
            return super().get_attribute_data(attrs)
        return {"id": whole_number(str(attrs["id"])), "url": None, "parentId": None}


def own_link(props: dict[str, Any]) -> Any:
    """Write a link; one to a page of another site becomes its words."""
    if props.get("id") is not None and not is_here(props["id"]):
        return DOM.create_element(None, {}, props["children"])
    return link_entity(props)


def close_page_choosers() -> None:
    """Let no field of a form show or take a page of another site, whatever id a hand-made request brought.

    The widget is the same for the fields of pages, of their parts and of blocks: a foreign page is to all of
    them what a page that does not exist is.
    """
    show, take = AdminPageChooser.get_value_data, AdminPageChooser.value_from_datadict

    def show_own(self: Any, value: Any) -> Any:
        page_id = getattr(value, "pk", value)
        return show(self, value if page_id in {None, ""} or is_here(page_id) else None)

    def take_own(self: Any, data: Any, files: Any, name: str) -> Any:
        page_id = take(self, data, files, name)
        return page_id if page_id is None or is_here(page_id) else NOBODYS_PAGE

    AdminPageChooser.get_value_data = show_own
    AdminPageChooser.value_from_datadict = take_own


def start_choosers_by_data() -> None:
    """Let editor.js start the choosers: Wagtail writes a script beside each, which our policy refuses."""

    def render(self: Any, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        shown = self.get_value_data(value)
        options = self.get_js_init_options(attrs["id"], name, shown)
        return format_html(
            '{}<template data-start="{}" data-start-arguments="{}"></template>',
            self.render_html(name, shown, attrs),
            self.js_constructor,
            json.dumps([attrs["id"], options]),
        )

    BaseChooser.render = render
