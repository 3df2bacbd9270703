"""The stepped form of a draft: nothing need be complete, but what is written must make sense."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.base.fields import DayField
from pico.sua.actions import LotValues
from pico.sua.forms.codes import CategoryField, CcnlField, CpvField, PlaceField
from pico.sua.forms.inputs import AmountField, CupField, LineField, ParagraphsField
from pico.sua.models import Tender
from pico.sua.models.codes import (
    ContractObject,
    Criterion,
    Derogation,
    Funding,
    Procedure,
    Regime,
    Sector,
)
from pico.sua.rules import bodies, fields, proposals

MAX_LOTS = 100
VAT_RATES = [
    ("", _("Scegli")),
    ("22", "22 %"),
    ("10", "10 %"),
    ("5", "5 %"),
    ("4", "4 %"),
    ("0", _("Esente")),
]


class StartForm(forms.Form):
    """The two things without which a draft has no name."""

    title = LineField(
        label=_("Oggetto della gara"),
        max_length=250,
        help_text=_("In una riga, ad esempio: Efficientamento energetico della scuola media."),
    )
    contract_object = forms.ChoiceField(
        label=_("Che cosa vuoi acquistare?"), choices=ContractObject.choices, widget=forms.RadioSelect
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)


def _optional(choices: Any, empty: Any) -> list:
    return [("", empty), *choices]


class StepForm(forms.Form):
    """One step: its fields are columns of the tender."""

    step = ""
    due: tuple[str, ...] = ()  # what the sending will ask for: shown as required, missing in a draft
    depends: tuple[str, ...] = ()  # due in some cases, which their help texts tell
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ()  # headings over the fields of a long step
    use_required_attribute = False

    @classmethod
    def opened(cls, tender: Tender, data: Mapping[str, Any] | None = None) -> "StepForm":
        """Return the form with what is stored, or with what was typed."""
        initial = {name: getattr(tender, name) for name in fields.columns_of(cls.step) if name != "rup_org"}
        if cls.step == "persone":
            initial["rup_org"] = tender.rup_org_id
        if initial.get("vat_rate") is not None:
            initial["vat_rate"] = f"{initial['vat_rate']:.0f}"
        form = cls(data, initial=initial)
        form.prepare(tender)
        if data is None:
            form._mark()
        return form

    def prepare(self, tender: Tender) -> None:
        """Let a step narrow its choices to this tender's."""

    def full_clean(self) -> None:
        """Clean with nothing required, then show as required what the sending will ask for."""
        super().full_clean()
        self._mark()

    def _mark(self) -> None:
        for name in self.due:
            self.fields[name].required = True
        for name in self.depends:
            self.fields[name].depends = True  # type: ignore[attr-defined]

    def sections(self) -> list[dict[str, Any]]:
        """Return heading and fields of each group; empty for a step short enough without."""
        return [{"legend": label, "fields": [self[name] for name in names]} for label, names in self.groups]

    def values(self) -> dict[str, Any]:
        """Return column -> value of the fields that were typed without mistakes."""
        return {
            name: self.cleaned_data[name]
            for name in fields.columns_of(self.step)
            if name in self.cleaned_data
        }


class ObjectForm(StepForm):
    step = "oggetto"
    due: tuple[str, ...] = (
        "title",
        "contract_object",
        "cpv_main",
        "duration_days",
        "base_amount",
        "procedure",
        "criterion",
    )
    depends = ("ccnl", "safety_costs", "labour_costs", "urgency_reason")
    groups = (
        (
            _("Che cosa serve"),
            (
                "title",
                "description",
                "contract_object",
                "cpv_main",
                "duration_days",
                "project_approved_on",
                "place_code",
                "ccnl",
            ),
        ),
        (
            _("Quanto costa"),
            ("base_amount", "safety_costs", "labour_costs", "options", "renewals", "vat_rate"),
        ),
        (_("Quali regole valgono"), ("sector", "regime", "derogation")),
        (_("Come si sceglie chi lo fa"), ("procedure", "criterion", "urgency", "urgency_reason")),
    )

    title = LineField(
        label=_("Oggetto della gara"),
        max_length=250,
        required=False,
        help_text=_("In una riga, ad esempio: Efficientamento energetico della scuola media."),
    )
    description = ParagraphsField(
        label=_("Descrizione"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Che cosa serve, dove e perché: aiuta la SUA a scegliere la procedura."),
    )
    contract_object = forms.ChoiceField(
        label=_("Tipo di contratto"),
        choices=ContractObject.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Se serve più di una cosa, quella principale (art. 14 c. 18 del Codice)."),
    )
    cpv_main = CpvField(
        label=_("CPV principale"),
        required=False,
        help_text=_(
            "Che cosa compri, nel vocabolario europeo degli appalti: otto cifre, ad esempio 45214200 per "
            "edifici scolastici. Puoi scrivere parole, ad esempio scuola: ti proponiamo i codici."
        ),
    )
    duration_days = forms.IntegerField(
        label=_("Durata in giorni"), min_value=1, max_value=36500, required=False,
        help_text=_("Giorni naturali e consecutivi, ad esempio 240."),
        error_messages={
            "invalid": _("Scrivi la durata in giorni con sole cifre, ad esempio 240"),
            "min_value": _("Scrivi la durata in giorni: almeno 1, ad esempio 240"),
            "max_value": _("Scrivi la durata in giorni: al massimo 36500, cento anni"),
        },
    )  # fmt: skip
    project_approved_on = DayField(
        label=_("Progetto approvato il"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Solo per i lavori, gg/mm/aaaa: la gara si bandisce entro tre mesi dall'approvazione (All. I.3)."
        ),
    )
    place_code = PlaceField(
        label=_("Luogo di esecuzione"),
        required=False,
        help_text=_(
            "Il comune dove si svolge il contratto, ad esempio Oderzo. Il codice di ANAC a nove cifre lo "
            "scriviamo noi."
        ),
    )
    ccnl = CcnlField(
        label=_("Contratto collettivo da applicare (CCNL)"),
        required=False,
        help_text=_(
            "Il codice alfanumerico del CNEL, ad esempio F012 per l'edilizia, o parole, ad esempio pulizie: "
            "per lavori e servizi va indicato nel bando (art. 11 c. 2 del Codice)."
        ),
    )
    sector = forms.ChoiceField(
        label=_("Settore"),
        choices=Sector.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Speciale: acqua, energia, trasporti, servizi postali (artt. 141-152 del Codice)."),
    )
    regime = forms.ChoiceField(
        label=_("Regime"),
        choices=Regime.choices,
        required=False,
        help_text=_("Alleggerito: servizi sociali, mense (art. 127). Concessione: chi gestisce rischia."),
    )
    derogation = forms.TypedChoiceField(
        label=_("Deroga alla qualificazione"),
        choices=_optional(Derogation.choices, _("Nessuna")),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_(
            "Di solito nessuna: solo se l'ente può procedere anche senza qualificazione (All. II.4)."
        ),
    )
    base_amount = AmountField(
        label=_("Importo a base di gara"),
        required=False,
        positive=True,
        help_text=_("In euro, IVA esclusa, con sicurezza e manodopera (art. 14 del Codice): 1.250.000,00."),
    )
    safety_costs = AmountField(
        label=_("di cui oneri per la sicurezza"),
        required=False,
        help_text=_("Obbligatori per i lavori, non soggetti a ribasso. Scrivi 0 se non ce ne sono."),
    )
    labour_costs = AmountField(
        label=_("di cui costi della manodopera"),
        required=False,
        help_text=_("Obbligatori per lavori e servizi (art. 41 c. 14 del Codice)."),
    )
    options = AmountField(
        label=_("Opzioni"),
        required=False,
        help_text=_(
            "Proroghe e quantità in più, IVA esclusa: contano per le soglie (art. 14 c. 4). Es. 50.000."
        ),
    )
    renewals = AmountField(
        label=_("Rinnovi"),
        required=False,
        help_text=_("Valore dei rinnovi possibili, IVA esclusa, ad esempio 120.000: contano per le soglie."),
    )
    vat_rate = forms.TypedChoiceField(
        label=_("Aliquota IVA"),
        choices=VAT_RATES,
        required=False,
        coerce=Decimal,
        empty_value=None,
        help_text=_("Serve al quadro economico: soglie e base di gara si contano senza IVA."),
    )
    procedure = forms.ChoiceField(
        label=_("Procedura proposta"),
        choices=_optional(Procedure.choices, _("Scegli")),
        required=False,
        help_text=_("La SUA può proporne un'altra. Sotto le soglie europee vedi l'art. 50 del Codice."),
    )
    criterion = forms.ChoiceField(
        label=_("Criterio di aggiudicazione"),
        choices=Criterion.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Art. 108 del Codice."),
    )
    urgency = forms.BooleanField(label=_("La gara è urgente"), required=False)
    urgency_reason = ParagraphsField(
        label=_("Motivo dell'urgenza"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Solo se hai segnato l'urgenza: il fatto, la data, che cosa accade se si aspetta."),
    )

    def clean_sector(self) -> str:
        return self.cleaned_data["sector"] or Sector.ORDINARY

    def clean_regime(self) -> str:
        return self.cleaned_data["regime"] or Regime.ORDINARY

    def prepare(self, tender: Tender) -> None:
        kind = tender.contract_object
        if kind in {ContractObject.WORKS, ContractObject.SERVICES}:
            self.due = (*self.due, "labour_costs")
        if kind == ContractObject.WORKS:
            self.due = (*self.due, "safety_costs")


_PER_CENT = dict.fromkeys(
    ("invalid", "min_value", "max_value"), _("Scrivi la quota per cento, da 0 a 100 con sole cifre: 30")
)


class FundingForm(StepForm):
    step = "finanziamento"
    due = ("funding",)
    depends = ("cup", "pnrr_measure")

    funding = forms.MultipleChoiceField(
        label=_("Da dove vengono i fondi?"),
        choices=Funding.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Segna tutte le fonti. Con fondi europei serve la scheda DNSH per i lavori."),
    )
    investment = forms.BooleanField(
        label=_("È un progetto di investimento pubblico"),
        required=False,
        help_text=_("In questo caso il CUP è obbligatorio (art. 11 c. 2-bis L. 3/2003)."),
    )
    cup = CupField(
        label=_("CUP"),
        required=False,
        max_length=400,
        help_text=_(
            "Obbligatorio per gli investimenti: 15 caratteri, ad esempio F51B21000150006. Più codici "
            "separati da uno spazio."
        ),
    )
    pnrr = forms.BooleanField(
        label=_("La gara è finanziata dal PNRR o dal PNC"),
        required=False,
        help_text=_("Anche solo in parte: servono la misura e le quote di giovani e donne (D.L. 77/2021)."),
    )
    pnrr_measure = LineField(
        label=_("Missione, componente e misura"),
        max_length=120,
        required=False,
        help_text=_("Ad esempio: M4C1I3.3. Solo per PNRR e PNC."),
    )
    quota_youth = forms.IntegerField(
        label=_("Quota di giovani sotto i 36 anni, per cento"),
        error_messages=_PER_CENT,
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("Solo per PNRR e PNC: delle nuove assunzioni, di norma 30 (art. 47 c. 4 D.L. 77/2021)."),
    )
    quota_women = forms.IntegerField(
        label=_("Quota di donne, per cento"),
        error_messages=_PER_CENT,
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("Come sopra: di norma 30. Meno di 30 solo con una deroga motivata (art. 47 c. 7)."),
    )


class PeopleForm(StepForm):
    step = "persone"
    depends = ("rup_org", "rup_name", "rup_email")

    rup_org = forms.ModelChoiceField(
        label=_("RUP dell'ente, tra le persone registrate"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Non è nell'elenco: lo scrivo sotto"),
        help_text=_("Il responsabile unico del progetto (art. 15 del Codice). Vedrà la richiesta."),
    )
    rup_name = LineField(
        label=_("Nome e cognome del RUP"),
        max_length=160,
        required=False,
        help_text=_("Solo se non è nell'elenco."),
    )
    rup_email = forms.EmailField(
        label=_("E-mail del RUP"),
        required=False,
        help_text=_("Solo se non è nell'elenco, ad esempio nome.cognome@comune.it."),
        error_messages={
            "invalid": _("Scrivi l'e-mail del RUP per intero, ad esempio nome.cognome@comune.it")
        },
    )
    contact_phone = LineField(
        label=_("Telefono dell'ufficio"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=_("Per un chiarimento la SUA chiama qui, ad esempio 0422 000000."),
    )
    notes = ParagraphsField(
        label=_("Note per la SUA"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ciò che gli altri passi non dicono, ad esempio entro quando si perde il contributo."),
    )

    def prepare(self, tender: Tender) -> None:
        field = self.fields["rup_org"]
        field.queryset = bodies.colleagues(tender.organisation)  # type: ignore[attr-defined]


STEP_FORMS: dict[str, type[StepForm]] = {
    "oggetto": ObjectForm,
    "finanziamento": FundingForm,
    "persone": PeopleForm,
}


class LotForm(forms.Form):
    lot = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = LineField(label=_("Oggetto del lotto"), max_length=250)
    amount = AmountField(label=_("Importo"), positive=True, help_text=_("In euro, IVA esclusa."))
    cpv = CpvField(
        label=_("CPV"), required=False, help_text=_("Se diverso da quello principale: cifre o parole.")
    )
    category = CategoryField(
        label=_("Categoria SOA"),
        required=False,
        help_text=_("Per i lavori, la prevalente: ad esempio OG 1 oppure OS 2-A."),
    )


_LotFormSet = forms.formset_factory(
    LotForm, extra=0, min_num=1, can_delete=True, max_num=MAX_LOTS, absolute_max=MAX_LOTS
)


class LotFormSet(_LotFormSet):  # type: ignore[misc, valid-type]
    """All lots of a tender on one page. A lot marked for deletion, or left empty, is left out."""

    @classmethod
    def opened(cls, tender: Tender, data: Mapping[str, Any] | None = None, *, another: bool = False) -> Any:
        """Return the lots as stored, or as typed, with one empty more when asked."""
        initial = [
            {
                "lot": lot.pk,
                "title": lot.title,
                "amount": lot.amount,
                "cpv": lot.cpv,
                "category": lot.category,
            }
            for lot in tender.lots.all()
        ]
        made = cls(data, initial=initial, prefix="lotti")
        if data is None:
            made.extra = 1 if another and initial else 0
        known = proposals.labels_of("cpv", [str(form["cpv"].value() or "") for form in made.forms])
        for form in made.forms:
            form.fields["cpv"].widget.known = known
        return made

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Elimina questo lotto")

    def values(self) -> list[LotValues]:
        """Return the lots as typed, in order."""
        return [
            LotValues(row["title"], row["amount"], row["cpv"], row["category"], row["lot"])
            for form in self.forms
            if (row := form.cleaned_data).get("title") and not row.get("DELETE")
        ]
