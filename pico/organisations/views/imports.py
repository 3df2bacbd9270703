"""Official files: upload, preview in four tabs, decisions, apply or throw away."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.money import number
from pico.base.paging import paginate
from pico.organisations.actions import imports as actions
from pico.organisations.forms.registry import LARGEST_FILE, ConfirmForm, DecisionForm, UploadForm
from pico.organisations.models import RegistryDifference, RegistryImport
from pico.organisations.views.common import GET_OR_POST, posted, registry_page
from pico.organisations.views.registry import trail

Group = RegistryDifference.Group
TONES: dict[str, str] = {
    "READING": "warning",
    "PREVIEW": "info",
    "APPLYING": "warning",
    "APPLIED": "success",
    "FAILED": "danger",
}
# part of the address -> group
TABS = {"nuovi": Group.NEW, "modificati": Group.CHANGED, "scomparsi": Group.GONE, "conflitti": Group.CONFLICT}
FIELDS = {
    "place": _("comune"),
    "istat": _("codice ISTAT"),
    "name": _("denominazione"),
    "name_other_language": _("denominazione in altra lingua"),
    "unit": _("territorio"),
    "is_capital": _("capoluogo"),
    "fiscal": _("codice fiscale"),
    "belfiore": _("codice catastale"),
    "event": _("cessazione"),
    "ipa": _("codice IPA"),
    "match": _("ente non riconosciuto"),
    "address": _("indirizzo"),
    "postal_code": _("CAP"),
    "locality": _("località"),
    "pec": _("PEC"),
    "other_pec": _("altre PEC"),
    "website": _("sito"),
    "population": _("popolazione"),
}
REPORT = {
    "new": _("comuni nuovi"),
    "codes": _("codici ISTAT da inserire"),
    "code_changes": _("codici ISTAT che cambiano"),
    "gone": _("comuni scomparsi"),
    "conflicts": _("conflitti"),
    "matched_by_code": _("riconosciuti dal codice"),
    "matched_by_name": _("riconosciuti dal nome"),
    "matched_by_seat": _("riconosciuti dalla sede"),
    "unmatched": _("non riconosciuti"),
    "by_code": _("riconosciuti dal codice di oggi"),
    "by_history": _("riconosciuti da un codice del passato"),
    "without": _("comuni senza dato"),
}


def trail_to_imports(*parts: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb of a page about imports."""
    return trail((_("Importazioni"), reverse("organisations:imports") if parts else ""), *parts)


@registry_page
@GET_OR_POST
@for_acting_organisation
def imports(request: Request) -> HttpResponse:
    """The runs so far, and the form that begins one: the worker makes the preview of a file."""
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            progress = actions.queue_preview(
                actor=request.actor,
                kind=form.cleaned_data["kind"],
                content=file.read(),
                file_name=file.name,
                on=form.cleaned_data["observation_date"],
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect(progress)
    if form.errors and "file" not in form.errors and request.FILES:
        form.add_error("file", _("Il file va scelto di nuovo: il modulo non è stato accettato."))
    page = paginate(request, RegistryImport.objects.all())
    context = {
        "form": form,
        "limit": LARGEST_FILE,
        "page": page,
        "rows": [{"run": run, "tone": TONES.get(run.state, "neutral")} for run in page],
        "breadcrumb": trail_to_imports(),
    }
    return render(request, "organisations/imports.html", context, status=422 if form.errors else 200)


@registry_page
@require_safe
def import_detail(request: Request, pk: int) -> HttpResponse:
    """One run: its counts and, in four tabs, what the file has that the registry has not."""
    return _page(request, get_object_or_404(RegistryImport, pk=pk), ConfirmForm())


def _page(request: Request, run: RegistryImport, form: ConfirmForm, status: int = 200) -> HttpResponse:
    counts = dict(run.differences.order_by().values_list("group").annotate(Count("pk")))
    current = request.GET.get("scheda", "")
    if current not in TABS:
        current = next((name for name, group in TABS.items() if counts.get(group)), "nuovi")
    group = TABS[current]
    page = paginate(request, run.differences.filter(group=group))
    preview = run.state == RegistryImport.State.PREVIEW
    context = {
        "run": run,
        "tone": TONES.get(run.state, "neutral"),
        "facts": _facts(run),
        "form": form,
        "preview": preview,
        "decidable": preview and group != Group.CONFLICT,
        "apply_all": f"APPLY:{group}",
        "keep_all": f"KEEP:{group}",
        "here": f"?scheda={current}&pagina={page.number}",
        "page": page,
        "rows": [{"row": row, "field": FIELDS.get(row.field, row.field), **_choice(row)} for row in page],
        "tabs": _tabs(current, counts),
        "breadcrumb": trail_to_imports((run.file_name, "")),
    }
    return render(request, "organisations/import.html", context, status=status)


def _choice(row: RegistryDifference) -> dict[str, Any]:
    """Return what was decided of a difference and the other way to decide."""
    keep = row.decision == RegistryDifference.Decision.KEEP
    return {
        "decision": _("Resta com'è") if keep else _("Si applica"),
        "tone": "neutral" if keep else "success",
        "choice": f"{'APPLY' if keep else 'KEEP'}:{row.pk}",
        "other_label": _("Applica") if keep else _("Lascia com'è"),
    }


def _tabs(current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": group.label,
            "url": f"?scheda={name}",
            "current": name == current,
            "count": counts.get(group, 0),
        }
        for name, group in TABS.items()
    ]


def _facts(run: RegistryImport) -> list[dict[str, Any]]:
    told = [
        (_("Righe lette"), run.rows_read),
        (_("Righe utili"), run.rows_kept),
        (_("Righe rifiutate"), run.rows_rejected),
        *((capfirst(REPORT.get(key, key)), count) for key, count in run.report.items()),
        (_("Impronta del file (SHA-256)"), run.sha256),
    ]
    return [
        {"label": label, "value": value if isinstance(value, str) else number(value)} for label, value in told
    ]


@registry_page
@require_POST
@for_acting_organisation
def import_decisions(request: Request, pk: int) -> HttpResponse:
    """Decide one difference, or a whole group."""
    run = get_object_or_404(RegistryImport, pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Questa decisione non esiste: ricarica la pagina."), code="unknown")
    decision, about = form.decided()
    if about.isdigit():
        row = get_object_or_404(run.differences.select_related("registry_import"), pk=about)
        actions.decide_difference(actor=request.actor, difference=row, decision=decision)
    else:
        actions.decide_group(actor=request.actor, registry_import=run, group=about, decision=decision)
    return redirect(f"{reverse('organisations:import', args=[pk])}{_back(request)}")


def _back(request: HttpRequest) -> str:
    """Return the query of the page that was left: same tab, same page of it."""
    left = request.POST.get("next", "")
    return left if left.startswith("?scheda=") else ""


@registry_page
@require_POST
@for_acting_organisation
def import_apply(request: Request, pk: int) -> HttpResponse:
    """Hand the preview to the worker; over the limits only with the word typed."""
    run = get_object_or_404(RegistryImport, pk=pk)
    form = ConfirmForm(request.POST)
    try:
        progress = actions.queue_import(
            actor=request.actor, registry_import=run, confirmation=request.POST.get("confirmation", "")
        )
    except Refused as refusal:
        form.is_valid()
        form.errors.pop("confirmation", None)
        form.add_error("confirmation" if refusal.code == "confirm" else None, str(refusal))
        return _page(request, run, form, status=422)
    return redirect(progress)


@registry_page
@require_POST
@for_acting_organisation
def import_discard(request: Request, pk: int) -> HttpResponse:
    """Throw a preview away."""
    actions.discard_import(actor=request.actor, registry_import=get_object_or_404(RegistryImport, pk=pk))
    messages.success(request, _("Anteprima scartata: il registro è rimasto com'era."))
    return redirect("organisations:imports")
