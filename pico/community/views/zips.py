"""A folder, or some of its documents, as one ZIP made while it leaves; a large one is prepared by a job."""

import uuid

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base.errors import Refused
from pico.base.http import Request, after_answer
from pico.base.limits import too_many, use
from pico.base.zips import write_archive
from pico.community.views.common import folder_or_404, page_of
from pico.files import actions
from pico.files.archiving import Contents, contents_of, safe_name
from pico.files.models import Folder
from pico.files.reading import as_zip


@require_POST
def zip_of_folder(request: Request, public_id: uuid.UUID) -> HttpResponseBase:
    """What the person sees of the folder at this moment: all of it, or the documents they chose."""
    folder = folder_or_404(request, public_id)
    chosen = _chosen(request)
    if request.POST.get("chosen") and not chosen:
        return _back(request, folder, _("Scegli almeno un documento, poi scaricali insieme."))
    contents = contents_of(request.user, folder, chosen)
    if not contents.documents:
        return _back(request, folder, _("Non c'è nessun documento da scaricare."))
    if wait := use(request, "export"):
        return too_many(request, wait)
    if contents.is_large:
        return _prepared(request, folder, contents, chosen)
    return _streamed(request, folder, contents)


def _chosen(request: Request) -> list[str]:
    """Return the ids that the boxes sent; what is no id of anything is none."""
    found = []
    for value in request.POST.getlist("scelte"):
        try:
            found.append(str(uuid.UUID(value)))
        except ValueError:
            continue
    return found


def _back(request: Request, folder: Folder, sentence: str) -> HttpResponseBase:
    messages.error(request, sentence)
    return redirect(page_of(folder))


def _prepared(request: Request, folder: Folder, contents: Contents, chosen: list[str]) -> HttpResponseBase:
    try:
        address = actions.prepare_archive(
            actor=request.actor, folder=folder, contents=contents, chosen=chosen
        )
    except Refused as refusal:
        return _back(request, folder, str(refusal))
    messages.info(request, _("L'archivio è grande: lo prepariamo e ti avvisiamo quando è pronto."))
    return redirect(address)


def _streamed(request: Request, folder: Folder, contents: Contents) -> HttpResponseBase:
    response = as_zip(
        StreamingHttpResponse(write_archive(contents.members())), f"{safe_name(folder.name)}.zip"
    )
    count = len(contents.documents)
    after_answer(response, lambda: actions.note_archive(actor=request.actor, folder=folder, documents=count))
    return response
