"""The catalogue of good practices as a table to take away."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as lazy

from pico.base.exports import Column, Export, register_export
from pico.community.forms.practices import PracticeFilters
from pico.community.models import Practice

LINKS = (
    "place__region", "place__province", "topic__category__owner", "article__owner", "article__live",
    "document__owner",
)  # fmt: skip


def kind_of(practice: Practice) -> str:
    """Return what is marked, in a word."""
    if practice.topic_id:
        return "Discussione"
    return "Articolo" if practice.article_id else "Documento"


COLUMNS = (
    Column("Buona pratica", str),
    Column("Che cos'è", kind_of),
    Column("Tema", lambda row: row.get_theme_display()),
    Column("Dove", lambda row: row.place.name),
    Column("Territorio", lambda row: row.place.province.name if row.place.province else ""),
    Column("Regione", lambda row: row.place.region.name if row.place.region else ""),
    Column("Risultati", lambda row: row.results),
    Column("Pubblicata da", lambda row: row.owner.name),
    Column("Segnata il", lambda row: row.marked_at),
)


def filtered(user: Any, query: QueryDict) -> tuple[PracticeFilters, Any]:
    """Return the filters of the catalogue and the rows they leave, the newest first."""
    seen = Practice.objects.visible_to(user)
    filters = PracticeFilters(query, rows=seen)
    rows = filters.apply(seen).select_related(*LINKS)
    return filters, rows.order_by("-marked_at", "-pk")


def rows_for(user: Any, query: QueryDict, acting_for: int | None = None) -> Any:
    """Return the rows of the catalogue as the person may see them now."""
    return filtered(user, query)[1]


PRACTICES = register_export(
    Export("community.practices", lazy("Esportazione delle buone pratiche"), "buone-pratiche", COLUMNS,
           rows_for)
)  # fmt: skip
