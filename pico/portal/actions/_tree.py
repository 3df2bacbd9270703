"""Many pages planted in Wagtail's tree at once: a step of the actions, not an action of its own."""

from collections.abc import Sequence
from typing import TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page

P = TypeVar("P", bound=Page)
OWN_FIELDS = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]


def _plant(parent: Page, pages: Sequence[P]) -> list[P]:
    """Write new pages, with title and slug set, under a parent; its row is locked against another writer.

    Wagtail's ``add_child`` costs some fifteen statements and two jobs a page, and the network of 92 sites is
    made of nearly a thousand pages. Its search rows and reference index are not written here: nothing reads
    them before the editors' pages are mounted, and its own commands make them from the pages.
    """
    with transaction.atomic():
        locked = Page.objects.select_for_update().get(pk=parent.pk)
        _give_places(locked, pages)
        rows = Page.objects.bulk_create([_row_of(page) for page in pages])
        for page, row in zip(pages, rows, strict=True):
            page.pk = page.id = row.pk
            page.save_base(raw=True, force_insert=True)
        parent.numchild = locked.numchild + len(pages)
        Page.objects.filter(pk=locked.pk).update(numchild=parent.numchild)
    return list(pages)


def _give_places(parent: Page, pages: Sequence[Page]) -> None:
    last = parent.get_last_child()
    first = Page._str2int(last.path[-Page.steplen :]) + 1 if last else 1
    locale, now = Locale.get_default(), timezone.now()
    for number, page in enumerate(pages, start=first):
        page.path = Page._get_path(parent.path, parent.depth + 1, number)
        page.depth = parent.depth + 1
        page.numchild = 0
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.draft_title = page.title
        page.locale = locale
        page.content_type = ContentType.objects.get_for_model(type(page))
        if not page.live:  # a draft that its editors complete
            continue
        page.first_published_at = page.first_published_at or now
        page.last_published_at = page.last_published_at or page.first_published_at


def _row_of(page: Page) -> Page:
    """Return the row of Wagtail's own table for a page; the page's second row is its type's."""
    return Page(**{name: getattr(page, name) for name in OWN_FIELDS})
