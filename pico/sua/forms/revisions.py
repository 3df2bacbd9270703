"""The form that corrects what one body needs after the consolidation."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base.money import number
from pico.sua.forms.inputs import LineField, ParagraphsField
from pico.sua.forms.items import read_price, read_quantity
from pico.sua.models import NeedItem, NeedsCampaign
from pico.sua.rules.needs import PRICE, plain, year_key
from pico.sua.rules.revisions import Figures


class RevisionForm(forms.Form):
    """All figures of one body, item by item, and why they change."""

    reason = ParagraphsField(
        label=_("Perché correggi"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo legge l'ente, ad esempio: nota prot. 1234 del Comune, 600 t invece di 60."),
    )

    def __init__(
        self, data: Any, *, campaign: NeedsCampaign, items: Sequence[NeedItem], figures: Figures
    ) -> None:
        super().__init__(data)
        self.campaign, self.items = campaign, items
        for place, item in enumerate(items):
            known = figures.get(item.code, {})
            for name, label in self._columns():
                self.fields[f"i{place}_{name}"] = LineField(
                    label=f"{label} ({item.get_unit_display()})" if name != PRICE else label,
                    required=False,
                    max_length=20,
                    initial=_shown(name, known.get(name)),
                    help_text=_("Ad esempio 96,50; vuoto se non si sa.") if name == PRICE else "",
                )

    def _columns(self) -> list[tuple[str, Any]]:
        years = [
            (year_key(year), _("Quantità %(year)s") % {"year": year}) for year in self.campaign.all_years
        ]
        return [*years, (PRICE, _("Prezzo pagato oggi per unità"))]

    @property
    def parts(self) -> Iterator[dict[str, Any]]:
        """The fields of each item, for the page."""
        for place, item in enumerate(self.items):
            fields = [self[f"i{place}_{name}"] for name, _label in self._columns()]
            yield {"label": item.description, "fields": fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.cells: dict[str, dict[str, Decimal]] = {}
        for place, item in enumerate(self.items):
            for name, _label in self._columns():
                field = f"i{place}_{name}"
                try:
                    value = _read(item, name, (data.get(field) or "").strip())
                except ValueError as error:
                    text = str(error)
                    self.add_error(field, text[:1].upper() + text[1:])
                else:
                    if value:
                        self.cells.setdefault(item.code, {})[name] = value
        return data


def _shown(name: str, text: str | None) -> str:
    if not text:
        return ""
    return number(Decimal(text), 2) if name == PRICE else plain(Decimal(text))


def _read(item: NeedItem, name: str, text: str) -> Decimal | None:
    """Return a figure as typed.

    Raises:
        ValueError: with what is wrong.
    """
    if not text:
        return None
    if name == PRICE:
        return read_price(text)
    value = read_quantity(text)
    if value and item.least is not None and value < item.least:
        raise ValueError(_("è meno del minimo di %(bound)s.") % {"bound": plain(item.least)})
    if value and item.most is not None and value > item.most:
        raise ValueError(_("è più del massimo di %(bound)s.") % {"bound": plain(item.most)})
    return value
