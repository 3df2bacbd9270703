"""The parts of the bodies in the lots of a tender that is run for many."""

from typing import Any

from django.urls import reverse

from pico.base.http import Request
from pico.base.money import euro
from pico.sua.models import NeedsCampaign, Quota, Tender
from pico.sua.models.codes import Kind
from pico.sua.rules.needs import plain


def quotas_of(request: Request, tender: Tender, *, several: bool) -> dict[str, Any] | None:
    """Return the quotas that the person may see, and the campaign they come from.

    Args:
        several: whether it is bought for more than one body; None of other tenders, save aggregated ones.
    """
    rows = Quota.objects.visible_to(request.user).filter(lot__tender=tender)
    rows = rows.select_related("lot", "participant__organisation")
    found = list(rows.order_by("lot__n", "participant__organisation__name", "pk"))
    aggregated = tender.kind == Kind.AGGREGATED
    if not (aggregated or several or found):
        return None
    campaigns = NeedsCampaign.objects.visible_to(request.user).filter(tender=tender)
    campaign = campaigns.first() if aggregated else None
    return {
        "framework": tender.get_framework_display(),
        "campaign": campaign,
        "campaign_url": reverse("sua:campaign", args=[campaign.public_id]) if campaign else "",
        "rows": [
            {
                "lot": row.lot.n,
                "body": str(row.participant.organisation),
                "quantity": f"{plain(row.quantity)} {row.get_unit_display()}" if row.unit else "n.d.",
                "amount": euro(row.amount),
            }
            for row in found
        ],
    }
