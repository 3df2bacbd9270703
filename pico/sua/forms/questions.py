"""What is asked to write down a question of an economic operator, and to answer it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base import dates
from pico.base.fields import DayField
from pico.sua.forms.inputs import LineField, ParagraphsField
from pico.sua.models import Question, Tender
from pico.sua.rules import questions as rules


def _day(label: Any, help_text: Any) -> DayField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(label=label, widget=widget, help_text=help_text)


class QuestionForm(forms.Form):
    received_on = _day(_("Ricevuto il"), _("Il giorno in cui è arrivato sulla piattaforma: gg/mm/aaaa."))
    text = ParagraphsField(
        label=_("Quesito"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Senza nomi: con la risposta lo leggono tutti. Ad esempio: il sopralluogo è obbligatorio?"
        ),
    )
    asker = LineField(
        label=_("Chi chiede"),
        max_length=160,
        required=False,
        help_text=_("Solo per l'ufficio: non esce mai con la risposta. Ad esempio: Edilnord S.r.l."),
    )
    answer_by = _day(_("Rispondere entro il"), _("Di solito sei giorni prima del termine delle offerte."))

    def __init__(self, tender: Tender, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["received_on"].initial = dates.today()
        self.fields["answer_by"].initial = rules.answer_by(tender)


class AnswerQuestionForm(forms.Form):
    answer = ParagraphsField(
        label=_("Risposta"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Ad esempio: sì, il sopralluogo è obbligatorio e si prenota sulla piattaforma."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, question: Question, *args: Any, **options: Any) -> None:
        options.setdefault("initial", {"answer": question.answer, "seen": question.answer})
        super().__init__(*args, **options)
