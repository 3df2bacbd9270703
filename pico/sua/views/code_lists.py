"""Files of ANAC's code lists: the form, the runs so far, the report of each."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base import dates, money
from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.paging import paginate
from pico.sua import actions
from pico.sua.forms.code_lists import LARGEST_FILE, CodeListForm
from pico.sua.models import CodeListImport
from pico.sua.rules import tables
from pico.sua.views.common import posted, sent_files
from pico.sua.views.tables import GET_OR_POST, tables_page, trail_of

TONES = {"READING": "warning", "DONE": "success", "FAILED": "danger"}


def _must(request: Request) -> None:
    if not tables.may_edit(request.actor, tables.BY_SLUG["codici"]):
        raise Http404


def _trail(*parts: tuple[str, str]) -> list[dict[str, str]]:
    here = (_("Importazioni"), reverse("sua:code_imports") if parts else "")
    return trail_of(tables.BY_SLUG["codici"], here, *parts)


@tables_page
@GET_OR_POST
@for_acting_organisation
def imports(request: Request) -> HttpResponse:
    """The runs so far, and the form that begins one."""
    _must(request)
    form = CodeListForm(posted(request), sent_files(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        file = values["file"]
        try:
            return redirect(
                actions.queue_code_list(
                    actor=request.actor,
                    name=values["name"],
                    content=file.read(),
                    file_name=file.name,
                    on=values["on"],
                )
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
    page = paginate(request, CodeListImport.objects.all())
    context = {
        "form": form,
        "limit": LARGEST_FILE,
        "page": page,
        "rows": [{"run": run, "tone": TONES[run.state]} for run in page],
        "breadcrumb": _trail(),
    }
    return render(request, "sua/code_imports.html", context, status=422 if form.errors else 200)


@tables_page
@require_safe
def report(request: Request, pk: int) -> HttpResponse:
    """What one file changed, and the lines that were refused."""
    _must(request)
    run = get_object_or_404(CodeListImport.objects.select_related("uploaded_by"), pk=pk)
    counts = [
        (_("Codici aggiunti"), run.added),
        (_("Codici cambiati"), run.changed),
        (_("Codici finiti"), run.ended),
        (_("Righe rifiutate"), run.refused),
    ]
    facts = [{"label": label, "value": money.number(count)} for label, count in counts]
    facts += [
        {"label": _("Elenco"), "value": run.list},
        {"label": _("Situazione al"), "value": dates.italian_date(run.observation_date)},
        {"label": _("Caricato da"), "value": str(run.uploaded_by or "")},
        {"label": _("Il"), "value": dates.italian_datetime(run.started_at)},
    ]
    context = {
        "run": run,
        "tone": TONES[run.state],
        "facts": facts,
        "more": run.refused - len(run.reasons),
        "list_url": f"{reverse('sua:table', args=['codici'])}?elenco={run.list}",
        "breadcrumb": _trail((run.file_name, "")),
    }
    return render(request, "sua/code_import.html", context)
