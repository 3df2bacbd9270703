"""Pages of a list: 25, 50 or 100 rows, chosen in the address."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

SIZES = (25, 50, 100)


def paginate(request: HttpRequest, rows: QuerySet | Sequence[Any]) -> Page:
    """Return the page of ``rows`` that the address asks for, ready for components/pagination.html.

    Args:
        request: ``pagina`` and ``righe`` of its query; what is not valid counts as not given.
        rows: in a stable order whose last key is unique.

    Returns:
        A page with ``sizes`` and ``numbers`` (None for a gap); beyond the end it is the last page.
    """
    size = request.GET.get("righe", "")
    paginator = Paginator(rows, int(size) if size in map(str, SIZES) else SIZES[0])
    page = paginator.get_page(request.GET.get("pagina"))
    page.sizes = SIZES  # type: ignore[attr-defined]
    page.numbers = [
        n if isinstance(n, int) else None
        for n in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]  # type: ignore[attr-defined]
    return page
