"""Tables of a site that its people take away."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as lazy

from pico.base.exports import Column, Export, register_export
from pico.portal.models import PageRating
from pico.portal.rating_forms import RatingFilters

RATING_COLUMNS = (
    Column("Giorno", lambda row: row.day),
    Column("Pagina", lambda row: row.path),
    Column("Stelle", lambda row: row.stars),
    Column("Risposta", lambda row: row.get_answer_display()),
    Column("Commento", lambda row: row.text),
)


def ratings_of(user: Any, organisation_id: int | None) -> QuerySet[PageRating]:
    """Return the ratings of the site of an organisation, for whoever publishes on it."""
    return PageRating.objects.visible_to(user).filter(site__organisation=organisation_id or 0)


def rating_rows(user: Any, query: QueryDict, acting_for: int | None = None) -> QuerySet[PageRating]:
    return RatingFilters(query, ratings=ratings_of(user, acting_for)).rows()


RATINGS = register_export(
    Export(
        "portal.ratings", lazy("Esportazione delle valutazioni"), "valutazioni", RATING_COLUMNS, rating_rows
    )
)
