"""What people look for in a queue and among their own requests, and what is done with several at once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pico.accounts.models import User
from pico.base.fields import DayField
from pico.helpdesk.forms.inputs import module_choices
from pico.helpdesk.forms.priorities import ByUrgency, by_urgency
from pico.helpdesk.forms.tickets import _text
from pico.helpdesk.models import Desk, HelpTopic, Kind, Ticket
from pico.helpdesk.rules.access import desks_handled, people_at_any
from pico.organisations.models import Organisation

AGES = [
    (1, _("più di un giorno")),
    (3, _("più di 3 giorni")),
    (7, _("più di 7 giorni")),
    (30, _("più di 30 giorni")),
]


def _named(rows: Any) -> list[tuple[str, str]]:
    return [("", _("Tutti")), *((str(pk), name) for pk, name in rows)]


class QueueFilters(ByUrgency):
    """What people look for in a queue."""

    stato = forms.ChoiceField(
        label=_("Stato"), required=False,
        choices=[("", _("Da lavorare")), *Ticket.STATES_AT_DESK, ("tutte", _("Tutte"))],
    )  # fmt: skip
    di = forms.ChoiceField(label=_("Assegnate"), required=False)
    sportello = forms.ChoiceField(label=_("Sportello"), required=False)
    tipo = forms.ChoiceField(label=_("Tipo"), required=False, choices=[("", _("Tutti")), *Kind.choices])
    modulo = forms.ChoiceField(label=_("Modulo"), required=False)
    argomento = forms.ChoiceField(label=_("Argomento"), required=False)
    ente = forms.ChoiceField(label=_("Ente"), required=False)
    ferme = forms.TypedChoiceField(
        label=_("Ferme da"), required=False, choices=[("", _("Qualunque"))], coerce=int, empty_value=None
    )
    testo = forms.CharField(label=_("Numero, oggetto o ente"), required=False, max_length=100)
    dal = DayField(label=_("Aperte dal"), required=False)

    def __init__(self, data: Any, *, user: Any, rows: Any) -> None:
        super().__init__(data)
        self.user = user
        # Offered without a look at every request ever made: who answers at these desks, all topics, the
        # bodies of the requests that are still open, unless closed ones are asked for.
        desks = desks_handled(user)
        people = User.objects.filter(pk__in=people_at_any(desks).values("person"))
        asked = rows.order_by() if self._asks_for_closed() else rows.order_by().open()
        bodies = Organisation.objects.filter(pk__in=asked.exclude(organisation=None).values("organisation"))
        choices = {
            "di": [
                ("", _("A chiunque")), ("me", _("A me")), ("nessuno", _("A nessuno")),
                *((str(one.pk), one.get_full_name()) for one in people.order_by("family_name", "pk")),
            ],
            "sportello": _named(desks.values_list("pk", "name")),
            "modulo": module_choices(),
            "argomento": _named(HelpTopic.objects.filter(active=True).values_list("pk", "label")),
            "ente": _named(bodies.order_by("name").values_list("pk", "name")),
            "ferme": [("", _("Qualunque")), *AGES],
        }  # fmt: skip
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def _asks_for_closed(self) -> bool:
        return bool(self.data.get("ente")) or self.data.get("stato") in {"tutte", "RESOLVED", "CLOSED"}

    def apply(self, rows: Any) -> Any:
        """Return the requests that match all valid filters."""
        self.is_valid()
        chosen = self.cleaned_data
        state = chosen.get("stato", "")
        if state != "tutte":
            rows = rows.filter(state=state) if state else rows.open()
        for name, apply in _APPLY.items():
            if chosen.get(name):
                rows = apply(rows, chosen[name], self.user)
        return by_urgency(rows, chosen)


def _of(rows: Any, who: str, user: Any) -> Any:
    return rows.filter(assignee={"me": user.pk, "nessuno": None}.get(who, who))


def _with_words(rows: Any, text: str, _user: Any) -> Any:
    named = Q(organisation__name__icontains=text)
    named |= Q(requester_name__icontains=text) | Q(requester_organisation__icontains=text)
    return rows.filter(Q(number__icontains=text) | Q(subject__icontains=text) | named)


_APPLY: dict[str, Any] = {
    "di": _of,
    "sportello": lambda rows, pk, _user: rows.filter(desk=pk),
    "tipo": lambda rows, kind, _user: rows.filter(kind=kind),
    "modulo": lambda rows, code, _user: rows.filter(module=code),
    "argomento": lambda rows, pk, _user: rows.filter(topic=pk),
    "ente": lambda rows, pk, _user: rows.filter(organisation=pk),
    "ferme": lambda rows, days, _user: rows.filter(moved_at__lt=timezone.now() - timedelta(days=days)),
    "testo": _with_words,
    "dal": lambda rows, day, _user: rows.filter(created_at__date__gte=day),
}


class OwnFilters(forms.Form):
    """What people look for among their own requests."""

    stato = forms.ChoiceField(
        label=_("Stato"), required=False,
        choices=[("", _("Tutte")), ("aperte", _("Ancora aperte")), *Ticket.STATES_AT_DESK],
    )  # fmt: skip
    testo = forms.CharField(label=_("Numero o oggetto"), required=False, max_length=100)
    nuove = forms.BooleanField(label=_("Solo con risposte da leggere"), required=False)

    def apply(self, rows: Any) -> Any:
        """Return the requests that match all valid filters; ``unread`` is annotated."""
        self.is_valid()
        chosen = self.cleaned_data
        if chosen.get("stato"):
            rows = rows.open() if chosen["stato"] == "aperte" else rows.filter(state=chosen["stato"])
        if chosen.get("testo"):
            rows = rows.filter(Q(number__icontains=chosen["testo"]) | Q(subject__icontains=chosen["testo"]))
        return rows.filter(unread=True) if chosen.get("nuove") else rows


class SeveralAssignForm(forms.Form):
    """Who works on several requests."""

    person = forms.ModelChoiceField(
        label=_("Assegna a"), queryset=User.objects.none(), empty_label=_("Scegli una persona"),
        help_text=_("Chi risponde agli sportelli di tutte le richieste scelte."),
    )  # fmt: skip

    def __init__(self, data: Any, *, people: Sequence[int], desks: Sequence[int]) -> None:
        super().__init__(data)
        rows = User.objects.filter(pk__in=people).order_by("family_name", "given_name", "pk")
        self.fields["person"].queryset = rows  # type: ignore[attr-defined]
        self.fields["person"].label_from_instance = lambda person: person.get_full_name()  # type: ignore[attr-defined]


class SeveralPassForm(forms.Form):
    """To which desk several requests go, and why."""

    desk = forms.ModelChoiceField(
        label=_("Passa allo sportello"), queryset=Desk.objects.none(), empty_label=_("Scegli uno sportello")
    )
    source = _text(
        _("Perché"), rows=3,
        help_text=_("Lo legge solo lo sportello che riceve; tu non vedrai più le richieste."),
    )  # fmt: skip

    def __init__(self, data: Any, *, people: Sequence[int], desks: Sequence[int]) -> None:
        super().__init__(data)
        rows = Desk.objects.filter(active=True).select_related("owner")
        if len(set(desks)) == 1:
            rows = rows.exclude(pk=desks[0])
        self.fields["desk"].queryset = rows  # type: ignore[attr-defined]
        self.fields["desk"].label_from_instance = lambda row: f"{row.name} ({row.owner.short_name})"  # type: ignore[attr-defined]
