"""A site's own screens: the overview, its settings, its pictures."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.portal import actions
from pico.portal.checklist import Point, checklist, legal_problems
from pico.portal.hosts import address, known_sites
from pico.portal.models import PortalImage, PortalSite, SiteObligation
from pico.portal.obligations import due_of
from pico.portal.panels import panels
from pico.portal.public import port_of
from pico.portal.rules import may_administer_site, may_write_on
from pico.portal.site_forms import ContactsForm, EditingForm, IdentityForm, LegalForm, SocialForm

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
STATE_TONES = {"DRAFT": "neutral", "ONLINE": "success", "SUSPENDED": "warning"}
PARTS = {
    "identita": gettext_lazy("Identità"),
    "contatti": gettext_lazy("Contatti"),
    "collegamenti": gettext_lazy("Collegamenti di legge"),
    "profili": gettext_lazy("Profili social"),
    "redazione": gettext_lazy("Redazione"),
}
MODEL_FORMS = {
    "identita": IdentityForm,
    "contatti": ContactsForm,
    "collegamenti": LegalForm,
    "redazione": EditingForm,
}


def own_site_or_404(request: Request, *, administrator: bool = False) -> PortalSite:
    """Return the site of the organisation acted for; 404 for whoever does not work on it."""
    organisation = request.actor.organisation
    rows = PortalSite.objects.with_organisations().select_related("wagtail_site__root_page", "privacy_page")
    site = get_object_or_404(rows, organisation_id=organisation.pk if organisation else 0)
    allowed = may_administer_site if administrator else may_write_on
    if not allowed(request.actor, site):
        raise Http404
    return site


def trail(*parts: tuple[Any, str]) -> list[dict[str, Any]]:
    home = (_("Il sito"), reverse("portal:overview") if parts else "")
    return [{"label": label, "url": url} for label, url in (home, *parts)]


@require_safe
def overview(request: Request) -> HttpResponse:
    """What waits on a site, how it stands, what it still lacks."""
    site = own_site_or_404(request)
    shown = [(panel, panel.lines(request.actor, site)) for panel in sorted(panels, key=lambda one: one.order)]
    info = known_sites().by_organisation[site.organisation_id]
    points = checklist(site)
    return render(
        request,
        "portal/site/overview.html",
        {
            "own": site,
            "site_url": address(info.hostname, port_of(request)) + "/",
            "tone": STATE_TONES[site.state],
            "points": points,
            "missing": sum(not point.done for point in points),
            "legal": legal_problems(site),
            "may_administer": may_administer_site(request.actor, site),
            "panels": [
                {
                    "panel": panel,
                    "lines": lines,
                    "more": (panel.more[0], reverse(panel.more[1])) if panel.more else None,
                }
                for panel, lines in shown
                if lines is not None
            ],
            "breadcrumb": trail(),
        },
    )


@GET_OR_POST
@for_acting_organisation
def settings(request: Request, part: str = "identita") -> HttpResponse:
    """One part of the settings; each is a form of its own."""
    site = own_site_or_404(request, administrator=True)
    if part not in PARTS:
        raise Http404
    form = _form_of(request, part, site)
    info = known_sites().by_organisation[site.organisation_id]
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, part, site, form)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Impostazioni del sito salvate."))
            return redirect("portal:settings_part", part)
    return render(
        request,
        "portal/site/settings.html",
        {
            "own": site,
            "crest_url": info.crest_url,
            "hero_url": info.hero_url,
            "part": part,
            "title": PARTS[part],
            "form": form,
            "tabs": _tabs(part),
            "points": _lacking(site, part),
            "breadcrumb": trail((_("Impostazioni"), reverse("portal:settings")), (PARTS[part], "")),
        },
        status=422 if form.errors else 200,
    )


def _lacking(site: PortalSite, part: str) -> list[Point]:
    """Return what the site still lacks of a part; a draft of a legal text is completed in the editor."""
    here, texts = reverse("portal:settings_part", args=[part]), part == "collegamenti"
    return [
        point
        for point in checklist(site)
        if point.problem and (point.url == here or (texts and point.legal and point.for_editors))
    ]


def _tabs(part: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": reverse("portal:settings_part", args=[code]), "current": code == part}
        for code, label in PARTS.items()
    ]


def _form_of(request: Request, part: str, site: PortalSite) -> Any:
    data = request.POST if request.method == "POST" else None
    if part == "profili":
        return SocialForm(data, site=site)
    # The form writes into the instance it was given: the action compares with what is stored.
    copy = PortalSite.objects.select_related("wagtail_site__root_page").get(pk=site.pk)
    return MODEL_FORMS[part](data, request.FILES or None, instance=copy)


def _save(request: Request, part: str, site: PortalSite, form: Any) -> None:
    values = {"social_links": form.links} if part == "profili" else dict(form.cleaned_data)
    crest, hero = values.pop("new_crest", None), values.pop("new_hero", None)
    actions.change_site(actor=request.actor, site=site, new_crest=crest, new_hero=hero, **values)


@GET_OR_POST
@for_acting_organisation
def obligation(request: Request, code: str, year: int) -> HttpResponse:
    """Say that the site saw to one of its yearly obligations."""
    site = own_site_or_404(request, administrator=True)
    row = get_object_or_404(SiteObligation, code=code)
    waiting = next((one for one in due_of(site) if (one.obligation.pk, one.year) == (row.pk, year)), None)
    if waiting is None:
        raise Http404
    if request.method == "POST":
        actions.mark_obligation_done(actor=request.actor, site=site, obligation=row, year=year)
        messages.success(request, _("Scadenza segnata come fatta."))
        return redirect("portal:overview")
    context = {"due": waiting, "breadcrumb": trail((_("Scadenza"), ""))}
    return render(request, "portal/site/obligation.html", context)


def _picture(request: Request, pk: int, link: str) -> HttpResponseBase:
    """Answer with a picture of the host's own identity; any other number is 404."""
    site = get_object_or_404(PortalSite, organisation_id=request.pico_site.organisation_id or 0)  # type: ignore[union-attr]
    if getattr(site, f"{link}_id") != pk:
        raise Http404
    image = get_object_or_404(PortalImage, pk=pk)
    return _file(image.file.storage, image.file.name)


def _file(storage: Storage, name: str) -> HttpResponseBase:
    try:
        content = storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    kind = "image/webp" if name.endswith(".webp") else "image/png"
    answer = FileResponse(content, content_type=kind)
    patch_cache_control(answer, public=True, max_age=86400)
    return answer


@login_not_required
@require_safe
def crest_image(request: Request, pk: int) -> HttpResponseBase:
    return _picture(request, pk, "crest")


@login_not_required
@require_safe
def hero_image(request: Request, pk: int) -> HttpResponseBase:
    return _picture(request, pk, "hero_image")
