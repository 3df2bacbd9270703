"""The directory as a table to take away: bodies and their public contacts, no personal data."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as lazy

from pico.base.exports import Column, Export, register_export, table_response
from pico.organisations.directory import sort
from pico.organisations.forms.directory import DirectoryFilters
from pico.organisations.models import MunicipalityCode, Organisation, OrganisationCode
from pico.organisations.models.bodies import OrganisationQuerySet


def _code(scheme: str) -> Callable[[Organisation], str]:
    def held(row: Organisation) -> str:
        return ", ".join(code.value for code in row.codes_in_force if code.scheme == scheme)  # type: ignore[attr-defined]

    return held


def _istat(row: Organisation) -> str:
    return ", ".join(code.value for code in row.municipality.codes_in_force) if row.municipality else ""  # type: ignore[attr-defined]


COLUMNS = (
    Column("Denominazione", lambda row: row.name),
    Column("Nome breve", lambda row: row.short_name),
    Column("Tipo", lambda row: row.get_kind_display()),
    Column("Sottotipo", lambda row: row.get_subtype_display()),
    Column("Stato", lambda row: row.get_state_display()),
    Column("Aderente dal", lambda row: row.joined_on),
    Column("Territorio", lambda row: row.unit.name if row.unit else ""),
    Column("Sigla", lambda row: row.unit.abbreviation if row.unit else ""),
    Column("Regione", lambda row: row.region.name if row.region else ""),
    Column("Servito da", lambda row: row.province.name if row.province else ""),
    Column("Codice catastale", lambda row: row.municipality.belfiore if row.municipality else ""),
    Column("Codice ISTAT", _istat),
    Column("Codice fiscale", _code("FISCAL")),
    Column("Partita IVA", _code("VAT")),
    Column("Codice IPA", _code("IPA")),
    Column("Codice AUSA", _code("AUSA")),
    Column("Indirizzo", lambda row: row.address),
    Column("CAP", lambda row: row.postal_code),
    Column("Località", lambda row: row.locality),
    Column("Telefono", lambda row: row.phone),
    Column("E-mail", lambda row: row.email),
    Column("PEC", lambda row: row.pec),
    Column("Sito", lambda row: row.website),
)


def told(rows: OrganisationQuerySet) -> OrganisationQuerySet:
    """Return the rows with all that a line says; disputed codes are left out, since they mean nobody."""
    codes = OrganisationCode.objects.filter(valid_to=None).exclude(state=OrganisationCode.State.DISPUTED)
    places = MunicipalityCode.objects.filter(scheme="ISTAT", valid_to=None)
    return rows.select_related("unit", "region", "province", "municipality").prefetch_related(
        Prefetch("codes", codes, to_attr="codes_in_force"),
        Prefetch("municipality__codes", places, to_attr="codes_in_force"),
    )


def rows_for(user: Any, query: QueryDict, acting_for: int | None = None) -> OrganisationQuerySet:
    """Return the bodies of the directory with these filters, in its order: the same for whoever reads it."""
    return told(sort(DirectoryFilters(query).apply(Organisation.objects.all()), query.get("ordina", "")))


LIST = register_export(
    Export("organisations.directory", lazy("Esportazione degli enti"), "enti", COLUMNS, rows_for)
)


def response(rows: OrganisationQuerySet, file_format: str) -> HttpResponseBase:
    """Return a download of exactly these rows."""
    return table_response("enti", COLUMNS, told(rows), file_format)
