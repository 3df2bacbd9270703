"""What the law wants of every site each year: the list, and who has seen to it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.portal.models import PortalSite, SiteObligation, SiteObligationDone
from pico.portal.rules import may_administer_site, may_manage_sites

FIRST = (
    (
        "dichiarazione-accessibilita",
        "Riesaminare la dichiarazione di accessibilità su form.agid.gov.it",
        (23, 9),
        "L. 4/2004, art. 3-quater; direttiva (UE) 2016/2102",
    ),
    (
        "obiettivi-accessibilita",
        "Pubblicare gli obiettivi di accessibilità dell'anno",
        (31, 3),
        "D.L. 179/2012, art. 9, c. 7",
    ),
)


@transaction.atomic
def seed_obligations(*, actor: Actor) -> int:
    """Add the obligations every site has that are not there yet; return how many were added."""
    there = set(SiteObligation.objects.values_list("code", flat=True))
    wanted = [
        SiteObligation(
            code=code, text=text, due_day=day, due_month=month, source=source, valid_from=date(2020, 1, 1)
        )
        for code, text, (day, month), source in FIRST
        if code not in there
    ]
    if wanted:
        SiteObligation.objects.bulk_create(wanted)
        record(actor, "portal.obligations.seeded", changes={"obligations": [None, len(wanted)]})
    return len(wanted)


@transaction.atomic
def save_obligation(
    *, actor: Actor, obligation: SiteObligation | None = None, **values: Any
) -> SiteObligation:
    """Write a new obligation of all sites, or change one; years already seen to stay seen to."""
    if not may_manage_sites(actor):
        raise Refused(_("Solo l'amministratore nazionale cambia le scadenze dei siti."))
    row = obligation or SiteObligation()
    changed = {name: None for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return row
    for name in changed:
        setattr(row, name, values[name])
    row.full_clean()
    row.save()
    verb = "portal.obligation.changed" if obligation else "portal.obligation.added"
    record(actor, verb, row, changes=changed)
    return row


@transaction.atomic
def mark_obligation_done(
    *, actor: Actor, site: PortalSite, obligation: SiteObligation, year: int
) -> SiteObligationDone:
    """Say that a site saw to an obligation for a year; said twice it is said once."""
    if not may_administer_site(actor, site):
        raise Refused(_("Solo chi amministra l'ente segna le scadenze del sito."))
    row, created = SiteObligationDone.objects.get_or_create(
        obligation=obligation, site=site, year=year, defaults={"done_by": actor.user}
    )
    if created:
        changes = {"code": [None, obligation.code], "year": [None, year]}
        record(actor, "portal.obligation.done", site, owner=site.organisation, changes=changes)
    return row
