"""The form with which somebody signed in asks for help."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from pico.helpdesk.forms.inputs import module_label
from pico.helpdesk.forms.priorities import ImpactField
from pico.helpdesk.forms.tickets import _text, uploads_of
from pico.helpdesk.models import HelpTopic
from pico.helpdesk.scrubbing import names_an_account


class AskForm(forms.Form):
    """What somebody asks. What is missing, the action says with the rest kept.

    Args:
        topics: what the chosen organisation may ask, by key.
        shown: those of the path chosen.
        organisations: for which the person may ask, by key; with one there is nothing to choose.
        look: where solutions are looked up while somebody types.
    """

    organisation = forms.ChoiceField(
        label=_("Per quale ente"), help_text=_("Quale sportello risponde dipende anche da questo.")
    )
    topic = forms.ChoiceField(
        label=_("Argomento"), help_text=_("Decide quale sportello risponde: scegli il più vicino.")
    )
    subject = forms.CharField(
        label=_("Oggetto"), max_length=200, help_text=_("In una riga: «Non riesco a inviare la richiesta».")
    )
    source = _text(
        _("Descrizione"), rows=8,
        help_text=_("Che cosa volevi fare, che cosa è successo, che cosa hai provato. Niente password."),
    )  # fmt: skip
    impact = ImpactField()
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any,
        files: Any = None,
        *,
        topics: Sequence[HelpTopic],
        shown: Sequence[HelpTopic],
        organisations: Mapping[int, str],
        person: Any,
        look: str = "",
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, files, initial={"form_key": uuid.uuid4(), **initial})
        self.topics = {str(topic.pk): topic for topic in topics}
        self.fields["topic"].choices = [("", text("Scegli un argomento")), *_by_module(shown)]  # type: ignore[attr-defined]
        self.fields["uploads"] = uploads_of(person)
        if len(organisations) > 1:
            self.fields["organisation"].choices = list(organisations.items())  # type: ignore[attr-defined]
        else:
            del self.fields["organisation"]
        for name, when in (("topic", "change"), ("subject", "input changed delay:300ms")):
            self.fields[name].widget.attrs |= _looks_up(look, when)

    def clean_topic(self) -> HelpTopic:
        return self.topics[self.cleaned_data["topic"]]

    @property
    def names_an_account(self) -> bool:
        """Whether the text holds what looks like a tax code or an IBAN."""
        return names_an_account(f"{self.cleaned_data['subject']}\n{self.cleaned_data['source']}")


def _by_module(topics: Sequence[HelpTopic]) -> list[Any]:
    """Return the topics under the module they are about."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for topic in topics:
        name = module_label(topic.module) if topic.module else text("Tutta la piattaforma")
        groups.setdefault(name, []).append((str(topic.pk), topic.label))
    return next(iter(groups.values())) if len(groups) == 1 else list(groups.items())


def _looks_up(look: str, when: str) -> dict[str, str]:
    """Return what makes a field bring the solutions up to date; without a script a button does."""
    if not look:
        return {}
    return {
        "hx-get": look, "hx-trigger": when, "hx-include": "#id_topic, #id_subject", "hx-target": "#domande",
        "hx-select": "#domande", "hx-swap": "outerHTML", "hx-sync": "#domande:replace",
    }  # fmt: skip
