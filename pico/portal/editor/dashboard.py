"""The editor's first page: what may be written, and where it will stand."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component

from pico.portal.models import SectionPage
from pico.portal.public import root_path


class Writing(Component):
    """A link for each kind of page, under the section that takes it."""

    order = 0
    template_name = "portal/editor/writing.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request: HttpRequest = parent_context["request"]
        sections = SectionPage.objects.on_site(root_path(request)).order_by("path")
        ways = [(section, _ways(section)) for section in sections]
        return {"sections": [(section.title, found) for section, found in ways if found]}


def _ways(section: SectionPage) -> list[tuple[str, str]]:
    """Return (kind, address of its empty form) of what has its place in a section."""
    return [
        (
            str(model._meta.verbose_name).capitalize(),
            reverse("wagtailadmin_pages:add", args=["portal", model._meta.model_name, section.pk]),
        )
        for model in section.creatable_subpage_models()
        if model.section_role and model.can_create_at(section)
    ]
