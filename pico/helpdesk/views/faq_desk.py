"""The desk of who writes the FAQ of a body."""

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.exports import answer_export
from pico.base.handover import Offered, offered
from pico.base.html import clean_html
from pico.base.http import Request
from pico.base.markdown import to_html
from pico.base.paging import paginate
from pico.helpdesk import actions, exports
from pico.helpdesk.forms.faqs import FaqForm
from pico.helpdesk.models import Faq, FaqVote, SolvedWithFaq
from pico.helpdesk.models.faqs import LONGEST_ANSWER
from pico.helpdesk.rules.faqs import edits, edits_here, subject_name
from pico.helpdesk.scrubbing import without_personal_data
from pico.helpdesk.views.common import GET_OR_POST, draw, must, refused, trail
from pico.helpdesk.views.faqs import faq_or_404, page_of
from pico.journal.history import history_of
from pico.journal.models import record
from pico.sharing.audience import audience
from pico.sharing.levels import Level

TONES = {"DRAFT": "neutral", "PUBLISHED": "success", "ARCHIVED": "warning"}
NEWEST_WHYS = 20
DONE = {
    "publish": lazy("Pubblicata: la legge chi hai scelto."),
    "archive": lazy("Archiviata: nessuno la legge più; la ritrovi qui."),
    "check": lazy("Segnata come riletta oggi."),
}
ACTS: dict[str, Any] = {
    "publish": actions.publish_faq,
    "archive": actions.archive_faq,
    "check": actions.check_faq,
}


def edited_or_404(request: Request, public_id: uuid.UUID) -> Faq:
    """Return a FAQ of the body acted for, to who writes them."""
    row = faq_or_404(request, public_id)
    must(edits(request.actor, row.owner))
    return row


def _must_edit(request: Request) -> None:
    must(edits_here(request.actor))


def _here(*parts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Gestione delle domande"), reverse("helpdesk:faq_desk") if parts else ""), *parts]


def manage_page(row: Faq) -> str:
    """Return the address of a FAQ at its editors' desk."""
    return reverse("helpdesk:faq_manage", args=[row.public_id])


@require_safe
def desk(request: Request) -> HttpResponse:
    """All FAQ of the body acted for, in any state."""
    _must_edit(request)
    acting = request.actor.organisation
    filters, rows = exports.filtered(request.user, request.GET, acting.pk if acting else None)
    page = paginate(request, rows.defer("source", "html"))
    query = request.GET.urlencode()
    context = {
        "filters": filters,
        "page": page,
        "rows": [row_of(one) for one in page],
        "csv_url": f"{reverse('helpdesk:faq_export', args=['csv'])}?{query}",
        "xlsx_url": f"{reverse('helpdesk:faq_export', args=['xlsx'])}?{query}",
        "breadcrumb": trail(request, *_here()),
    }
    return draw(request, "faq/desk", context)


def row_of(row: Faq) -> dict[str, Any]:
    """Return what the editors' list says of a FAQ."""
    votes = row.useful + row.useless
    return {
        "title": row.question,
        "url": manage_page(row),
        "subject": subject_name(row.module),
        "level": str(Level(row.level).label),
        "state": row.get_state_display(),
        "tone": TONES[row.state],
        "votes": _("utile per %(yes)d su %(all)d") % {"yes": row.useful, "all": votes} if votes else "",
        "checked": row.checked_on,
        "old": row.is_published and row.is_old,
    }


@GET_OR_POST
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, format: str) -> HttpResponseBase:
    """Exactly the rows of the list with the same filters."""
    _must_edit(request)
    acting = request.actor.organisation
    rows = exports.rows_for(request.user, request.GET, acting.pk if acting else None)
    note = partial(record, request.actor, "helpdesk.faqs.exported", category="export")
    return answer_export(
        request, exports.FAQS, format, rows, back=reverse("helpdesk:faq_desk"),
        note=lambda count: note(changes={"rows": count, "format": format}),
    )  # fmt: skip


@require_safe
def manage(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One FAQ with its state, what readers think of it, what it said before, and what can be done."""
    row = edited_or_404(request, public_id)
    votes = FaqVote.objects.visible_to(request.user).filter(faq=row).exclude(why="")
    words = audience(row.level, row.owner).words
    context = {
        "faq": row,
        "html": clean_html(row.html),
        "subject": subject_name(row.module),
        "tone": TONES[row.state],
        "audience": words,
        "public_url": page_of(row) if row.is_published else "",
        "whys": votes.only("on", "why")[:NEWEST_WHYS],
        "solved": SolvedWithFaq.objects.visible_to(request.user).filter(faq=row).count(),
        "revisions": row.revisions.visible_to(request.user).select_related("saved_by"),
        "history": history_of(row),
        "breadcrumb": trail(request, *_here((row.question, ""))),
    }
    return draw(request, "faq/manage", context)


@require_POST
@for_acting_organisation
def act(request: Request, public_id: uuid.UUID, name: str) -> HttpResponse:
    """Publish, put away, or say that it was read again."""
    row = edited_or_404(request, public_id)
    ACTS[name](actor=request.actor, faq=row)
    messages.success(request, DONE[name])
    return redirect(manage_page(row))


@require_POST
@for_acting_organisation
def move(request: Request, public_id: uuid.UUID, where: str) -> HttpResponse:
    """Put a FAQ before or after its neighbour of the same module."""
    must(where in {"su", "giu"})
    row = edited_or_404(request, public_id)
    actions.move_faq(actor=request.actor, faq=row, up=where == "su")
    return redirect(f"{manage_page(row)}#posto")


@GET_OR_POST
@for_acting_organisation
def new(request: Request) -> HttpResponse:
    """Begin a FAQ: empty, or from something that answers a question already (``?da=kind:id``)."""
    _must_edit(request)
    source = _source(request)
    first = _first(source) if source else {}
    form = FaqForm(
        request.POST if request.method == "POST" else None, owner=request.actor.organisation,
        initial={"level": Level.NETWORK, **first},
    )  # fmt: skip
    return _written(request, form, None, source)


def _first(source: Offered) -> dict[str, str]:
    return {
        "question": without_personal_data(source.title)[:200],
        "source": without_personal_data(source.text)[:LONGEST_ANSWER],
    }


def _source(request: Request) -> Offered | None:
    asked = request.GET.get("da", "")
    if not asked:
        return None
    found = offered(request.user, asked)
    if found is None:
        raise Http404
    return found


@GET_OR_POST
@for_acting_organisation
def edit(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Change a FAQ; what it said before is kept."""
    row = edited_or_404(request, public_id)
    values = {
        name: getattr(row, name) for name in ("question", "source", "module", "topic", "level", "edition")
    }
    form = FaqForm(request.POST if request.method == "POST" else None, owner=row.owner, initial=values)
    return _written(request, form, row, None)


def _written(request: Request, form: FaqForm, row: Faq | None, source: Offered | None) -> HttpResponse:
    conflict: Conflict | None = None
    previewing = "preview" in request.POST
    if request.method == "POST" and form.is_valid() and not previewing:
        try:
            saved = _save(request, form, row, source)
        except Conflict as both:
            conflict = both
            form.data = {**request.POST.dict(), "edition": _edition_now(row)}
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Salvata."))
            return redirect(manage_page(saved))
    here = (row.question, manage_page(row)) if row else (_("Nuova domanda"), "")
    context = {
        "faq": row,
        "form": form,
        "source": source,
        "conflict": conflict,
        "preview": to_html(request.POST.get("source", "")) if previewing else "",
        "back": manage_page(row) if row else reverse("helpdesk:faq_desk"),
        "breadcrumb": trail(request, *_here(here, *([(_("Modifica"), "")] if row else []))),
    }
    status = 409 if conflict else 422 if form.is_bound and form.errors and not previewing else 200
    return draw(request, "faq/edit", context, status)


def _edition_now(row: Faq | None) -> int:
    if row is None:
        return 1
    row.refresh_from_db(fields=["edition"])
    return row.edition


def _save(request: Request, form: FaqForm, row: Faq | None, source: Offered | None) -> Faq:
    values = dict(form.cleaned_data)
    edition = values.pop("edition", None) or 0
    if row is not None:
        return actions.edit_faq(actor=request.actor, faq=row, edition=edition, values=values)
    made_from = {"source_kind": source.label, "source_url": source.url} if source else {}
    return actions.write_faq(actor=request.actor, values=values, **made_from)
