"""The dated tables as lists: filters, order, and the table to take away."""

from typing import Any

from django.db.models import Q
from django.http import QueryDict

from pico.base.exports import Column, Export, register_export
from pico.sua.forms.tables import TableFilters
from pico.sua.models import CodeListEntry
from pico.sua.rules import tables
from pico.sua.rules.tables import TABLES, Table


def filtered(table: Table, query: QueryDict) -> tuple[TableFilters, Any]:
    """Return the filters of a table and the rows that match them, in its order."""
    filters = _filters(table, query)
    filters.is_valid()
    chosen = {name: value for name, value in filters.cleaned_data.items() if value}
    rows = table.rows
    if "testo" in chosen:
        words = Q()
        for name in table.text:
            words |= Q(**{f"{name}__icontains": chosen["testo"]})
        rows = rows.filter(words)
    if "giorno" in chosen:
        rows = rows.in_force(chosen["giorno"])
    if "fonte" in chosen:
        rows = rows.filter(mark=chosen["fonte"])
    if "elenco" in chosen:
        rows = rows.filter(list=chosen["elenco"])
    return filters, _sorted(rows, table, query.get("ordina", ""))


def _filters(table: Table, query: QueryDict) -> TableFilters:
    filters = TableFilters(query)
    if table.model is CodeListEntry:
        names = CodeListEntry.objects.order_by("list").values_list("list", flat=True).distinct()
        filters.fields["elenco"].choices += [(name, name) for name in names]  # type: ignore[attr-defined]
    else:
        del filters.fields["elenco"]
    return filters


def _sorted(rows: Any, table: Table, key: str) -> Any:
    first = "organisation__name" if "organisation" in table.key else "label" if table.labelled else "code"
    columns = {"codice": (first, "valid_from", "pk"), "dal": ("valid_from", "pk")}.get(key.removeprefix("-"))
    if columns is None:
        return rows.order_by(*table.model._meta.ordering, "pk")
    return rows.order_by(*(f"-{name}" if key.startswith("-") else name for name in columns))


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return the columns of a table to take away."""
    return (
        Column("Ente" if "organisation" in table.key else "Codice", tables.name_of),
        *(Column(label, value) for label, value in table.columns),
        Column("Valida dal", lambda row: row.valid_from),
        Column("Valida fino al", lambda row: row.valid_to),
        Column("Fonte", lambda row: row.source),
        Column("Attendibilità", lambda row: row.mark),
    )


def _export(table: Table) -> Export:
    def rows_for(user: Any, query: QueryDict, acting_for: int | None = None) -> Any:
        return filtered(table, query)[1]

    return register_export(
        Export(
            f"sua.table.{table.slug}",
            table.title,
            f"tabella {table.slug}",
            columns_of(table),
            rows_for,
        )
    )


EXPORTS = {table.slug: _export(table) for table in TABLES}
