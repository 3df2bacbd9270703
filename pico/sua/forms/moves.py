"""Forms of the moves: remarks, answers, reasons."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from pico.base import dates
from pico.base.fields import DayField
from pico.base.html import one_line
from pico.files.forms import UploadField
from pico.sua.actions import LotValues, NewRemark
from pico.sua.forms.inputs import ParagraphsField
from pico.sua.forms.steps import STEP_FORMS, LotFormSet
from pico.sua.models import ChecklistItem, Remark, Tender, TenderEvent
from pico.sua.rules import bodies, checklist, fields
from pico.sua.rules.remarks import about

REMARKS = 5
DAYS_TO_ANSWER = 7


class ReasonForm(forms.Form):
    """Why a request is refused or withdrawn: the other side reads it."""

    reason = ParagraphsField(
        label=_("Motivo"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("L'altro ente lo legge nella pagina della richiesta e nella notifica."),
    )


class AcceptForm(forms.Form):
    note = ParagraphsField(
        label=_("Nota per l'ente"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RemarkForm(forms.Form):
    """One remark: what it is about and what is asked."""

    about = forms.ChoiceField(label=_("Riguarda"), required=False)
    text = ParagraphsField(
        label=_("Che cosa chiedi"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, choices: Any, due: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["about"].choices = choices  # type: ignore[attr-defined]
        self.due = due
        if not self.is_bound:
            self._mark()

    def full_clean(self) -> None:
        """Clean with nothing required, then show the first remark as the one that is due."""
        super().full_clean()
        self._mark()

    def _mark(self) -> None:
        for field in self.fields.values():
            field.required = self.due

    @property
    def is_written(self) -> bool:
        """Say whether something was typed or is wrong: the page then shows it open."""
        return self.is_bound and (self.has_changed() or bool(self.errors))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("about")) != bool(data.get("text")):
            missing = "text" if data.get("about") else "about"
            words = {
                "text": now("Scrivi che cosa chiedi all'ente."),
                "about": now("Scegli il dato o il documento."),
            }
            self.add_error(missing, words[missing])
        return data


def remark_choices(tender: Tender) -> list:
    """Return fields and documents a remark may be about."""
    documents = [(f"item:{line.item.pk}", line.item.label) for line in checklist.lines(tender)]
    names = [(f"field:{field.name}", field.label) for field in fields.FLAGGABLE]
    return [("", now("Scegli")), (now("Documenti"), documents), (now("Dati della richiesta"), names)]


class ClarificationForm(forms.Form):
    """Up to five remarks at a time and one date for all."""

    due_on = DayField(
        label=_("Rispondere entro il"),
        help_text=_("gg/mm/aaaa. Il termine resta sospeso fino alla risposta."),
    )

    def __init__(self, tender: Tender, data: Mapping[str, Any] | None = None) -> None:
        soon = dates.next_working_day(dates.today() + timedelta(days=DAYS_TO_ANSWER))
        super().__init__(data, initial={"due_on": soon})
        choices = remark_choices(tender)
        self.remarks = [
            RemarkForm(data, prefix=f"rilievo-{n}", choices=choices, due=n == 1)
            for n in range(1, REMARKS + 1)
        ]

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day <= dates.today():
            raise ValidationError(now("Scegli una data successiva a oggi."))
        return day

    def is_valid(self) -> bool:
        mine, theirs = super().is_valid(), [form.is_valid() for form in self.remarks]
        if not all(theirs):
            self.add_error(None, now("Completa i rilievi segnati qui sotto."))
        if mine and all(theirs) and not self.values():
            self.add_error(None, now("Scrivi almeno un rilievo: scegli che cosa riguarda e che cosa chiedi."))
            return False
        return mine and all(theirs)

    def values(self) -> list[NewRemark]:
        """Return the remarks that were written."""
        written = [form.cleaned_data for form in self.remarks if form.cleaned_data.get("text")]
        return [self._remark(row["about"], row["text"]) for row in written]

    def repeats(self, last: TenderEvent) -> bool:
        """Say whether these are the remarks just sent, of the button pressed twice."""
        said = "\n".join(remark.text for remark in self.values())
        day = self.cleaned_data["due_on"].isoformat()
        return one_line(said) == one_line(last.note) and last.payload.get("due_on") == day

    @staticmethod
    def _remark(about: str, text: str) -> NewRemark:
        kind, _colon, key = about.partition(":")
        if kind == "field":
            return NewRemark(text=text, field=key)
        return NewRemark(text=text, item=ChecklistItem.objects.get(pk=int(key)))


class AnswerForm(forms.Form):
    """One answer per remark, and beside it only the field or the document that was flagged."""

    def __init__(
        self, tender: Tender, remarks: list[Remark], data: Any = None, files: Any = None, person: Any = None
    ) -> None:
        super().__init__(data, files)
        self.remarks = remarks
        flagged = fields.unlocked_by([remark.field for remark in remarks if remark.field])
        self.columns = [name for name in fields.BY_NAME if name in flagged and name != "lots"]
        for remark in remarks:
            self.fields[f"answer-{remark.pk}"] = ParagraphsField(
                label=now("La tua risposta su «%(about)s»") % {"about": about(remark)},
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            if remark.item_id:
                self.fields[f"file-{remark.pk}"] = UploadField(
                    label=now("Nuova versione di «%(item)s»") % {"item": remark.item},
                    required=False,
                    person=person,
                )
        for name in self.columns:
            self._add_column(tender, name)
        lots_open = "lots" in flagged and tender.lots.count() > 1
        flagged_lots = any(remark.field == "lots" for remark in remarks)
        self.lots = LotFormSet.opened(tender, data) if lots_open or flagged_lots else None

    def _add_column(self, tender: Tender, name: str) -> None:
        origin = STEP_FORMS[fields.BY_NAME[name].step]
        field = origin.base_fields[name].__deepcopy__({})
        if name == "rup_org":
            field.queryset = bodies.colleagues(tender.organisation)  # type: ignore[attr-defined]
        field.initial = tender.rup_org_id if name == "rup_org" else getattr(tender, name)
        field.required = name in origin.due  # what the sending asked for must not become empty now
        self.fields[name] = field

    def is_valid(self) -> bool:
        lots = self.lots is None or self.lots.is_valid()
        return super().is_valid() and lots

    def repeats(self, last: TenderEvent) -> bool:
        """Say whether these are the answers just sent, of the button pressed twice."""
        answers, tender = self.answers(), last.tender
        said = all(one_line(answers[row.pk]) == one_line(row.answer) for row in self.remarks)
        if self.lots:
            kept = [LotValues(lot.title, lot.amount, lot.cpv, lot.category) for lot in tender.lots.all()]
            said = said and self.lots.values() == kept
        return said and all(getattr(tender, name) == value for name, value in self.values().items())

    def parts(self) -> list[dict[str, Any]]:
        """Return each remark with the fields drawn under it; a field opened twice is drawn once."""
        drawn: set[str] = set()
        rows = []
        for remark in self.remarks:
            opened = (
                [n for n in self.columns if n in fields.unlocked_by([remark.field])] if remark.field else []
            )
            mine = [name for name in opened if name not in drawn]
            drawn |= set(mine)
            names = [*mine, *([f"file-{remark.pk}"] if remark.item_id else []), f"answer-{remark.pk}"]
            rows.append({"remark": remark, "fields": [self[name] for name in names]})
        return rows

    def answers(self) -> dict[int, str]:
        return {remark.pk: self.cleaned_data[f"answer-{remark.pk}"] for remark in self.remarks}

    def uploads(self) -> dict[int, Any]:
        found = {remark.pk: self.cleaned_data.get(f"file-{remark.pk}") for remark in self.remarks}
        return {pk: upload for pk, upload in found.items() if upload}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.columns}
