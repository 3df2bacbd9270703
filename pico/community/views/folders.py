"""The library, its folders, what reached a person by invitation."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.accounts.access import access_of
from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.paging import paginate
from pico.community.forms.filters import DocumentFilters, LibraryFilters, sort
from pico.community.forms.folders import NewFolderForm
from pico.community.views.common import (
    GET_OR_POST,
    address,
    folder_or_404,
    level_label,
    must,
    page_of,
    posted,
    show,
    trail,
    trail_to,
)
from pico.community.views.tables import document_row, folder_row
from pico.files import actions
from pico.files.models import Document, Folder
from pico.files.rules import manages, may_add, may_share
from pico.sharing.models import invited_ids


@login_not_required  # anybody sees the public folders; visible_to decides
@require_safe
def library(request: Request) -> HttpResponse:
    """The root folders that the person may see: their own organisation's first."""
    organisation = request.actor.organisation
    roots = Folder.objects.visible_to(request.user).filter(parent=None)
    filters = LibraryFilters(request.GET, rows=roots)
    rows = filters.apply(roots).select_related("owner").annotate(mine=_is_of(organisation))
    page = paginate(request, rows.order_by("-mine", "owner__name", "name_key", "pk"))
    context = {
        "filters": filters,
        "page": page,
        "rows": [folder_row(row, owner=True) for row in page],
        "may_create": organisation is not None and manages(request.actor, organisation),
        "organisation": organisation,
        "signed_in": request.user.is_authenticated,
        "breadcrumb": trail(request),
    }
    return show(request, "library", context)


def _is_of(organisation: Any) -> Any:
    return Count("pk", filter=Q(owner=organisation), distinct=True)


@login_not_required
@require_safe
def folder(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What is in a folder."""
    row = folder_or_404(request, public_id)
    filters = DocumentFilters(request.GET, owner=row.owner)
    page = paginate(request, _documents(request, row, filters))
    below = Folder.objects.visible_to(request.user).filter(parent=row)
    context = {
        "folder": row,
        "filters": filters,
        "page": page,
        "rows": [document_row(one, row, names=request.user.is_authenticated) for one in page],
        "folders": [] if filters.chosen else [folder_row(one) for one in below],
        "sort": request.GET.get("ordina", ""),
        "zip_actions": [{"label": _("Scarica i selezionati (ZIP)"), "value": "zip"}],
        "meta": [row.owner.name, level_label(row), ", ".join(row.tag_list)],
        "may_add": may_add(request.actor, row),
        "may_share": may_share(request.actor, row),
        "urls": urls_of(row),
        "breadcrumb": trail_to(request, row),
    }
    return show(request, "folder", context)


def _documents(request: Request, folder: Folder, filters: DocumentFilters) -> Any:
    rows = filters.apply(Document.objects.library_of(request.user))
    deep = filters.cleaned_data.get("sotto")
    if deep:  # only in folders that the person sees: the list names them
        below = Folder.objects.visible_to(request.user).filter(path__startswith=folder.path)
        rows = rows.filter(folder__in=below.order_by().values("pk"))
    else:
        rows = rows.filter(folder=folder)
    rows = rows.select_related("type", "current_version__file", "folder", "author")
    return sort(rows.defer("current_version__file__text"), request.GET.get("ordina", ""))


def urls_of(row: Any) -> dict[str, str]:
    """Return the addresses of what can be done with a folder or a document."""
    names = ("edit", "share", "move", "copy", "trash")
    more = ("new",) if isinstance(row, Folder) else ()
    return {"page": page_of(row), **{name: address(row, name) for name in (*names, *more)}}


@GET_OR_POST
@for_acting_organisation
def new_root(request: Request) -> HttpResponse:
    """A folder at the root of the library of the organisation for which the person acts."""
    owner = request.actor.organisation
    must(owner is not None and manages(request.actor, owner))
    return _new(request, owner, None)


@GET_OR_POST
@for_acting_organisation
def new(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """A folder in another."""
    parent = folder_or_404(request, public_id)
    must(may_add(request.actor, parent))
    return _new(request, parent.owner, parent)


def _new(request: Request, owner: Any, parent: Folder | None) -> HttpResponse:
    form = NewFolderForm(posted(request), owner=owner, parent=parent)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_folder(actor=request.actor, owner=owner, parent=parent, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Cartella creata. Ora puoi caricare i documenti."))
            return redirect(page_of(made))
    here = _("Nuova cartella")
    context = {
        "form": form,
        "parent": parent,
        "owner": owner,
        "breadcrumb": trail_to(request, parent, here) if parent else trail(request, (here, "")),
    }
    return show(request, "folder_new", context, 422 if form.errors else 200)


@require_safe
def shared_with_me(request: Request) -> HttpResponse:
    """What an invitation opens to the person: to them, or to an organisation of theirs."""
    access = access_of(request.user)
    folders = Folder.objects.visible_to(request.user).filter(
        pk__in=invited_ids(Folder, access), ruler=F("pk")
    )
    documents = Document.objects.library_of(request.user).filter(pk__in=invited_ids(Document, access))
    folders = folders.exclude(owner_id__in=access.organisation_ids).select_related("owner")
    documents = documents.exclude(owner_id__in=access.organisation_ids).defer("current_version__file__text")
    page = paginate(
        request,
        documents.select_related("owner", "type", "current_version__file", "folder", "author").order_by(
            "owner__name", "title_key", "pk"
        ),
    )
    context = {
        "folders": [folder_row(one, owner=True) for one in folders],
        "page": page,
        "rows": [{**document_row(one), "owner": one.owner.name} for one in page],
        "breadcrumb": trail(request, (_("Condivisi con me"), "")),
    }
    return show(request, "shared", context)
