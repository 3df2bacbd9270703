"""Tables of needs campaigns to take away: the list, and what the bodies need together."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import BooleanField, Case, Count, Q, Value, When
from django.http import HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.access import access_of
from pico.base.dates import italian_datetime
from pico.base.exports import Column, Export, register_export, table_response
from pico.sua.forms.campaigns import CampaignFilters, sort_campaigns
from pico.sua.models import NeedsCampaign
from pico.sua.models.campaigns import CampaignQuerySet
from pico.sua.models.tenders import READERS
from pico.sua.rules.consolidation import BodySum, Consolidation
from pico.sua.rules.savings import Saving, Savings

_SENT = Q(round__invitations__response__state="SUBMITTED", round__invitations__replaced_by=None)


def moment(value: datetime | None) -> str:
    """Return a moment in words; «n.d.» without."""
    return italian_datetime(value) if value else _("n.d.")


def answers_of(row: Any) -> str:
    """Return «3 su 7» for the office of the campaign's Province; nothing for a body."""
    words = {"sent": row.sent, "asked": row.asked}
    return _("%(sent)s su %(asked)s") % words if row.reads_answers else ""


COLUMNS = (
    Column("Numero", lambda row: row.number),
    Column("Provincia", lambda row: row.province.name),
    Column("Oggetto", lambda row: row.title),
    Column("CPV", lambda row: row.cpv),
    Column("Impegno", lambda row: row.get_mode_display()),
    Column("Primo anno", lambda row: row.first_year),
    Column("Anni", lambda row: row.years),
    Column("Stato", lambda row: row.get_state_display()),
    Column("Aperta il", lambda row: row.round.opened_at),
    Column("Chiude il", lambda row: row.round.closes_at),
    Column("Risposte", answers_of),
)


def with_answers(rows: Any) -> Any:
    """Return campaigns that know how many bodies are asked (``asked``) and how many have sent (``sent``)."""
    return rows.annotate(
        asked=Count("round__invitations", filter=Q(round__invitations__replaced_by=None), distinct=True),
        sent=Count("round__invitations", filter=_SENT, distinct=True),
    )


def filtered(user: Any, query: QueryDict) -> tuple[CampaignFilters, CampaignQuerySet]:
    """Return the filters of the list and the campaigns that the person may see with them, in its order."""
    visible = NeedsCampaign.objects.visible_to(user)
    filters = CampaignFilters(query, rows=visible)
    reads_at = {pk for pk, role in access_of(user).reading_roles if role in READERS}
    rows = filters.apply(visible).select_related("province", "round")
    rows = with_answers(rows).annotate(
        reads_answers=Case(
            When(province_id__in=reads_at, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )
    return filters, sort_campaigns(rows, query.get("ordina", ""))


def rows_for(user: Any, query: QueryDict, acting_for: int | None = None) -> CampaignQuerySet:
    """Return the rows of the list, as the person may see them now."""
    return filtered(user, query)[1]


LIST = register_export(
    Export(
        "sua.campaigns",
        lazy("Esportazione delle raccolte di fabbisogni"),
        "raccolte di fabbisogni",
        COLUMNS,
        rows_for,
    )
)


# --- What the bodies need together


def _quantity(place: int, row: BodySum) -> Decimal:
    return row.needs[place].quantity


def table_columns(table: Consolidation) -> list[Column]:
    """Return the columns of the consolidation: one per item, then the value and what is paid today."""
    return [
        Column(_("Ente"), lambda row: row.organisation.name),
        *(
            Column(f"{one.item.description} ({one.item.get_unit_display()})", partial(_quantity, place))
            for place, one in enumerate(table.items)
        ),
        Column(_("Valore a base di gara (€)"), lambda row: row.value),
        Column(_("Spesa ai prezzi dichiarati (€)"), lambda row: row.declared),
    ]


def saving_columns(savings: Savings) -> list[Column]:
    """Return what each body saves with what was awarded."""

    def of(row: BodySum) -> Saving | None:
        return savings.of_body(row.organisation.pk)

    return [
        Column(_("Spesa ai prezzi aggiudicati (€)"), lambda row: (one := of(row)) and one.awarded),
        Column(_("Risparmio sulla base di gara (€)"), lambda row: (one := of(row)) and one.on_base),
        Column(_("Risparmio sui prezzi dichiarati (€)"), lambda row: (one := of(row)) and one.on_declared),
    ]


def table_file(
    campaign: NeedsCampaign, table: Consolidation, format: str, savings: Savings | None = None
) -> HttpResponseBase:
    """Return the consolidation as a file: the rows of the page, in its order; savings once there are some."""
    rows: tuple[BodySum, ...] = table.bodies
    columns = [*table_columns(table), *(saving_columns(savings) if savings else ())]
    return table_response(f"consolidamento {campaign.number}", columns, rows, format)
