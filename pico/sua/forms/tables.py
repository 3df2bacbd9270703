"""Forms of the dated tables: what a row says, from when, on whose word."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.fields import DayField
from pico.organisations.directory import named
from pico.organisations.models import Organisation
from pico.sua.forms.inputs import AmountField, LineField, ParagraphsField, told
from pico.sua.models import ChecklistItem, Qualification, RupRule, TermRule, Threshold
from pico.sua.models.codes import Band, ContractObject, Criterion, Mark, Procedure, Regime, Route, Sector

CODE = RegexValidator(r"^[A-Za-z0-9_.-]+$", lazy("Usa lettere senza accenti, cifre, trattini: niente spazi."))
_ORDER = lazy("Scrivi l'ordine con sole cifre, da 1 a 9999: ad esempio 1000")
YES_NO = [("", lazy("Indifferente")), ("si", lazy("Sì")), ("no", lazy("No"))]
NAMES = ("code", "list", "moment", "organisation", "sphere", "phase", "valid_from")  # they name a row


def _checks(label: Any, choices: Any, help_text: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


def _yes_no(value: str) -> bool | None:
    return {"si": True, "no": False}.get(value)


class RowForm(forms.Form):
    """What every row says beside its own columns; a row that exists keeps its name and first day."""

    ordered: tuple[str, ...] = ()
    code = LineField(
        label=lazy("Codice"), max_length=40, validators=[CODE],
        help_text=lazy("Il nome con cui la piattaforma trova la regola. Non si cambia dopo."),
    )  # fmt: skip
    valid_from = DayField(label=lazy("Valida dal"), help_text=lazy("Il primo giorno in cui vale."))
    valid_to = DayField(
        label=lazy("Valida fino al"), required=False, help_text=lazy("Ultimo giorno; vuoto se non è noto.")
    )
    source = LineField(
        label=lazy("Fonte"), max_length=200,
        help_text=lazy("Legge, articolo o documento con la data e, se c'è, la pagina."),
    )  # fmt: skip
    mark = forms.ChoiceField(
        label=lazy("Attendibilità"), choices=Mark.choices, widget=forms.RadioSelect, initial=Mark.MEMORY,
        help_text=lazy("Verificato solo se hai letto il valore nella fonte."),
    )  # fmt: skip
    close_previous = forms.BooleanField(
        label=lazy("Chiudi la riga precedente il giorno prima"), required=False, initial=True,
        help_text=lazy("Se una riga con lo stesso codice vale ancora, finisce quando comincia questa."),
    )  # fmt: skip
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, row: Any = None) -> None:
        super().__init__(data, initial=self.stored(row) if row else None, field_order=self.ordered)
        if row is None:
            self.fields.pop("edition")
        else:
            for name in (*NAMES, "close_previous"):
                self.fields.pop(name, None)

    def stored(self, row: Any) -> dict[str, Any]:
        """Return what a row says now, as the fields show it."""
        names = (name for name in self.base_fields if hasattr(row, name))
        return {name: getattr(row, name) for name in names}

    def narrow(self, bodies: Any) -> None:
        """Let a form offer only the bodies whose row the person may write."""

    def values(self) -> dict[str, Any]:
        """Return the columns of the row as typed."""
        others = {"edition", "close_previous"}
        return {name: value for name, value in self.cleaned_data.items() if name not in others}


class ThresholdForm(RowForm):
    ordered: tuple[str, ...] = ("code", "label", "value", "follows", "reached_is_above")
    label = LineField(
        label=lazy("Soglia"), max_length=160, help_text=lazy("Che cosa cambia a questo importo.")
    )
    value = AmountField(
        label=lazy("Importo"), required=False, positive=True,
        help_text=lazy("In euro, IVA esclusa: 216.000,00. Vuoto se non c'è limite."),
    )  # fmt: skip
    follows = LineField(
        label=lazy("Stesso importo della soglia"), max_length=40, required=False, validators=[CODE],
        help_text=lazy("Il codice di un'altra soglia, se l'importo è il suo: si scrive una volta sola."),
    )  # fmt: skip
    reached_is_above = forms.BooleanField(
        label=lazy("L'importo esatto è già sopra la soglia"), required=False, initial=True,
        help_text=lazy("Sì per «pari o superiore a»; no per «fino a»."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        follows = values.get("follows")
        if follows and values.get("value") is not None:
            self.add_error("follows", _("Scrivi l'importo o il codice dell'altra soglia, non tutti e due."))
        elif follows and not Threshold.objects.filter(code=follows, follows="").exists():
            self.add_error("follows", _("Nessuna soglia con un importo ha questo codice."))
        return values


class TermForm(RowForm):
    ordered: tuple[str, ...] = ("code", "label", "trigger", "offset", "unit", "amber", "red")
    label = LineField(label=lazy("Termine"), max_length=160)
    trigger = forms.ChoiceField(label=lazy("Decorre da"), choices=TermRule.Trigger.choices)
    offset = forms.IntegerField(
        label=lazy("Durata"),
        min_value=1,
        max_value=3650,
        help_text=lazy("Solo il numero: il primo giorno non si conta."),
        error_messages=told(lazy("Scrivi la durata con sole cifre, da 1 a 3650: ad esempio 30")),
    )
    unit = forms.ChoiceField(label=lazy("Unità"), choices=TermRule.Unit.choices, widget=forms.RadioSelect)
    amber = forms.IntegerField(
        label=lazy("Avviso"),
        min_value=1,
        max_value=99,
        initial=75,
        help_text=lazy("Per cento del termine trascorso."),
        error_messages=told(lazy("Scrivi l'avviso per cento con sole cifre, da 1 a 99: ad esempio 75")),
    )
    red = forms.IntegerField(
        label=lazy("Allarme"),
        min_value=2,
        max_value=100,
        initial=90,
        help_text=lazy("Per cento del termine trascorso, dopo l'avviso."),
        error_messages=told(lazy("Scrivi l'allarme per cento con sole cifre, da 2 a 100: ad esempio 90")),
    )
    suspended_by_clarification = forms.BooleanField(
        label=lazy("Sospeso mentre si aspettano integrazioni"), required=False
    )
    saturday_works = forms.BooleanField(
        label=lazy("Può scadere di sabato"), required=False,
        help_text=lazy("Altrimenti passa al primo giorno lavorativo che segue."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("amber") and values.get("red") and values["amber"] >= values["red"]:
            self.add_error("red", _("L'allarme viene dopo l'avviso: scrivi una percentuale più alta."))
        return values


class SchedaForm(RowForm):
    ordered: tuple[str, ...] = ("code", "label", "scheda", "next_allowed", "route")
    label = LineField(label=lazy("Caso"), max_length=160)
    scheda = LineField(
        label=lazy("Scheda"), max_length=40, validators=[CODE], help_text=lazy("Ad esempio P1_16.")
    )
    next_allowed = LineField(
        label=lazy("Schede che possono seguire"), max_length=300, required=False,
        help_text=lazy("Codici separati da uno spazio: S1 S2 A1_29 ID."),
    )  # fmt: skip
    route = forms.ChoiceField(label=lazy("Passaggio"), choices=Route.choices)
    regimes = _checks(lazy("Regimi"), Regime.choices, lazy("Nessuno segnato: tutti."))
    sectors = _checks(lazy("Settori"), Sector.choices, lazy("Nessuno segnato: tutti."))
    at_least = forms.ChoiceField(
        label=lazy("Dalla soglia"), choices=[("", lazy("Nessuna")), *Band.choices], required=False
    )
    below = forms.ChoiceField(
        label=lazy("Sotto la soglia"), choices=[("", lazy("Nessuna")), *Band.choices], required=False
    )
    eform = forms.ChoiceField(label=lazy("Con eForm europeo"), choices=YES_NO, required=False)
    position = forms.IntegerField(
        label=lazy("Ordine"), min_value=1, max_value=9999, initial=1000,
        help_text=lazy("Se più righe vanno bene, si propone la prima."),
        error_messages=told(_ORDER),
    )  # fmt: skip

    def stored(self, row: Any) -> dict[str, Any]:
        eform = {True: "si", False: "no", None: ""}[row.eform]
        return {**super().stored(row), "eform": eform, "next_allowed": " ".join(row.next_allowed)}

    def values(self) -> dict[str, Any]:
        values = super().values()
        return {
            **values,
            "eform": _yes_no(values["eform"]),
            "next_allowed": values["next_allowed"].split(),
        }


ALTERNATIVES = (1, 2, 3)


class ChecklistForm(RowForm):
    """A document and up to three alternatives of conditions; none filled in means always."""

    ordered: tuple[str, ...] = ("code", "moment", "label", "help", "mandatory", "position")
    moment = forms.ChoiceField(label=lazy("Quando"), choices=ChecklistItem.Moment.choices)
    label = LineField(label=lazy("Documento"), max_length=160)
    help = ParagraphsField(
        label=lazy("Che cosa caricare"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=lazy("Lo legge chi carica il documento."),
    )  # fmt: skip
    mandatory = forms.BooleanField(label=lazy("Obbligatorio"), required=False, initial=True)
    position = forms.IntegerField(
        label=lazy("Ordine"), min_value=1, max_value=9999, initial=1000, error_messages=told(_ORDER)
    )

    def __init__(self, data: Any = None, *, row: Any = None) -> None:
        super().__init__(data, row=row)
        stored = list(row.conditions) if row else []
        for n in ALTERNATIVES:
            self.fields |= _condition_fields(n, stored[n - 1] if len(stored) >= n else {})

    def values(self) -> dict[str, Any]:
        kept = {name: value for name, value in super().values().items() if name not in self._of_conditions()}
        alternatives = [_condition(n, self.cleaned_data) for n in ALTERNATIVES]
        return {**kept, "conditions": [one for one in alternatives if one]}

    def main(self) -> list[Any]:
        """Return the fields beside the conditions."""
        return [field for field in self.visible_fields() if field.name not in self._of_conditions()]

    def conditions(self) -> list[dict[str, Any]]:
        """Return heading and fields of each alternative."""
        names = (*_LISTS, "min_amount", *_FLAGS)
        return [
            {"legend": _("Condizione %(n)s") % {"n": n}, "fields": [self[f"c{n}_{name}"] for name in names]}
            for n in ALTERNATIVES
        ]

    def _of_conditions(self) -> set[str]:
        return {f"c{n}_{name}" for n in ALTERNATIVES for name in (*_LISTS, "min_amount", *_FLAGS)}


_LISTS = {
    "object": (lazy("Tipo di contratto"), ContractObject.choices),
    "criterion": (lazy("Criterio"), Criterion.choices),
    "procedure": (lazy("Procedura"), Procedure.choices),
}
_FLAGS = {
    "eu_funded": lazy("Con fondi europei"),
    "pnrr": lazy("Con fondi PNRR o PNC"),
    "investment": lazy("Per un investimento"),
    "several_lots": lazy("Con più lotti"),
}


def _condition_fields(n: int, stored: dict[str, Any]) -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {}
    for name, (label, choices) in _LISTS.items():
        made[f"c{n}_{name}"] = _checks(label, choices, _("Nessuno segnato: tutti."))
        made[f"c{n}_{name}"].initial = stored.get(name)
    amount = AmountField(label=_("Importo da"), required=False, positive=True)
    amount.initial = Decimal(stored["min_amount"]) if "min_amount" in stored else None
    made[f"c{n}_min_amount"] = amount
    for name, label in _FLAGS.items():
        field = forms.ChoiceField(label=label, choices=YES_NO, required=False)
        field.initial = {True: "si", False: "no", None: ""}[stored.get(name)]
        made[f"c{n}_{name}"] = field
    return made


def _condition(n: int, typed: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {name: typed[f"c{n}_{name}"] for name in _LISTS if typed.get(f"c{n}_{name}")}
    amount = typed.get(f"c{n}_min_amount")
    if amount is not None:
        made["min_amount"] = f"{amount.normalize():f}"
    flags = {name: _yes_no(typed.get(f"c{n}_{name}", "")) for name in _FLAGS}
    return made | {name: value for name, value in flags.items() if value is not None}


class RupRuleForm(RowForm):
    ordered: tuple[str, ...] = ("code", "kind", "about", "min_amount", "figure")
    kind = forms.ChoiceField(label=lazy("Tipo"), choices=RupRule.Kind.choices)
    about = LineField(
        label=lazy("Si applica a"), max_length=20, required=False, validators=[CODE],
        help_text=lazy("Lo stato della gara o il tipo di esperienza, con il suo codice: WORKS, READY."),
    )  # fmt: skip
    min_amount = AmountField(
        label=lazy("Da un valore di"), help_text=lazy("In euro, IVA esclusa. Scrivi 0 se vale sempre.")
    )
    figure = forms.DecimalField(
        label=lazy("Numero"), min_value=0, max_digits=6, decimal_places=2, localize=True,
        help_text=lazy("Anni, peso o carico: 0,5."),
        error_messages=told(
            lazy("Scrivi un numero da 0 a 9999,99: ad esempio 0,5"),
            "max_digits", "max_decimal_places", "max_whole_digits",
        ),
    )  # fmt: skip


class CodeForm(RowForm):
    ordered: tuple[str, ...] = ("list", "code", "label")
    list = LineField(
        label=lazy("Elenco"),
        max_length=60,
        validators=[CODE],
        help_text=lazy("Il nome di ANAC: CPV, ccnl, categoria."),
    )
    label = ParagraphsField(
        label=lazy("Descrizione"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class QualificationForm(RowForm):
    ordered: tuple[str, ...] = ("organisation", "sphere", "phase", "level")
    code = None  # type: ignore[assignment] # a body names the row
    organisation = LineField(
        label=lazy("Ente"), max_length=200,
        help_text=lazy("Nome intero o codice, ad esempio «Comune di Asolo»."),
    )  # fmt: skip
    sphere = forms.ChoiceField(
        label=lazy("Per"), choices=Qualification.Sphere.choices, widget=forms.RadioSelect
    )
    phase = forms.ChoiceField(
        label=lazy("Fase"), choices=Qualification.Phase.choices, widget=forms.RadioSelect
    )
    level = forms.TypedChoiceField(
        label=lazy("Livello"), choices=Qualification.Level.choices, coerce=int, widget=forms.RadioSelect
    )

    def narrow(self, bodies: Any) -> None:
        """Find only the bodies whose row the person may write."""
        self.bodies = bodies

    def clean_organisation(self) -> Organisation:
        """Return the body with this name or code."""
        meant = named(self.cleaned_data["organisation"].strip())
        found = list(self.bodies.filter(pk__in=[body.pk for body in meant]))
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError(
            _("Più enti hanno questo nome: scrivi il codice fiscale.")
            if found
            else _("Nessun ente di tua competenza ha questo nome o codice: scrivi il nome intero.")
        )


FORMS: dict[str, type[RowForm]] = {
    "soglie": ThresholdForm,
    "termini": TermForm,
    "schede": SchedaForm,
    "lista-di-controllo": ChecklistForm,
    "regole-dei-rup": RupRuleForm,
    "codici": CodeForm,
    "qualificazioni": QualificationForm,
}


class EndForm(forms.Form):
    valid_to = DayField(
        label=lazy("Ultimo giorno"),
        help_text=lazy("Dopo questo giorno la riga non vale più; resta nello storico."),
    )


class TableFilters(forms.Form):
    """What people look for in a table."""

    testo = LineField(label=lazy("Codice o parole"), required=False, max_length=100)
    giorno = DayField(label=lazy("In vigore il"), required=False)
    fonte = forms.ChoiceField(
        label=lazy("Attendibilità"), required=False, choices=[("", lazy("Tutte")), *Mark.choices]
    )
    elenco = forms.ChoiceField(label=lazy("Elenco"), required=False, choices=[("", lazy("Tutti"))])
