"""One address for every private file, and the page where anybody verifies a paper."""

import logging
import uuid

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from pico.base.http import Request, after_answer
from pico.files import storage
from pico.files.actions import note_download
from pico.files.forms import CompareForm, VerifyForm
from pico.files.models import Paper, Picture, PreparedArchive
from pico.files.reading import (
    answer_with,
    answer_with_archive,
    answer_with_picture,
    find_readable,
    is_first_part,
    is_public,
    sends_content,
)
from pico.files.rules.archives import may_still_have
from pico.files.verification import comes_from_here, facts_of, normal_code, too_long

logger = logging.getLogger(__name__)


@login_not_required  # a file of a public row is public; who may not read is sent to sign in, below
@require_safe
def download(request: Request, public_id: uuid.UUID, name: str) -> HttpResponseBase:
    row = find_readable(request.user, public_id)
    if row is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if row is None:
        raise Http404
    try:
        response = answer_with(row, request)
    except FileNotFoundError:
        logger.error("the content of %s is not in the store", row._meta.label)
        raise Http404 from None
    if sends_content(request, response) and request.user.is_authenticated and not is_public(row):
        once = not is_first_part(request)
        after_answer(response, lambda: note_download(actor=request.actor, row=row, once=once))
    return response


@login_not_required  # as the file whose picture it is
@require_safe
def picture(request: Request, public_id: uuid.UUID, size: str) -> HttpResponseBase:
    """A file drawn small or large, for whoever may read the file at this moment."""
    row = find_readable(request.user, public_id)
    if row is None and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    rows = Picture.objects.unrestricted("the row whose picture it is was found for whoever may read it")
    found = rows.filter(file=row.file_id, size=size).first() if row is not None else None
    if found is None:
        raise Http404
    try:
        return answer_with_picture(found)
    except FileNotFoundError:  # the nightly job has it drawn again
        raise Http404 from None


@require_safe
def archive(request: Request, public_id: uuid.UUID) -> HttpResponseBase:
    """A prepared ZIP, for the person who asked for it, while they still see all that is in it."""
    row = get_object_or_404(PreparedArchive.objects.visible_to(request.user), public_id=public_id)
    if not may_still_have(request.actor, row):
        return render(request, "files/archive_gone.html", {"archive": row}, status=410)
    try:
        return answer_with_archive(row)
    except FileNotFoundError:
        raise Http404 from None


@login_not_required
@require_safe
def verify_start(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("files:verify", form.cleaned_data["codice"])
    return render(request, "files/verify_start.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt  # nobody is signed in here and no cookie is set: the post must come from this very host
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    papers = Paper.objects.unrestricted("who holds a paper's code may verify it").issued()
    paper = papers.select_related("owner").filter(code=normal_code(code)).first()
    if paper is None:
        return render(request, "files/verify_unknown.html", {"form": VerifyForm(), "code": code}, status=404)
    context = {"paper": paper, "facts": facts_of(paper)}
    if request.method != "POST":
        return render(request, "files/verify.html", {**context, "form": CompareForm()})
    if not comes_from_here(request):
        return render(request, "403.html", status=403)
    if too_long(request):
        return render(request, "files/verify.html", {**context, "too_long": True}, status=413)
    form = CompareForm(request.POST, request.FILES)
    if form.is_valid():
        same = storage.digest_of(form.cleaned_data["file"]) == paper.sha256
        context |= {"compared": True, "same": same}
    return render(request, "files/verify.html", {**context, "form": form}, status=422 if form.errors else 200)
