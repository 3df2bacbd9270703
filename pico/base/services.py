"""Service sheets (ui.md 4.4): what modules offer to the public, beside what editors of a site write.

A module that has a catalogue registers a provider; the portal shows all sheets of a body in one list and with
one template, and answers ``service_slug_taken``, which a provider asks before it gives a sheet an address.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pico.base.registry import Hook, Registry


@dataclass(frozen=True)
class SheetFile:
    """A file of a sheet. ``kind`` is what people call its type (PDF); ``size`` in bytes."""

    name: str
    url: str
    kind: str = ""
    size: int = 0


@dataclass(frozen=True)
class ServiceSheet:
    """One service as readers see it. Sections hold HTML, cleaned once more when shown.

    Args:
        slug: the last part of its address, unique among all sheets of the body.
        category: in words, from the official model's list ("Mobilità e trasporti").
        topics: (name, address) pairs.
        unit: who is responsible, by name; ``unit_url`` is its page, when there is one.
        audience: in a few words, for search engines ("Imprese di trasporto").
        terms_file: the conditions of the service.
    """

    slug: str
    title: str
    summary: str
    category: str
    addressed_to: str
    how_to: str
    needed: str
    achieved: str
    times: str
    access: str
    unit: str
    terms: str = ""
    costs: str = ""
    contacts: str = ""
    active: bool = True
    status_reason: str = ""
    topics: Sequence[tuple[str, str]] = ()
    unit_url: str = ""
    unit_address: str = ""
    unit_hours: str = ""
    unit_phone: str = ""
    unit_email: str = ""
    unit_pec: str = ""
    online_url: str = ""
    online_label: str = ""
    booking_url: str = ""
    payment_url: str = ""
    audience: str = ""
    terms_file: SheetFile | None = None
    files: Sequence[SheetFile] = ()
    updated_on: date | datetime | None = None


@dataclass(frozen=True)
class ServiceProvider:
    """Where sheets come from: ``sheets(organisation id)``, only what anonymous people may read."""

    sheets: Callable[[int], Sequence[ServiceSheet]]


service_providers: Registry[ServiceProvider] = Registry("service provider")
service_slug_taken: Hook[Callable[[int, str], bool]] = Hook(
    "service_slug_taken(organisation id, slug) -> whether an editor's sheet has that address already"
)


def provided_sheets(organisation_id: int) -> list[ServiceSheet]:
    """Return the sheets that modules offer for a body, in the order of the providers."""
    return [sheet for provider in service_providers for sheet in provider.sheets(organisation_id)]
