"""Which part of the community a page is about: the bodies of one territory, one area, or everything."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from pico.organisations.models import Organisation
from pico.organisations.territories import lying_in


class Scope(NamedTuple):
    """A territory and an area.

    Args:
        place: the Province or regional union whose territory it is; None: the whole network.
        area: SUA, SIT, SAPE or GENERAL; nothing: all of them.
    """

    place: Organisation | None = None
    area: str = ""

    def of(self, path: str = "", *, area: str = "area") -> dict[str, Any]:
        """Return the filter for the rows of this part.

        Args:
            path: how to come from the row to the one that has an owner, with "__" at its end.
            area: the column of that row which says what it is about.
        """
        found = lying_in(self.place, f"{path}owner__") if self.place else {}
        return {**found, **({f"{path}{area}": self.area} if self.area else {})}

    def page(self, name: str, **more: str) -> str:
        """Return the address of a list, narrowed to this part."""
        chosen = {"area": self.area.lower(), "territorio": self.place.slug if self.place else "", **more}
        query = urlencode({key: value for key, value in chosen.items() if value})
        return f"{reverse(name)}?{query}" if query else reverse(name)
