"""Forms of requests: asking, answering, passing on, and what a queue is filtered by."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.files.forms import UploadsField, help_of
from pico.files.kinds import DOCUMENT, IMAGE
from pico.helpdesk.models import Desk, Ticket
from pico.helpdesk.rules.access import who_may_answer
from pico.helpdesk.rules.attachments import MOST_FILES
from pico.helpdesk.rules.states import may
from pico.helpdesk.scrubbing import names_an_account

HOW = _("Una riga vuota separa i paragrafi. Non scrivere password.")
ACTS = (
    ("answer", _("Rispondi, e continui a lavorarci")),
    ("ask", _("Chiedi qualcosa: aspetti la risposta")),
    ("solve", _("Rispondi, e la richiesta è risolta")),
)
OPEN = "aperte"


def _text(label: Any, rows: int = 6, **options: Any) -> forms.CharField:
    words = {"required": _("Scrivi il testo.")}
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), error_messages=words, **options
    )


def uploads_of(person: Any) -> UploadsField:
    """Return the field for the files of a message; those kept of a refused form are the person's own."""
    words = _("Al massimo %(most)s. Le immagini si vedono nel testo, gli altri si aprono. %(types)s")
    return UploadsField(
        label=_("Allegati"), required=False, most=MOST_FILES, person=person,
        help_text=words % {"most": MOST_FILES, "types": help_of((DOCUMENT, IMAGE))},
    )  # fmt: skip


class ReplyForm(forms.Form):
    """What who asked adds."""

    source = _text(_("Messaggio"), help_text=HOW)

    def __init__(self, data: Any, files: Any = None, *, person: Any) -> None:
        super().__init__(data, files)
        self.fields["uploads"] = uploads_of(person)

    @property
    def names_an_account(self) -> bool:
        """Whether the text holds what looks like a tax code or an IBAN."""
        return names_an_account(self.cleaned_data["source"])


class AnswerForm(forms.Form):
    """What the desk answers, and what becomes of the request."""

    source = _text(_("Risposta"), help_text=_("La legge chi ha chiesto."))
    act = forms.ChoiceField(label=_("Poi"), choices=ACTS, widget=forms.RadioSelect, initial="answer")
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, files: Any = None, *, ticket: Ticket, person: Any) -> None:
        initial = {"seen": ticket.last_number, "act": "answer"}
        super().__init__(data, files, initial=initial, auto_id="id_answer_%s")
        self.fields["uploads"] = uploads_of(person)
        self.order_fields(["source", "uploads", "act"])
        possible = [choice for choice in ACTS if may(ticket, "desk", choice[0])]
        self.fields["act"].choices = possible  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """What only the desk reads."""

    source = _text(_("Nota interna"), rows=3, help_text=_("La legge solo lo sportello."))

    def __init__(self, data: Any, files: Any = None, *, person: Any) -> None:
        super().__init__(data, files, auto_id="id_note_%s")
        self.fields["uploads"] = uploads_of(person)


class AssignForm(forms.Form):
    """Who works on it."""

    person = forms.ModelChoiceField(
        label=_("Assegna a"), queryset=User.objects.none(), empty_label=_("Scegli una persona")
    )

    def __init__(self, data: Any, *, ticket: Ticket, people: Sequence[int]) -> None:
        super().__init__(data)
        able = who_may_answer(ticket.desk) & set(people) - {ticket.requester_id}
        rows = User.objects.filter(pk__in=able).order_by("family_name", "given_name", "pk")
        if ticket.requester_email:
            rows = rows.exclude(email__iexact=ticket.requester_email)
        self.fields["person"].queryset = rows  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = lambda person: person.get_full_name()  # type: ignore[attr-defined]


class PassForm(forms.Form):
    """To which desk, and why."""

    desk = forms.ModelChoiceField(
        label=_("Passa allo sportello"), queryset=Desk.objects.none(), empty_label=_("Scegli uno sportello")
    )
    source = _text(
        _("Perché"), rows=3,
        help_text=_("Lo legge solo lo sportello che riceve; tu non vedrai più la richiesta."),
    )  # fmt: skip

    def __init__(self, data: Any, *, ticket: Ticket) -> None:
        super().__init__(data, auto_id="id_pass_%s")
        rows = Desk.objects.filter(active=True).exclude(pk=ticket.desk_id).select_related("owner")
        self.fields["desk"].queryset = rows  # type: ignore[attr-defined]
        self.fields["desk"].label_from_instance = lambda row: f"{row.name} ({row.owner.short_name})"  # type: ignore[attr-defined]
