"""Pages of a list: 25, 50 or 100 rows, chosen in the address."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from pico.base.http import whole_number

SIZES = (25, 50, 100)


class ListPage(Page):
    """One page, with what components/pagination.html shows beside the rows."""

    sizes = SIZES
    missed = 0  # the page that the address asks for, beyond the end

    @property
    def numbers(self) -> list[int | None]:
        """The numbers to link to: first, last and the neighbours; None is a gap."""
        shown = self.paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1)
        return [number if isinstance(number, int) else None for number in shown]


class ListPaginator(Paginator):
    """Makes pages of the class above."""

    def _get_page(self, *args: Any, **kwargs: Any) -> ListPage:
        return ListPage(*args, **kwargs)


def paginate(request: HttpRequest, rows: QuerySet | Sequence[Any]) -> ListPage:
    """Return the page of ``rows`` that the address asks for.

    Args:
        request: ``pagina`` and ``righe`` of its query; what is not valid counts as not given.
        rows: in a stable order whose last key is unique.

    Returns:
        The page; beyond the end, the last one, which says so.
    """
    size = request.GET.get("righe", "")
    paginator = ListPaginator(rows, int(size) if size in map(str, SIZES) else SIZES[0])
    page = paginator.get_page(request.GET.get("pagina"))
    asked = whole_number(request.GET.get("pagina")) or 0
    assert isinstance(page, ListPage)  # noqa: S101 - for the type checker: _get_page makes no other
    page.missed = asked if asked > page.number else 0
    return page
