"""What somebody who cannot enter tells us."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.helpdesk.forms.screenshots import ScreenshotsField
from pico.helpdesk.models import HelpTopic, Kind
from pico.helpdesk.scrubbing import names_an_account

NAME, BODY, TEXT = 120, 200, 20_000


class AccessForm(forms.Form):
    """A problem of access or registration: nothing else is asked here."""

    topic = forms.ChoiceField(
        label=_("Che cosa non riesci a fare"),
        error_messages={"required": _("Scegli che cosa non riesci a fare.")},
    )
    name = forms.CharField(
        label=_("Nome e cognome"), max_length=NAME, error_messages={"required": _("Scrivi il tuo nome.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("Ti mandiamo qui il collegamento per seguire la richiesta."),
        error_messages={
            "required": _("Scrivi la tua e-mail."), "invalid": _("Scrivi un indirizzo come nome@ente.it."),
        },
    )  # fmt: skip
    organisation = forms.CharField(
        label=_("Ente"), max_length=BODY, required=False,
        help_text=_("Per quale ente lavori, ad esempio «Comune di Oderzo»."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Descrizione"), max_length=TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Che cosa hai fatto e che cosa hai letto sullo schermo. Non scrivere password."),
        error_messages={"required": _("Scrivi che cosa è successo.")},
    )  # fmt: skip
    uploads = ScreenshotsField()
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    came_from = ""  # what the error page said that led here

    def __init__(
        self,
        data: Any,
        files: Any,
        *,
        topics: Sequence[HelpTopic],
        chosen: HelpTopic | None = None,
        initial: Mapping[str, Any] | None = None,
        look: str = "",
    ) -> None:
        first = {"form_key": uuid.uuid4(), "topic": chosen.pk if chosen else None}
        super().__init__(data, files, initial={**first, **(initial or {})})
        for name, when in (("topic", "change"), ("source", "input changed delay:500ms")):
            self.fields[name].widget.attrs |= _looks_up(look, when)
        self.topics = {str(topic.pk): topic for topic in topics}
        choices = [("", _("Scegli")), *((key, topic.label) for key, topic in self.topics.items())]
        self.fields["topic"].choices = choices  # type: ignore[attr-defined]

    def clean_topic(self) -> HelpTopic:
        return self.topics[self.cleaned_data["topic"]]

    @property
    def names_an_account(self) -> bool:
        """Whether the text holds what looks like a tax code or an IBAN."""
        return names_an_account(self.cleaned_data["source"])

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


def _looks_up(look: str, when: str) -> dict[str, str]:
    """Return what makes a field bring the solutions up to date; without a script a button does.

    What is typed goes in the body, not in an address that logs would keep; name and e-mail do not go at all.
    """
    return {
        "hx-post": look, "hx-trigger": when, "hx-params": "topic,source,look", "hx-vals": '{"look": "1"}',
        "hx-target": "#domande", "hx-select": "#domande", "hx-swap": "outerHTML",
        "hx-sync": "#domande:replace",
    }  # fmt: skip


class StrangerReplyForm(forms.Form):
    """What the holder of a request's secret address adds."""

    source = forms.CharField(
        label=_("Messaggio"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Una riga vuota separa i paragrafi. Non scrivere password."),
        error_messages={"required": _("Scrivi il testo.")},
    )  # fmt: skip
    uploads = ScreenshotsField()

    @property
    def names_an_account(self) -> bool:
        """Whether the text holds what looks like a tax code or an IBAN."""
        return names_an_account(self.cleaned_data["source"])


class FollowForm(StrangerReplyForm):
    """What the holder of the address of a request that has ended asks again."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, files: Any = None) -> None:
        super().__init__(data, files, initial={"form_key": uuid.uuid4()})


class ProblemForm(forms.Form):
    """How an error of the sign-in is worded."""

    text = forms.CharField(
        label=_("Che cosa è successo"), max_length=120,
        help_text=_("Lo legge, in cima al modulo, chi arriva dalla pagina d'errore."),
    )  # fmt: skip
    topic = forms.ModelChoiceField(
        label=_("Argomento già scelto"), queryset=HelpTopic.objects.filter(kind=Kind.ACCESS),
        help_text=_("Chi scrive può comunque cambiarlo."),
    )  # fmt: skip
