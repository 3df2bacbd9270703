"""Correcting what a body needs after its campaign was consolidated: each correction is a revision."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.sua.actions.campaign_moves import _tell_bodies
from pico.sua.actions.campaigns import _locked
from pico.sua.models import NeedRevision, NeedsCampaign
from pico.sua.models.campaigns import CampaignState
from pico.sua.rules import campaigns as rules
from pico.sua.rules import consolidation, revisions


@transaction.atomic
def revise_need(
    *,
    actor: Actor,
    campaign: NeedsCampaign,
    organisation: Organisation,
    seen: int,
    cells: Mapping[str, Mapping[str, Decimal]],
    reason: str,
) -> NeedRevision:
    """Write the figures of one body anew. The earlier ones stay; totals and the tender use the last.

    Once the tender exists its quotas are what counts, and they have their own history: no revision then.

    Args:
        seen: number of the last revision of this body that the person saw; 0 for none.
        cells: quantities and price by code of the item and column, all of them.
        reason: the body reads it.

    Raises:
        Conflict: when somebody else revised this body meanwhile.
        Refused: when the person may not, the campaign is not consolidated, the body did not answer, nothing
            changes or nothing would be left.
    """
    row = _locked(campaign)
    rules.require_run(actor, row)
    _require_consolidated(row)
    if not reason.strip():
        raise Refused(_("Scrivi perché correggi: lo legge l'ente."), field="reason", code="reason")
    table = consolidation.whole(row)
    before = consolidation.figures_of_body(table, row, organisation.pk)
    if before is None:
        raise Refused(_("Questo ente non ha inviato una risposta: non c'è nulla da correggere."), code="body")
    after = revisions.figures_of(row, cells)
    items = list(row.items.all())
    _require_latest(row, organisation, seen, revisions.changes(row, items, before, after))
    if before == after:
        raise Refused(_("Non hai cambiato nulla: correggi almeno una cifra."), code="same")
    last = row.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    made = NeedRevision.objects.create(
        campaign=row,
        number=last + 1,
        organisation=organisation,
        actor=actor.user,
        reason=reason.strip(),
        before=before,
        after=after,
    )
    if not consolidation.whole(row).value:
        raise Refused(_("Così non resterebbe nulla da comprare: archivia la raccolta."), code="empty")
    record(actor, "sua.campaign.revised", row, changes={"revision": [last, made.number], made.digest: None})
    _tell_bodies("revised", row, actor, [organisation.pk])
    return made


def _require_consolidated(campaign: NeedsCampaign) -> None:
    if campaign.state == CampaignState.CONVERTED:
        sentence = _(
            "La gara è già nata da questi numeri: le quantità di un ente si cambiano nelle quote della gara."
        )
        raise Refused(sentence, code="converted")
    if campaign.state != CampaignState.CONSOLIDATED:
        sentence = _("Una revisione serve dopo il consolidamento: prima riapri la risposta all'ente.")
        raise Refused(sentence, code="state")


def _require_latest(
    campaign: NeedsCampaign, organisation: Organisation, seen: int, differing: list[revisions.Change]
) -> None:
    mine = campaign.revisions.filter(organisation=organisation).order_by("-number")
    if (mine.values_list("number", flat=True).first() or 0) != seen:
        raise Conflict(
            _("Un collega ha corretto questo ente mentre scrivevi."),
            theirs={one.what: one.before for one in differing},
            mine={one.what: one.after for one in differing},
        )
