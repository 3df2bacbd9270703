"""One issue: written block by block, previewed at two widths, tested, reviewed, approved, sent, watched."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.dates import italian_datetime
from pico.base.errors import Refused
from pico.base.money import number
from pico.portal import actions
from pico.portal.models import Issue, IssueBlock, IssueDelivery
from pico.portal.newsletter import audience, machine
from pico.portal.newsletter.composing import content_of, html_of, text_of
from pico.portal.newsletter.sending import gone_items
from pico.portal.newsletter_forms import BLOCK_FORMS, IssueForm, NoteForm, WhenForm
from pico.portal.rules import may_publish_on
from pico.portal.views.newsletters import SiteRequest, newsletter_or_404, staff_page, trail

POST_OR_GET = require_http_methods(["GET", "HEAD", "POST"])
# A mail carries its styles in itself; it stands in a frame of the preview and may do nothing else.
MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'"],
    "frame-ancestors": ["'self'"],
    "sandbox": True,
}
KINDS = {"contenuto": IssueBlock.Kind.ITEM, "testo": IssueBlock.Kind.TEXT, "pulsante": IssueBlock.Kind.BUTTON}
WORDS = {
    "contenuto": lazy("Aggiungi un contenuto del sito"),
    "testo": lazy("Aggiungi un testo"),
    "pulsante": lazy("Aggiungi un pulsante"),
}
MOVE_FORMS = {"returned": NoteForm, "scheduled": WhenForm}


def issue_or_404(request: SiteRequest, pk: int) -> Issue:
    rows = Issue.objects.written_by(request.user).on_site(request.portal_site.pk)
    related = ("newsletter__site__organisation", "newsletter__site__wagtail_site__root_page", "approved_by")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def block_or_404(request: SiteRequest, issue: Issue, pk: int) -> IssueBlock:
    if not issue.is_draft:
        raise Http404
    block = get_object_or_404(issue.blocks, pk=pk)
    block.issue = issue
    return block


def trail_to(issue: Issue, here: str = "") -> list[dict[str, str]]:
    newsletter = issue.newsletter
    parts = [(newsletter.name, reverse("portal:newsletter", args=[newsletter.pk]))]
    parts += [(issue.subject, reverse("portal:issue", args=[issue.pk]) if here else "")]
    return trail(*parts, *([(here, "")] if here else []))


@staff_page
@POST_OR_GET
@for_acting_organisation
def new(request: SiteRequest, pk: int) -> HttpResponse:
    """Begin an issue."""
    newsletter = newsletter_or_404(request, pk)
    form = IssueForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        issue = actions.start_issue(actor=request.actor, newsletter=newsletter, **form.cleaned_data)
        return redirect("portal:issue", issue.pk)
    back = reverse("portal:newsletter", args=[newsletter.pk])
    title = _("Nuovo numero")
    context = {
        "form": form,
        "title": title,
        "back_url": back,
        "breadcrumb": trail((newsletter.name, back), (title, "")),
    }
    return render(request, "portal/newsletter/form.html", context, status=422 if form.errors else 200)


@staff_page
@require_safe
def issue(request: SiteRequest, pk: int) -> HttpResponse:
    """The issue: what it is made of, what can be done with it, how far its sending is."""
    row = issue_or_404(request, pk)
    context = {
        "issue": row,
        "content": row.content or content_of(row),
        "moves": _moves(request, row),
        "gone": gone_items(row) if row.state == Issue.State.PAUSED else [],
        "add": [(WORDS[kind], reverse("portal:block_new", args=[row.pk, kind])) for kind in KINDS],
        "progress": progress_of(row),
        "archive_url": _archived_at(row),
        "publishes": may_publish_on(request.actor, request.portal_site),
        "facts": facts_of(row),
        "breadcrumb": trail_to(row),
    }
    return render(request, "portal/newsletter/compose.html", context)


def _moves(request: SiteRequest, row: Issue) -> list[machine.Move]:
    """Return what this person may do now and what would have something to do."""
    doubtful = row.deliveries.filter(state=IssueDelivery.State.UNCERTAIN)
    return [
        move for move in machine.allowed(request.actor, row) if move.code != "repeated" or doubtful.exists()
    ]


def _archived_at(row: Issue) -> str:
    """Return where everybody reads an issue that left; nothing for one to registered people."""
    archived = row.state == Issue.State.SENT and row.newsletter.is_public
    return reverse("portal:newsletter_issue", args=[row.pk]) if archived else ""


def progress_of(row: Issue) -> dict[str, int]:
    """Return how many messages are in each state, and how many came back."""
    if row.state not in {Issue.State.SENDING, Issue.State.PAUSED, Issue.State.SENT}:
        return {}
    counted = dict(row.deliveries.order_by().values_list("state").annotate(Count("pk")))
    back = dict(row.deliveries.exclude(returned="").order_by().values_list("returned").annotate(Count("pk")))
    states = IssueDelivery.State
    waiting = counted.get(states.QUEUED, 0) + counted.get(states.CLAIMED, 0)
    return {
        "total": row.recipients,
        "done": row.recipients - waiting,
        "sent": counted.get(states.SENT, 0),
        "waiting": waiting,
        "failed": counted.get(states.FAILED, 0),
        "skipped": counted.get(states.SKIPPED, 0),
        "uncertain": counted.get(states.UNCERTAIN, 0),
        "bounced": back.get("HARD", 0) + back.get("SOFT", 0),
        "complaints": back.get("COMPLAINT", 0),
    }


def facts_of(row: Issue) -> list[dict[str, Any]]:
    dated = [
        (_("Approvato il"), row.approved_at),
        (_("Invio programmato"), row.scheduled_at),
        (_("Inviato il"), row.sent_at),
    ]
    found = [{"label": label, "value": italian_datetime(at)} for label, at in dated if at]
    who = [{"label": _("Approvato da"), "value": str(row.approved_by)}] if row.approved_by else []
    return [{"label": _("Anteprima nella casella"), "value": row.preheader or "n.d."}, *found, *who]


@staff_page
@POST_OR_GET
@for_acting_organisation
def edit(request: SiteRequest, pk: int) -> HttpResponse:
    """Change subject and preview line of a draft."""
    row = _draft_or_404(request, pk)
    form = IssueForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_bound and form.is_valid():
        actions.change_issue(actor=request.actor, issue=row, **form.cleaned_data)
        return redirect("portal:issue", row.pk)
    return _form(request, row, form, _("Oggetto e anteprima"))


def _draft_or_404(request: SiteRequest, pk: int) -> Issue:
    row = issue_or_404(request, pk)
    if not row.is_draft:
        raise Http404
    return row


def _form(request: SiteRequest, row: Issue, form: Any, title: str, **context: Any) -> HttpResponse:
    back = reverse("portal:issue", args=[row.pk])
    context |= {"form": form, "title": title, "back_url": back, "breadcrumb": trail_to(row, title)}
    return render(request, "portal/newsletter/form.html", context, status=422 if form.errors else 200)


@staff_page
@POST_OR_GET
@for_acting_organisation
def block_new(request: SiteRequest, pk: int, kind: str) -> HttpResponse:
    """Add an item, a text or a button at the end."""
    row = _draft_or_404(request, pk)
    if kind not in KINDS:
        raise Http404
    form = _block_form(request, row, KINDS[kind])
    if form.is_bound and form.is_valid():
        try:
            actions.add_block(actor=request.actor, issue=row, kind=KINDS[kind], **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect("portal:issue", row.pk)
    return _form(request, row, form, str(WORDS[kind]))


def _block_form(request: SiteRequest, row: Issue, kind: str, initial: dict[str, str] | None = None) -> Any:
    options = {"issue": row} if kind == IssueBlock.Kind.ITEM else {}
    return BLOCK_FORMS[kind](request.POST if request.method == "POST" else None, initial=initial, **options)


@staff_page
@POST_OR_GET
@for_acting_organisation
def block_edit(request: SiteRequest, pk: int, block: int) -> HttpResponse:
    """Change a text or a button."""
    row = issue_or_404(request, pk)
    found = block_or_404(request, row, block)
    if found.kind == IssueBlock.Kind.ITEM:
        raise Http404
    first = {"title": found.title, "text": found.text, "url": found.url}
    form = _block_form(request, row, found.kind, first)
    if form.is_bound and form.is_valid():
        actions.change_block(actor=request.actor, block=found, **form.cleaned_data)
        return redirect("portal:issue", row.pk)
    return _form(request, row, form, _("Modifica il blocco"))


@staff_page
@require_POST
@for_acting_organisation
def block_move(request: SiteRequest, pk: int, block: int, where: str) -> HttpResponse:
    """Move a block one place."""
    if where not in {"su", "giu"}:
        raise Http404
    found = block_or_404(request, issue_or_404(request, pk), block)
    actions.move_block(actor=request.actor, block=found, up=where == "su")
    return redirect("portal:issue", pk)


@staff_page
@require_POST
@for_acting_organisation
def block_remove(request: SiteRequest, pk: int, block: int) -> HttpResponse:
    """Take a block out."""
    found = block_or_404(request, issue_or_404(request, pk), block)
    actions.remove_block(actor=request.actor, block=found)
    return redirect("portal:issue", pk)


@staff_page
@require_safe
def preview(request: SiteRequest, pk: int) -> HttpResponse:
    """The mail at the width of a phone and of a desktop, and its text."""
    row = issue_or_404(request, pk)
    text = row.text or text_of(row, content_of(row))
    context = {"issue": row, "text": text, "breadcrumb": trail_to(row, _("Anteprima"))}
    response = render(request, "portal/newsletter/preview.html", context)
    response._csp_replace = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return response


@staff_page
@require_safe
def mail(request: SiteRequest, pk: int) -> HttpResponse:
    """The HTML of the mail, alone, inside the frames of the preview: no script, no form, no link followed."""
    row = issue_or_404(request, pk)
    response = HttpResponse(row.html or html_of(row, content_of(row)))
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_config = MAIL_POLICY  # type: ignore[attr-defined]
    return response


@staff_page
@require_POST
@for_acting_organisation
def test(request: SiteRequest, pk: int) -> HttpResponse:
    """Send the issue to oneself."""
    actions.send_test_issue(actor=request.actor, issue=issue_or_404(request, pk))
    messages.success(request, _("Prova inviata a %(email)s.") % {"email": request.user.email})
    return redirect("portal:issue", pk)


@staff_page
@POST_OR_GET
@for_acting_organisation
def move(request: SiteRequest, pk: int, page: str) -> HttpResponse:
    """Say what a move of the table means, and make it on POST."""
    row = issue_or_404(request, pk)
    step = machine.BY_PAGE.get(page)
    if step is None or not machine.may(request.actor, request.portal_site, step.code):
        raise Http404
    form_class = MOVE_FORMS.get(step.code)
    form = form_class(request.POST if request.method == "POST" else None) if form_class else None
    refusal = None
    if request.method == "POST" and (form is None or form.is_valid()):
        make: Any = actions.STEPS[step.code]
        try:
            make(actor=request.actor, issue=row, **(form.cleaned_data if form else {}))
        except (Refused, ValidationError) as error:
            refusal = error
        else:
            messages.success(request, _done(step))
            return redirect("portal:issue", row.pk)
    wrong = refusal is not None or bool(form and form.errors)
    context = {
        "issue": row,
        "title": step.label,
        "text": _meaning(row, step),
        "form": form,
        "refusal": refusal,
        "confirm": step.label,
        "danger": step.code in {"cancelled", "closed"},
        "back_url": reverse("portal:issue", args=[row.pk]),
        "breadcrumb": trail_to(row, str(step.label)),
    }
    return render(request, "portal/newsletter/confirm.html", context, status=422 if wrong else 200)


def _done(step: machine.Move) -> str:
    state = Issue.State(step.target).label
    return _("Il numero ora è «%(state)s». %(means)s") % {"state": state, "means": step.means}


def _meaning(row: Issue, step: machine.Move) -> str:
    """Return what a move does; before an issue leaves also to how many."""
    if (
        step.target not in {Issue.State.APPROVED, Issue.State.SCHEDULED, Issue.State.SENDING}
        or row.recipients
    ):
        return str(step.means)
    reached = audience.readers_now(row.newsletter)
    words = ngettext(
        "Se partisse ora arriverebbe a %(n)s indirizzo.",
        "Se partisse ora arriverebbe a %(n)s indirizzi.",
        reached,
    )
    return f"{step.means} {words % {'n': number(reached)}}"
