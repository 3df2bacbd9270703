"""What a person has to do today: the requests that wait for a role they hold, with the one next action."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base import dates
from pico.organisations.models import Organisation
from pico.sua.models import Remark, Tender, TenderReminder
from pico.sua.models.codes import OPEN_STATES, State
from pico.sua.rules import completeness

SHOWN = 50


@dataclass(frozen=True)
class Duty:
    """One line of "Da fare oggi"."""

    tender: Tender
    what: str
    action: str
    whose: str
    due: date | None
    url: str = ""


def duties(user: Any, organisation: Organisation) -> list[Duty]:
    """Return what waits for this person at this organisation, the nearest date first."""
    roles = access_of(user).roles_at(organisation.pk)
    states = [state for state, (needed, _words) in _WAITS.items() if roles & needed]
    side = {"province": organisation} if organisation.is_province else {"organisation": organisation}
    # a subquery: joined to the remarks, every column of every tender that waits would be grouped by
    remarks = Remark.objects.unrestricted("a subquery: the tenders are those the person sees")
    waiting = remarks.filter(tender=OuterRef("pk"), answered_at=None)
    told = TenderReminder.objects.unrestricted("a subquery: whether the managers were told of a draft today")
    rows = (
        Tender.objects.visible_to(user)
        .filter(state__in=states, historic=False, **side)
        .select_related("organisation", "province", "rup_org")
        .annotate(
            answer_by=Subquery(waiting.order_by("due_on").values("due_on")[:1]),
            told=Exists(told.filter(tender=OuterRef("pk"), day=dates.today())),
        )
        .order_by(F("answer_by").asc(nulls_last=True), F("term_on").asc(nulls_last=True), "pk")[:SHOWN]
    )
    found = list(rows)
    ready = completeness.complete([row for row in found if row.state == State.DRAFT])
    return [
        _duty(row, organisation.is_province, roles, ready=row.pk in ready)
        for row in found
        # whoever told the manager has nothing left to do
        if not (row.pk in ready and row.told and Role.ORGANISATION_MANAGER not in roles)
    ]


_BODY = frozenset({Role.ORGANISATION_OPERATOR, Role.ORGANISATION_MANAGER})
# state: (roles for which it is work, words of the action)
_WAITS: dict[str, tuple[frozenset[str], str]] = {
    State.DRAFT: (_BODY, "Continua la bozza"),
    State.SUBMITTED: (frozenset({Role.SUA_OPERATOR, Role.EXECUTIVE}), "Apri la richiesta"),
    State.IN_REVIEW: (frozenset({Role.SUA_OPERATOR, Role.EXECUTIVE}), "Esamina"),
    State.CLARIFICATION: (_BODY, "Rispondi"),
    State.READY: (frozenset({Role.SUA_OPERATOR}), "Indici la gara"),
    State.PROPOSED: (frozenset({Role.EXECUTIVE}), "Decidi l'aggiudicazione"),
    State.AWARDED: (frozenset({Role.SUA_OPERATOR}), "Passa la gara all'ente"),
}


def _duty(row: Tender, for_province: bool, roles: frozenset[str], *, ready: bool = False) -> Duty:
    action, url = _(_WAITS[row.state][1]), ""
    if ready:
        sends = Role.ORGANISATION_MANAGER in roles
        action = _("Invia la richiesta: è completa") if sends else _("Avvisa il responsabile: è completa")
        url = reverse("sua:send" if sends else "sua:tell", args=[row.public_id])
    if row.state == State.SUBMITTED and Role.SUA_OPERATOR in roles:
        action = _("Prendi in carico")
    if row.state == State.IN_REVIEW and Role.EXECUTIVE in roles:
        action = _("Decidi")
    return Duty(
        tender=row,
        what=f"{row.number}: {row.title}" if row.number else row.title or _("Bozza senza oggetto"),
        action=action,
        whose=str(row.organisation) if for_province else row.get_state_display(),
        due=_due(row, for_province),
        url=url,
    )


def _due(row: Tender, for_province: bool) -> date | None:
    """The term of the ten days binds the request: what comes after it has no day of its own."""
    if for_province:
        return row.term_on if row.state in OPEN_STATES else None
    return row.answer_by  # type: ignore[attr-defined]  # annotated
