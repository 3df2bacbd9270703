"""What must hold, and what is worth a second look, when a tender passes to its bodies (rows 16-18)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from pico.base import money
from pico.sua.models import Lot, RupProfile, Tender, TenderParticipant
from pico.sua.models.codes import Framework, HandoverPlan
from pico.sua.rules import bodies, parts, publishing

# How the execution ends at ANAC: end of the works or of the service, or their test.
FINAL_SCHEDE = {"CO1": "CO1, conclusione", "CL1": "CL1, collaudo o verifica di conformità"}


def rups_to_check(tender: Tender) -> list[TenderParticipant]:
    """Return the parts whose RUP is not known to have a profile on ANAC's platform."""
    rows = bodies.buyers(
        tender, tender.participants.select_related("organisation", "rup_org", "tender__rup_org")
    )
    people = {part.pk: parts.rup_of(part) for part in rows}
    profiles = RupProfile.objects.unrestricted("whether the RUP of a tender has a profile on ANAC's platform")
    known = set(
        profiles.filter(pcp_profile=True, person__in=[one.pk for one in people.values() if one]).values_list(
            "person_id", flat=True
        )
    )
    return [part for part in rows if people[part.pk] is None or people[part.pk].pk not in known]


def proposed_plan(tender: Tender) -> str:
    """Return the plan that fits: derived CIGs where several bodies call off a framework agreement."""
    several = len(bodies.buyers(tender, tender.participants.all())) > 1 or tender.framework != Framework.NONE
    return HandoverPlan.DERIVED if several else HandoverPlan.TAKE_OVER


def warnings(shares: Iterable[parts.Share], lots: Mapping[int, Any], *, derived: bool) -> list[str]:
    """Return what to look at again in a contract: doubtful CIGs, amounts that are not those of the award."""
    rows = list(shares)
    found = (
        publishing.warnings_of_cigs({share.lot.pk: lots[share.lot.pk].derived_cig for share in rows})
        if derived
        else []
    )
    for share in rows:
        amount = lots[share.lot.pk].amount
        if share.amount is not None and amount != share.amount:
            words = _("Lotto %(n)s: il contratto è di %(amount)s, all'ente spettano %(due)s.")
            found.append(
                words % {"n": share.lot.n, "amount": money.euro(amount), "due": money.euro(share.amount)}
            )
    return found


def cig_of_a_lot(lots: Mapping[int, Any]) -> str:
    """Return the first derived CIG that is in truth that of a lot; the tender it belongs to is not told."""
    codes = [one.derived_cig for one in lots.values() if one.derived_cig]
    rows = Lot.objects.unrestricted("a CIG is of one lot only, whoever may see it")
    return rows.filter(cig__in=codes).values_list("cig", flat=True).first() or ""
