"""The round of a test: until when, for whom, and its rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from pico.questionnaires.forms.rounds import RoundForm
from pico.questionnaires.models import ScoringRules

RULES = ("pass_mark", "attempts", "minutes", "counted", "shuffles", "reveals")
NOT_IN_TESTS = ("unit", "dimension", "min_cell", "results_level", "needs_sign_off", "may_decline")


class ScoredRoundForm(RoundForm):
    """A round of a test: people answer, with attempts and points."""

    pass_mark = forms.IntegerField(
        label=lazy("Si supera con almeno"),
        min_value=0,
        max_value=100,
        help_text=lazy("Punti su 100: 70 vuol dire sette decimi dei punti."),
    )
    attempts = forms.IntegerField(
        label=lazy("Tentativi al massimo"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=lazy("Vuoto: quanti ne vuole, fino alla chiusura."),
    )
    minutes = forms.IntegerField(
        label=lazy("Minuti per ogni tentativo"),
        min_value=1,
        max_value=1440,
        required=False,
        help_text=lazy("Allo scadere contano le risposte già salvate. Vuoto: senza limite."),
    )
    counted = forms.ChoiceField(
        label=lazy("Quale tentativo conta"), choices=ScoringRules.Counted, widget=forms.RadioSelect
    )
    shuffles = forms.BooleanField(
        label=lazy("Le risposte possibili sono in ordine casuale"),
        required=False,
        help_text=lazy("Diverso a ogni tentativo, così non si impara la posizione."),
    )
    reveals = forms.ChoiceField(
        label=lazy("Quando si leggono le risposte giuste"),
        choices=ScoringRules.Reveals,
        widget=forms.RadioSelect,
    )
    field_order = (
        "title", "subject", "intro", "audience", "pass_mark", "attempts", "minutes", "counted", "shuffles",
        "reveals", "opens_day", "opens_hour", "day", "hour", "reminders", "contact",
    )  # fmt: skip

    def __init__(self, data: Any, *, round: Any = None, **more: Any) -> None:
        super().__init__(data, round=round, **more)
        for name in NOT_IN_TESTS:
            del self.fields[name]
        self.fields["audience"].label = lazy("Chi può farlo")
        rules = round.scoring if round else ScoringRules()
        self.initial.update({name: getattr(rules, name) for name in RULES})

    def values(self) -> dict[str, Any]:
        data = super().values()
        return {**data, "scoring": {name: data.pop(name) for name in RULES}}
