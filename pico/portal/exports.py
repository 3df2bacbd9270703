"""Placements as a table to take away."""

from typing import Any

from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as lazy

from pico.base.exports import Column, Export, register_export
from pico.portal.forms import PlacementFilters
from pico.portal.models import Placement, PortalSite
from pico.portal.models.placements import PlacementQuerySet
from pico.portal.placing import State

BOXES = {"da-decidere": lazy("Da decidere"), "ricevute": lazy("Ricevute"), "inviate": lazy("Inviate")}

COLUMNS = (
    Column("Titolo", lambda row: row.title),
    Column("Contenuto", lambda row: row.get_kind_display()),
    Column("Origine", lambda row: row.origin.organisation.name),
    Column("Inoltrata da", lambda row: row.via.organisation.name if row.via else ""),
    Column("Destinazione", lambda row: row.target.organisation.name),
    Column("Stato", lambda row: row.get_state_display()),
    Column("In evidenza", lambda row: row.highlighted),
    Column("Proposta il", lambda row: row.proposed_at),
    Column("Decisa il", lambda row: row.decided_at),
    Column("Fino al", lambda row: row.expires_on),
    Column("Motivo", lambda row: row.reason),
)
# key of the address -> columns; the last one is unique
SORTS = {
    "titolo": ("title", "pk"),
    "origine": ("origin__organisation__name", "pk"),
    "destinazione": ("target__organisation__name", "pk"),
    "stato": ("state", "pk"),
    "data": ("proposed_at", "pk"),
}


def in_box(user: Any, site: PortalSite, box: str) -> PlacementQuerySet:
    """Return the placements of one list of a site's, as far as the person may see them."""
    rows = Placement.objects.visible_to(user)
    if box == "inviate":
        return rows.out_of(site)
    rows = rows.into(site)
    return rows.filter(state=State.PROPOSED) if box == "da-decidere" else rows


def filtered(
    user: Any, site: PortalSite, box: str, query: QueryDict
) -> tuple[PlacementFilters, PlacementQuerySet]:
    """Return the filters of a list and its rows with them, in its order."""
    filters = PlacementFilters(query)
    if box == "da-decidere":
        del filters.fields["stato"]
    rows = filters.apply(in_box(user, site, box)).with_sites()
    key = query.get("ordina", "")
    columns = SORTS.get(key.removeprefix("-"), ("-proposed_at", "-pk"))
    descending = key.startswith("-") and key.removeprefix("-") in SORTS
    return filters, rows.order_by(*(f"-{name}" if descending else name for name in columns))


def rows_for(user: Any, query: QueryDict, acting_for: int | None = None) -> PlacementQuerySet:
    """Return the rows of a list as the person may see them now; which list stands in ``elenco``."""
    site = PortalSite.objects.filter(organisation=acting_for).first()
    box = query.get("elenco", "ricevute")
    if site is None or box not in BOXES:
        raise Http404
    return filtered(user, site, box, query)[1]


LIST = register_export(
    Export("portal.placements", lazy("Esportazione delle condivisioni"), "condivisioni", COLUMNS, rows_for)
)
