"""Filters of the list of requests."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pico.base import dates
from pico.organisations.models import Organisation
from pico.sua.forms.inputs import AmountField, LineField
from pico.sua.models import RupAssignment
from pico.sua.models.codes import Hand, Kind, Procedure, State
from pico.sua.models.tenders import TenderQuerySet
from pico.sua.rules.columns import CHOICES, COLUMNS
from pico.sua.rules.missing import lacking_documents


class CpvPrefixField(forms.CharField):
    """The first digits of a CPV."""

    def to_python(self, value: Any) -> str:
        code = (super().to_python(value) or "").split("-")[0].replace(" ", "")
        if code and not (code.isascii() and code.isdigit() and len(code) <= 8):
            raise ValidationError(now("Scrivi le prime cifre del CPV, ad esempio 4521"))
        return code


def rups_seen_by(user: Any) -> list[tuple[str, str]]:
    """Return the people in charge of tenders, as far as this person reads the assignments, by name."""
    rows = RupAssignment.objects.visible_to(user).filter(state=RupAssignment.State.ACCEPTED)
    names = rows.order_by("person__family_name", "person__given_name", "person_id").values_list(
        "person__public_id", "person__given_name", "person__family_name"
    )
    return list({str(pk): f"{given} {family}" for pk, given, family in names}.items())


def _of_rup(rows: TenderQuerySet, public_id: str) -> TenderQuerySet:
    held = RupAssignment.objects.unrestricted("a subquery: the tenders are those the person sees")
    accepted = held.filter(state=RupAssignment.State.ACCEPTED, person__public_id=public_id)
    return rows.filter(pk__in=accepted.order_by().values("tender_id"))


def soon() -> date:
    """Return the day up to which a running term is near: three working days."""
    return dates.add_working_days(dates.today(), 3)


class TenderFilters(forms.Form):
    """What people look for; a value that makes no sense filters nothing and is said."""

    testo = LineField(label=_("Numero o parole dell'oggetto"), required=False, max_length=100)
    stato = forms.ChoiceField(label=_("Stato"), required=False, choices=[("", _("Tutti")), *State.choices])
    mano = forms.ChoiceField(label=_("In mano a"), required=False, choices=[("", _("Tutti")), *Hand.choices])
    ente = forms.ModelChoiceField(
        label=_("Ente"), required=False, queryset=Organisation.objects.none(), empty_label=_("Tutti")
    )
    anno = forms.TypedChoiceField(
        label=_("Anno"), required=False, coerce=int, empty_value=None, choices=[("", _("Tutti"))]
    )
    da = AmountField(label=_("Importo da"), required=False)
    fino = AmountField(label=_("Importo fino a"), required=False)

    genere = forms.ChoiceField(label=_("Genere"), required=False, choices=[("", _("Tutti")), *Kind.choices])
    procedura = forms.ChoiceField(
        label=_("Procedura"), required=False, choices=[("", _("Tutte")), *Procedure.choices]
    )
    cpv = CpvPrefixField(label=_("CPV che inizia con"), required=False, max_length=12)
    scheda = LineField(label=_("Scheda che inizia con"), required=False, max_length=12)
    rup = forms.ChoiceField(label=_("RUP della SUA"), required=False)
    pnrr = forms.BooleanField(label=_("Solo PNRR o PNC"), required=False)
    rischio = forms.BooleanField(label=_("Solo con il termine vicino"), required=False)
    mancanti = forms.BooleanField(label=_("Solo con documenti mancanti"), required=False)
    # The columns shown: chosen beside the list, kept while one filters.
    colonne = forms.MultipleChoiceField(
        label=_("Colonne"), required=False, choices=CHOICES, widget=forms.MultipleHiddenInput
    )

    def __init__(self, data: Any, *, rows: TenderQuerySet, user: Any) -> None:
        super().__init__(data)
        people = rups_seen_by(user)
        if people:
            self.fields["rup"].choices = [("", _("Tutti")), *people]  # type: ignore[attr-defined]
        else:
            del self.fields["rup"]
        bodies = Organisation.objects.filter(pk__in=rows.order_by().values("organisation")).order_by("name")
        self.fields["ente"].queryset = bodies  # type: ignore[attr-defined]
        years = dates.years_of(rows, "submitted_at")
        self.fields["anno"].choices = [("", _("Tutti")), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]

    def apply(self, rows: TenderQuerySet) -> TenderQuerySet:
        """Return the rows that match all valid filters."""
        self.is_valid()
        chosen = {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "", False, [])
        }
        for name, value in chosen.items():
            rows = _APPLY[name](rows, value)
        return rows


class ColumnsForm(forms.Form):
    """Which columns the list shows beside number and subject."""

    colonne = forms.MultipleChoiceField(
        label=_("Colonne"), required=False, choices=CHOICES, widget=forms.CheckboxSelectMultiple
    )


_APPLY: dict[str, Any] = {
    "testo": lambda rows, text: rows.filter(Q(number__icontains=text) | Q(title__icontains=text)),
    "stato": lambda rows, state: rows.filter(state=state),
    "mano": lambda rows, hand: rows.in_hand_of(hand),
    "ente": lambda rows, body: rows.filter(organisation=body),
    "anno": lambda rows, year: rows.filter(submitted_at__year=year),
    "da": lambda rows, amount: rows.filter(base_amount__gte=amount),
    "genere": lambda rows, kind: rows.filter(kind=kind),
    "procedura": lambda rows, procedure: rows.filter(procedure=procedure),
    "cpv": lambda rows, digits: rows.filter(cpv_main__startswith=digits),
    "rup": _of_rup,
    "pnrr": lambda rows, _on: rows.filter(pnrr=True),
    "rischio": lambda rows, _on: rows.with_term_at_risk(dates.today(), soon()),
    "fino": lambda rows, amount: rows.filter(base_amount__lte=amount),
    "scheda": lambda rows, code: rows.filter(scheda__istartswith=code),
    "mancanti": lambda rows, _on: lacking_documents(rows),
    "colonne": lambda rows, _columns: rows,
}

# key of the address -> columns; the last one is unique
SORTS = {
    "numero": ("number", "pk"),
    "oggetto": ("title", "pk"),
    **{key: (column.sorts, "pk") for key, column in COLUMNS.items() if column.sorts},
}
NEWEST = ("-created_at", "-pk")


def sort(rows: TenderQuerySet, key: str) -> TenderQuerySet:
    """Return the rows in the order of a key (``-key`` descending); the newest first for any other."""
    columns = SORTS.get(key.removeprefix("-"))
    if columns is None:
        return rows.order_by(*NEWEST)
    return rows.order_by(*(f"-{name}" if key.startswith("-") else name for name in columns))
