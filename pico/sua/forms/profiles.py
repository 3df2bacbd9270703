"""Forms of one's own profile of RUP, section by section."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pico.base import dates
from pico.base.fields import DayField
from pico.files.forms import UploadField
from pico.files.kinds import DOCUMENT
from pico.sua.forms.inputs import AmountField, LineField, told
from pico.sua.models import RupProfile

SOA = re.compile(r"(O[GS])\s*(\d{1,2})(?:\s*-?\s*([AB]))?")
MOST_YEARS, MOST_CODES, MOST_ROWS = 60, 40, 30


class CodesField(forms.CharField):
    """Several codes in one line; kept as a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        parts = [part.strip().upper() for part in re.split(r"[,;\n]+", super().to_python(value) or "")]
        codes = list(dict.fromkeys(self.code(part) for part in parts if part))
        if len(codes) > MOST_CODES:
            raise ValidationError(now("Sono troppi: indica al massimo 40 codici."))
        return codes

    def code(self, text: str) -> str:
        raise NotImplementedError


class CpvGroupsField(CodesField):
    def code(self, text: str) -> str:
        digits = text.split("-", maxsplit=1)[0].replace(" ", "")
        if not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 8):
            raise ValidationError(
                now("«%(code)s» non è un gruppo CPV: da due a otto cifre, ad esempio 45 o 45214200")
                % {"code": text[:20]}
            )
        return digits


class SoaField(CodesField):
    def code(self, text: str) -> str:
        found = SOA.fullmatch(text)
        if found is None:
            raise ValidationError(
                now("«%(code)s» non è una categoria SOA: ad esempio OG 1 oppure OS 2-A") % {"code": text[:20]}
            )
        kind, number, letter = found.groups()
        return f"{kind} {int(number)}" + (f"-{letter}" if letter else "")


def text(label: Any, help_text: Any = "") -> forms.CharField:
    return LineField(label=label, required=False, max_length=160, help_text=help_text)


def years(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_YEARS,
        help_text=_("Anni interi. Scrivi 0 se non ne hai."),
        error_messages=told(_("Scrivi gli anni interi con sole cifre: ad esempio 5, o 0 se non ne hai")),
    )


class SectionForm(forms.Form):
    """Some columns of the profile."""

    def __init__(self, data: Any = None, files: Any = None, *, profile: RupProfile) -> None:
        initial = {name: getattr(profile, name, None) for name in self.base_fields}
        super().__init__(data, files, initial=initial)
        self.profile = profile

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class RequirementsForm(SectionForm):
    employed = forms.BooleanField(
        label=_("Sono dipendente di un ente pubblico"),
        required=False,
        help_text=_("Senza, non si può essere RUP (art. 15 del Codice)."),
    )
    technician = forms.BooleanField(
        label=_("Ho un profilo tecnico"),
        required=False,
        help_text=_("Serve per i lavori e per i servizi di ingegneria e architettura."),
    )
    degree = text(_("Titolo di studio"), _("Ad esempio: laurea magistrale in ingegneria civile."))
    professional_register = text(_("Albo professionale"), _("Ad esempio: ingegneri di Treviso, n. 1234."))
    pm_certificate = text(
        _("Certificazione di project management"), _("Quale, di chi, fino a quando. Vuoto se non l'hai.")
    )
    bim = forms.BooleanField(label=_("Ho competenze BIM"), required=False)
    languages = text(_("Lingue"), _("Ad esempio: inglese B2, tedesco B1."))
    pcp_profile = forms.BooleanField(
        label=_("Ho un profilo attivo sulla PCP di ANAC"),
        required=False,
        help_text=_("La Piattaforma dei contratti pubblici: serve per gestire la gara."),
    )


class ExperienceForm(SectionForm):
    years_works = years(_("Anni di esperienza in lavori"))
    years_engineering = years(_("Anni in servizi di ingegneria e architettura"))
    years_purchases = years(_("Anni in servizi e forniture"))
    max_value = AmountField(
        label=_("Valore più alto seguito finora"),
        required=False,
        help_text=_("In euro, ad esempio 1.250.000,00."),
    )
    cpv_groups = CpvGroupsField(
        label=_("Gruppi CPV che conosci"),
        required=False,
        max_length=400,
        help_text=_("Separati da una virgola, ad esempio 45214, 71."),
    )
    soa = SoaField(
        label=_("Categorie SOA che conosci"),
        required=False,
        max_length=400,
        help_text=_("Separate da una virgola, ad esempio OG 1, OS 28."),
    )


class AvailabilityForm(SectionForm):
    available_from = DayField(
        label=_("Disponibile dal"), required=False, help_text=_("gg/mm/aaaa. Vuoto: già adesso.")
    )
    available_to = DayField(
        label=_("Disponibile fino al"), required=False, help_text=_("gg/mm/aaaa. Vuoto: senza una fine.")
    )
    other_organisations = forms.BooleanField(
        label=_("Sono disponibile anche per gare di altri enti"),
        required=False,
        help_text=_("Serve l'accordo del tuo ente."),
    )
    visibility = forms.ChoiceField(
        label=_("Chi vede il profilo"),
        choices=RupProfile.Visibility.choices,
        widget=forms.RadioSelect,
        help_text=_("Lo vedono gli operatori SUA e i dirigenti, nessun altro."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("available_from"), data.get("available_to")
        if first and last and last < first:
            self.add_error("available_to", now("La fine non può venire prima dell'inizio."))
        return data


class DeclarationsForm(SectionForm):
    clean_declared = forms.BooleanField(
        label=_("Dichiaro di non avere condanne, anche non definitive"),
        required=False,
        help_text=_(
            "Per i delitti del libro II, titolo II, capo I del codice penale (art. 35-bis D.Lgs. 165/2001). "
            "Senza questa dichiarazione non si può essere proposti. Se non puoi farla, lascia vuoto: "
            "non ti si chiede perché."
        ),
    )
    cv = UploadField(label=_("Curriculum"), required=False, groups=(DOCUMENT,))

    def __init__(self, data: Any, files: Any, *, profile: RupProfile, person: Any) -> None:
        super().__init__(data, files, profile=profile)
        self.fields["cv"].person = person  # type: ignore[attr-defined]
        self.initial["clean_declared"] = profile.clean_declared_on is not None
        self.initial.pop("cv", None)

    def values(self) -> dict[str, Any]:
        """Return the day of the declaration: the first one stays while it is not taken back."""
        if not self.cleaned_data["clean_declared"]:
            return {"clean_declared_on": None}
        return {"clean_declared_on": self.profile.clean_declared_on or dates.today()}


class AbsenceForm(forms.Form):
    first_day = DayField(label=_("Dal"), help_text=_("gg/mm/aaaa"))
    last_day = DayField(label=_("Al"), help_text=_("gg/mm/aaaa, compreso."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", now("Un'assenza non può finire prima di iniziare."))
        return data


class TrainingForm(forms.Form):
    course = LineField(label=_("Corso"), max_length=160)
    issuer = LineField(label=_("Ente che lo ha tenuto"), max_length=160, required=False)
    hours = forms.IntegerField(
        label=_("Ore"), min_value=1, max_value=2000, required=False,
        error_messages=told(_("Scrivi le ore intere con sole cifre, da 1 a 2000: ad esempio 24")),
    )  # fmt: skip
    day = DayField(label=_("Data"), help_text=_("gg/mm/aaaa"))
    expires_on = DayField(label=_("Scade il"), required=False, help_text=_("Vuoto se non scade."))


class _Rows(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Elimina questa riga")

    def written(self) -> list[dict[str, Any]]:
        """Return what was typed in each row that stays."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return [row for row in rows if not row.get("DELETE")]


def _rows(form: type[forms.Form]) -> Any:
    options: dict[str, Any] = {"formset": _Rows, "extra": 1, "can_delete": True}
    return forms.formset_factory(form, max_num=MOST_ROWS, absolute_max=MOST_ROWS, **options)


AbsenceFormSet = _rows(AbsenceForm)
TrainingFormSet = _rows(TrainingForm)


@dataclass(frozen=True)
class Section:
    """One page of the profile."""

    slug: str
    label: Any
    lead: Any
    form: type[SectionForm] | None = None
    rows: Any = None
    rows_label: Any = ""


SECTIONS = (
    Section(
        "requisiti",
        _("Requisiti"),
        _("Che cosa ti permette di essere RUP: i dirigenti lo confrontano con ciò che la gara chiede."),
        RequirementsForm,
    ),
    Section(
        "esperienza",
        _("Esperienza"),
        _("Gli anni contano come la legge li chiede: per tipo di contratto e valore della gara."),
        ExperienceForm,
    ),
    Section(
        "formazione",
        _("Formazione"),
        _("I corsi che hai seguito. Una riga vuota non si salva; dopo il salvataggio ne trovi un'altra."),
        rows=TrainingFormSet,
        rows_label=_("Corso"),
    ),
    Section(
        "disponibilita",
        _("Disponibilità"),
        _("Quando puoi prendere una nuova gara. Delle assenze servono i giorni, non il motivo."),
        AvailabilityForm,
        AbsenceFormSet,
        _("Assenza"),
    ),
    Section(
        "dichiarazioni",
        _("Dichiarazioni e curriculum"),
        _("L'ultima cosa: senza la dichiarazione il profilo si vede, ma nessuno può proporti."),
        DeclarationsForm,
    ),
)
BY_SLUG = {section.slug: section for section in SECTIONS}
