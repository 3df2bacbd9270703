"""Rating a page: in place where there is script, else three plain pages. No cookie, no person, no address."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from pico.base import limits
from pico.base.actor import system_actor
from pico.base.http import Request
from pico.base.visitors import AGAIN, begun, looks_human
from pico.portal import actions
from pico.portal.hosts import with_current_item
from pico.portal.models import PortalSite
from pico.portal.public import about_page, canonical_url, site_of
from pico.portal.rating import URL, path_in, signed
from pico.portal.rating_forms import AnswerForm, StarsForm

SALT = "pico.portal.rating.form"


def _page(request: Request) -> tuple[str, str]:
    """Return the page to rate, as forms carry it and as a path; without one it is the home."""
    given = request.POST if request.method == "POST" else request.GET
    page = given.get("pagina") or signed(site_of(request), "/")
    path = path_in(site_of(request), page)
    if path is None:
        raise Http404
    return page, path


@never_cache
@csrf_exempt  # no cookie for visitors: Origin, trap, time and rate stand in for the token (portal.md 5.2)
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: Request) -> HttpResponse:
    """First the stars, then why; a post keeps the judgement."""
    page, path = _page(request)
    if request.method == "POST":
        return _keep(request, page, path)
    stars = StarsForm(request.GET if "stelle" in request.GET else None)
    if not stars.is_valid():
        return _plain(request, page, path, stars, status=422 if stars.errors else 200)
    return _plain(request, page, path, _answers(request, stars.cleaned_data["stelle"]), asks_why=True)


def _answers(request: Request, stars: int) -> AnswerForm:
    if request.method == "POST":
        return AnswerForm(request.POST, stars=stars)
    return AnswerForm(initial={"stelle": stars, "testo": request.GET.get("testo", "")[:200]}, stars=stars)


def _keep(request: Request, page: str, path: str) -> HttpResponse:
    human = looks_human(request, SALT)
    refused = 422 if human or request.headers.get("HX-Request") else 403  # in place only a 422 is drawn
    stars = StarsForm(request.POST)
    if not stars.is_valid():
        return _plain(request, page, path, stars, status=refused)
    posted = request.POST.copy()
    form = AnswerForm(posted, stars=stars.cleaned_data["stelle"])
    if posted.get("risposta") not in dict(form.fields["risposta"].choices):  # type: ignore[attr-defined]
        posted["risposta"] = ""  # it went with other stars, chosen before these
    if not human:
        form.add_error(None, AGAIN)
    if not form.is_valid():
        return _plain(request, page, path, form, asks_why=True, status=refused)
    if wait := limits.use(request, "page_rating"):
        return limits.too_many(request, wait)
    site = get_object_or_404(PortalSite.objects.select_related("organisation"), pk=_site_id(request))
    found = form.cleaned_data
    actions.rate_page(
        actor=system_actor("valutazione di una pagina", site.organisation), site=site, path=path,
        stars=found["stelle"], answer=found["risposta"], text=found["testo"],
    )  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "portal/rating_thanks.html", {})
    return redirect(f"{reverse('portal:rate_thanks')}?pagina={page}")


def _site_id(request: Request) -> int:
    return site_of(request).extra.get("site_id", 0)


def _plain(
    request: Request, page: str, path: str, form: StarsForm, *, asks_why: bool = False, status: int = 200
) -> HttpResponse:
    """Draw one of the pages without script; in place, a refused form takes the place of the stars."""
    request.pico_site = with_current_item(site_of(request), path)
    context = {
        "form": form,
        "page": page,
        "path": path,
        "asks_why": asks_why,
        "begun": begun(SALT) if asks_why else "",
        "url": URL,
    }
    if request.headers.get("HX-Request"):
        return render(request, "portal/_rating_form.html", context, status=status)
    about = about_page(request, title=_("Valuta questa pagina"))
    canonical = {"canonical_url": canonical_url(request, URL)}
    return render(request, "portal/rating.html", {**about, **canonical, **context}, status=status)


@never_cache
@login_not_required
@require_safe
def begin(request: Request) -> HttpResponse:
    """Say when a reader began: pages hold nothing that changes, so that they may be stored."""
    return render(request, "portal/_rating_begun.html", {"begun": begun(SALT)})


@never_cache
@login_not_required
@require_safe
def thanks(request: Request) -> HttpResponse:
    """The last of the plain pages."""
    path = _page(request)[1]
    request.pico_site = with_current_item(site_of(request), path)
    about = about_page(request, title=_("Grazie"))
    return render(request, "portal/rating_done.html", {**about, "path": path})
