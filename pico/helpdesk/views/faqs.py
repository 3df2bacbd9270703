"""FAQ as people read them, on every site and in the reserved area."""

import uuid
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db.models import Case, IntegerField, Q, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from pico.base import limits
from pico.base.actor import Actor, system_actor
from pico.base.html import clean_html
from pico.base.http import Request
from pico.base.paging import paginate
from pico.base.visitors import AGAIN, begun, looks_human
from pico.helpdesk import actions
from pico.helpdesk.forms.faqs import FaqFilters, SearchForm, WhyForm
from pico.helpdesk.models import Faq
from pico.helpdesk.rules.faqs import edits, edits_here, subject_name, subjects
from pico.helpdesk.views.common import draw, trail
from pico.organisations.models import Organisation

SALT = "pico.helpdesk.faq"
FIRST_QUESTIONS = 5
NATIONAL, REGIONAL = Organisation.Kind.NATIONAL_UPI, Organisation.Kind.REGIONAL_UPI


def readable(request: Request) -> Any:
    """Return the FAQ the reader may see, those of the wider body first.

    To a visitor only those that are about this site: of UPI, of the body whose site it is and of the one
    above. What another Province answers on its own procedures would mislead.
    """
    rows = Faq.objects.visible_to(request.user).published().select_related("owner")
    if not request.user.is_authenticated:
        here: int | None = getattr(request.pico_site, "organisation_id", None)
        above = Organisation.objects.filter(pk=here or 0).values("parent")
        rows = rows.filter(Q(owner__kind=NATIONAL) | Q(owner=here) | Q(owner__in=above))
    national, regional = (
        When(owner__kind=kind, then=Value(place)) for place, kind in enumerate((NATIONAL, REGIONAL))
    )
    width = Case(national, regional, default=Value(2), output_field=IntegerField())
    return rows.alias(width=width).order_by("module", "width", "owner__name", "position", "pk")


def page_of(faq: Faq) -> str:
    """Return the address of a FAQ."""
    return reverse("helpdesk:faq", args=[faq.public_id])


def row_of(faq: Faq) -> dict[str, Any]:
    """Return what a list says of a FAQ."""
    return {
        "title": faq.question,
        "url": page_of(faq),
        "owner": faq.owner.name,
        "subject": subject_name(faq.module),
    }


def faq_or_404(request: Request, public_id: uuid.UUID) -> Faq:
    """Return a published FAQ, or a draft to its editors; absent and forbidden answer alike."""
    rows = Faq.objects.visible_to(request.user).select_related("owner", "owner__region", "owner__province")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@login_not_required  # anybody reads what is public; visible_to decides
@require_safe
def home(request: Request) -> HttpResponse:
    """The first questions of each module, and where to search."""
    rows = list(readable(request).defer("source", "html"))
    order = [code for code, _name in subjects()]
    groups = {code: list(found) for code, found in groupby(rows, key=lambda one: one.module)}
    context = {
        "search": SearchForm(),
        "groups": [_group(code, groups[code]) for code in order if code in groups],
        "desk_url": reverse("helpdesk:faq_desk") if _edits_here(request) else "",
        "signed_in": request.user.is_authenticated,
        "breadcrumb": trail(request),
    }
    return draw(request, "home", context)


def _group(code: str, rows: list[Faq]) -> dict[str, Any]:
    return {
        "name": subject_name(code),
        "rows": [row_of(one) for one in rows[:FIRST_QUESTIONS]],
        "count": len(rows),
        "url": of_module(code) if len(rows) > FIRST_QUESTIONS else "",
    }


def _edits_here(request: Request) -> bool:
    return request.user.is_authenticated and edits_here(request.actor)


def of_module(code: str) -> str:
    """Return the address of the questions of a module."""
    return f"{reverse('helpdesk:faqs')}?{urlencode({'modulo': code or 'nessuno'})}"


@login_not_required  # as home
@require_safe
def module(request: Request, code: str) -> HttpResponse:
    """The address of a module's questions that people can say and write down."""
    if code not in {one or "nessuno" for one, _name in subjects()}:
        raise Http404
    return redirect(of_module(code))


@login_not_required  # as home
@require_safe
def faqs(request: Request) -> HttpResponse:
    """All questions, by words, module and body."""
    seen = readable(request)
    filters = FaqFilters(request.GET, rows=seen)
    page = paginate(request, filters.apply(seen).defer("source", "html"))
    context = {
        "filters": filters,
        "page": page,
        "rows": [row_of(one) for one in page],
        "breadcrumb": trail(request, (_("Domande frequenti"), "")),
    }
    return draw(request, "faq/list", context)


@never_cache
@login_not_required  # as home
@require_safe
def faq(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One question with its solution, and whether that was of use."""
    return _drawn(request, faq_or_404(request, public_id))


def _manage_url(request: Request, row: Faq) -> str:
    if not request.user.is_authenticated or not edits(request.actor, row.owner):
        return ""
    return reverse("helpdesk:faq_manage", args=[row.public_id])


def _drawn(request: Request, row: Faq, form: Any = None, status: int = 200) -> HttpResponse:
    said = request.GET.get("voto", "")
    others = readable(request).filter(module=row.module).exclude(pk=row.pk).defer("source", "html")
    context = {
        "faq": row,
        "html": clean_html(row.html),
        "subject": subject_name(row.module),
        "said": said if said in {"si", "no", "grazie"} else "",
        "form": form or (WhyForm() if said == "no" else None),
        "begun": begun(SALT),
        "others": [row_of(one) for one in others[:FIRST_QUESTIONS]],
        "manage_url": _manage_url(request, row),
        "breadcrumb": trail(
            request, (subject_name(row.module), of_module(row.module)),
            (row.question, ""),
        ),
    }  # fmt: skip
    return draw(request, "faq/faq", context, status)


@never_cache
@csrf_exempt  # no cookie for visitors: Origin, trap, time and rate stand in for the token
@login_not_required  # as home
@require_POST
def vote(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Keep a judgement; after a «no» the page asks what is missing."""
    row = faq_or_404(request, public_id)
    if not row.is_published:
        raise Http404
    form = WhyForm(request.POST) if "perche" in request.POST else None
    if not looks_human(request, SALT):
        form = form or WhyForm({"perche": ""})
        form.full_clean()
        form.errors.clear()
        form.add_error(None, AGAIN)
        return _drawn(request, row, form, 403)
    if form is not None and not form.is_valid():
        return _drawn(request, row, form, 422)
    if wait := limits.use(request, "faq_vote"):
        return limits.too_many(request, wait)
    useful = form is None and request.POST.get("utile") == "si"
    actions.vote_faq(
        actor=_voter(request, row), faq=row, voter=_who(request), useful=useful,
        why=form.cleaned_data["perche"] if form else "",
    )  # fmt: skip
    return redirect(f"{page_of(row)}?voto={'grazie' if form else 'si' if useful else 'no'}#utile")


def _voter(request: Request, row: Faq) -> Actor:
    return system_actor("giudizio su una domanda frequente", row.owner)


def _who(request: Request) -> str:
    """Return what tells voters apart: the person, else the browser; only a hash of it is ever kept."""
    if request.user.is_authenticated:
        return f"person:{request.user.pk}"
    agent = request.headers.get("User-Agent", "")
    return f"browser:{request.META.get('REMOTE_ADDR', '')}:{agent}"
