"""Many files at once into a folder; each is kept or refused by itself."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.community.forms.documents import GROUPS, CommentForm, UploadForm
from pico.community.views.common import GET_OR_POST, folder_or_404, must, page_of, show, trail_to
from pico.files import actions
from pico.files.checks import check_upload, clean_name
from pico.files.models import Folder
from pico.files.rules import may_add, may_change, used_bytes
from pico.sharing.audience import audience_of


@GET_OR_POST
@for_acting_organisation
def upload(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """The form; after it, one line for each file. The script sends them one by one and shows these lines."""
    folder = folder_or_404(request, public_id)
    must(may_add(request.actor, folder))
    chosen = request.FILES.getlist("uploads")
    results = [_take(request, folder, file) for file in chosen]
    status = _status(request, results)
    if request.headers.get("HX-Request"):
        context = {"results": results, "folder": folder}
        return render(request, "community/documents/_results.html", context, status=status)
    if results and status == 200:
        messages.success(request, _done(len(results)))
        return redirect(page_of(folder))
    used, quota = used_bytes(folder.owner), settings.PICO_QUOTA_BYTES
    context = {
        "folder": folder,
        "results": results,
        "nothing": request.method == "POST" and not chosen,
        "form": UploadForm(),
        "used": used,
        "quota": quota,
        "used_percent": min(100, round(used * 100 / quota)),
        "audience": audience_of(folder),
        "here": request.path,
        "back": page_of(folder),
        "breadcrumb": trail_to(request, folder, _("Carica file")),
    }
    return show(request, "upload", context, status)


def _status(request: Request, results: list[dict[str, Any]]) -> int:
    if any(one["taken"] for one in results):
        return 409
    good = results and all(one["document"] for one in results)
    return 200 if good or request.method != "POST" else 422


def _done(count: int) -> str:
    return _("File caricato.") if count == 1 else _("%(count)s file caricati.") % {"count": count}


def _take(request: Request, folder: Folder, file: Any) -> dict[str, Any]:
    """Add one file. Returns its line: the document, or why not; with a way out when the name is taken."""
    line: dict[str, Any] = {"name": file.name, "document": None, "error": "", "taken": None, "kept": None}
    try:
        line["name"] = clean_name(file.name or "")
        checked = check_upload(file, GROUPS)
        document = actions.add_to_folder(actor=request.actor, folder=folder, upload=checked, groups=GROUPS)
    except actions.NameTaken as taken:
        line |= {"error": str(taken), "taken": True}
        if taken.document is not None and may_change(request.actor, taken.document):
            line["kept"] = actions.keep_for_later(actor=request.actor, checked=checked)
            line["version_url"] = reverse("community:version_new", args=[taken.document.public_id])
            line["form"] = CommentForm(auto_id=f"{line['kept'].public_id}-%s")
            version = taken.document.current_version
            line["seen"] = version.number if version else 0
    except Refused as refusal:
        line["error"] = str(refusal)
    else:
        line |= {"document": document, "url": page_of(document)}
    return line
