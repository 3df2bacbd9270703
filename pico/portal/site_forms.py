"""Forms by which a site is made one's own, and those of the network's administrator."""

import csv
import io
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.fields import DayField
from pico.base.identifiers import is_body_fiscal_code
from pico.organisations.models import Organisation
from pico.portal.checklist import DECLARATION
from pico.portal.crests import LARGEST_IMAGE
from pico.portal.models import GenericPage, PortalSite, SiteObligation, Topic
from pico.portal.models.sites import HOSTNAME

LARGEST_CSV = 500_000
EVERYTHING = ("", lazy("Tutti"))


class IdentityForm(forms.ModelForm):
    """What a site is recognised by."""

    new_crest = forms.FileField(
        label=lazy("Nuovo stemma"),
        required=False,
        help_text=lazy("PNG o SVG, meglio se quadrato. L'SVG viene ripulito da tutto ciò che non è disegno."),
        widget=forms.FileInput(attrs={"accept": ".png,.svg"}),
    )
    crest_alt = forms.CharField(
        label=lazy("Descrizione dello stemma"),
        required=False,
        max_length=160,
        help_text=lazy(
            "Per chi non lo vede, ad esempio «Stemma della Provincia: torre d'argento su fondo rosso»."
        ),
    )
    new_hero = forms.FileField(
        label=lazy("Nuova immagine di apertura"),
        required=False,
        help_text=lazy("JPG, PNG o WebP in orizzontale, almeno 1.200 punti di larghezza. La riduciamo noi."),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp"}),
    )

    class Meta:
        model = PortalSite
        fields = ("crest_alt", "tagline")

    field_order = ("new_crest", "crest_alt", "tagline", "new_hero")

    def clean_new_crest(self) -> Any:
        return _small_enough(self.cleaned_data["new_crest"])

    def clean_new_hero(self) -> Any:
        return _small_enough(self.cleaned_data["new_hero"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new_crest") and not data.get("crest_alt"):
            self.add_error("crest_alt", _("Descrivi lo stemma a chi non lo vede."))
        return data


def _small_enough(file: Any) -> Any:
    if file and file.size > LARGEST_IMAGE:
        raise ValidationError(_("L'immagine supera i 10 MB."))
    return file


class ContactsForm(forms.ModelForm):
    """Where the body is and how it is reached; what is left empty is that of the registry."""

    postal_code = forms.CharField(
        label=lazy("CAP"),
        required=False,
        max_length=5,
        validators=[RegexValidator(r"^\d{5}$", lazy("Il CAP ha cinque cifre."))],
    )

    class Meta:
        model = PortalSite
        fields = ("address", "postal_code", "locality", "phone", "email", "pec", "tax_code")

    def clean_tax_code(self) -> str:
        code = self.cleaned_data["tax_code"].replace(" ", "")
        if code and not is_body_fiscal_code(code):
            raise ValidationError(_("Il codice fiscale dell'ente ha undici cifre: controlla l'ultima."))
        return code


class LegalForm(forms.ModelForm):
    """The links the law wants at the foot of every page."""

    privacy_page = forms.ModelChoiceField(
        label=lazy("Pagina con l'informativa privacy"),
        required=False,
        queryset=GenericPage.objects.none(),
        empty_label=lazy("Nessuna: si mostra il testo della piattaforma"),
        help_text=lazy("La scrivi e la pubblichi nella redazione."),
    )
    dpo_email = forms.EmailField(
        label=lazy("E-mail del responsabile della protezione dei dati (DPO)"), required=False
    )
    accessibility_url = forms.URLField(
        label=lazy("Indirizzo della dichiarazione di accessibilità"),
        required=False,
        assume_scheme="https",
        help_text=lazy("Comincia per https://form.agid.gov.it/view/"),
    )
    accessibility_reviewed_on = DayField(label=lazy("Dichiarazione riesaminata il"), required=False)
    transparency_url = forms.URLField(
        label=lazy("Indirizzo di Amministrazione trasparente"), required=False, assume_scheme="https"
    )

    class Meta:
        model = PortalSite
        fields = (
            "privacy_page",
            "dpo_email",
            "accessibility_url",
            "accessibility_reviewed_on",
            "transparency_url",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages = GenericPage.objects.descendant_of(self.instance.wagtail_site.root_page).order_by("path")
        field = self.fields["privacy_page"]
        field.queryset = pages  # type: ignore[attr-defined]
        field.label_from_instance = _page_label  # type: ignore[attr-defined]

    def clean_privacy_page(self) -> Any:
        page = self.cleaned_data["privacy_page"]
        return page.page_ptr if page else None

    def clean_accessibility_url(self) -> str:
        url = self.cleaned_data["accessibility_url"]
        if url and not DECLARATION.match(url):
            raise ValidationError(
                _(
                    "Incolla l'indirizzo pubblico della dichiarazione: "
                    "https://form.agid.gov.it/view/ e il suo codice."
                )
            )
        return url

    def clean_transparency_url(self) -> str:
        url = self.cleaned_data["transparency_url"]
        if url and not url.startswith("https://"):
            raise ValidationError(_("L'indirizzo deve iniziare con https://."))
        return url


def _page_label(page: GenericPage) -> str:
    return page.title if page.live else _("%(title)s (non pubblicata)") % {"title": page.title}


NETWORKS = {
    "facebook": ("Facebook", "facebook.com"),
    "instagram": ("Instagram", "instagram.com"),
    "linkedin": ("LinkedIn", "linkedin.com"),
    "telegram": ("Telegram", "t.me"),
    "twitter": ("X", "x.com"),
    "whatsapp": ("WhatsApp", "whatsapp.com"),
    "youtube": ("YouTube", "youtube.com"),
}


class SocialForm(forms.Form):
    """Profiles of the body elsewhere: links only, nothing of theirs is loaded."""

    def __init__(self, data: Any = None, *, site: PortalSite) -> None:
        known = {row.get("icon"): row.get("url") for row in site.social_links}
        super().__init__(data, initial=known)
        for icon, (label, host) in NETWORKS.items():
            self.fields[icon] = forms.URLField(
                label=label, required=False, assume_scheme="https", help_text=f"https://{host}/…"
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for icon, (label, host) in NETWORKS.items():
            found = urlsplit(data.get(icon) or "").hostname or ""
            if found and found != host and not found.endswith(f".{host}"):
                self.add_error(icon, _("Questo non è un indirizzo di %(name)s.") % {"name": label})
        return data

    @property
    def links(self) -> list[dict[str, str]]:
        return [
            {"label": label, "url": self.cleaned_data[icon], "icon": icon}
            for icon, (label, _host) in NETWORKS.items()
            if self.cleaned_data.get(icon)
        ]


class EditingForm(forms.ModelForm):
    """Who publishes, and what comes in by itself from the sites above."""

    class Meta:
        model = PortalSite
        fields = ("editors_publish", "auto_accept_national", "auto_accept_regional")
        labels = {
            "editors_publish": lazy("I redattori pubblicano da sé, senza l'approvazione di un responsabile"),
            "auto_accept_national": lazy(
                "Gli elementi proposti da UPI entrano nel sito senza attendere il nostro sì"
            ),
            "auto_accept_regional": lazy(
                "Gli elementi proposti dall'UPI regionale entrano nel sito senza attendere il nostro sì"
            ),
        }


class RedirectForm(forms.Form):
    old_path = forms.CharField(
        label=lazy("Vecchio indirizzo"),
        max_length=255,
        help_text=lazy("Dalla barra, ad esempio /uffici/urp.html"),
    )
    target = forms.CharField(
        label=lazy("Dove porta"),
        max_length=255,
        help_text=lazy("Una pagina del sito (/servizi/) o un indirizzo intero (https://…)."),
    )
    permanent = forms.BooleanField(
        label=lazy("Per sempre (301): i motori di ricerca dimenticano il vecchio indirizzo"),
        required=False,
        initial=True,
    )


class RedirectFilters(forms.Form):
    testo = forms.CharField(label=lazy("Parte dell'indirizzo"), required=False, max_length=100)

    def apply(self, rows: QuerySet) -> QuerySet:
        self.is_valid()
        text = self.cleaned_data.get("testo")
        return rows.filter(Q(old_path__icontains=text) | Q(redirect_link__icontains=text)) if text else rows


class RedirectFile(forms.Form):
    """A table of two columns, as spreadsheets write it."""

    file = forms.FileField(
        label=lazy("File CSV"),
        help_text=lazy(
            "Due colonne senza intestazione: vecchio indirizzo; nuovo indirizzo. Al massimo 2.000 righe."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv"}),
    )

    def clean_file(self) -> list[list[str]]:
        upload = self.cleaned_data["file"]
        if upload.size > LARGEST_CSV:
            raise ValidationError(_("Il file supera i 500 KB: dividilo."))
        content = upload.read()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
        first = text.partition("\n")[0]
        try:
            return list(csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ","))
        except csv.Error:
            raise ValidationError(_("Il file non è una tabella CSV leggibile.")) from None


class SiteFilters(forms.Form):
    """What the network's administrator looks for."""

    testo = forms.CharField(label=lazy("Nome o identificativo"), required=False, max_length=60)
    livello = forms.ChoiceField(
        label=lazy("Livello"),
        required=False,
        choices=[
            EVERYTHING,
            (Organisation.Kind.NATIONAL_UPI, lazy("UPI nazionale")),
            (Organisation.Kind.REGIONAL_UPI, lazy("UPI regionali")),
            (Organisation.Kind.PROVINCE, lazy("Province")),
        ],
    )
    stato = forms.ChoiceField(
        label=lazy("Stato"), required=False, choices=[EVERYTHING, *PortalSite.State.choices]
    )
    manca = forms.ChoiceField(
        label=lazy("Collegamenti di legge"),
        required=False,
        choices=[EVERYTHING, ("si", lazy("ne manca almeno uno")), ("no", lazy("ci sono tutti"))],
    )

    def apply(self, rows: QuerySet) -> QuerySet:
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        if text := chosen.get("testo"):
            rows = rows.filter(Q(organisation__name__icontains=text) | Q(slug__icontains=text))
        if kind := chosen.get("livello"):
            rows = rows.filter(organisation__kind=kind)
        if state := chosen.get("stato"):
            rows = rows.filter(state=state)
        lacking = (
            Q(dpo_email="")
            | Q(accessibility_url="")
            | Q(transparency_url="")
            | ~Q(privacy_page__live=True)
            | Q(email="", pec="", organisation__email="", organisation__pec="")
        )
        if "manca" in chosen:
            rows = rows.filter(lacking) if chosen["manca"] == "si" else rows.exclude(lacking)
        return rows

    def used(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}


class NewSiteForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=lazy("Ente"), queryset=Organisation.objects.none(), empty_label=lazy("Scegli un ente")
    )

    def __init__(self, data: Any = None, *, bodies: QuerySet) -> None:
        super().__init__(data)
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why a site is opened all the same, or closed."""

    reason = forms.CharField(
        label=lazy("Motivo"), max_length=200, help_text=lazy("Resta nel registro delle attività.")
    )


class AliasForm(forms.Form):
    hostname = forms.CharField(
        label=lazy("Altro nome di host"), max_length=253, help_text=lazy("Ad esempio www.provincia.tv.it")
    )

    def clean_hostname(self) -> str:
        hostname = self.cleaned_data["hostname"].strip().lower()
        HOSTNAME(hostname)
        return hostname


class TopicForm(forms.ModelForm):
    class Meta:
        model = Topic
        fields = ("name", "source", "icon", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["active"]


class ObligationForm(forms.ModelForm):
    valid_from = DayField(label=lazy("Vale dal"))
    valid_to = DayField(label=lazy("Vale fino al"), required=False)

    class Meta:
        model = SiteObligation
        fields = ("code", "text", "due_day", "due_month", "source", "valid_from", "valid_to")
