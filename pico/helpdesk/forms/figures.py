"""Which requests are counted."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pico.base.dates import today
from pico.base.fields import DayField
from pico.helpdesk.models import Desk
from pico.helpdesk.models.tickets import TicketQuerySet

A_YEAR = timedelta(days=365)


class FigureFilters(forms.Form):
    """A period and one of one's desks; without a first day the last year."""

    dal = DayField(label=_("Aperte dal"), required=False)
    al = DayField(label=_("Fino al"), required=False)
    sportello = forms.ChoiceField(label=_("Sportello"), required=False)

    def __init__(self, data: Any, *, rows: TicketQuerySet) -> None:
        super().__init__(data)
        desks = Desk.objects.filter(pk__in=rows.order_by().values("desk")).order_by("name", "pk")
        choices = [("", _("Tutti i tuoi")), *((str(desk.public_id), desk.name) for desk in desks)]
        self.fields["sportello"].choices = choices  # type: ignore[attr-defined]

    def apply(self, rows: TicketQuerySet) -> TicketQuerySet:
        """Return the requests that are counted."""
        self.is_valid()
        chosen = self.cleaned_data
        rows = rows.filter(created_at__date__gte=chosen.get("dal") or today() - A_YEAR)
        if chosen.get("al"):
            rows = rows.filter(created_at__date__lte=chosen["al"])
        if chosen.get("sportello"):
            rows = rows.filter(desk__public_id=chosen["sportello"])
        return rows
