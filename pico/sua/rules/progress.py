"""How far each body is with its answer: never what it wrote."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pico.questionnaires.models import Invitation, Response
from pico.questionnaires.rules import is_in_force, is_in_time
from pico.sua.models import NeedsCampaign


class Progress(models.TextChoices):
    """States of an answer, sua.md 3.3."""

    NOT_OPENED = "NOT_OPENED", _("Da iniziare")
    IN_PROGRESS = "IN_PROGRESS", _("In compilazione")
    TO_SIGN = "TO_SIGN", _("Da inviare")
    SUBMITTED = "SUBMITTED", _("Inviata")
    NOT_INTERESTED = "NOT_INTERESTED", _("Non interessato")
    EXPIRED = "EXPIRED", _("Scaduta")
    REPLACED = "REPLACED", _("Ente cessato")


TONES = {
    Progress.NOT_OPENED: "neutral",
    Progress.IN_PROGRESS: "info",
    Progress.TO_SIGN: "warning",
    Progress.SUBMITTED: "success",
    Progress.NOT_INTERESTED: "neutral",
    Progress.EXPIRED: "danger",
    Progress.REPLACED: "neutral",
}
WAITING = (Progress.NOT_OPENED, Progress.IN_PROGRESS, Progress.TO_SIGN)


@dataclass(frozen=True)
class BodyProgress:
    """One body asked."""

    invitation: Invitation
    state: Progress
    response_id: Any = None
    submitted_at: datetime | None = None

    @property
    def tone(self) -> str:
        return TONES[self.state]


def progress_of(campaign: NeedsCampaign) -> list[BodyProgress]:
    """Return all bodies asked, by name, with how far they are. Two queries, however many they are."""
    invitations = campaign.round.invitations.select_related("organisation").order_by(
        "organisation__name", "pk"
    )
    responses = Response.objects.unrestricted("how far each body of a campaign is, never what it wrote")
    rows = responses.filter(round=campaign.round_id).values_list(
        "invitation_id", "pk", "state", "submitted_at"
    )
    known = {invitation: rest for invitation, *rest in rows}
    return [_of(campaign, invitation, known.get(invitation.pk)) for invitation in invitations]


def _of(campaign: NeedsCampaign, invitation: Invitation, row: Any) -> BodyProgress:
    invitation.round = campaign.round
    pk, state, at = row or (None, "", None)
    return BodyProgress(invitation, _state(invitation, state), pk, at)


def _state(invitation: Invitation, state: str) -> Progress:
    if state == Response.State.SUBMITTED and invitation.replaced_by_id is None:
        return Progress.SUBMITTED
    if not is_in_force(invitation):
        return Progress.REPLACED
    if invitation.declined_at is not None:
        return Progress.NOT_INTERESTED
    if invitation.round.opened_at is not None and not is_in_time(invitation):
        return Progress.EXPIRED
    if state == Response.State.TO_SIGN:
        return Progress.TO_SIGN
    return Progress.IN_PROGRESS if state else Progress.NOT_OPENED


def counted(rows: Iterable[BodyProgress]) -> list[tuple[Progress, int]]:
    """Return how many bodies are in each state, of those in which somebody is."""
    counts = Counter(row.state for row in rows)
    return [(state, counts[state]) for state in Progress if counts[state]]


def of_one(campaign: NeedsCampaign, invitation: Invitation) -> Progress:
    """Return how far one body is."""
    responses = Response.objects.unrestricted("how far each body of a campaign is, never what it wrote")
    state = responses.filter(invitation=invitation).values_list("state", flat=True).first()
    return _state(invitation, state or "")


def own_states(campaigns: Iterable[NeedsCampaign], organisation: Any) -> dict[int, dict[str, Any]]:
    """Return how far one body is with each of some campaigns, by id of the round. One query."""
    held = {row.round_id: row for row in campaigns}
    rows = Invitation.objects.unrestricted("how far the body acted for is with its own answers")
    rows = rows.filter(round__in=held, organisation=organisation, replaced_by=None)
    found = {}
    for row in rows.select_related("organisation", "response"):
        row.round = held[row.round_id].round
        if row.round.opened_at is not None:
            state = _state(row, row.response.state if hasattr(row, "response") else "")
            found[row.round_id] = {
                "state": state, "label": str(state.label), "tone": TONES[state], "until": row.closes_at
            }  # fmt: skip
    return found
