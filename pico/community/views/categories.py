"""The tree of categories, as the editors of a body look after it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Conflict, Refused
from pico.base.http import Request
from pico.community import actions
from pico.community.forms.forum import CategoryForm, ModeratorForm
from pico.community.models import Category
from pico.community.models.forum import DEEPEST
from pico.community.notifications.forum import category_page
from pico.community.rules.categories import drops_invited, has_invited, touched_by, wider_below
from pico.community.rules.forum import manages_categories
from pico.community.views.common import GET_OR_POST, must, posted
from pico.community.views.frame import category_or_404, draw, refused, trail_to
from pico.journal.history import history_of
from pico.sharing.audience import audience, audience_of
from pico.sharing.levels import NEEDS_CONFIRMATION, Level, widens


def _managed(request: Request, public_id: uuid.UUID) -> Category:
    """Return a category that the person looks after."""
    row = category_or_404(request, public_id)
    must(manages_categories(request.actor, row.owner))
    return row


def _owner(request: Request) -> Any:
    owner = request.actor.organisation
    must(owner is not None and manages_categories(request.actor, owner))
    return owner


@require_safe
def tree(request: Request) -> HttpResponse:
    """All categories of one's body, archived ones too, in their order."""
    owner = _owner(request)
    rows = list(Category.objects.visible_to(request.user).filter(owner=owner))
    here = {row.pk for row in rows}  # one seen by invitation may lie in one that is not seen
    below: dict[int | None, list[Category]] = {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in here else None, []).append(row)
    context = {
        "owner": owner,
        "rows": [_line(row, depth) for row, depth in _walk(below, None, 0)],
        "breadcrumb": trail_to(request, None, (_("Categorie"), "")),
    }
    return draw(request, "tree", context)


def _walk(
    below: dict[int | None, list[Category]], parent: int | None, depth: int
) -> list[tuple[Category, int]]:
    lines: list[tuple[Category, int]] = []
    for row in below.get(parent, []):
        lines += [(row, depth), *_walk(below, row.pk, depth + 1)]
    return lines


def _line(row: Category, depth: int) -> dict[str, Any]:
    return {
        "category": row,
        "url": category_page(row),
        "depth": depth,
        "level": Level(row.level).label,
        "policy": row.get_new_topics_display(),
        "may_nest": row.depth < DEEPEST and row.archived_at is None,
    }


@GET_OR_POST
@for_acting_organisation
def new(request: Request, public_id: uuid.UUID | None = None) -> HttpResponse:
    """A category, at the root or in another."""
    parent = _managed(request, public_id) if public_id else None
    owner = parent.owner if parent else _owner(request)
    form = CategoryForm(posted(request), owner=owner, parent=parent)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "edition"}
        try:
            made = actions.create_category(actor=request.actor, owner=owner, parent=parent, **values)
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Categoria creata."))
            return redirect(_next_page(made))
    return _page(request, form, _("Nuova categoria"), owner, parent=parent)


@GET_OR_POST
@for_acting_organisation
def edit(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Rename, describe, narrow or widen a category."""
    row = _managed(request, public_id)
    form = CategoryForm(posted(request), owner=row.owner, parent=row.parent, category=row)
    conflict: Conflict | None = None
    if request.method == "POST" and form.is_valid():
        edition, confirmed = form.cleaned_data.pop("edition") or 0, request.POST.get("confirmed") == "1"
        try:
            actions.edit_category(
                actor=request.actor, category=row, edition=edition, values=form.cleaned_data,
                confirmed=confirmed,
            )  # fmt: skip
        except Conflict as both:
            conflict = both
            row.refresh_from_db()
            data = {**request.POST.dict(), "edition": row.edition}
            form = CategoryForm(data, owner=row.owner, parent=row.parent, category=row)
        except Refused as refusal:
            if refusal.code == "confirm":
                return _confirm(request, row, form)
            refused(form, refusal)
        else:
            messages.success(request, _("Categoria aggiornata."))
            return redirect(_next_page(row))
    return _page(request, form, _("Modifica la categoria"), row.owner, category=row, conflict=conflict)


def _next_page(category: Category) -> str:
    """Return where its editor goes on: a category on invitation is seen by nobody until they invite."""
    if category.level != Level.INVITED or has_invited(category):
        return category_page(category)
    return reverse("community:category_invite", args=[category.public_id])


def _confirm(request: Request, category: Category, form: CategoryForm) -> HttpResponse:
    """Say what a new level does before it is done; all that was typed waits in the page."""
    level = form.cleaned_data["level"]
    context = {
        "category": category,
        "kept": [(name, request.POST.get(name, "")) for name in form.fields],
        "before": audience_of(category),
        "after": audience(level, category.owner),
        "level": Level(level).label,
        "wider": widens(category.level, level) and level in NEEDS_CONFIRMATION,
        "narrows": wider_below(category, level).exists(),
        "drops_invited": drops_invited(category, level),
        "touched": touched_by(category, level),
        "back": reverse("community:category_edit", args=[category.public_id]),
        "breadcrumb": trail_to(request, category, (_("Chi può vedere"), "")),
    }
    return draw(request, "category_confirm", context)


def _stored(form: CategoryForm, conflict: Conflict | None) -> list[dict[str, str]]:
    """Return what a category says now, every field of it, as people read it."""
    facts = []
    for name, value in (conflict.theirs if conflict else {}).items():
        field: Any = form.fields[name]
        choices = dict(getattr(field, "choices", ()))
        facts.append({"label": str(field.label), "value": str(choices.get(value, value))})
    return facts


def _page(
    request: Request,
    form: CategoryForm,
    title: str,
    owner: Any,
    *,
    parent: Category | None = None,
    category: Category | None = None,
    conflict: Conflict | None = None,
    moderator: ModeratorForm | None = None,
) -> HttpResponse:
    wrong = form.errors or (moderator.errors if moderator else {})
    context = {
        "form": form,
        "title": title,
        "owner": owner,
        "parent": parent,
        "category": category,
        "conflict": conflict,
        "stored": _stored(form, conflict),
        "moderators": _named(category) if category else [],
        "moderator_form": moderator or ModeratorForm(),
        "history": history_of(category, 10) if category else [],
        "breadcrumb": trail_to(request, parent or category, (title, "")),
    }
    return draw(request, "category_form", context, 409 if conflict else 422 if wrong else 200)


def _named(category: Category) -> list[Any]:
    rows = category.named.select_related("person").order_by("person__family_name", "person__given_name", "pk")
    return [row.person for row in rows]


@require_POST
@for_acting_organisation
def order(request: Request, public_id: uuid.UUID, where: str) -> HttpResponse:
    """One place up or down."""
    actions.move_category(actor=request.actor, category=_managed(request, public_id), up=where == "su")
    return redirect("community:categories")


@require_POST
@for_acting_organisation
def archive(request: Request, public_id: uuid.UUID, reopen: bool = False) -> HttpResponse:
    """Close a category to new posts, or take it into use again."""
    row = _managed(request, public_id)
    try:
        actions.archive_category(actor=request.actor, category=row, archived=not reopen)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("Categoria riaperta.") if reopen else _("Categoria archiviata: si legge, non si scrive più.")
        messages.success(request, done)
    return redirect("community:categories")


@require_POST
@for_acting_organisation
def name_moderator(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Let a person moderate a category."""
    row = _managed(request, public_id)
    form = ModeratorForm(request.POST)
    if form.is_valid():
        try:
            actions.name_moderator(actor=request.actor, category=row, person=form.cleaned_data["invitee"])
        except Refused as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Moderatore nominato."))
            return redirect("community:category_edit", public_id=row.public_id)
    page = CategoryForm(None, owner=row.owner, parent=row.parent, category=row)
    return _page(request, page, _("Modifica la categoria"), row.owner, category=row, moderator=form)


@require_POST
@for_acting_organisation
def unname_moderator(request: Request, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """Take a named moderator back."""
    row = _managed(request, public_id)
    named = get_object_or_404(row.named.select_related("person"), person_id=pk)
    actions.unname_moderator(actor=request.actor, category=row, person=named.person)
    messages.success(request, _("Moderatore tolto."))
    return redirect("community:category_edit", public_id=row.public_id)
