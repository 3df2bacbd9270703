"""The catalogue of good practices, and the sheet of one."""

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.exports import answer_export
from pico.base.http import Request
from pico.base.paging import paginate
from pico.community import actions, exports
from pico.community.forms.practices import PracticeForm
from pico.community.models import Article, Practice, Topic
from pico.community.notifications.blog import article_page
from pico.community.notifications.forum import topic_page
from pico.community.rules.blog import reviews
from pico.community.rules.practices import may_mark, practice_of
from pico.community.views.common import GET_OR_POST, document_or_404, must, posted
from pico.community.views.frame import draw, refused, topic_or_404
from pico.journal.models import record

ICONS = {"topic": "comment", "article": "pencil", "document": "file"}


def page_of(target: Any) -> str:
    """Return the address of what a good practice marks."""
    if isinstance(target, Topic):
        return topic_page(target)
    if isinstance(target, Article):
        return article_page(target)
    return reverse("community:document", args=[target.public_id])


def _trail(request: Request, *parts: tuple[str, str]) -> list[dict[str, str]]:
    home = [] if request.user.is_authenticated else [("Home", "/")]
    here = reverse("community:practices") if parts else ""
    return [{"label": one, "url": url} for one, url in (*home, (_("Buone pratiche"), here), *parts)]


@login_not_required  # anybody reads what is public; visible_to decides
@require_safe
def practices(request: Request) -> HttpResponse:
    """The good practices of the whole network, as far as the person may read them."""
    filters, rows = exports.filtered(request.user, request.GET)
    page = paginate(request, rows)
    query = request.GET.urlencode()
    context = {
        "filters": filters,
        "page": page,
        "rows": [row_of(one) for one in page],
        "csv_url": _export_url("csv", query) if request.user.is_authenticated else "",
        "xlsx_url": _export_url("xlsx", query) if request.user.is_authenticated else "",
        "signed_in": request.user.is_authenticated,
        "breadcrumb": _trail(request),
    }
    return draw(request, "list", context, part="practices")


def _export_url(format: str, query: str) -> str:
    return f"{reverse('community:practices_export', args=[format])}?{query}"


def row_of(practice: Practice) -> dict[str, Any]:
    """Return what the catalogue says of a good practice."""
    kind = next(name for name in ICONS if getattr(practice, f"{name}_id"))
    place = practice.place
    return {
        "title": str(practice.target),
        "url": page_of(practice.target),
        "icon": ICONS[kind],
        "kind": exports.kind_of(practice),
        "theme": practice.get_theme_display(),
        "place": place.name,
        "region": place.region.name if place.region else "",
        "results": practice.results,
        "marked": practice.marked_at,
    }


@GET_OR_POST
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, format: str) -> HttpResponseBase:
    """Exactly the rows of the catalogue with the same filters."""
    rows = exports.rows_for(request.user, request.GET)
    note = partial(record, request.actor, "community.practices.exported", category="export")
    return answer_export(
        request, exports.PRACTICES, format, rows, back=reverse("community:practices"),
        note=lambda count: note(changes={"rows": count, "format": format}),
    )  # fmt: skip


def _target_or_404(request: Request, kind: str, public_id: uuid.UUID) -> Any:
    if kind == "discussione":
        return topic_or_404(request, public_id)
    if kind == "documento":
        return document_or_404(request, public_id)
    rows = Article.objects.visible_to(request.user).published().select_related("owner", "live")
    found = rows.filter(public_id=public_id).first() if kind == "articolo" else None
    if found is None:
        raise Http404
    return found


@GET_OR_POST
@for_acting_organisation
def mark(request: Request, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Say that something is a good practice, or change what is said of it."""
    target = _target_or_404(request, kind, public_id)
    must(may_mark(request.actor, target))
    known = practice_of(target)
    form = PracticeForm(posted(request), practice=known, owner=target.owner)
    conflict: Conflict | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, target, known, dict(form.cleaned_data))
        except Conflict as both:
            conflict = both
            form.data = {**request.POST.dict(), "edition": practice_of(target).edition}  # type: ignore[union-attr]
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("È fra le buone pratiche: chi può leggerla la trova nel catalogo."))
            return redirect(page_of(target))
    context = {
        "target": target,
        "known": known,
        "form": form,
        "conflict": conflict,
        "end_url": reverse("community:practice_end", args=[kind, target.public_id]),
        "back": page_of(target),
        "breadcrumb": _trail(request, (str(target), page_of(target)), (_("Scheda"), "")),
    }
    return draw(request, "mark", context, 409 if conflict else 422 if form.errors else 200, part="practices")


def _save(request: Request, target: Any, known: Practice | None, values: dict[str, Any]) -> None:
    edition = values.pop("edition", None) or 0
    if known is None:
        actions.mark_practice(actor=request.actor, target=target, **values)
    else:
        actions.describe_practice(actor=request.actor, practice=known, edition=edition, **values)


@require_POST
@for_acting_organisation
def approve(request: Request, public_id: uuid.UUID, edition: int) -> HttpResponse:
    """Let what is said of a public article as a good practice be public, as it was read."""
    target = _target_or_404(request, "articolo", public_id)
    known = practice_of(target)
    if known is None or not reviews(request.actor, target.owner):
        raise Http404
    try:
        actions.approve_practice(actor=request.actor, practice=known, edition=edition)
    except (Conflict, Refused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Scheda pubblica: la trova anche chi non accede."))
    return redirect(page_of(target))


@require_POST
@for_acting_organisation
def unmark(request: Request, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """Take something out of the good practices."""
    target = _target_or_404(request, kind, public_id)
    must(may_mark(request.actor, target))
    known = practice_of(target)
    if known is not None:
        actions.unmark_practice(actor=request.actor, practice=known)
        messages.success(request, _("Tolta dalle buone pratiche."))
    return redirect(page_of(target))
