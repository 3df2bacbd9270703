"""Forms of needs campaigns: what they say, whom they ask, how they move, how their list is filtered."""

from datetime import time, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pico.base import dates
from pico.base.fields import DayField
from pico.organisations.models import Entitlement, Organisation
from pico.questionnaires.forms.rounds import ClosingMixin, moment
from pico.sua.forms.codes import CpvField
from pico.sua.forms.inputs import LineField, ParagraphsField
from pico.sua.models import NeedsCampaign
from pico.sua.models.campaigns import MOST_YEARS, CampaignQuerySet, CampaignState
from pico.sua.models.codes import ContractObject
from pico.sua.rules.grouping import By

FIRST_HOUR = time(8, 0)


class CampaignForm(ClosingMixin):
    """What a campaign says, and when it opens and closes."""

    title = LineField(
        label=_("Oggetto"), max_length=140, help_text=_("In una riga, ad esempio: Sale per disgelo.")
    )
    description = ParagraphsField(
        label=_("Perché lo chiedi"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Gli enti lo leggono prima di rispondere."),
    )
    contract_object = forms.ChoiceField(
        label=_("Che cosa si acquista"), choices=ContractObject.choices, widget=forms.RadioSelect
    )
    cpv = CpvField(
        label=_("CPV"),
        required=False,
        help_text=_("Otto cifre, ad esempio 34927100, o parole, ad esempio sale. Serve per la gara."),
    )
    mode = forms.ChoiceField(
        label=_("Impegno di chi risponde"),
        choices=NeedsCampaign.Mode.choices,
        widget=forms.RadioSelect,
        help_text=_("Con un fabbisogno vincolante l'ente si impegna per le quantità che indica."),
    )
    first_year = forms.TypedChoiceField(label=_("Primo anno"), coerce=int)
    years = forms.TypedChoiceField(
        label=_("Per quanti anni"),
        coerce=int,
        choices=[(count, count) for count in range(1, MOST_YEARS + 1)],
        help_text=_("Gli enti indicano una quantità per ciascun anno."),
    )
    opens_on = DayField(
        label=_("Si apre da sola il"),
        required=False,
        help_text=_("gg/mm/aaaa, alle 8. Senza, la apri tu quando è pronta."),
    )
    contact = LineField(
        label=_("A chi rivolgersi"),
        max_length=200,
        required=False,
        help_text=_("Un ufficio, un telefono o un indirizzo."),
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = (
        "title", "description", "contract_object", "cpv", "mode", "first_year", "years", "opens_on", "day",
        "hour", "contact",
    )  # fmt: skip

    def __init__(self, data: Any, *, campaign: NeedsCampaign | None = None, form_key: Any = None) -> None:
        super().__init__(data, initial=_initial(campaign, form_key))
        this = dates.today().year
        own = {campaign.first_year} if campaign else set()
        years = sorted({*range(this, this + 4), *own})
        self.fields["first_year"].choices = [(year, year) for year in years]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        opening = data.get("opens_on")
        data["opens_at"] = moment(opening, FIRST_HOUR) if opening else None
        if data["opens_at"] and data["opens_at"] <= timezone.now():
            self.add_error("opens_on", now("Scegli un giorno futuro, oppure aprila tu quando è pronta."))
        elif data["opens_at"] and data.get("closes_at") and data["opens_at"] >= data["closes_at"]:
            self.add_error("opens_on", now("La raccolta si deve aprire prima di chiudersi."))
        return data

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        left = {"day", "hour", "opens_on", "form_key"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left}


def _initial(campaign: NeedsCampaign | None, form_key: Any) -> dict[str, Any]:
    if campaign is None:
        return {
            "contract_object": ContractObject.SUPPLIES,
            "mode": NeedsCampaign.Mode.EXPRESSION_OF_INTEREST,
            "first_year": dates.today().year + 1,
            "years": 1,
            "day": dates.today() + timedelta(days=30),
            "hour": "18:00",
            "form_key": form_key,
        }
    names = ("title", "description", "contract_object", "cpv", "mode", "first_year", "years")
    round, closing = campaign.round, dates.rome(campaign.round.closes_at)
    return {
        **{name: getattr(campaign, name) for name in names},
        "contact": round.contact,
        "opens_on": dates.rome(round.opens_at).date() if round.opens_at else None,
        "day": closing.date(),
        "hour": f"{closing:%H:%M}",
    }


class BodiesForm(forms.Form):
    """Whom a campaign asks: all of the Province, those that may use its SUA, or a choice."""

    ALL, ENTITLED, CHOSEN = "tutti", "abilitati", "scelti"
    how = forms.ChoiceField(
        label=_("A chi chiedi"),
        widget=forms.RadioSelect,
        choices=[
            (ALL, _("A tutti i Comuni della Provincia, e alla Provincia stessa")),
            (ENTITLED, _("Agli enti abilitati alla SUA, e alla Provincia stessa")),
            (CHOSEN, _("Agli enti che scelgo qui sotto")),
        ],
    )
    bodies = forms.ModelMultipleChoiceField(
        label=_("Enti"),
        required=False,
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Contano solo con la terza scelta."),
    )

    def __init__(self, data: Any, *, campaign: NeedsCampaign, asked: set[int]) -> None:
        super().__init__(data, initial={"how": self.CHOSEN if asked else self.ENTITLED, "bodies": asked})
        self.province = campaign.province
        rows = Organisation.objects.filter(active_to=None)
        rows = rows.filter(Q(pk=self.province.pk) | Q(province=self.province.pk))
        self.fields["bodies"].queryset = rows.order_by("name", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("how") == self.CHOSEN and not data.get("bodies"):
            self.add_error("bodies", now("Scegli almeno un ente."))
        return data

    def found(self) -> list[Organisation]:
        """Return the bodies of the choice."""
        rows = self.fields["bodies"].queryset  # type: ignore[attr-defined]
        how = self.cleaned_data["how"]
        if how == self.CHOSEN:
            return list(self.cleaned_data["bodies"])
        own = Q(pk=self.province.pk)
        if how == self.ALL:
            return list(rows.filter(own | Q(kind=Organisation.Kind.MUNICIPALITY)))
        entitled = Entitlement.objects.active().filter(province=self.province, scope="SUA")
        return list(rows.filter(own | Q(pk__in=entitled.order_by().values("organisation_id"))))


class AskForm(forms.Form):
    """Nothing to type: the button says yes."""


class ConvertForm(forms.Form):
    """How items become lots."""

    by = forms.ChoiceField(label=_("Lotti della gara"), choices=By.choices, widget=forms.RadioSelect)


class CampaignReasonForm(forms.Form):
    reason = ParagraphsField(
        label=_("Motivo"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo leggono gli enti a cui è stata aperta."),
    )


class ReopenCampaignForm(CampaignReasonForm, ClosingMixin):
    """Until when, and why."""


class ReopenBodyForm(forms.Form):
    """Until when one body may answer, and why."""

    day = DayField(
        label=_("Può rispondere fino al"),
        required=False,
        help_text=_("gg/mm/aaaa, dopo la chiusura. A raccolta aperta può restare vuoto."),
    )
    hour = forms.TimeField(
        label=_("Alle ore"), initial="18:00", help_text=_("Ora italiana."),
        error_messages={"invalid": _("Scrivi l'ora e i minuti, ad esempio 18:00")},
    )  # fmt: skip
    reason = ParagraphsField(
        label=_("Perché riapri"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo legge l'ente."),
    )

    def until(self) -> Any:
        """Return the moment, or None."""
        day = self.cleaned_data["day"]
        return moment(day, self.cleaned_data["hour"]) if day else None


class CampaignFilters(forms.Form):
    """What people look for; a value that makes no sense filters nothing and is said."""

    testo = LineField(label=_("Numero o parole dell'oggetto"), required=False, max_length=100)
    stato = forms.ChoiceField(
        label=_("Stato"), required=False, choices=[("", _("Tutti")), *CampaignState.choices]
    )
    cpv = LineField(label=_("CPV che comincia con"), required=False, max_length=8)
    anno = forms.TypedChoiceField(
        label=_("Anno"), required=False, coerce=int, empty_value=None, choices=[("", _("Tutti"))]
    )

    def __init__(self, data: Any, *, rows: CampaignQuerySet) -> None:
        super().__init__(data)
        choices = [("", _("Tutti")), *((year, str(year)) for year in dates.years_of(rows, "created_at"))]
        self.fields["anno"].choices = choices  # type: ignore[attr-defined]

    def apply(self, rows: CampaignQuerySet) -> CampaignQuerySet:
        """Return the rows that match all valid filters."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value not in (None, ""):
                rows = _APPLY[name](rows, value)
        return rows


_APPLY: dict[str, Any] = {
    "testo": lambda rows, text: rows.filter(Q(number__icontains=text) | Q(title__icontains=text)),
    "stato": lambda rows, state: rows.filter(state=state),
    "cpv": lambda rows, code: rows.filter(cpv__startswith=code),
    "anno": lambda rows, year: rows.filter(created_at__year=year),
}

# key of the address -> columns; the last one is unique
SORTS = {
    "numero": ("number", "pk"),
    "oggetto": ("title", "pk"),
    "stato": ("state", "pk"),
    "chiusura": ("round__closes_at", "pk"),
}


def sort_campaigns(rows: CampaignQuerySet, key: str) -> CampaignQuerySet:
    """Return the rows in the order of a key (``-key`` descending); the newest first for any other."""
    columns = SORTS.get(key.removeprefix("-"))
    if columns is None:
        return rows.order_by("-created_at", "-pk")
    return rows.order_by(*(f"-{name}" if key.startswith("-") else name for name in columns))
