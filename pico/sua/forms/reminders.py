"""The text of a reminder to whoever has the next move."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.sua.actions.reminders import LONGEST
from pico.sua.forms.inputs import ParagraphsField

USUAL = _("Questa gara aspetta la tua prossima mossa: apri la pagina e guarda che cosa serve.")
TO_DECIDE = _("L'istruttoria è finita: la richiesta aspetta la tua decisione.")


class ReminderForm(forms.Form):
    """What people read in the reminder."""

    text = ParagraphsField(
        label=_("Testo del promemoria"), max_length=LONGEST, initial=USUAL,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Numero e oggetto si aggiungono da soli. Per esempio: mancano due giorni al termine."),
        error_messages={"required": _("Scrivi il testo del promemoria.")},
    )  # fmt: skip
