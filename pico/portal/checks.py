"""A site whose host the settings refuse would answer nobody (portal.md 5.2)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError
from django.http.request import validate_host

from pico.portal.hosts import bare_hosts
from pico.portal.models import PortalSite, SiteAlias


@register(Tags.database)
def hosts_are_allowed(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Name the sites and aliases whose host is missing from ALLOWED_HOSTS. Asked by ``check --database``."""
    if not databases:
        return []
    return [
        Error(
            f"the host {host} of a site is missing from ALLOWED_HOSTS: it answers 404",
            hint="add it to PICO_HOSTS, or take it away from the site",
            id="portal.E001",
        )
        for host in refused_hosts()
    ]


def refused_hosts() -> list[str]:
    """Return the hosts of the sites that the settings do not let through."""
    try:
        own = list(PortalSite.objects.exclude(hostname="").values_list("hostname", flat=True))
        others = list(SiteAlias.objects.values_list("hostname", flat=True))
    except DatabaseError:
        return []  # before the first migration
    return sorted(host for host in [*own, *others] if not host_is_allowed(host))


def host_is_allowed(host: str) -> bool:
    return host in bare_hosts() or validate_host(host, settings.ALLOWED_HOSTS)
