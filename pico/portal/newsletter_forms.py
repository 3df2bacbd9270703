"""Forms of the newsletters: what editors write, what visitors send."""

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.roles import Role
from pico.base.dates import ROME
from pico.base.fields import DayField
from pico.organisations.models import Organisation
from pico.portal.models import Issue, IssueBlock, IssueDelivery, Newsletter, PortalSite, Subscriber
from pico.portal.models.newsletter import LINK
from pico.portal.newsletter import items

HELP_TEXT = lazy(
    "Una riga vuota separa i paragrafi; righe che iniziano con «- » sono un elenco; **grassetto**; "
    "[parole](https://indirizzo) è un collegamento."
)
MOST_IMPORTED = 20_000


class NewsletterForm(forms.ModelForm):
    """A newsletter; roles, kinds of body and Provinces narrow an audience of registered people."""

    roles = forms.MultipleChoiceField(
        label=lazy("Solo questi ruoli"),
        required=False,
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Per le persone registrate; nessuna scelta: tutti i ruoli."),
    )
    body_kinds = forms.MultipleChoiceField(
        label=lazy("Solo questi tipi di ente"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=Organisation.Kind.choices,
        help_text=lazy("Per le persone registrate; nessuna scelta: tutti gli enti."),
    )  # fmt: skip
    territory = forms.ModelMultipleChoiceField(
        label=lazy("Solo queste Province"), required=False, queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Newsletter
        fields = [
            "name",
            "description",
            "sender_name",
            "reply_to",
            "audience",
            "roles",
            "body_kinds",
            "active",
        ]
        widgets = {"description": forms.Textarea(attrs={"rows": 2}), "audience": forms.RadioSelect}

    def __init__(self, *args: Any, site: PortalSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = provinces_of(site)
        field = self.fields["territory"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = provinces
        if site.organisation.kind == Organisation.Kind.PROVINCE:
            del self.fields["territory"]
        elif self.instance.pk:
            field.initial = self.instance.territory.all()
        if self.instance.pk:
            del self.fields["audience"]
            if self.instance.is_public:
                for name in {"roles", "body_kinds", "territory"} & set(self.fields):
                    del self.fields[name]


def provinces_of(site: PortalSite) -> Any:
    """Return the Provinces inside a site's territory."""
    rows = Organisation.objects.of_kind("PROVINCE").in_being().order_by("name")
    if site.organisation.kind == Organisation.Kind.REGIONAL_UPI:
        return rows.filter(region_id=site.organisation.region_id)
    return rows


class IssueForm(forms.ModelForm):
    class Meta:
        model = Issue
        fields = ["subject", "preheader"]
        help_texts = {"preheader": lazy("La riga che molti programmi di posta mostrano accanto all'oggetto.")}


class ItemForm(forms.Form):
    """One of the news or events that readers find on the site, not yet in the issue."""

    page = forms.ChoiceField(label=lazy("Notizia o evento del sito"))

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["page"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        held = {str(pk) for pk in issue.blocks.exclude(page=None).values_list("page", flat=True)}
        field.choices = [row for row in items.choices(issue.newsletter.site) if row[0] not in held]

    def clean(self) -> dict[str, Any]:
        """Return what the action takes."""
        page = super().clean() or {}
        return {"page_id": int(page["page"])} if "page" in page else page


class TextForm(forms.Form):
    title = forms.CharField(label=lazy("Titolo"), required=False, max_length=255)
    text = forms.CharField(
        label=lazy("Testo"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}), help_text=HELP_TEXT
    )


class ButtonForm(forms.Form):
    title = forms.CharField(label=lazy("Scritta del pulsante"), max_length=60)
    url = forms.CharField(
        label=lazy("Indirizzo"), max_length=300, validators=[LINK],
        help_text=lazy("Ad esempio https://www.provincia.example/bando oppure /servizi/"),
    )  # fmt: skip


BLOCK_FORMS: dict[str, Any] = {
    IssueBlock.Kind.ITEM: ItemForm, IssueBlock.Kind.TEXT: TextForm, IssueBlock.Kind.BUTTON: ButtonForm,
}  # fmt: skip


class NoteForm(forms.Form):
    note = forms.CharField(
        label=lazy("Che cosa va cambiato"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class WhenForm(forms.Form):
    day = DayField(label=lazy("Giorno"))
    hour = forms.TimeField(label=lazy("Ora"), initial=time(9), widget=forms.TimeInput(attrs={"type": "time"}))

    def clean(self) -> dict[str, Any]:
        """Return the moment in Rome."""
        found = super().clean() or {}
        if "day" in found and "hour" in found:
            return {"at": datetime.combine(found["day"], found["hour"], tzinfo=ROME)}
        return found


class SubscriberFilters(forms.Form):
    testo = forms.CharField(
        label=lazy("Indirizzo"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    stato = forms.ChoiceField(
        label=lazy("Stato"),
        required=False,
        choices=[("", lazy("Tutti gli stati")), *Subscriber.State.choices],
    )


class ResultFilters(forms.Form):
    """Filters of the messages of an issue: by address, by what happened or came back."""

    testo = forms.CharField(
        label=lazy("Indirizzo"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    esito = forms.ChoiceField(
        label=lazy("Esito"),
        required=False,
        choices=[
            ("", lazy("Tutti gli esiti")),
            *IssueDelivery.State.choices,
            *IssueDelivery.Return.choices,
        ],
    )

    def apply(self, rows: Any) -> Any:
        """Return the rows that match; what is not valid is ignored."""
        self.is_valid()
        text, outcome = (self.cleaned_data.get(name) for name in ("testo", "esito"))
        if text:
            rows = rows.filter(address__contains=text.lower())
        if outcome in IssueDelivery.Return.values:
            return rows.filter(returned=outcome)
        return rows.filter(state=outcome, returned="") if outcome else rows


class ImportForm(forms.Form):
    """Addresses collected elsewhere, with where and when the consent was given."""

    addresses = forms.CharField(
        label=lazy("Indirizzi"), max_length=2_000_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text=lazy("Uno per riga, oppure separati da virgole o punti e virgola."),
    )  # fmt: skip
    proof = forms.CharField(
        label=lazy("Dove si trova la prova del consenso"), max_length=200,
        help_text=lazy("Ad esempio: moduli cartacei, protocollo 1234/2026."),
    )  # fmt: skip
    given_on = DayField(label=lazy("Consenso raccolto il"))

    def clean_addresses(self) -> list[str]:
        """Return the addresses; the first that is none is named."""
        found = [part for part in re.split(r"[\s,;]+", self.cleaned_data["addresses"]) if part]
        if len(found) > MOST_IMPORTED:
            raise ValidationError(_("Al massimo %(most)d indirizzi alla volta.") % {"most": MOST_IMPORTED})
        for part in found:
            try:
                validate_email(part)
            except ValidationError:
                raise ValidationError(
                    _("«%(part)s» non è un indirizzo e-mail.") % {"part": part[:80]}
                ) from None
        return found


class SubscribeForm(forms.Form):
    """What a visitor sends; ``sito_web`` is for programs: people do not see it."""

    email = forms.EmailField(
        label=lazy("Il tuo indirizzo e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    consent = forms.BooleanField(
        label=lazy("Ho letto l'informativa privacy e voglio ricevere questa newsletter")
    )
