"""Newsletters of the body acted for: list, settings, subscribers. Editors write, publishers manage."""

from collections.abc import Callable
from datetime import datetime, time
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.dates import ROME
from pico.base.errors import Refused
from pico.base.exports import answer_export
from pico.base.http import Request
from pico.base.paging import paginate
from pico.journal.models import Category, record
from pico.portal import actions
from pico.portal.models import Newsletter, PortalSite, Subscriber
from pico.portal.newsletter import audience
from pico.portal.newsletter.machine import may_write
from pico.portal.newsletter_exports import SUBSCRIBERS, WHICH, filtered
from pico.portal.newsletter_forms import ImportForm, NewsletterForm
from pico.portal.rules import may_publish_on

POST_OR_GET = require_http_methods(["GET", "HEAD", "POST"])


class SiteRequest(Request):
    portal_site: PortalSite


def staff_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Put the site of the body acted for on the request; 404 for whoever does not write on it."""

    @wraps(view)
    def guarded(request: SiteRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        body = request.actor.organisation
        sites = PortalSite.objects.select_related("organisation", "wagtail_site__root_page")
        site = sites.filter(organisation=body).first() if body else None
        if site is None or not may_write(request.actor, site):
            raise Http404
        request.portal_site = site
        return view(request, *args, **kwargs)

    return guarded


def publisher_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """As ``staff_page``, for who publishes."""

    @staff_page
    @wraps(view)
    def guarded(request: SiteRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_publish_on(request.actor, request.portal_site):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def trail(*parts: tuple[str, str]) -> list[dict[str, str]]:
    above = [(_("Area riservata"), reverse("portal:area")), ("Newsletter", reverse("portal:newsletters"))]
    return [{"label": label, "url": url} for label, url in (*above, *parts)]


def of_site(request: SiteRequest) -> Any:
    return Newsletter.objects.written_by(request.user).on_site(request.portal_site.pk)


def newsletter_or_404(request: SiteRequest, pk: int) -> Newsletter:
    return get_object_or_404(of_site(request).select_related("site__organisation"), pk=pk)


@staff_page
@require_safe
def newsletters(request: SiteRequest) -> HttpResponse:
    """All newsletters of the site, with how many read each."""
    readers = Count("subscribers", Q(subscribers__state=Subscriber.State.CONFIRMED), distinct=True)
    rows = of_site(request).annotate(readers=readers, written=Count("issues", distinct=True))
    context = {
        "rows": rows,
        "site_name": request.portal_site.organisation.name,
        "publishes": may_publish_on(request.actor, request.portal_site),
        "breadcrumb": trail(),
    }
    return render(request, "portal/newsletter/list.html", context)


@publisher_page
@POST_OR_GET
@for_acting_organisation
def new(request: SiteRequest) -> HttpResponse:
    """Make a newsletter."""
    return _settings(request, None, _("Nuova newsletter"))


@publisher_page
@POST_OR_GET
@for_acting_organisation
def edit(request: SiteRequest, pk: int) -> HttpResponse:
    """Change a newsletter."""
    row = newsletter_or_404(request, pk)
    return _settings(request, row, _("Impostazioni di «%(name)s»") % {"name": row.name})


def _settings(request: SiteRequest, row: Newsletter | None, title: str) -> HttpResponse:
    site = request.portal_site
    first = {"sender_name": site.organisation.name, "reply_to": site.email or site.organisation.email}
    posted = request.POST if request.method == "POST" else None
    instance = row or Newsletter(site=site)
    form = NewsletterForm(posted, instance=instance, site=site, initial=None if row else first)
    if posted is not None and form.is_valid():
        try:
            saved = actions.save_newsletter(
                actor=request.actor, site=site, newsletter=row, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Newsletter salvata."))
            return redirect("portal:newsletter", saved.pk)
    back = reverse("portal:newsletter", args=[row.pk]) if row else reverse("portal:newsletters")
    context = {"form": form, "title": title, "back_url": back, "breadcrumb": trail((title, ""))}
    return render(request, "portal/newsletter/form.html", context, status=422 if form.errors else 200)


@staff_page
@require_safe
def newsletter(request: SiteRequest, pk: int) -> HttpResponse:
    """One newsletter: its issues, the newest first, and how many read it."""
    row = newsletter_or_404(request, pk)
    counted = dict(row.subscribers.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "newsletter": row,
        "page": paginate(request, row.issues.defer("html", "text", "content")),
        "facts": audience.described(row),
        "counts": [(label, counted.get(state, 0)) for state, label in Subscriber.State.choices],
        "publishes": may_publish_on(request.actor, request.portal_site),
        "breadcrumb": trail((row.name, "")),
    }
    return render(request, "portal/newsletter/detail.html", context)


@publisher_page
@require_safe
def subscribers(request: SiteRequest, pk: int) -> HttpResponse:
    """Who reads a newsletter, filtered, in pages."""
    row = newsletter_or_404(request, pk)
    filters, rows = filtered(request.user, row, request.GET)
    above = (row.name, reverse("portal:newsletter", args=[row.pk]))
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {
        "newsletter": row,
        "filters": filters,
        "page": paginate(request, rows),
        "query": query.urlencode(),
        "breadcrumb": trail(above, (_("Iscritti"), "")),
    }
    return render(request, "portal/newsletter/subscribers.html", context)


@publisher_page
@POST_OR_GET
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: SiteRequest, pk: int, file_format: str) -> HttpResponseBase:
    """Exactly the subscribers the list shows, as a table; very many by a job."""
    row = newsletter_or_404(request, pk)
    query = request.GET.copy()
    query[WHICH] = str(row.pk)  # what the job goes by
    request.GET = query  # type: ignore[assignment]

    def note(count: int) -> None:
        record(
            request.actor, "portal.newsletter.exported", row, owner=request.portal_site.organisation,
            category=Category.EXPORT, changes={"rows": count},
        )  # fmt: skip

    back = reverse("portal:newsletter_subscribers", args=[row.pk])
    rows = filtered(request.user, row, query)[1]
    return answer_export(request, SUBSCRIBERS, file_format, rows, back=back, note=note)


@publisher_page
@POST_OR_GET
@for_acting_organisation
def import_addresses(request: SiteRequest, pk: int) -> HttpResponse:
    """Add addresses whose consent was collected elsewhere."""
    row = newsletter_or_404(request, pk)
    if not row.is_public:
        raise Http404
    form = ImportForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        found = form.cleaned_data
        given = datetime.combine(found["given_on"], time(12), tzinfo=ROME)
        try:
            done = actions.import_subscribers(
                actor=request.actor, newsletter=row, emails=found["addresses"], proof=found["proof"],
                consented_at=given,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _sentence(done))
            return redirect("portal:newsletter_subscribers", row.pk)
    above = (row.name, reverse("portal:newsletter", args=[row.pk]))
    back = reverse("portal:newsletter_subscribers", args=[row.pk])
    context = {
        "form": form,
        "newsletter": row,
        "back_url": back,
        "breadcrumb": trail(above, (_("Importazione"), "")),
    }
    return render(request, "portal/newsletter/import.html", context, status=422 if form.errors else 200)


def _sentence(done: Any) -> str:
    return _("Aggiunti: %(added)d. Già presenti: %(known)d. Lasciati fuori perché disiscritti: %(out)d.") % {
        "added": done.added, "known": done.known, "out": done.kept_out,
    }  # fmt: skip


@publisher_page
@POST_OR_GET
@for_acting_organisation
def remove(request: SiteRequest, pk: int, subscriber: int) -> HttpResponse:
    """Take an address off the list."""
    row = newsletter_or_404(request, pk)
    found = get_object_or_404(
        Subscriber.objects.visible_to(request.user).filter(newsletter=row), pk=subscriber
    )
    back = reverse("portal:newsletter_subscribers", args=[row.pk])
    if request.method == "POST":
        found.newsletter = row
        actions.remove_subscriber(actor=request.actor, subscriber=found)
        messages.success(request, _("L'indirizzo non riceverà più la newsletter."))
        return redirect(back)
    title = _("Vuoi togliere questo indirizzo?")
    text = _("%(email)s non riceverà più «%(name)s».") % {"email": found.email, "name": row.name}
    context = {
        "title": title,
        "text": text,
        "confirm": _("Togli l'indirizzo"),
        "back_url": back,
        "danger": True,
    }
    return render(request, "portal/newsletter/confirm.html", context | {"breadcrumb": trail((title, ""))})
