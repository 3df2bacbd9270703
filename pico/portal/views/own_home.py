"""A site's administrator arranges the home: order, hidden blocks, own titles, own entries of the menu."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.portal import actions
from pico.portal.actions.home import HIDES, LONGEST_TITLE, MOVES
from pico.portal.home import Code, Said, in_order, is_offered
from pico.portal.home_content import offers_of
from pico.portal.hosts import known_sites, usual_item
from pico.portal.models import HomeBlock, PortalSite
from pico.portal.own_menu import MenuForm
from pico.portal.views.own_site import own_site_or_404, trail

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def _offered(site: PortalSite) -> list[Said]:
    """Return the blocks the site may choose from, in its order: none of a module that is not on."""
    info = known_sites().by_organisation[site.organisation_id]
    verticals = {offer.code for offer in offers_of(info) if offer.vertical}
    rows = in_order(HomeBlock.objects.filter(site=site))
    return [said for said in rows if is_offered(said.code, level=info.level, verticals=verticals)]


def _block_or_404(site: PortalSite, code: str) -> tuple[list[Said], Said]:
    offered = _offered(site)
    found = next((said for said in offered if said.code.lower() == code), None)
    if found is None:
        raise Http404
    return offered, found


def _home(*more: tuple[Any, str]) -> list[dict[str, Any]]:
    return trail((_("Home del sito"), reverse("portal:home_blocks") if more else ""), *more)


@require_safe
def blocks(request: Request) -> HttpResponse:
    """The blocks in their order, with a button for each thing that can be done."""
    return _blocks(request, own_site_or_404(request, administrator=True))


def _blocks(request: Request, site: PortalSite, refusal: Refused | None = None) -> HttpResponse:
    offered = _offered(site)
    context = {
        "rows": [
            {
                "said": said,
                "slug": said.code.lower(),
                "is_first": place == 0,
                "is_last": place == len(offered) - 1,
            }
            for place, said in enumerate(offered)
        ],
        "menu": known_sites().by_organisation[site.organisation_id].menu,
        "refusal": refusal,
        "breadcrumb": _home(),
    }
    return render(request, "portal/site/home_blocks.html", context, status=422 if refusal else 200)


@require_POST
@for_acting_organisation
def arrange(request: Request, code: str, move: str) -> HttpResponse:
    """Move a block one place, hide it or show it."""
    site = own_site_or_404(request, administrator=True)
    offered, said = _block_or_404(site, code)
    if move not in {*MOVES, *HIDES}:
        raise Http404
    codes = tuple(one.code for one in offered)
    try:
        actions.arrange_home(actor=request.actor, site=site, code=said.code, move=move, offered=codes)
    except Refused as refusal:
        return _blocks(request, site, refusal)
    messages.success(request, _("Home aggiornata: «%(block)s».") % {"block": said.code.label})
    return redirect(f"{reverse('portal:home_blocks')}#{code}")


class TitleForm(forms.Form):
    """The words above a block."""

    title = forms.CharField(max_length=LONGEST_TITLE, required=False)

    def __init__(self, data: Any = None, *, said: Said) -> None:
        super().__init__(data, initial={"title": said.own_title})
        self.fields["title"].label = _("Titolo del blocco")
        self.fields["title"].help_text = _("Vuoto: resta «%(usual)s».") % {"usual": said.code.label}


@GET_OR_POST
@for_acting_organisation
def title(request: Request, code: str) -> HttpResponse:
    """Give a block a title of the site's own."""
    site = own_site_or_404(request, administrator=True)
    said = _block_or_404(site, code)[1]
    if not said.has_title:
        raise Http404
    form = TitleForm(request.POST if request.method == "POST" else None, said=said)
    if form.is_bound and form.is_valid():
        actions.title_home_block(
            actor=request.actor, site=site, code=Code(said.code), title=form.cleaned_data["title"]
        )
        messages.success(request, _("Titolo del blocco salvato."))
        return redirect(f"{reverse('portal:home_blocks')}#{code}")
    heading = _("Titolo di «%(block)s»") % {"block": said.code.label}
    context = {
        "form": form,
        "title": heading,
        "submit": _("Salva il titolo"),
        "breadcrumb": _home((heading, "")),
    }
    return render(request, "portal/site/home_form.html", context, status=422 if form.errors else 200)


@GET_OR_POST
@for_acting_organisation
def menu(request: Request) -> HttpResponse:
    """Choose the entries of the menu after the model's four."""
    site = own_site_or_404(request, administrator=True)
    form = MenuForm(request.POST if request.method == "POST" else None, site=site, usual=[usual_item()])
    if form.is_bound and form.is_valid() and _choose(request, site, form):
        messages.success(request, _("Menu del sito salvato."))
        return redirect("portal:home_blocks")
    heading = _("Voci proprie del menu")
    context = {
        "form": form,
        "title": heading,
        "lead": _(
            "Al massimo tre voci dopo quelle uguali per tutti i siti, compresa «Il progetto» (/progetto/). "
            "Una voce vuota non compare."
        ),
        "submit": _("Salva il menu"),
        "breadcrumb": _home((heading, "")),
    }
    return render(request, "portal/site/home_form.html", context, status=422 if form.errors else 200)


def _choose(request: Request, site: PortalSite, form: MenuForm) -> bool:
    typed = form.items_by_place
    try:
        actions.choose_menu(actor=request.actor, site=site, items=list(typed.values()))
    except Refused as refusal:
        form.add_error(_field_typed(refusal.field, list(typed)), str(refusal))
        return False
    return True


def _field_typed(field: str | None, places: list[int]) -> str | None:
    """Return the field as the person sees it: an empty entry above was left out."""
    if not field:
        return None
    name, number = field.rsplit("_", 1)
    return f"{name}_{places[int(number) - 1]}"
