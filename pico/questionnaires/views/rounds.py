"""Rounds: the list, the page of one, whom it asks, how it moves."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from pico.accounts.models import User
from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.paging import paginate
from pico.questionnaires import actions
from pico.questionnaires.breakdown import GONE
from pico.questionnaires.forms.narrowing import NarrowingForm
from pico.questionnaires.forms.rounds import (
    PlainForm,
    ReasonForm,
    ReopenForm,
    RoundForm,
)
from pico.questionnaires.forms.scored_rounds import ScoredRoundForm
from pico.questionnaires.mergers import leaves_answers
from pico.questionnaires.models import Invitation, Questionnaire, Response, Round
from pico.questionnaires.models.rounds import TO_PURPOSE, open_to
from pico.questionnaires.narrowing import ALL, Narrowing
from pico.questionnaires.purposes import is_scored, purposes
from pico.questionnaires.reach import MANAGE, READ_RESULTS, reached
from pico.questionnaires.rules import (
    TRANSITIONS,
    is_in_force,
    may_read_results,
    may_run,
    purposes_for,
    transitions_of,
)
from pico.questionnaires.views.attempts import rule_facts
from pico.questionnaires.views.common import (
    GET_OR_POST,
    TONES,
    attempt,
    building_trail,
    must,
    own_round_or_404,
    page_of_purpose,
    posted,
    questionnaire_or_404,
    round_trail,
    show,
    show_form,
    tabs_of,
    trail,
)
from pico.sharing.audience import audience

CONSEQUENCES = {
    "opened": lazy("Chi è invitato è avvisato subito. Le domande non cambiano più."),
    "closed": lazy("Chi non ha inviato le risposte non potrà più farlo, salvo una proroga."),
    "reopened": lazy("Chi è invitato e non ha risposto è avvisato e può completare le risposte."),
    "consolidated": lazy("Non si riapre più nulla: i risultati sono definitivi."),
    "cancelled": lazy("Chi è invitato è avvisato e legge il motivo. Non si può tornare indietro."),
}
CONSEQUENCES_IN_TESTS = {
    "closed": lazy("I tentativi in corso si chiudono con le risposte salvate; nessuno ne comincia altri."),
    "reopened": lazy(
        "Chi ha ancora tentativi può rifare il test, anche se alla chiusura ha letto le risposte giuste."
    ),
}
FORMS: dict[str, Any] = {"reopened": ReopenForm, "cancelled": ReasonForm}
SENT = Q(response__state=Response.State.SUBMITTED)


@require_safe
def listing(request: Request) -> HttpResponse:
    """The rounds that the organisation acted for runs or is asked in, and those for the person."""
    body = request.actor.organisation
    rows = Round.objects.visible_to(request.user).select_related("owner", "version__questionnaire")
    asked = Q(invitations__organisation=body) if body else Q(pk__in=[])
    asked |= Q(invitations__person=request.user) | open_to(request.user)
    opened = ~Q(state=Round.State.DRAFT)
    reads = reached(request.user, READ_RESULTS, TO_PURPOSE) & opened
    own = (reached(request.user, MANAGE, TO_PURPOSE) | reads) & (Q(owner=body) if body else Q(pk__in=[]))
    page = paginate(request, rows.filter((asked & opened) | own).distinct())
    context = {
        "page": page,
        "rows": [
            {
                "title": row.title,
                "url": reverse(_page_of(request, row), args=[row.public_id]),
                "meta": [str(row.owner), _("Test") if is_scored(row.version.questionnaire) else ""],
                "closes": row.closes_at,
                "label": row.get_state_display(),
                "tone": TONES[row.state],
            }
            for row in page
        ],
        "may_author": bool(purposes_for(request.actor)),
        "tabs": tabs_of(request, "rounds"),
        "breadcrumb": trail((_("Rilevazioni"), "")),
    }
    return show(request, "rounds", context)


def _page_of(request: Request, row: Round) -> str:
    """Return the name of the page of a round for a person: who runs it, who reads it, who answers."""
    body = request.actor.organisation
    if body is not None and row.owner_id == body.pk:
        if may_run(request.actor, row):
            return "questionnaires:round"
        if row.state != Round.State.DRAFT and may_read_results(request.actor, row):
            return "questionnaires:results"
    return "questionnaires:fill"


def _form_of(questionnaire: Questionnaire, data: Any, **more: Any) -> RoundForm:
    kind = ScoredRoundForm if is_scored(questionnaire) else RoundForm
    subjects = purposes.get(questionnaire.purpose).subjects
    return kind(data, owner=questionnaire.owner, subjects=subjects, **more)


@GET_OR_POST
@for_acting_organisation
def new(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """A round of the newest version of a questionnaire."""
    questionnaire = questionnaire_or_404(request, public_id)
    must(purposes.get(questionnaire.purpose).round_page is None)
    form = _form_of(questionnaire, posted(request), title=questionnaire.title)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.create_round(
                actor=request.actor, questionnaire=questionnaire, values=form.values()
            ),
        )
        if made:
            messages.success(request, _("Rilevazione preparata."))
            return redirect(
                "questionnaires:round" if made.audience else "questionnaires:invite", made.public_id
            )
    title = _("Nuova rilevazione")
    back = reverse("questionnaires:questionnaire", args=[public_id])
    here = building_trail(questionnaire, title)
    return show_form(request, form, title, submit=_("Prepara la rilevazione"), back=back, breadcrumb=here)


@GET_OR_POST
@for_acting_organisation
def edit(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What a round says, before it opens."""
    row = own_round_or_404(request, public_id)
    must(row.state == Round.State.DRAFT)
    form = _form_of(row.version.questionnaire, posted(request), round=row)
    back = reverse("questionnaires:round", args=[public_id])
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.edit_round(actor=request.actor, round=row, values=form.values()))
        if made:
            return redirect(back)
    title = _("Dati della rilevazione")
    return show_form(request, form, title, submit=_("Salva"), back=back, breadcrumb=round_trail(row, title))


@require_safe
def detail(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """State, participation, the list of organisations."""
    row = own_round_or_404(request, public_id, wherever=True)
    if elsewhere := page_of_purpose(row):
        return redirect(elsewhere)
    to_bodies = row.unit == Round.Unit.ORGANISATION
    narrowing = NarrowingForm(request.GET, round=row, kept=("stato",))
    part = narrowing.narrowing if to_bodies else ALL
    invitations = _listed(request, row).filter(part.of("organisation"))
    chosen = request.GET.get("stato", "")
    filtered = invitations.filter(_STATES[chosen][1]) if chosen in _STATES else invitations
    page = paginate(request, filtered.order_by("organisation__name", "person__family_name", "pk"))
    states = states_of(page)
    reads = may_read_results(request.actor, row)
    context = {
        "round": row,
        "tone": TONES[row.state],
        "moves": transitions_of(row),
        "figures": participation(row, part),
        "narrowing": narrowing if to_bodies else None,
        "part": part.query,
        "page": page,
        "rows": [_line(one, row, states, reads=reads) for one in page],
        "reads": reads,
        "states": [(code, label) for code, (label, _condition) in _STATES.items()],
        "chosen": chosen,
        "has_mergers": to_bodies and reads and leaves_answers(row),
        "rules": rule_facts(row) if is_scored(row.version.questionnaire) else None,
        "is_draft": row.state == Round.State.DRAFT,
        "to_bodies": to_bodies,
        "audience": audience(row.audience, row.owner).words if row.audience else "",
        "breadcrumb": round_trail(row),
    }
    return show(request, "round", context)


def _listed(request: Request, row: Round) -> Any:
    """Return the invitations whose names are shown: a person's when they took part, or are a colleague."""
    rows = row.invitations.select_related("organisation", "person")
    if row.unit == Round.Unit.ORGANISATION:
        return rows
    if row.is_anonymous and row.state != Round.State.DRAFT:
        return rows.none()
    known = User.people.visible_to(request.user).order_by().values("pk")
    took_part = Q(opened_at__isnull=False) | Q(declined_at__isnull=False)
    return rows.filter(took_part | Q(person__in=known))


_STATES = {
    "inviate": (lazy("inviate"), SENT),
    "in-corso": (
        lazy("in compilazione o da approvare"),
        Q(response__state__in=("DRAFT", "TO_SIGN"), declined_at=None),
    ),
    "rinunce": (lazy("non interessati"), Q(declined_at__isnull=False)),
    "mancanti": (lazy("mai aperte"), Q(response=None, declined_at=None) & ~GONE),
    "cessati": (lazy("enti cessati"), GONE),
}


def participation(round: Round, part: Narrowing = ALL) -> dict[str, Any]:
    """Return how many are how far; where nobody needs an invitation, nobody is missing.

    Args:
        part: which organisations; of an anonymous round there are no parts.
    """
    if round.is_anonymous:
        return {
            "by_invitation": not round.audience,
            "anonymous": True,
            "invited": round.invitations.count(),
            "sent": round.participations.count(),
        }
    counts = round.invitations.filter(part.of("organisation"), replaced_by=None).aggregate(
        invited=Count("pk"),
        opened=Count("pk", filter=Q(opened_at__isnull=False)),
        sent=Count("pk", filter=SENT),
        declined=Count("pk", filter=Q(declined_at__isnull=False)),
        ceased=Count("pk", filter=GONE),
        missing=Count("pk", filter=Q(declined_at=None) & (Q(response=None) | ~SENT) & ~GONE),
    )
    return {**counts, "by_invitation": not round.audience}


def states_of(invitations: Any) -> dict[int, tuple[str, str]]:
    """Return (state, id of the response) of the invitations of a page: how far, never what."""
    rows = Response.objects.unrestricted(
        "the page of a round tells how far each body is, never what it wrote"
    )
    found = rows.filter(invitation__in=[row.pk for row in invitations])
    return {pk: (state, str(key)) for pk, state, key in found.values_list("invitation_id", "state", "pk")}


def _line(
    invitation: Invitation, round: Round, states: dict[int, tuple[str, str]], *, reads: bool
) -> dict[str, Any]:
    state, key = states.get(invitation.pk, ("", ""))
    given = state in (Response.State.SUBMITTED, Response.State.EXPIRED)
    label = Response.State(state).label if state else _("Mai aperta")
    in_force = is_in_force(invitation)
    if not in_force and (invitation.replaced_by_id or not given):
        label = _("Vale un'altra risposta") if invitation.replaced_by_id else _("Ente cessato")
    return {
        "pk": invitation.pk,
        "name": str(invitation.respondent),
        "label": _("Non interessato") if invitation.declined_at else label,
        "tone": "neutral" if invitation.declined_at or not state or not in_force else TONES[state],
        "reason": invitation.decline_reason,
        "extended_to": invitation.extended_to,
        "response_url": reverse("questionnaires:response", args=[key]) if given and reads else "",
        "proxy_url": reverse("questionnaires:fill_for", args=[round.public_id, invitation.pk])
        if round.state == Round.State.OPEN
        and round.unit == Round.Unit.ORGANISATION
        and not given
        and in_force
        and not invitation.declined_at
        else "",
        "extend_url": reverse("questionnaires:extend", args=[round.public_id, invitation.pk])
        if round.state in (Round.State.OPEN, Round.State.CLOSED)
        and (state != Response.State.SUBMITTED or is_scored(round.version.questionnaire))
        and not round.is_anonymous
        and in_force
        else "",
        "remove_url": reverse("questionnaires:uninvite", args=[round.public_id, invitation.pk])
        if round.state == Round.State.DRAFT
        else "",
    }


@GET_OR_POST
@for_acting_organisation
def move(request: Request, public_id: uuid.UUID, code: str) -> HttpResponse:
    """Ask, then bring a round into its next state."""
    row = own_round_or_404(request, public_id)
    transition = TRANSITIONS[code]
    must(transition in transitions_of(row))
    form = FORMS.get(code, PlainForm)(posted(request))
    back = reverse("questionnaires:round", args=[public_id])
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _move(request, row, code, form.cleaned_data))
        if done:
            messages.success(request, str(transition.done))
            return redirect(back)
    return show_form(
        request,
        form,
        f"{transition.label}: {row.title}",
        submit=transition.label,
        back=back,
        breadcrumb=round_trail(row, str(transition.label)),
        lead=_consequence(row, code),
    )


def _consequence(row: Round, code: str) -> Any:
    is_test = is_scored(row.version.questionnaire)
    return CONSEQUENCES_IN_TESTS.get(code, CONSEQUENCES[code]) if is_test else CONSEQUENCES[code]


def _move(request: Request, row: Round, code: str, data: dict[str, Any]) -> Round:
    match code:
        case "opened":
            return actions.open_round(actor=request.actor, round=row)
        case "closed":
            return actions.close_round(actor=request.actor, round=row)
        case "consolidated":
            return actions.consolidate_round(actor=request.actor, round=row)
        case "cancelled":
            return actions.cancel_round(actor=request.actor, round=row, reason=data["reason"])
    return actions.reopen_round(
        actor=request.actor, round=row, closes_at=data["closes_at"], reason=data["reason"]
    )


@GET_OR_POST
@for_acting_organisation
def delete(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """Ask, then delete a round that nobody was asked yet."""
    row = own_round_or_404(request, public_id)
    must(row.state == Round.State.DRAFT)
    if request.method == "POST":
        try:
            actions.delete_round(actor=request.actor, round=row)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("questionnaires:round", public_id)
        messages.success(request, _("Rilevazione eliminata."))
        return redirect("questionnaires:rounds")
    context = {"round": row, "breadcrumb": round_trail(row, _("Elimina"))}
    return show(request, "delete", context)
