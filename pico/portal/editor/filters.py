"""What lists of the editor are filtered by: people and tags of the own site only."""

from importlib import import_module
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet
from wagtail.models import Page, PageLogEntry

from pico.portal.public import root_path


def hide_tags() -> None:
    """Show no list of tags beside images and documents: a tag is shared by all sites."""
    for module in ("wagtail.admin.filters", "wagtail.images.views.chooser"):
        import_module(module).popular_tags_for_model = lambda *args, **kwargs: []  # type: ignore[attr-defined]


def hide_strangers() -> None:
    """Offer, among who wrote or changed a page, the people of this site; and no other site to filter by."""
    for filters in (PageFilterSet, GenericPageFilterSet):
        filters.base_filters.pop("site", None)
        filters.base_filters["owner"].queryset = _owners
        filters.base_filters["edited_by"].queryset = _writers


def _owners(request: HttpRequest) -> Any:
    pages = Page.objects.filter(path__startswith=root_path(request))
    return get_user_model().objects.filter(pk__in=pages.values("owner"))


def _writers(request: HttpRequest) -> Any:
    changes = PageLogEntry.objects.filter(action="wagtail.edit", page__path__startswith=root_path(request))
    return get_user_model().objects.filter(pk__in=changes.values("user"))
