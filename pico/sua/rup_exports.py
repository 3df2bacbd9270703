"""The register of RUPs as a table to take away."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as lazy

from pico.base.exports import Column, Export, register_export
from pico.sua.forms.register import RegisterFilters, sort
from pico.sua.models import RupProfile
from pico.sua.models.rups import RupProfileQuerySet
from pico.sua.rules.register import availability, yes

COLUMNS = (
    Column("Cognome", lambda row: row.person.family_name),
    Column("Nome", lambda row: row.person.given_name),
    Column("Ente", lambda row: row.organisation.name),
    Column("Dipendente pubblico", lambda row: yes(row.employed)),
    Column("Profilo tecnico", lambda row: yes(row.technician)),
    Column("Titolo di studio", lambda row: row.degree),
    Column("Anni in lavori", lambda row: row.years_works),
    Column("Anni in ingegneria", lambda row: row.years_engineering),
    Column("Anni in servizi e forniture", lambda row: row.years_purchases),
    Column("Valore più alto seguito", lambda row: row.max_value),
    Column("Gruppi CPV", lambda row: ", ".join(row.cpv_groups)),
    Column("Categorie SOA", lambda row: ", ".join(row.soa)),
    Column("Profilo PCP", lambda row: yes(row.pcp_profile)),
    Column("Anche per altri enti", lambda row: yes(row.other_organisations)),
    Column("Disponibile", availability),
    Column("Assenza di condanne dichiarata il", lambda row: row.clean_declared_on),
)


def filtered(user: Any, query: QueryDict) -> tuple[RegisterFilters, RupProfileQuerySet]:
    """Return the filters of the register and the profiles the person may see with them, in its order."""
    visible = RupProfile.objects.visible_to(user).in_service()
    filters = RegisterFilters(query, rows=visible)
    rows = filters.apply(visible).select_related("person", "organisation")
    return filters, sort(rows, query.get("ordina", ""))


def rows_for(user: Any, query: QueryDict, acting_for: int | None = None) -> RupProfileQuerySet:
    """Return the rows of the register, as the person may see them now."""
    return filtered(user, query)[1]


REGISTER = register_export(
    Export("sua.rups", lazy("Esportazione del registro dei RUP"), "registro dei RUP", COLUMNS, rows_for)
)
