"""Topics, rules, and the question with which they are tried out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.helpdesk.forms.inputs import BodyField, module_choices
from pico.helpdesk.models import Desk, HelpTopic, Kind, Requester, RoutingRule, Target
from pico.organisations.models import Organisation, Region


class TopicForm(forms.Form):
    """How a topic is worded, and whether it is offered."""

    label = forms.CharField(
        label=_("Argomento"), max_length=120, help_text=_("Come lo direbbe chi ha bisogno di aiuto.")
    )
    active = forms.BooleanField(
        label=_("Proponilo a chi chiede aiuto"), required=False,
        help_text=_("Le richieste già arrivate lo conservano."),
    )  # fmt: skip


class RuleForm(forms.Form):
    """When a rule holds, and who answers then."""

    position = forms.IntegerField(
        label=_("Posizione"), min_value=1, max_value=9999,
        help_text=_("Si provano in ordine: vince la prima che vale e che ha uno sportello."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Tipo"), required=False, choices=[("", _("Tutti")), *Kind.choices])
    module = forms.ChoiceField(label=_("Modulo"), required=False)
    topic = forms.ModelChoiceField(
        label=_("Argomento"), required=False, queryset=HelpTopic.objects.all(), empty_label=_("Tutti")
    )
    requester = forms.ChoiceField(
        label=_("Chi chiede"), required=False, choices=[("", _("Chiunque")), *Requester.choices]
    )
    region = forms.ModelChoiceField(
        label=_("Regione"), required=False, queryset=Region.objects.order_by("name"), empty_label=_("Tutte")
    )
    province = BodyField(
        label=_("Provincia"), required=False,
        help_text=_("Nome intero o codice; vuoto per tutte."),
    )  # fmt: skip
    target = forms.ChoiceField(label=_("Risponde"), choices=Target.choices)
    desk = forms.ModelChoiceField(
        label=_("Sportello"), required=False, queryset=Desk.objects.none(), empty_label=_("Nessuno"),
        help_text=_("Solo quando risponde uno sportello preciso."),
    )  # fmt: skip
    active = forms.BooleanField(label=_("In uso"), required=False)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, rule: RoutingRule | None = None, free: int = 100) -> None:
        super().__init__(data, initial=_initial(rule, free))
        self.fields["module"].choices = module_choices()  # type: ignore[attr-defined]
        desks = Desk.objects.filter(active=True).select_related("owner")
        self.fields["desk"].queryset = desks  # type: ignore[attr-defined]
        self.fields["desk"].label_from_instance = lambda row: f"{row.name} ({row.owner.short_name})"  # type: ignore[attr-defined]


def _initial(rule: RoutingRule | None, free: int) -> dict[str, Any]:
    if rule is None:
        return {"position": free, "active": True}
    names = (
        "position",
        "kind",
        "module",
        "topic",
        "requester",
        "region",
        "target",
        "desk",
        "active",
        "edition",
    )
    values = {name: getattr(rule, name) for name in names}
    return {**values, "province": rule.province.name if rule.province else ""}


class TrialForm(forms.Form):
    """A request as somebody might make it. In a GET: nothing happens."""

    tipo = forms.ChoiceField(label=_("Tipo"), choices=Kind.choices)
    modulo = forms.ChoiceField(label=_("Modulo"), required=False)
    argomento = forms.ModelChoiceField(
        label=_("Argomento"), required=False, queryset=HelpTopic.objects.filter(active=True),
        empty_label=_("Nessuno in particolare"),
    )  # fmt: skip
    ente = BodyField(
        label=_("Per quale ente"), required=False,
        help_text=_("Nome intero o codice; vuoto per chi non ha un ente."),
    )  # fmt: skip

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["modulo"].choices = module_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        topic: HelpTopic | None = values.get("argomento")
        if topic is not None:  # it says the rest by itself
            values |= {"tipo": topic.kind, "modulo": topic.module}
        body: Organisation | None = values.get("ente")
        return {**values, "ente": body}
