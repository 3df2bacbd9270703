"""The sheet of a document: what is said of it, its versions, who sees it, what happened to it."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request, whole_number
from pico.base.templatetags.pico import filesize, italian_date, italian_datetime
from pico.community.forms.documents import GROUPS, VersionForm
from pico.community.views.common import (
    GET_OR_POST,
    document_or_404,
    level_label,
    must,
    page_of,
    posted,
    show,
    trail_to,
)
from pico.community.views.folders import urls_of
from pico.community.views.previews import noted
from pico.files import actions
from pico.files.forms import keep_files
from pico.files.kinds import label_of
from pico.files.models import Document, DocumentVersion
from pico.files.previews import preview_of
from pico.files.reading import type_of
from pico.files.rules import may_change, may_share
from pico.files.templatetags.files import file_url
from pico.journal.history import history_of
from pico.sharing.audience import audience_of


@login_not_required  # anybody sees the documents of public folders; visible_to decides
@require_safe
def document(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """The sheet."""
    row = document_or_404(request, public_id)
    signed_in = request.user.is_authenticated
    preview = preview_of(row.current_version, row.title) if row.current_version else None
    context = {
        "preview": preview,
        "document": row,
        "version": row.current_version,
        "download_url": file_url(row.current_version) if row.current_version else "",
        "facts": _facts(row, names=signed_in),
        "versions": _versions(row, names=signed_in),
        "level": level_label(row),
        "meta": [row.owner.name, level_label(row)],
        "audience": audience_of(row) if signed_in else None,
        "history": history_of(row) if signed_in else [],
        "may_change": may_change(request.actor, row),
        "may_share": may_share(request.actor, row),
        "signed_in": signed_in,
        "urls": urls_of(row),
        "breadcrumb": trail_to(request, row),
    }
    return noted(request, show(request, "document", context), row, preview)


def _facts(row: Document, *, names: bool) -> list[dict[str, Any]]:
    version = row.current_version
    facts = [
        (_("Ente"), row.owner.name),
        (_("Tipo di documento"), row.type.label if row.type else ""),
        (_("Data di riferimento"), italian_date(row.reference_date) if row.reference_date else ""),
        (_("Area"), row.get_area_display()),
        (_("Etichette"), ", ".join(row.tag_list)),
        (_("File"), f"{label_of(type_of(version))}, {filesize(version.file.size)}" if version else ""),
        (_("Pagine"), version.file.pages if version else None),
        (_("Caricato da"), row.author.get_full_name() if names and row.author else ""),
        (_("Aggiornato"), italian_datetime(row.updated_at)),
    ]
    return [{"label": label, "value": value} for label, value in facts if value not in (None, "")]


def _versions(row: Document, *, names: bool) -> list[dict[str, Any]]:
    rows = row.versions.select_related("file", "author").defer("file__text").order_by("-number")
    return [
        {
            "number": one.number,
            "name": one.original_name,
            "url": file_url(one),
            "format": label_of(type_of(one)),
            "size": one.file.size,
            "comment": one.comment,
            "when": one.created_at,
            "who": one.author.get_full_name() if names and one.author else "",
            "current": one.pk == row.current_version_id,
        }
        for one in rows
    ]


@GET_OR_POST
@for_acting_organisation
def add_version(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Replace a document's file; the older ones are kept."""
    row = document_or_404(request, public_id)
    must(may_change(request.actor, row))
    form = VersionForm(posted(request), request.FILES or None, person=request.user)
    seen = row.current_version.number if row.current_version else 0
    if request.method == "POST":
        seen = whole_number(request.POST.get("seen")) or seen
    if request.method == "POST" and form.is_valid():
        try:
            version = actions.add_version(
                actor=request.actor, document=row, upload=form.cleaned_data["file"],
                comment=form.cleaned_data["comment"], groups=GROUPS,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say(request, version, seen)
            return redirect(page_of(row))
    if form.errors:
        keep_files(form, request.actor)
    context = {
        "form": form, "document": row, "seen": seen, "urls": urls_of(row),
        "breadcrumb": trail_to(request, row, _("Nuova versione")),
    }  # fmt: skip
    return show(request, "version", context, 422 if form.errors else 200)


def _say(request: Request, version: DocumentVersion, seen: int) -> None:
    messages.success(request, _("Versione %(number)s caricata.") % {"number": version.number})
    if version.number > seen + 1:
        messages.warning(
            request,
            _("È arrivata la versione %(number)s mentre caricavi: sono conservate entrambe.")
            % {"number": version.number - 1},
        )


@require_POST
@for_acting_organisation
def restore(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Make an older version the newest again."""
    row = document_or_404(request, public_id)
    must(may_change(request.actor, row))
    version = get_object_or_404(row.versions.select_related("document", "file"), number=number)
    try:
        again = actions.restore_version(actor=request.actor, version=version)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("La versione %(old)s è di nuovo attuale, come versione %(new)s.")
            % {"old": number, "new": again.number},
        )
    return redirect(page_of(row))
