"""One's own profile of RUP: begun, written section by section, taken away."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request, whole_number
from pico.base.templatetags.pico import error_links
from pico.files.forms import keep_files
from pico.sua import actions
from pico.sua.forms.profiles import BY_SLUG, SECTIONS, DeclarationsForm, Section
from pico.sua.models import RupAbsence, RupAssignment, RupProfile
from pico.sua.rules import access
from pico.sua.views.common import posted, sent_files, trail_for
from pico.sua.views.documents import version_url
from pico.sua.views.drafts import GET_OR_POST
from pico.sua.views.rups import TONES


def _own(request: Request) -> RupProfile | None:
    """Return one's own profile; 404 where the module means nothing."""
    if request.actor.organisation is None or not access.is_visible(request.actor.organisation):
        raise Http404
    rows = RupProfile.objects.visible_to(request.user).select_related("person", "organisation")
    return rows.filter(person=request.user).first()


def _way(request: Request, *here: tuple[str, str]) -> list[dict[str, str]]:
    return trail_for(request, (_("Il mio profilo di RUP"), reverse("sua:rup_own") if here else ""), *here)


@require_safe
def own(request: Request) -> HttpResponse:
    """What one's profile needs still, and one's assignments; the invitation to begin for who has none."""
    profile = _own(request)
    held = RupAssignment.objects.visible_to(request.user).filter(person=request.user)
    context = {
        "profile": profile,
        "steps": _steps(""),
        "assignments": [
            {"row": row, "tone": TONES[RupAssignment.State(row.state)]}
            for row in held.select_related("tender__organisation").order_by("-proposed_at", "-pk")
        ],
        "breadcrumb": _way(request),
    }
    return render(request, "sua/rup_own.html", context)


def _steps(current: str) -> list[dict[str, Any]]:
    return [
        {
            "label": section.label,
            "url": reverse("sua:rup_edit", args=[section.slug]),
            "done": False,
            "current": section.slug == current,
        }
        for section in SECTIONS
    ]


@GET_OR_POST
@for_acting_organisation
def edit(request: Request, section: str) -> HttpResponse:
    """One section of one's profile."""
    profile = _own(request) or RupProfile(
        person=request.user, organisation=request.actor.organisation, version=0
    )
    if section not in BY_SLUG:
        raise Http404
    part = BY_SLUG[section]
    form, rows = _form(request, part, profile), _rows(request, part, profile)
    valid = [one.is_valid() for one in (form, rows) if one is not None]
    wrong = request.method == "POST" and not all(valid)
    refusal: Refused | None = None
    if request.method == "POST" and not wrong:
        try:
            _save(request, part, form, rows)
        except Refused as raised:
            refusal, wrong = raised, True
        else:
            return _saved(request, section)
    if wrong and form is not None:
        keep_files(form, request.actor)
        if refusal is not None:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {
        "part": part,
        "form": form,
        "rows": rows,
        "refusal": refusal if form is None else None,
        "wrong_rows": _row_errors(part, form, rows) if wrong and rows is not None else [],
        **_cv(part, profile),
        "profile": profile,
        "steps": _steps(section),
        "breadcrumb": _way(request, (str(part.label), "")),
    }
    return render(request, "sua/rup_section.html", context, status=422 if wrong else 200)


def _row_errors(part: Section, form: Any, rows: Any) -> list[dict[str, str]]:
    """Return what must be corrected on the page, with the field to jump to; none when only a rule refused."""
    found = error_links(form) if form is not None else []
    for number, row in enumerate(rows.forms, 1):
        for link in error_links(row):
            words = {"label": part.rows_label, "number": number, "text": link["text"]}
            found.append({**link, "text": _("%(label)s %(number)s: %(text)s") % words})
    return found


def _cv(part: Section, profile: RupProfile) -> dict[str, Any]:
    """Return the curriculum that is there already, for the section that takes it."""
    if part.slug != "dichiarazioni" or profile.cv is None or profile.cv.trashed_at is not None:
        return {}
    version = profile.cv.current_version
    return {"cv": version, "cv_url": version_url(version)} if version else {}


def _form(request: Request, part: Section, profile: RupProfile) -> Any:
    if part.form is None:
        return None
    if issubclass(part.form, DeclarationsForm):
        return part.form(posted(request), sent_files(request), profile=profile, person=request.user)
    return part.form(posted(request), profile=profile)


def _rows(request: Request, part: Section, profile: RupProfile) -> Any:
    if part.rows is None:
        return None
    return part.rows(posted(request), initial=_initial(request, part, profile), prefix="righe")


def _initial(request: Request, part: Section, profile: RupProfile) -> list[dict[str, Any]]:
    if part.slug == "formazione":
        return [
            {**row, **{name: _day(row.get(name)) for name in ("day", "expires_on")}}
            for row in profile.training
        ]
    away = RupAbsence.objects.visible_to(request.user).filter(person=request.user)
    return [{"first_day": row.first_day, "last_day": row.last_day} for row in away]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _save(request: Request, part: Section, form: Any, rows: Any) -> None:
    """Write a section by the actions it needs; the version guards against a second window."""
    values = form.values() if form is not None else {}
    if part.slug == "formazione":
        values = {"training": [_told(row) for row in rows.written()]}
    version = whole_number(request.POST.get("version"))
    actions.save_profile(actor=request.actor, values=values, version=version)
    if part.slug == "disponibilita":
        days = [(row["first_day"], row["last_day"]) for row in rows.written()]
        actions.save_absences(actor=request.actor, days=days)
    if part.slug == "dichiarazioni" and form.cleaned_data["cv"]:
        actions.attach_cv(actor=request.actor, upload=form.cleaned_data["cv"])


def _told(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: row.get(name) for name in ("course", "issuer", "hours", "day", "expires_on")}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in kept.items()}


def _saved(request: Request, section: str) -> HttpResponse:
    messages.success(request, _("Profilo salvato."))
    if "resta" in request.POST:
        return redirect("sua:rup_edit", section)
    slugs = list(BY_SLUG)
    index = slugs.index(section) + 1
    return redirect("sua:rup_edit", slugs[index]) if index < len(slugs) else redirect("sua:rup_own")


@GET_OR_POST
@for_acting_organisation
def delete(request: Request) -> HttpResponse:
    """Ask, then take one's profile out of the register."""
    if _own(request) is None:
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            actions.delete_profile(actor=request.actor)
        except Refused as raised:
            refusal = raised
        else:
            messages.success(request, _("Profilo eliminato: non sei più nel registro dei RUP."))
            return redirect("sua:rup_own")
    context = {"refusal": refusal, "breadcrumb": _way(request, (_("Elimina il profilo"), ""))}
    return render(request, "sua/rup_delete.html", context, status=422 if refusal else 200)
