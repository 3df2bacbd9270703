"""The form with which a desk says better what a request is about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.helpdesk.forms.inputs import module_label
from pico.helpdesk.models import HelpTopic, Kind, Ticket


class TopicField(forms.ModelChoiceField):
    """One topic; its kind or its module stands before it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{module_label(obj.module) if obj.module else Kind(obj.kind).label}: {obj.label}"


class TopicOfTicketForm(forms.Form):
    """Another topic."""

    topic = TopicField(
        label=_("Argomento"),
        queryset=HelpTopic.objects.filter(active=True),
        help_text=_("La richiesta resta al tuo sportello: se ora tocca a un altro, passala."),
    )

    def __init__(self, data: Any, *, ticket: Ticket) -> None:
        super().__init__(data, initial={"topic": ticket.topic_id})
