"""What every page of the questionnaires begins with."""

import hmac
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import F, Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from pico.base.errors import Refused
from pico.base.http import Request
from pico.questionnaires.codes import hash_of
from pico.questionnaires.models import Invitation, Questionnaire, Response, Round, Version
from pico.questionnaires.purposes import pages_above, purposes
from pico.questionnaires.rules import (
    may_join,
    may_manage,
    may_read_results,
    may_run,
    may_take_part,
    purposes_for,
)

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
TONES = {
    "DRAFT": "neutral",
    "OPEN": "info",
    "CLOSED": "warning",
    "CONSOLIDATED": "success",
    "CANCELLED": "danger",
    "TO_SIGN": "warning",
    "SUBMITTED": "success",
    "EXPIRED": "danger",
}


CODE_COOKIE = "risposta_anonima"


class NoDraft(Http404):
    """An anonymous round was asked for without the code of a draft."""


def must(allowed: bool) -> None:
    """Answer 404 to who may see the row and not do this with it."""
    if not allowed:
        raise Http404


def posted(request: Request) -> QueryDict | None:
    """Return what a form sent, be it empty; None when nothing was sent."""
    return request.POST if request.method == "POST" else None


def questionnaire_or_404(request: Request, public_id: uuid.UUID) -> Questionnaire:
    """Return a questionnaire of the organisation acted for."""
    row = get_object_or_404(
        Questionnaire.objects.visible_to(request.user).select_related("owner"), public_id=public_id
    )
    must(may_manage(request.actor, row))
    return row


def newest(questionnaire: Questionnaire) -> Version:
    """Return the version that the builder shows."""
    return questionnaire.versions.order_by("-number")[0]


def own_round_or_404(request: Request, public_id: uuid.UUID, *, wherever: bool = False) -> Round:
    """Return a round that the person runs, acting for its owner.

    Args:
        wherever: also one that is run from a page of its purpose.
    """
    rows = Round.objects.run_by(request.user).select_related("owner", "version__questionnaire")
    row = get_object_or_404(rows, public_id=public_id)
    must(may_run(request.actor, row) and (wherever or page_of_purpose(row) is None))
    return row


def page_of_purpose(round: Round) -> str | None:
    """Return the page from which a round is run, where it is not of this service."""
    page = purposes.get(round.version.questionnaire.purpose).round_page
    return page(round) if page else None


def read_round_or_404(request: Request, public_id: uuid.UUID) -> Round:
    """Return a round whose results the person reads, acting for its owner; none in preparation."""
    rows = Round.objects.read_by(request.user).select_related("owner", "version__questionnaire")
    row = get_object_or_404(rows, public_id=public_id)
    must(may_read_results(request.actor, row))
    return row


def invitation_or_404(request: Request, public_id: uuid.UUID, pk: int | None) -> Invitation:
    """Return the person's invitation, that of the organisation acted for, or, with its id, that of a body.

    An id is for who runs the round. Who may answer without an invitation has one that is not kept yet.
    """
    rows = Invitation.objects.visible_to(request.user).filter(round__public_id=public_id)
    rows = rows.select_related("round__owner", "round__version__questionnaire", "organisation", "person")
    if pk is None:
        own = Q(person=request.user)
        if request.actor.organisation is not None:
            own |= Q(organisation=request.actor.organisation)
        # After a merger a body may have two: the one that counts comes first.
        own_rows = rows.exclude(round__state=Round.State.DRAFT).filter(own)
        found = own_rows.order_by(F("replaced_by").asc(nulls_first=True), "pk").first()
        if found is None or found.round.is_anonymous:
            return _uninvited(request, public_id)
        return found
    row = get_object_or_404(rows.exclude(round__state=Round.State.DRAFT), pk=pk)
    must(may_run(request.actor, row.round))
    return row


def code_for_browser(request: Request, code: str) -> str:
    """Return what a browser keeps of a code: with it goes a sign that only this person's requests match.

    Who signs in after them in the same browser cannot go on with their answers. No row holds the sign.
    """
    return f"{code}.{_sign(request, code)}"


def code_from(request: Request) -> str:
    """Return the code that the browser holds for the person who is signed in now; "" without one."""
    code, _dot, sign = request.COOKIES.get(CODE_COOKIE, "").partition(".")
    return code if code and hmac.compare_digest(sign, _sign(request, code)) else ""


def _sign(request: Request, code: str) -> str:
    return salted_hmac("pico.questionnaires.anonymous", f"{request.user.pk}:{code}").hexdigest()


def _uninvited(request: Request, public_id: uuid.UUID) -> Invitation:
    """Return what stands for the invitation of a person to whom the round is open; 404 for all others.

    Raises:
        NoDraft: in an anonymous round, when the browser holds no code of answers still to send.
    """
    rows = Round.objects.visible_to(request.user).exclude(state=Round.State.DRAFT)
    rows = rows.select_related("owner", "version__questionnaire")
    round = get_object_or_404(rows.exclude(unit=Round.Unit.ORGANISATION), public_id=public_id)
    if not round.is_anonymous:
        must(may_join(request.user, round))
        return Invitation(round=round, person=request.user)
    stand_in = Invitation(round=round)
    stand_in.code = code_from(request)
    if not may_take_part(request.user, round) or response_of(stand_in) is None:
        raise NoDraft
    return stand_in


def through_the_door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Lead who comes to an anonymous round without a code to the page that says how it works."""

    @wraps(view)
    def answer(request: Request, public_id: uuid.UUID, **arguments: Any) -> HttpResponse:
        try:
            return view(request, public_id, **arguments)
        except NoDraft:
            return redirect("questionnaires:anonymous", public_id)

    return answer


def response_of(invitation: Invitation) -> Response | None:
    """Return the response of an invitation that the page may show."""
    rows = Response.objects.unrestricted("the page of an invitation asked who looks at it")
    if invitation.pk is None:
        draft = rows.filter(round=invitation.round, resume_code__code_hash=hash_of(invitation.code))
        return draft.first() if invitation.code else None
    found = rows.filter(invitation=invitation).select_related("signed_by", "proxy_by").first()
    if found is not None:
        found.invitation = invitation
    return found


def trail(*parts: tuple[str, str]) -> list[dict[str, str]]:
    """Return the breadcrumb of a page."""
    return [{"label": label, "url": url} for label, url in parts]


def building_trail(questionnaire: Questionnaire, here: str = "") -> list[dict[str, str]]:
    """Return the breadcrumb of a page about a questionnaire."""
    page = reverse("questionnaires:questionnaire", args=[questionnaire.public_id])
    parts = [(_("Questionari"), reverse("questionnaires:list")), (str(questionnaire), page if here else "")]
    return trail(*parts, *([(here, "")] if here else []))


def round_trail(round: Round, here: str = "", page: str = "questionnaires:round") -> list[dict[str, str]]:
    """Return the breadcrumb of a page about a round."""
    parts = [
        (_("Rilevazioni"), reverse("questionnaires:rounds")),
        (str(round), reverse(page, args=[round.public_id]) if here else ""),
    ]
    return trail(*parts, *([(here, "")] if here else []))


def answering(request: Request, round: Round, here: str = "", start: str = "") -> dict[str, Any]:
    """Return the way to a page of answering and back: what its purpose says, or that of the service.

    Args:
        here: words of the page, below the first one; empty for that.
        start: address of the first page of answering.
    """
    above = pages_above(request.actor, round)
    if not above:
        return {"breadcrumb": round_trail(round, here, "questionnaires:fill"), "back_to": None}
    parts = [*above, (_("Risposta"), start if here else ""), *([(here, "")] if here else [])]
    label, url = above[-1]
    return {"breadcrumb": trail(*parts), "back_to": {"label": label, "url": url}}


def results_trail(request: Request, round: Round, here: str = "") -> list[dict[str, str]]:
    """Return the breadcrumb of a page of results: through the page of the round for those who run it."""
    if may_run(request.actor, round):
        return round_trail(round, here or _("Risultati"))
    results = round_trail(round, here, "questionnaires:results")
    return results if here else trail((_("Rilevazioni"), reverse("questionnaires:rounds")), (str(round), ""))


def show(request: Request, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Draw a page."""
    return render(request, f"questionnaires/{name}.html", context, status=status)


def tabs_of(request: Request, page: str) -> list[dict[str, Any]]:
    """Return the two lists of the service as tabs, for those who have both: what is asked, and to whom."""
    if not purposes_for(request.actor):
        return []
    pages = {"list": _("Le domande"), "rounds": _("Le rilevazioni")}
    return [
        {"label": label, "url": reverse(f"questionnaires:{name}"), "current": name == page}
        for name, label in pages.items()
    ]


def show_form(request: Request, form: Any, title: str, **context: Any) -> HttpResponse:
    """Draw a page that is one form; 422 when it was sent with errors."""
    return show(request, "form", {"form": form, "title": title, **context}, 422 if form.errors else 200)


def attempt(form: Any, act: Callable[[], object]) -> Any:
    """Call an action for a valid form; a refusal stands on the form.

    Returns:
        What the action returned, or None when it refused.
    """
    try:
        return act() or True
    except Refused as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal))
        return None
