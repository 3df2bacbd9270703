"""Legal notes, privacy, accessibility, questions, map of the site, and what machines read."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from pico.base.modules import modules
from pico.portal.addresses import reading
from pico.portal.cards import event_time, kind_of
from pico.portal.drafts import is_writer_of
from pico.portal.drawings import crest_letters
from pico.portal.facts import facts_of, files_of
from pico.portal.hosts import with_current_item
from pico.portal.models import EventPage, GenericPage, PortalSite
from pico.portal.models.listed import ListedPage
from pico.portal.models.pages import page_drawn
from pico.portal.public import about_page, canonical_url, port_of, public_page, root_path, site_of
from pico.portal.questions import QUESTIONS, UPDATED_ON
from pico.portal.sized import shared_address
from pico.portal.views.placed import gone


def _text(
    request: HttpRequest, template: str, title: str, description: str, **context: object
) -> HttpResponse:
    about = about_page(request, title=title, description=description)
    return render(request, f"portal/{template}.html", {**about, **context})


@public_page
def legal_notes(request: HttpRequest) -> HttpResponse:
    return _text(request, "legal_notes", _("Note legali"), _("Licenza dei contenuti e condizioni d'uso."))


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """The platform's text; where the body has published its own notice, mails and old links lead there."""
    own = site_of(request).privacy_url
    if own and own != request.path:
        return redirect(own)
    return _text(request, "privacy", _("Informativa privacy"), _("Come questo sito tratta i dati personali."))


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return _text(
        request, "accessibility", _("Accessibilità"), _("Come è fatto il sito e come segnalare un problema.")
    )


@public_page
def questions(request: HttpRequest) -> HttpResponse:
    return _text(
        request,
        "questions",
        _("Domande frequenti"),
        _("Le risposte alle domande più comuni sulla piattaforma."),
        groups=QUESTIONS,
        updated_on=UPDATED_ON,
        more_url=modules.get("helpdesk").public_url(None) if "helpdesk" in modules else None,
    )


@public_page
def site_map(request: HttpRequest) -> HttpResponse:
    pages = GenericPage.objects.on_site(root_path(request)).order_by("path")
    return _text(request, "site_map", _("Mappa del sito"), _("Tutte le sezioni del sito."), pages=pages)


@public_page
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Any other page of the host's site, by its address."""
    return page_at(request, path)


def page_at(request: HttpRequest, path: str) -> HttpResponse:
    """Draw the live page at a path of the host's site. A page of another site is 404 by construction."""
    found = (
        Page.objects.live()
        .filter(
            url_path=site_of(request).extra.get("root_url_path", "/") + path,
            path__range=Page._get_children_path_interval(root_path(request)),
        )
        .specific()
        .first()
    )
    if found is None and _was_public(request, path):
        return gone(request)
    if found is None or not found.template.startswith("portal/"):
        raise Http404
    return draw(request, found, edit_url=_edit_url(request, found))


def _edit_url(request: HttpRequest, found: Any) -> str:
    """Return where whoever writes on the site corrects a page; nothing for everybody else."""
    if not is_writer_of(request.user, site_of(request).organisation_id):
        return ""
    return reverse("wagtailadmin_pages:edit", args=[found.pk])


def draw(request: HttpRequest, found: Any, *, edit_url: str = "") -> HttpResponse:
    """Draw a page as readers see it; the editor's preview does the same with a draft."""
    about = about_page(
        request,
        *found.trail(),
        title=found.title,
        description=found.summary,
        updated_on=found.updated_on,
    )
    picture = shared_address(found.image)
    shown = {
        "page": found,
        **found.context_for_readers(),
        "files": files_of(found),
        "edit_url": edit_url,
        "og_image_url": picture and canonical_url(request, picture),
    }
    if isinstance(found, EventPage):
        shown |= {"when": event_time(found), "ics_url": found.path_on_site.rstrip("/") + ".ics"}
    if isinstance(found, ListedPage):
        shown |= {"kicker": kind_of(found), "facts": facts_of(found)}
    return render(request, found.template, {**about, **shown})


@page_drawn.provide
def preview(request: HttpRequest, draft: Any) -> HttpResponse:
    """Draw a draft for its editor, as readers would see it."""
    request.pico_site = with_current_item(site_of(request), draft.path_on_site)  # type: ignore[attr-defined]
    with reading(site_of(request), port_of(request)):
        return draw(request, draft)


def _was_public(request: HttpRequest, path: str) -> bool:
    """Say whether news or an event stood at this address of the site and was withdrawn."""
    whole = site_of(request).extra.get("root_url_path", "/") + path
    withdrawn = Page.objects.filter(url_path=whole, live=False, first_published_at__isnull=False)
    return withdrawn.filter(content_type__model__in=("newspage", "eventpage")).exists()


@public_page
def crest(request: HttpRequest) -> HttpResponse:
    """The site's own crest as it was cleaned; a shield with its letters where there is none."""
    own = PortalSite.objects.filter(organisation_id=site_of(request).organisation_id or 0).exclude(
        crest_svg=""
    )
    drawing = own.values_list("crest_svg", flat=True).first()
    if drawing:
        return HttpResponse(drawing, content_type="image/svg+xml")
    letters = crest_letters(site_of(request))
    return render(request, "portal/crest.svg", {"letters": letters}, content_type="image/svg+xml")


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /area-riservata/",
        "Disallow: /account/",
        f"Sitemap: {canonical_url(request, '/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
