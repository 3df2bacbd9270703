"""Newsletters as everybody meets them: list and archive, subscribe, confirm, leave. No cookie."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from pico.base import limits
from pico.base.actor import system_actor
from pico.base.http import Request
from pico.base.paging import paginate
from pico.base.visitors import AGAIN, begun, looks_human
from pico.portal import actions
from pico.portal.hosts import with_current_item
from pico.portal.models import Issue, IssueBlock, Newsletter, PortalSite
from pico.portal.newsletter import items, links, words
from pico.portal.newsletter_forms import SubscribeForm
from pico.portal.public import about_page, canonical_url, public_page, site_of

SALT = "pico.portal.newsletter.form"
TRAIL = ("Newsletter", "/newsletter/")
POST_OR_GET = require_http_methods(["GET", "HEAD", "POST"])


def _here(request: Request) -> int:
    return site_of(request).extra.get("site_id", 0)


def _newsletters(request: Request) -> Any:
    return Newsletter.objects.visible_to(None).on_site(_here(request)).open_to_all()


def _issues(request: Request) -> Any:
    rows = Issue.objects.visible_to(None).on_site(_here(request)).archived()
    return rows.select_related("newsletter").defer("html", "text")


@never_cache
@login_not_required
@require_safe
def index(request: Request) -> HttpResponse:
    """The newsletters one may subscribe to, and the archive of all their issues."""
    return _index(request, SubscribeForm())


def _index(request: Request, form: SubscribeForm, chosen: int = 0, status: int = 200) -> HttpResponse:
    request.pico_site = with_current_item(site_of(request), request.path)
    title = _("Newsletter")
    about = about_page(request, title=title, description=_("Iscriviti e leggi i numeri già usciti."))
    context = {
        "newsletters": list(_newsletters(request)),
        "form": form,
        "chosen": chosen,
        "begun": begun(SALT),
        "page": paginate(request, _issues(request)),
        "canonical_url": canonical_url(request, "/newsletter/"),
    }
    return render(request, "portal/newsletter/index.html", {**about, **context}, status=status)


@never_cache
@csrf_exempt  # no cookie for visitors: Origin, trap, time and rate stand in for the token (portal.md 5.2)
@login_not_required
@require_http_methods(["POST"])
def subscribe(request: Request, pk: int) -> HttpResponse:
    """Ask for a subscription; whoever asks always reads the same answer."""
    newsletter = get_object_or_404(_newsletters(request).select_related("site__organisation"), pk=pk)
    form = SubscribeForm(request.POST)
    if not looks_human(request, SALT):
        form.add_error(None, AGAIN)
        return _index(request, form, chosen=pk, status=403)
    if not form.is_valid():
        return _index(request, form, chosen=pk, status=422)
    email = form.cleaned_data["email"]
    if wait := limits.use(request, "newsletter_subscription", key=email.lower()):
        return limits.too_many(request, wait)
    actor = system_actor("iscrizione alla newsletter dal sito", newsletter.site.organisation)
    actions.ask_to_subscribe(actor=actor, newsletter=newsletter, email=email)
    return _told(request, _("Controlla la tua posta"), "asked", newsletter=newsletter)


def _told(request: Request, title: str, what: str, **context: Any) -> HttpResponse:
    about = about_page(request, TRAIL, title=title)
    return render(request, "portal/newsletter/told.html", {**about, "what": what, **context})


@never_cache
@csrf_exempt  # the signed word in the address is the proof; visitors have no cookie
@login_not_required
@POST_OR_GET
def confirm(request: Request, token: str) -> HttpResponse:
    """Show a button; count the person among the readers on POST only: mail filters open links too."""
    subscriber = links.to_confirm(token)
    if subscriber is None or subscriber.newsletter.site_id != _here(request) or subscriber.has_ended:
        return _told(request, _("Collegamento scaduto"), "expired")
    if request.method != "POST":
        return _told(request, _("Conferma l'iscrizione"), "confirm", newsletter=subscriber.newsletter)
    actor = system_actor("conferma dal messaggio", subscriber.newsletter.site.organisation)
    if not actions.confirm_subscription(actor=actor, subscriber=subscriber):
        return _told(request, _("Collegamento scaduto"), "expired")
    return _told(request, _("Iscrizione confermata"), "confirmed", newsletter=subscriber.newsletter)


@never_cache
@csrf_exempt  # RFC 8058: the mail program posts without cookie
@login_not_required
@POST_OR_GET
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """Show a button; act on POST. A word that is nobody's reads the same page as a good one."""
    if request.method != "POST":
        return _told(request, _("Non ricevere più la newsletter"), "leave")
    subscriber = links.to_leave(token)
    if subscriber is not None:
        actor = system_actor("disiscrizione dal messaggio", subscriber.newsletter.site.organisation)
        actions.leave_newsletter(actor=actor, subscriber=subscriber)
    return _told(request, _("Disiscrizione registrata"), "left")


@public_page
def issue(request: Request, pk: int) -> HttpResponse:
    """One issue as a page of the site, as it was approved."""
    row = get_object_or_404(_issues(request), pk=pk)
    site = PortalSite.objects.get(pk=_here(request))
    there = items.available(site, [block["page"] for block in row.content if block.get("page")])
    blocks = [
        block | {"html": words.html_of(block["text"]), "gone": "page" in block and block["page"] not in there}
        for block in row.content
    ]
    about = about_page(
        request, TRAIL, title=row.subject, description=row.preheader or row.newsletter.description,
        updated_on=row.sent_at,
    )  # fmt: skip
    return render(request, "portal/newsletter/issue.html", {**about, "issue": row, "blocks": blocks})


@never_cache
@login_not_required
@require_safe
def item(request: Request, pk: int, block: int) -> HttpResponse:
    """Lead from an issue to its item; one that is no longer published is said to be so."""
    rows = IssueBlock.objects.unrestricted("the link of a mail leads to a public page, or says it is gone")
    sent = rows.filter(issue=pk, issue__newsletter__site=_here(request), kind=IssueBlock.Kind.ITEM)
    found = get_object_or_404(sent.exclude(issue__content=[]), pk=block)
    site = PortalSite.objects.get(pk=_here(request))
    if found.page_id and items.available(site, [found.page_id]):
        return redirect(items.path_of(site, found.page_id))
    response = _told(request, _("Contenuto non più disponibile"), "gone")
    response.status_code = 410
    return response
