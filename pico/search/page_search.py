"""The page search that Wagtail asks (settings.WAGTAILSEARCH_BACKENDS): upstream's, on SQLite with a cure."""

from typing import Any

from django.db import connection
from modelsearch.backends.database import SearchBackend as Upstream

if connection.vendor == "sqlite":  # upstream has no model of FTS5 on other databases
    from pico.search.sqlite_page_search import SqlitePageSearch


def SearchBackend(params: dict[str, Any]) -> Any:
    """Return the page search of this database.

    Args:
        params: options of the setting.
    """
    return SqlitePageSearch(params) if connection.vendor == "sqlite" else Upstream(params)
