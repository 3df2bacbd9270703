"""A filter that other pages lead to: the rows of the bodies of one territory."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.organisations.models import Organisation
from pico.organisations.territories import lying_in, territories

NAME, SLUG = "territorio", re.compile("[-a-z0-9]{1,200}")


class TerritoryFilters(forms.Form):
    """A form of filters that takes ``?territorio=treviso``: the slug of a Province or of a regional union.

    It is drawn only where it was chosen: to a list without it, it costs nothing.
    """

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.territory: Organisation | None = None
        if wanted := data.get(NAME, ""):
            known = territories().filter(slug=wanted) if SLUG.fullmatch(wanted) else territories().none()
            self.territory = known.first()
            found = [(self.territory.slug, self.territory.name)] if self.territory else []
            self.fields[NAME] = forms.ChoiceField(
                label=_("Territorio"), required=False, choices=[("", _("Tutti")), *found]
            )

    def in_territory(self, rows: Any, path: str = "owner__") -> Any:
        """Return the rows whose body lies in the territory chosen; all of them where none is."""
        return rows.filter(**lying_in(self.territory, path)) if self.territory else rows
