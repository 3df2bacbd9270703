"""Which answer counts of bodies that merged during a round."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.dates import italian_datetime
from pico.questionnaires.mergers import Merger
from pico.questionnaires.models import Invitation

KEEP, JOIN = "vale", "unisci"


class MergerForm(forms.Form):
    """One merger: an answer, and whether it counts as it is or is the beginning of a joined one."""

    chosen = forms.ChoiceField(label=lazy("Quale risposta"), widget=forms.RadioSelect)
    how = forms.ChoiceField(label=lazy("Che cosa farne"), widget=forms.RadioSelect, initial=KEEP)

    def __init__(self, data: Any, *, merger: Merger) -> None:
        super().__init__(data, auto_id=f"id_%s_{merger.heir.pk}")
        self.merger = merger
        self._choices("chosen", [(str(one.pk), words_of(one)) for one in merger.answered])
        current = next((one for one in merger.answered if one.replaced_by_id is None), None)
        if any(one.replaced_by_id for one in merger.answered) and current is not None:
            self.fields["chosen"].initial = str(current.pk)
        join = _("Prepara la risposta di %(body)s: parte da questa, con le righe delle tabelle delle altre.")
        self._choices(
            "how",
            [
                (KEEP, _("Vale così com'è, a nome di chi l'ha data; le altre non contano.")),
                *([] if merger.joined else [(JOIN, join % {"body": merger.heir})]),
            ],
        )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def invitation(self) -> Invitation:
        """The one chosen in a valid form."""
        return next(one for one in self.merger.answered if str(one.pk) == self.cleaned_data["chosen"])

    @property
    def joins(self) -> bool:
        return self.cleaned_data["how"] == JOIN


def words_of(invitation: Invitation) -> str:
    """Return whose answer it is and how far it came."""
    response = invitation.response
    told = {"body": invitation.respondent, "state": response.get_state_display().lower()}
    if response.submitted_at:
        told["state"] = _("inviata il %(when)s") % {"when": italian_datetime(response.submitted_at)}
    return (
        _("%(body)s, risposta unita: %(state)s") if invitation.is_joined else "%(body)s: %(state)s"
    ) % told
