"""Forms of ready answers, of requests put together, and of requests that go up and come back."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from pico.helpdesk.forms.tickets import _text
from pico.helpdesk.models import CannedAnswer, Ticket
from pico.helpdesk.rules.answers import VARIABLES


class NoteAboveForm(forms.Form):
    """Why the desk above is asked."""

    source = _text(_("Perché"), rows=4, help_text=_("La legge solo lo sportello superiore."))


class AnswerBelowForm(forms.Form):
    """The answer for the desk that asked."""

    source = _text(
        _("Risposta per lo sportello"), rows=6,
        help_text=_("La legge solo lo sportello, che poi risponde a chi ha chiesto."),
    )  # fmt: skip


class ForgetForm(forms.Form):
    """What is to be forgotten of who asked."""

    texts = forms.BooleanField(
        label=_("Cancella anche i messaggi e i file che ha mandato"), required=False,
        help_text=_(
            "Nome, e-mail, ente e collegamento si cancellano comunque, qui e nelle richieste unite a questa: "
            "non potrà più leggerla, e nessuno potrà più risponderle. Non si può annullare."
        ),
    )  # fmt: skip

    def __init__(self, data: Any, *, ticket: Ticket) -> None:
        super().__init__(data)
        if not ticket.requester_email:  # nothing but the texts is kept here of who has or had an account
            self.fields["texts"].required = True
            self.fields["texts"].label = _("Cancella i messaggi e i file che ha mandato")
            self.fields["texts"].help_text = _(
                "Si cancellano qui e nelle richieste unite a questa, l'oggetto diventa l'argomento; le "
                "risposte dello sportello restano. Fallo solo se la persona lo chiede. Non si può annullare."
            )


class MergeForm(forms.Form):
    """Which request this one is put into."""

    into = forms.ModelChoiceField(
        label=_("Continua nella richiesta"), queryset=Ticket.objects.none(),
        empty_label=_("Scegli una richiesta"),
        help_text=_("Questa si chiude, i suoi messaggi si leggono nell'altra e chi ha chiesto è avvisato."),
    )  # fmt: skip

    def __init__(self, data: Any, *, rows: QuerySet) -> None:
        super().__init__(data)
        self.fields["into"].queryset = rows  # type: ignore[attr-defined]
        self.fields["into"].label_from_instance = lambda row: f"{row.number}: {row.subject}"  # type: ignore[attr-defined]


def _variables() -> str:
    return ", ".join(f"{{{name}}} ({words})" for name, words in VARIABLES.items())


class CannedForm(forms.Form):
    """A ready answer."""

    title = forms.CharField(
        label=_("Titolo"), max_length=120, help_text=_("Con cui la si sceglie: «Documento mancante».")
    )
    source = _text(_("Testo"), max_length=5000)

    def __init__(self, data: Any, *, canned: CannedAnswer | None = None) -> None:
        initial = {"title": canned.title, "source": canned.source} if canned else None
        super().__init__(data, initial=initial)
        words = _("Si riempiono da sé: %(names)s. Chi risponde può ancora cambiare tutto.")
        self.fields["source"].help_text = words % {"names": _variables()}


class ReadyForm(forms.Form):
    """Which ready answer is put into the text."""

    pronta = forms.ChoiceField(
        label=_("Risposta pronta"), required=False,
        help_text=_("Si aggiunge al testo, dove puoi ancora cambiarla. I file si scelgono di nuovo."),
    )  # fmt: skip

    def __init__(self, *, rows: Iterable[CannedAnswer]) -> None:
        super().__init__()
        self.fields["pronta"].choices = [(str(row.public_id), row.title) for row in rows]  # type: ignore[attr-defined]
