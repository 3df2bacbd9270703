"""Public pages of a Province's vertical modules: there when the module is on, 404 when it is not.

That of the SUA is the module's own: the list of what it published (pico.sua.views.public).
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pico.base.modules import modules
from pico.organisations.models import Organisation
from pico.portal.home_content import offers_of
from pico.portal.public import about_page, public_page, site_of

ITEMS = 20


def _showcase(request: HttpRequest, code: str) -> HttpResponse:
    site = site_of(request)
    offer = next((one for one in offers_of(site) if one.code == code), None)
    if offer is None or site.level != "PROVINCE":
        raise Http404
    about = about_page(
        request, (_("Servizi"), "/servizi/"), title=str(offer.title), description=str(offer.text)
    )
    return render(request, "portal/showcase.html", {**about, "offer": offer, "items": _items(site, code)})


def _items(site: Any, code: str) -> list[Any]:
    if code not in modules:
        return []
    body = Organisation.objects.filter(pk=site.organisation_id or 0).first()
    return list(modules.get(code).public_items(body, ITEMS)) if body else []


@public_page
def catalogue(request: HttpRequest) -> HttpResponse:
    return _showcase(request, "sit")


@public_page
def calls(request: HttpRequest) -> HttpResponse:
    return _showcase(request, "sape")
