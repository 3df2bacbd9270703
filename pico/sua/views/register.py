"""The register of RUPs: searched by the SUA people of a Province, one profile, the export."""

import uuid
from functools import partial

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pico.base import dates
from pico.base.acting import for_acting_organisation
from pico.base.actor import Actor
from pico.base.exports import FORMATS, WITH_JSON, is_long, long_export, table_response
from pico.base.http import Request
from pico.base.paging import paginate
from pico.journal.models import record
from pico.sua import rup_exports
from pico.sua.models import RupAbsence, RupAssignment, RupProfile
from pico.sua.rules import access, rups
from pico.sua.rules import register as rules
from pico.sua.views.common import area_page, trail, trail_for
from pico.sua.views.documents import version_url
from pico.sua.views.rups import TONES


def _must_search(request: Request) -> None:
    if not rules.may_search(request.user, request.actor.organisation):
        raise Http404


@area_page
@require_safe
def register(request: Request) -> HttpResponse:
    """Everybody the person may choose among, filtered, sorted, in pages."""
    _must_search(request)
    filters, rows = rup_exports.filtered(request.user, request.GET)
    page = paginate(request, rows)
    figures = rups.Rules.on(dates.today())
    carried = rups.loads([row.person_id for row in page], figures)
    query = request.GET.copy()
    query.pop("pagina", None)
    context = {
        "filters": filters,
        "page": page,
        "rows": [
            {"profile": row, "load": carried[row.person_id], "available": rules.availability(row)}
            for row in page
        ],
        "query": query.urlencode(),
        "sort": request.GET.get("ordina", ""),
        "breadcrumb": trail((_("Registro dei RUP"), "")),
    }
    return render(request, "sua/rup_register.html", context)


@area_page
@require_http_methods(["GET", "HEAD", "POST"])
@for_acting_organisation  # type: ignore[arg-type] # a streamed answer
def export(request: Request, format: str) -> HttpResponseBase:
    """Exactly the rows of the register with the same filters; very many by a job."""
    _must_search(request)
    if format not in WITH_JSON:
        raise Http404
    rows = rup_exports.rows_for(request.user, request.GET)
    count = rows.count()
    note = partial(_note, request.actor, format, count)
    if format in FORMATS and (request.method == "POST" or is_long(count)):
        back = reverse("sua:rups")
        return long_export(request, rup_exports.REGISTER, format, count=count, back=back, note=note)
    note()
    return table_response("registro dei RUP", rup_exports.COLUMNS, rows, format)


def _note(actor: Actor, format: str, count: int) -> None:
    record(actor, "sua.profiles.exported", category="export", changes={"rows": count, "format": format})


@require_safe
def profile(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """One profile: what it says, how much the person carries, the assignments that one may read."""
    if not access.is_visible(request.actor.organisation):
        raise Http404
    rows = RupProfile.objects.visible_to(request.user).select_related(
        "person", "organisation", "cv__current_version__file"
    )
    row = get_object_or_404(rows, public_id=public_id)
    held = RupAssignment.objects.visible_to(request.user).filter(person=row.person)
    away = RupAbsence.objects.visible_to(request.user).filter(person=row.person, last_day__gte=dates.today())
    version = row.cv.current_version if row.cv and row.cv.trashed_at is None else None
    figures = rups.Rules.on(dates.today())
    is_keeper = rules.may_search(request.user, request.actor.organisation)
    above = (_("Registro dei RUP"), reverse("sua:rups"))
    own = (_("Il mio profilo di RUP"), reverse("sua:rup_own"))
    context = {
        "profile": row,
        "mine": row.person_id == request.user.pk,
        "load": rups.loads([row.person_id], figures)[row.person_id],
        "facts": rules.facts(row),
        "training": rules.training(row),
        "absences": list(away),
        "cv": version,
        "cv_url": version_url(version) if version else "",
        "assignments": [
            {"row": one, "tone": TONES[RupAssignment.State(one.state)]}
            for one in held.select_related("tender__organisation").order_by("-proposed_at", "-pk")
        ],
        "breadcrumb": trail_for(request, above if is_keeper else own, (str(row), "")),
    }
    return render(request, "sua/rup_profile.html", context)
