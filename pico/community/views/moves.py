"""Moving and copying: where to, and what it does to who sees it, before it is done."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.community.forms.documents import DestinationForm
from pico.community.views.common import (
    GET_OR_POST,
    address,
    must,
    needs_body,
    page_of,
    posted,
    row_or_404,
    show,
    trail_to,
)
from pico.community.views.folders import urls_of
from pico.files import actions
from pico.files.models import Folder
from pico.files.rules import addable, may_change
from pico.files.rules.consequences import level_after, loses_audience, narrowed_by
from pico.sharing.audience import audience, audience_of
from pico.sharing.levels import Level


def _form(request: Request, offered: Q) -> DestinationForm:
    folders = Folder.objects.visible_to(request.user).filter(addable(request.actor)).select_related("owner")
    names = dict(Folder.objects.visible_to(request.user).values_list("pk", "name"))
    return DestinationForm(posted(request), folders=folders, offered=offered, names=names)


@GET_OR_POST
@for_acting_organisation
def move(request: Request, public_id: uuid.UUID, model: Any) -> HttpResponse:
    """Move a folder or a document inside its organisation's library."""
    row = row_or_404(request, model, public_id)
    must(may_change(request.actor, row))
    here = row.parent_id if isinstance(row, Folder) else row.folder_id
    offered = Q(owner=row.owner) & ~Q(pk=here)
    if isinstance(row, Folder):
        offered &= ~Q(path__startswith=row.path)
    form = _form(request, offered)
    if request.method == "POST" and form.is_valid():
        target = form.cleaned_data["destination"]
        try:
            if request.POST.get("confirmed") != "1" and target.owner_id == row.owner_id:
                return _confirm(request, row, target)
            _move(request, row, target)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Spostato in «%(name)s».") % {"name": target.name})
            return redirect(page_of(row))
    context = {
        "form": form, "row": row, "urls": urls_of(row), "copy_url": address(row, "copy"),
        "breadcrumb": trail_to(request, row, _("Sposta")),
    }  # fmt: skip
    return show(request, "move", context, 422 if form.errors else 200)


def _move(request: Request, row: Any, target: Folder) -> None:
    if isinstance(row, Folder):
        actions.move_folder(actor=request.actor, folder=row, destination=target)
    else:
        actions.move_document(actor=request.actor, document=row, destination=target)


def _copy(request: Request, row: Any, target: Folder) -> Any:
    if isinstance(row, Folder):
        return actions.copy_folder(actor=request.actor, folder=row, destination=target)
    return actions.copy_document(actor=request.actor, document=row, destination=target)


def _confirm(request: Request, row: Any, target: Folder) -> HttpResponse:
    """Show who sees it now and who would; impossible moves are refused before."""
    if isinstance(row, Folder) and target.path.startswith(row.path):
        _move(request, row, target)  # refused by the action, with its sentence
    level, _own = level_after(row, target)
    follows = level == target.level and (not row.own_level or loses_audience(row, target))
    context = {
        "row": row,
        "target": target,
        "before": audience_of(row),
        "after": audience_of(target) if follows else audience(level, row.owner),
        "level_before": Level(row.level).label,
        "level_after": Level(level).label,
        "loses": loses_audience(row, target),
        "narrowed": narrowed_by(row, level) if isinstance(row, Folder) else None,
        "back": address(row, "move"),
        "breadcrumb": trail_to(request, row, _("Sposta")),
    }
    return show(request, "move_confirm", context)


@GET_OR_POST
@for_acting_organisation
def copy(request: Request, public_id: uuid.UUID, model: Any) -> HttpResponse:
    """Put a copy of a row into a folder where the person may add, of whichever organisation."""
    row = row_or_404(request, model, public_id)
    needs_body(request.actor)
    elsewhere = ~Q(path__startswith=row.path) if isinstance(row, Folder) else ~Q(pk=row.folder_id)
    form = _form(request, elsewhere)
    if request.method == "POST" and form.is_valid():
        target = form.cleaned_data["destination"]
        try:
            made = _copy(request, row, target)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Copia creata in «%(name)s».") % {"name": target.name})
            return redirect(page_of(made))
    context = {
        "form": form, "row": row, "urls": urls_of(row), "breadcrumb": trail_to(request, row, _("Copia")),
    }  # fmt: skip
    return show(request, "copy", context, 422 if form.errors else 200)
