"""Forms of the tender's moves: what each asks beside the role and the state."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pico.base import dates
from pico.base.fields import DayField
from pico.base.identifiers import compact, is_body_fiscal_code, is_person_fiscal_code
from pico.sua.actions import LotAward
from pico.sua.forms.inputs import AmountField, LineField, ParagraphsField, told
from pico.sua.models import Lot, Tender
from pico.sua.models.codes import CommitteeKind, Criterion, NonAward
from pico.sua.rules import schede

ROME = ZoneInfo("Europe/Rome")
DAY_HELP = _("gg/mm/aaaa")


class PercentField(forms.CharField):
    """A percentage as people type it: 11,8."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 8}),
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        text = (super().to_python(value) or "").replace("%", "").replace(",", ".").strip()
        if not text:
            return None
        plain = text.isascii() and text.replace(".", "", 1).isdecimal() and text[0] != "."
        number = Decimal(text) if plain else None
        if number is None or not number < 100 or number != round(number, 3):
            raise ValidationError(now("Scrivi il ribasso, da 0 a meno di 100: ad esempio 11,8"))
        return number


class TaxCodeField(forms.CharField):
    """The fiscal code of a bidder: 11 digits of a firm, 16 characters of a person."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=20, **options)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> str:
        code = compact(super().to_python(value) or "")
        if code and not (is_body_fiscal_code(code) or is_person_fiscal_code(code)):
            raise ValidationError(now("Il codice fiscale non è giusto: 11 cifre, o 16 caratteri."))
        return code


class CigField(forms.CharField):
    """A CIG as typed, in upper case and without blanks; the action judges its check digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=16, **options)
        self.widget.attrs["autocomplete"] = "off"

    def to_python(self, value: Any) -> str:
        return compact(super().to_python(value) or "")


class ActForm(forms.Form):
    """Number and date of an act."""

    number = LineField(
        label=_("Numero dell'atto"), max_length=60, help_text=_("Ad esempio: determinazione 412/2027.")
    )
    on = DayField(label=_("Data dell'atto"), help_text=DAY_HELP)


class PrepareForm(forms.Form):
    note = ParagraphsField(
        label=_("Nota per il RUP"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReadyForm(ActForm):
    """The decision to contract."""


class DeadlineForm(forms.Form):
    """The last moment for offers, in Rome."""

    day = DayField(label=_("Offerte entro il giorno"), help_text=DAY_HELP)
    hour = forms.TimeField(
        label=_("Entro le ore"), help_text=_("Ad esempio 12:00, ora italiana."),
        error_messages={"invalid": _("Scrivi l'ora e i minuti, ad esempio 12:00")},
    )  # fmt: skip
    confirmed = forms.BooleanField(
        label=_("Ho letto gli avvisi e confermo"),
        required=False,
        help_text=_("Gli avvisi sono in cima alla pagina."),
    )

    def moment(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], ROME)


class ExtendForm(DeadlineForm):
    reason = ParagraphsField(
        label=_("Motivo della proroga"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("day", "hour", "reason", "confirmed")


def lot_label(lot: Lot) -> str:
    """Return «Lotto 1: Sale per disgelo»."""
    return now("Lotto %(n)s: %(title)s") % {"n": lot.n, "title": lot.title}


class WithCigs(forms.Form):
    """One CIG for each lot."""

    def add_cigs(self, lots: list[Lot]) -> None:
        self.lots = lots
        for lot in lots:
            label = now("CIG") if len(lots) == 1 else now("CIG del lotto %(n)s") % {"n": lot.n}
            self.fields[f"cig-{lot.pk}"] = CigField(
                label=label,
                initial=lot.cig,
                help_text=now("Dieci caratteri, come sulla piattaforma. %(title)s") % {"title": lot.title},
            )

    def cigs(self) -> dict[int, str]:
        return {lot.pk: self.cleaned_data[f"cig-{lot.pk}"] for lot in self.lots}


def propose_scheda(form: forms.Form, tender: Tender, *, direct: bool = False) -> None:
    """Write in the field of the form to send what was chosen, else what the table proposes, and why."""
    row = schede.suggested_rule(tender, direct=direct) if tender.base_amount else None
    form.initial["scheda"] = tender.scheda or (row.scheda if row else "")
    if row:
        form.fields["scheda"].help_text = now("Proposta %(reason)s.") % {"reason": schede.reason_of(row)}


class PublishForm(DeadlineForm, WithCigs):
    pad_name = LineField(
        label=_("Piattaforma certificata"), max_length=120, help_text=_("Il nome della PAD su cui si svolge.")
    )
    pad_url = forms.URLField(
        label=_("Indirizzo della gara sulla piattaforma"),
        max_length=400,
        assume_scheme="https",
        help_text=_("Chi vuole partecipare lo trova nella pagina pubblica."),
        error_messages={
            "invalid": _("Scrivi l'indirizzo per intero, ad esempio https://piattaforma.it/gara/42")
        },
    )
    scheda = LineField(
        label=_("Scheda ANAC"), max_length=12, help_text=_("Il codice della scheda inviata, ad esempio P7_2.")
    )
    published_on = DayField(label=_("Pubblicata il"), help_text=DAY_HELP)

    def __init__(self, tender: Tender, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"published_on": dates.today()})
        propose_scheda(self, tender)
        self.add_cigs(list(tender.lots.all()))
        cigs = [name for name in self.fields if name.startswith("cig-")]
        head = ["pad_name", "pad_url", "scheda"]
        self.order_fields([*head, *cigs, "published_on", "day", "hour", "confirmed"])

    def clean_scheda(self) -> str:
        return self.cleaned_data["scheda"].strip().upper()


class EvaluateForm(forms.Form):
    """How many offers came, and who judges them."""

    bids = forms.IntegerField(
        label=_("Offerte ricevute"), min_value=1, max_value=9999,
        error_messages={
            **told(_("Scrivi quante offerte sono arrivate, con sole cifre: ad esempio 7")),
            "min_value": _("Con nessuna offerta dichiara la gara deserta."),
        },
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Chi valuta"),
        choices=CommitteeKind.choices,
        widget=forms.RadioSelect,
        help_text=_("Commissione per il miglior rapporto qualità/prezzo, seggio per il minor prezzo."),
    )
    members = ParagraphsField(
        label=_("Componenti"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Nome e cognome, uno per riga; il primo presiede. In commissione: dispari, non oltre 5."),
    )
    act = LineField(label=_("Atto di nomina"), max_length=60)
    appointed_on = DayField(label=_("Data della nomina"), help_text=_("Dopo il termine delle offerte."))
    declared = forms.BooleanField(
        label=_("Ho acquisito le dichiarazioni di assenza di incompatibilità e conflitti (art. 93 c. 5)"),
    )

    def __init__(self, tender: Tender, data: Mapping[str, Any] | None = None) -> None:
        kind = CommitteeKind.COMMITTEE if tender.criterion == Criterion.QUALITY else CommitteeKind.SEAT
        super().__init__(data, initial={"kind": kind})

    def clean_members(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["members"].splitlines()]
        return [name for name in names if name]


class ReasonsForm(forms.Form):
    """Why nobody wins, lot by lot."""

    def __init__(self, tender: Tender, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.lots = list(tender.lots.all())
        for lot in self.lots:
            self.fields[f"reason-{lot.pk}"] = forms.ChoiceField(
                label=lot_label(lot), choices=[("", now("Scegli")), *NonAward.choices]
            )
        self.fields["note"] = ParagraphsField(
            label=now("Che cosa è accaduto"),
            max_length=2000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def reasons(self) -> dict[int, str]:
        return {lot.pk: self.cleaned_data[f"reason-{lot.pk}"] for lot in self.lots}


class MembersField(forms.CharField):
    """The other firms of a grouping, one a line: name; fiscal code."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join("; ".join(one) for one in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[tuple[str, str]]:  # type: ignore[override]
        found = []
        for line in (super().to_python(value) or "").splitlines():
            if not line.strip():
                continue
            name, _mark, code = line.rpartition(";")
            if not name.strip():
                raise forms.ValidationError(
                    now("Scrivi «nome; codice fiscale», una impresa per riga: «%(line)s»")
                    % {"line": line[:60]}
                )
            found.append((name.strip()[:200], TaxCodeField().clean(code)))
        return found


class LotAwardForm(forms.Form):
    """How one lot ends."""

    use_required_attribute = False

    name = LineField(
        label=_("Primo in graduatoria"), max_length=200, required=False,
        help_text=_("Denominazione; per un raggruppamento, la mandataria."),
    )  # fmt: skip
    tax_code = TaxCodeField(label=_("Codice fiscale del primo"), required=False)
    members = MembersField(
        label=_("Altre imprese del raggruppamento (mandanti)"),
        required=False,
        help_text=_("Una per riga: nome; codice fiscale. Ad esempio: Impianti Sile srl; 00488410010"),
    )
    discount = PercentField(
        label=_("Ribasso offerto (%)"), required=False, help_text=_("Ad esempio 11,8. Scrivi 0 se non c'è.")
    )
    amount = AmountField(
        label=_("Importo aggiudicato"),
        required=False,
        positive=True,
        help_text=_("Vuoto: si calcola dal ribasso, senza toccare sicurezza e manodopera."),
    )
    second = LineField(label=_("Secondo in graduatoria"), max_length=200, required=False)
    second_tax_code = TaxCodeField(label=_("Codice fiscale del secondo"), required=False)
    reason = forms.ChoiceField(
        label=_("Se il lotto non si aggiudica, perché"),
        choices=[("", _("Si aggiudica")), *NonAward.choices],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason"):
            if data.get("name"):
                self.add_error("reason", now("Scegli «Si aggiudica», o togli chi è primo."))
            return data
        for name, words in (
            ("name", now("Scrivi chi è primo, o scegli perché il lotto non si aggiudica.")),
            ("tax_code", now("Scrivi il codice fiscale.")),
            ("discount", now("Scrivi il ribasso, 0 se non c'è.")),
        ):
            if data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, words)
        if (
            bool(data.get("second")) != bool(data.get("second_tax_code"))
            and "second_tax_code" not in self.errors
        ):
            self.add_error("second", now("Del secondo servono nome e codice fiscale."))
        first = {data.get("tax_code"), *(code for _name, code in data.get("members") or ())}
        if data.get("second_tax_code") and data["second_tax_code"] in first:
            self.add_error("second_tax_code", now("È il codice fiscale del primo: controlla di chi è."))
        return data

    def value(self) -> LotAward:
        data = self.cleaned_data
        if data["reason"]:
            return LotAward(reason=data["reason"])
        names = ("name", "tax_code", "members", "discount", "amount", "second", "second_tax_code")
        return LotAward(**{name: data[name] for name in names if name in data})


class AwardsForm(forms.Form):
    """Any form with one part per lot."""

    final = True

    def open_lots(self, tender: Tender, data: Mapping[str, Any] | None) -> None:
        self.parts: list[dict[str, Any]] = []
        for lot in tender.lots.all():
            form = LotAwardForm(data, prefix=f"lotto-{lot.pk}", initial=_initial(lot))
            if self.final:  # who comes second is in the proposal
                del form.fields["second"], form.fields["second_tax_code"]
            self.parts.append({"lot": lot, "label": lot_label(lot), "form": form})

    def is_valid(self) -> bool:
        mine, theirs = super().is_valid(), [part["form"].is_valid() for part in self.parts]
        if not all(theirs):
            self.add_error(None, now("Completa i lotti segnati qui sotto."))
        return mine and all(theirs)

    def awards(self) -> dict[int, LotAward]:
        return {part["lot"].pk: part["form"].value() for part in self.parts}


def _initial(lot: Lot) -> dict[str, Any]:
    """Return what the proposal said of a lot."""
    first = lot.ranking[0] if lot.ranking else {}
    second = lot.ranking[1] if len(lot.ranking) > 1 else {}
    return {
        "name": first.get("name", ""),
        "tax_code": first.get("tax_code", ""),
        "members": first.get("members", []),
        "discount": lot.discount,
        "amount": lot.awarded_amount,
        "second": second.get("name", ""),
        "second_tax_code": second.get("tax_code", ""),
        "reason": lot.reason,
    }


class ProposeForm(AwardsForm):
    final = False
    anomaly = ParagraphsField(
        label=_("Esito sull'anomalia delle offerte"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ad esempio: nessuna offerta anomala (art. 110)."),
    )

    def __init__(self, tender: Tender, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"anomaly": tender.anomaly_outcome})
        self.open_lots(tender, data)


class AwardForm(AwardsForm, ActForm):
    checked_on = DayField(
        label=_("Verifiche FVOE concluse il"),
        help_text=_("Requisiti di chi vince, nel fascicolo virtuale (art. 99): prima dell'atto."),
    )
    field_order = ("checked_on", "number", "on")

    def __init__(self, tender: Tender, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.open_lots(tender, data)


class AssignForm(AwardsForm, ActForm, WithCigs):
    scheda = LineField(
        label=_("Scheda ANAC"), max_length=12, help_text=_("AD1-AD5 per l'affidamento, A3_6 in house.")
    )
    confirmed = forms.BooleanField(
        label=_("Ho letto gli avvisi e confermo"),
        required=False,
        help_text=_("Gli avvisi sono in cima alla pagina."),
    )

    def __init__(self, tender: Tender, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        propose_scheda(self, tender, direct=True)
        self.add_cigs(list(tender.lots.all()))
        cigs = [name for name in self.fields if name.startswith("cig-")]
        self.order_fields(["scheda", *cigs, "number", "on", "confirmed"])
        self.open_lots(tender, data)

    def clean_scheda(self) -> str:
        return self.cleaned_data["scheda"].strip().upper()


class WhyForm(forms.Form):
    """Why the evaluation begins again."""

    reason = ParagraphsField(
        label=_("Chi ha rinunciato o è stato escluso, e perché"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class StopForm(forms.Form):
    """The act that ends the tender, and why."""

    act = LineField(label=_("Atto"), max_length=120, help_text=_("Numero e data."))
    reason = ParagraphsField(
        label=_("Motivo"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Gli enti in gara lo leggono nella pagina della gara e nella notifica."),
    )


class SettleForm(forms.Form):
    act = LineField(
        label=_("Atto"), max_length=500, help_text=_("Ad esempio: ricorso al TAR Veneto, r.g. 215/2027.")
    )


class AppealForm(SettleForm):
    relief = forms.BooleanField(
        label=_("È chiesta anche la misura cautelare"),
        required=False,
        help_text=_("Fino alla decisione del giudice nessun contratto si firma (art. 18 c. 4)."),
    )
