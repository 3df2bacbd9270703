"""What ANAC's platform wants to know of a body, as far as the platform knows it already."""

from pico.organisations.models import Organisation, OrganisationCode
from pico.sua.models import TenderParticipant


def known(body: Organisation) -> dict[str, str]:
    """Return fiscal code, AUSA and cost centre of a body: of the register, else of its last tender."""
    scheme = OrganisationCode.Scheme
    rows = OrganisationCode.objects.filter(organisation=body, valid_to=None)
    codes = dict(rows.filter(scheme__in=(scheme.FISCAL, scheme.AUSA)).values_list("scheme", "value"))
    earlier = TenderParticipant.objects.unrestricted("the codes of a public body, from its last tender")
    last = earlier.filter(organisation=body).exclude(cost_centre="").order_by("-pk").first()
    return {
        "fiscal_code": codes.get(scheme.FISCAL, "")[:16] or (last.fiscal_code if last else ""),
        "ausa": codes.get(scheme.AUSA, "")[:10] or (last.ausa if last else ""),
        "cost_centre": last.cost_centre if last else "",
    }
