"""Asking to work for an organisation, and deciding about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.accounts.forms.fields import NOT_THERE, BodyChoice, choices_at
from pico.accounts.models import AccessRequest
from pico.accounts.roles import BODIES, Role, no_more_than
from pico.organisations.models import Organisation

ROLES: dict[str, Any] = {
    "widget": forms.CheckboxSelectMultiple,
    "error_messages": {"required": _("Scegli almeno un ruolo."), "invalid_choice": NOT_THERE},
}
SUBTYPES = ("UNION", "MOUNTAIN_UNION", "PUBLIC", "PARTNER")


class RequestForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Che cosa farai"),
        help_text=_("Chi decide può assegnarti meno ruoli di quelli che chiedi."),
        **ROLES,
    )
    job_title = forms.CharField(label=_("Qualifica"), required=False, max_length=120)
    reason = forms.CharField(
        label=_("Perché ti serve l'accesso"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Any = None, *, kind: str, job_title: str = "") -> None:
        super().__init__(data, initial={"job_title": job_title, "roles": [Role.MEMBER]})
        self.fields["roles"].choices = choices_at(kind)  # type: ignore[attr-defined]


class ProposedBodyForm(RequestForm):
    name = forms.CharField(label=_("Nome dell'ente"), max_length=200)
    code = forms.CharField(
        label=_("Codice IPA o codice fiscale"),
        required=False,
        max_length=40,
        help_text=_("Aiuta chi decide a riconoscerlo."),
    )
    province = BodyChoice(
        Organisation.objects.of_kind(Organisation.Kind.PROVINCE).in_being(),
        label=_("Provincia"),
        empty_label=_("Scegli la Provincia"),
        required_message=_("Scegli la Provincia."),
    )
    field_order = ("name", "code", "province", "roles", "job_title", "reason")

    def __init__(self, data: Any = None, *, job_title: str = "") -> None:
        super().__init__(data, kind=Organisation.Kind.OTHER_BODY, job_title=job_title)


class ApproveForm(forms.Form):
    roles = forms.MultipleChoiceField(label=_("Ruoli da assegnare"), **ROLES)

    def __init__(self, data: Any = None, *, request: AccessRequest) -> None:
        super().__init__(data, initial={"roles": request.roles})
        possible = no_more_than(request.roles)
        kind = request.organisation.kind if request.organisation else Organisation.Kind.OTHER_BODY
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            choice for choice in choices_at(kind) if choice[0] in possible
        ]
        if request.organisation is None:
            self._ask_which_body(request)

    def _ask_which_body(self, request: AccessRequest) -> None:
        community = Organisation.objects.filter(
            province_id=request.proposed_province_id, kind__in=BODIES
        ).in_being()
        self.fields["organisation"] = BodyChoice(
            community.order_by("search_name", "pk"),
            label=_("È un ente che c'è già"),
            required=False,
            empty_label=_("No, è nuovo"),
        )
        self.fields["subtype"] = forms.ChoiceField(
            label=_("Se è nuovo, che cos'è"),
            required=False,
            choices=[("", "…"), *((code, Organisation.Subtype(code).label) for code in SUBTYPES)],
        )


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("La persona lo leggerà."),
    )


class MessageForm(forms.Form):
    text = forms.CharField(label=_("Messaggio"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class BodySearchForm(forms.Form):
    cerca = forms.CharField(
        label=_("Nome o codice IPA dell'ente"),
        max_length=100,
        required=False,
        help_text=_("Per esempio «Asolo» o «c_a471»."),
    )
