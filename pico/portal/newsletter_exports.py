"""Subscribers of a newsletter as a table to take away: for its publishers, also when a job writes it."""

from typing import Any

from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as lazy

from pico.accounts.access import access_of
from pico.base.exports import Column, Export, register_export
from pico.portal.models import Newsletter, PortalSite, Subscriber
from pico.portal.newsletter_forms import SubscriberFilters

WHICH = "newsletter"  # in the address of the table, as the job gets it
COLUMNS = (
    Column("E-mail", lambda row: row.email),
    Column("Stato", lambda row: row.get_state_display()),
    Column("Provenienza", lambda row: row.get_source_display()),
    Column("Consenso dato il", lambda row: row.consented_at),
    Column("Testo di consenso", lambda row: row.consent_version),
    Column("Prova del consenso", lambda row: row.consent_proof),
    Column("Confermato il", lambda row: row.confirmed_at),
    Column("Finita il", lambda row: row.ended_at),
    Column("Motivo della fine", lambda row: row.end_reason),
)


def filtered(user: Any, newsletter: Newsletter, query: QueryDict) -> tuple[SubscriberFilters, Any]:
    """Return the filters of the list and its rows with them, in its order."""
    filters = SubscriberFilters(query)
    filters.is_valid()
    rows = Subscriber.objects.visible_to(user).filter(newsletter=newsletter)
    found = filters.cleaned_data
    if found.get("testo"):
        rows = rows.filter(email__contains=found["testo"].lower())
    if found.get("stato"):
        rows = rows.filter(state=found["stato"])
    return filters, rows.order_by("email", "pk")


def rows_for(user: Any, query: QueryDict, acting_for: int | None = None) -> Any:
    """Return the rows a publisher of the site may take away now."""
    sites = PortalSite.objects.published_by(access_of(user)).filter(organisation=acting_for or 0)
    which = query.get(WHICH, "")
    mine = Newsletter.objects.written_by(user).filter(site__in=sites)
    row = mine.filter(pk=which).first() if which.isdecimal() else None
    if row is None:
        raise Http404
    return filtered(user, row, query)[1]


SUBSCRIBERS = register_export(
    Export("portal.subscribers", lazy("Esportazione degli iscritti"), "iscritti", COLUMNS, rows_for)
)
