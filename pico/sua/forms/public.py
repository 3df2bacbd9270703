"""Filters of the public list of tenders."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pico.sua.forms.inputs import LineField
from pico.sua.models.codes import PUBLIC_STATES, ContractObject, State
from pico.sua.models.tenders import TenderQuerySet

RUNNING, OVER = "in-corso", "concluse"
OPEN = (State.PUBLISHED, State.BIDS_CLOSED, State.EVALUATION, State.PROPOSED)


class PublicTenderFilters(forms.Form):
    """What visitors look for; a value that makes no sense filters nothing and is said."""

    testo = LineField(label=_("Numero, CIG o parole dell'oggetto"), required=False, max_length=100)
    stato = forms.ChoiceField(
        label=_("Stato"), required=False,
        choices=[("", _("Tutti")), (RUNNING, _("In corso")), (OVER, _("Concluse"))],
    )  # fmt: skip
    tipo = forms.ChoiceField(
        label=_("Tipo di contratto"), required=False, choices=[("", _("Tutti")), *ContractObject.choices]
    )
    anno = forms.TypedChoiceField(label=_("Anno"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, years: Iterable[int]) -> None:
        super().__init__(data)
        self.fields["anno"].choices = [("", _("Tutti")), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]

    def apply(self, rows: TenderQuerySet) -> TenderQuerySet:
        """Return the rows that match all valid filters."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        if text := given.get("testo"):
            word = Q(number__icontains=text) | Q(title__icontains=text) | Q(lots__cig__iexact=text.strip())
            rows = rows.filter(pk__in=rows.filter(word).order_by().values("pk"))
        if state := given.get("stato"):
            over = [one for one in PUBLIC_STATES if one not in OPEN]
            rows = rows.filter(state__in=OPEN if state == RUNNING else over)
        if kind := given.get("tipo"):
            rows = rows.filter(contract_object=kind)
        if year := given.get("anno"):
            rows = rows.filter(published_on__year=year)
        return rows
