"""Published tenders as anybody finds them in the search of the sites: only what their public page shows."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pico.organisations.models import ModuleActivation
from pico.portal.hosts import address, known_sites, sites
from pico.portal.models import PortalSite
from pico.portal.public import port_of
from pico.search.searchables import Found, Searchable, register
from pico.sharing.keys import PUBLIC
from pico.sua.models import Lot, PublishedTender, Tender, TenderParticipant
from pico.sua.models.codes import PUBLIC_STATES, State
from pico.sua.rules.public import public, shown_to_all, with_parts

AT_ONCE = 500  # rows written in the transaction that changed them; the search asks for each again anyway
WAS_PUBLIC = (*PUBLIC_STATES, State.CANCELLED)


def published_tenders() -> Any:
    """Return what anybody may find now."""
    return shown_to_all(PublishedTender.objects.unrestricted("published tenders are for everybody"))


def _is_online(province_id: int) -> bool:
    site = sites().by_organisation.get(province_id)
    return site is not None and site.state == PortalSite.State.ONLINE


def _document(row: PublishedTender) -> Found | None:
    """Return the words of the public page, of nothing else; None while there is no such page."""
    tender = with_parts(published_tenders()).filter(pk=row.pk).first()
    if tender is None or not _is_online(tender.province_id):
        return None
    shown = public(tender)
    lots = [part for lot in shown.lots for part in (lot.title, *lot.winners)]
    words = [shown.contract_object, shown.procedure, *shown.organisations, *lots]
    return Found(
        title=shown.title,
        keys=frozenset({PUBLIC}),
        text="\n".join(str(part) for part in words if part),
        codes=[code for code in [shown.number, shown.cpv, *(lot.cig for lot in shown.lots)] if code],
        organisation_id=tender.province_id,
        day=shown.published_on,
    )


def _address(row: Any, request: Any) -> str:
    """On the Province's own site a path, elsewhere the whole address of that site."""
    path = reverse("sua:public_tender", args=[row.number])
    site = known_sites().by_organisation.get(row.province_id)
    here = request.pico_site.organisation_id if request.pico_site else None
    if site is None or site.organisation_id == here:
        return path
    return address(site.hostname, port_of(request)) + path


def _all() -> Any:
    return PublishedTender.objects.unrestricted("the index holds what is public of published tenders")


def _of_tender(tender: Tender) -> Iterable[PublishedTender]:
    """Return the public side of a tender that has one, or had it a moment ago."""
    return _all().filter(pk=tender.pk) if tender.state in WAS_PUBLIC else ()


def _of_part(part: Any) -> Iterable[PublishedTender]:
    return _all().filter(pk=part.tender_id, state__in=WAS_PUBLIC)


def _of_province(province_id: int | None) -> Iterable[PublishedTender]:
    rows = _all().filter(province=province_id, state__in=WAS_PUBLIC)
    return rows.order_by("-published_on", "-pk")[:AT_ONCE]


register(
    Searchable(
        model=PublishedTender,
        module="sua",
        kind="public_tender",
        label=_("Gara pubblicata"),
        icon="files",
        document=_document,
        queryset=lambda user: published_tenders(),
        rows=lambda: _all().filter(state__in=WAS_PUBLIC),
        address=_address,
        follows=[
            (Tender, _of_tender),
            (Lot, _of_part),
            (TenderParticipant, _of_part),
            (ModuleActivation, lambda row: _of_province(row.organisation_id) if row.module == "sua" else ()),
            (PortalSite, lambda site: _of_province(site.organisation_id)),
        ],
    )
)
