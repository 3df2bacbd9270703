"""How a needs campaign moves, and how it follows its round."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.base.outbox import notify
from pico.journal.models import record
from pico.questionnaires import actions as questionnaires
from pico.questionnaires.models import Invitation, Response, Round
from pico.sua.actions.campaigns import _ask_what_it_must, _locked
from pico.sua.models import NeedsCampaign
from pico.sua.models.campaigns import CampaignState
from pico.sua.rules import campaigns as rules
from pico.sua.rules import needs
from pico.sua.rules.access import BODY, OFFICE


@transaction.atomic
def open_campaign(*, actor: Actor, campaign: NeedsCampaign) -> NeedsCampaign:
    """Freeze items and questionnaire, and ask the bodies.

    Raises:
        Refused: when the person may not, or something is missing.
    """
    row = _locked(campaign)
    rules.require(actor, row, "open")
    _require_ready(row)
    _ask_what_it_must(actor, row)
    questionnaires.open_round(actor=actor, round=row.round)
    return _again(row)


def _require_ready(campaign: NeedsCampaign) -> None:
    if missing := rules.gaps(campaign):
        raise Refused(missing[0], code="incomplete")


@transaction.atomic
def close_campaign(*, actor: Actor, campaign: NeedsCampaign) -> NeedsCampaign:
    """Close a campaign before its time.

    Raises:
        Refused: when the person may not, or it is not open.
    """
    row = _locked(campaign)
    rules.require(actor, row, "close")
    questionnaires.close_round(actor=actor, round=row.round)
    return _again(row)


@transaction.atomic
def reopen_campaign(
    *, actor: Actor, campaign: NeedsCampaign, closes_at: datetime, reason: str
) -> NeedsCampaign:
    """Open a closed campaign again until another moment.

    Raises:
        Refused: when the person may not, it is not closed, the moment has passed or the reason is missing.
    """
    row = _locked(campaign)
    rules.require(actor, row, "reopen")
    questionnaires.reopen_round(actor=actor, round=row.round, closes_at=closes_at, reason=reason)
    return _again(row)


@transaction.atomic
def consolidate_campaign(*, actor: Actor, campaign: NeedsCampaign) -> NeedsCampaign:
    """End a closed campaign: answers change no more, and the bodies that answered see the totals.

    Raises:
        Refused: when the person may not, it is not closed, or nobody answered.
    """
    row = _locked(campaign)
    rules.require(actor, row, "consolidate")
    if not _sent(row).exists():
        raise Refused(_("Nessun ente ha risposto: la raccolta si può solo archiviare."), code="nobody")
    questionnaires.consolidate_round(actor=actor, round=row.round)
    made = _again(row)
    bodies = _sent(row).order_by("pk").values_list("invitation__organisation_id", flat=True)
    _tell_bodies("consolidated", made, actor, bodies)
    return made


def _sent(campaign: NeedsCampaign) -> Any:
    rows = Response.objects.unrestricted("which bodies answered a campaign in hand")
    return rows.filter(round=campaign.round, state=Response.State.SUBMITTED, invitation__replaced_by=None)


@transaction.atomic
def archive_campaign(*, actor: Actor, campaign: NeedsCampaign, reason: str) -> NeedsCampaign:
    """End a campaign without a tender, whatever it had come to; the bodies asked read why.

    Raises:
        Refused: when the person may not, it has ended already, or the reason is missing.
    """
    row = _locked(campaign)
    rules.require(actor, row, "archive")
    if not reason.strip():
        raise Refused(_("Scrivi il motivo: lo leggono gli enti."), field="reason", code="reason")
    if row.state == CampaignState.OPEN:
        questionnaires.cancel_round(actor=actor, round=row.round, reason=reason)
        return _again(row)
    return _enter(actor, row, rules.BY_CODE["archive"], reason)


def _again(campaign: NeedsCampaign) -> NeedsCampaign:
    rows = NeedsCampaign.objects.unrestricted("an action returns the row that its round has moved")
    return rows.select_related("province", "round").get(pk=campaign.pk)


def _enter(
    actor: Actor, campaign: NeedsCampaign, move: rules.CampaignMove, reason: str = ""
) -> NeedsCampaign:
    before, campaign.state, campaign.state_reason = campaign.state, move.target, reason.strip()
    if campaign.state == CampaignState.CONSOLIDATED:
        campaign.consolidated_at = timezone.now()
    campaign.save()
    record(actor, f"sua.campaign.{move.code}", campaign, changes={"state": [before, campaign.state]})
    return campaign


# --- One body


@transaction.atomic
def remind_campaign(*, actor: Actor, campaign: NeedsCampaign) -> int:
    """Remind the bodies that have not answered; nobody twice on one day. Returns how many.

    Raises:
        Refused: when the person may not, or the campaign is not open.
    """
    row = _locked(campaign)
    rules.require_run(actor, row)
    count = questionnaires.remind_missing(actor=actor, round=row.round)
    record(actor, "sua.campaign.reminded", row, changes={"bodies": [None, count]})
    return count


@transaction.atomic
def reopen_body(
    *, actor: Actor, campaign: NeedsCampaign, invitation: Invitation, until: datetime | None, reason: str
) -> None:
    """Let one body answer, or correct what it sent, until a moment of its own; it reads why.

    Args:
        until: a moment after the closing; without, the closing of the campaign while that is still to come.

    Raises:
        Refused: when the person may not, the campaign is consolidated, or the moment or the reason is
            missing.
    """
    row = _locked(campaign)
    rules.require_run(actor, row)
    if row.state not in (CampaignState.OPEN, CampaignState.CLOSED):
        raise Refused(
            _("La raccolta è consolidata: un cambiamento è una revisione numerata."), code="consolidated"
        )
    if not reason.strip():
        raise Refused(_("Scrivi perché riapri: lo legge l'ente."), field="reason", code="reason")
    if until is None and row.state == CampaignState.CLOSED:
        raise Refused(
            _("La raccolta è chiusa: indica fino a quando l'ente può rispondere."), field="day", code="until"
        )
    invitation.round = row.round
    if until is not None:
        questionnaires.extend(actor=actor, invitation=invitation, until=until)
    sent = _sent(row).filter(invitation=invitation).first()
    if sent is not None:
        sent.invitation, sent.round = invitation, row.round
        questionnaires.reopen_response(actor=actor, response=sent, reason=reason)
    elif until is None:
        raise Refused(_("L'ente non ha ancora risposto: può farlo fino alla chiusura."), code="not_sent")
    record(actor, "sua.campaign.body_reopened", row)


# --- What the questionnaires tell


def follow_round(*, actor: Actor, round: Round, code: str) -> None:
    """Bring the campaign of a round that moves where the round goes.

    Raises:
        Refused: when the campaign cannot follow: the round then stays where it was.
    """
    rows = NeedsCampaign.objects.unrestricted("the campaign of a round that moves follows it")
    held = rows.select_related("province").select_for_update(of=("self",)).filter(round_id=round.pk).first()
    if held is None:
        return
    held.round = round
    move = rules.BY_MOVE_OF_ROUND[code]
    if held.state not in move.sources:
        raise Refused(rules.objection(held, move.code), code="state")
    if code in ("opened", "reopened") and (sentence := rules.objection(held, move.code)):
        raise Refused(sentence, code="state")
    if code == "opened":
        _require_ready(held)
        if not needs.asks_what_it_must(held, round.version.definition):
            raise Refused(
                _("Nel questionario mancano le tabelle della raccolta: salva di nuovo i suoi dati."),
                code="definition",
            )
    _enter(actor, held, move, round.state_reason)
    if code == "closed":
        _tell("closed", held, actor, User.objects.holding(OFFICE[:1], held.province))


def _tell_bodies(what: str, campaign: NeedsCampaign, actor: Actor, bodies: Iterable[int]) -> None:
    people = {person for body in bodies for person in User.objects.holding(BODY, body)}
    _tell(what, campaign, actor, people)


def _tell(what: str, campaign: NeedsCampaign, actor: Actor, people: Iterable[User]) -> None:
    data = {"number": campaign.number, "title": campaign.title, "owner": str(campaign.province)}
    notify(
        f"sua.campaign.{what}",
        about=campaign,
        actor=actor,
        to=sorted(people, key=lambda one: one.pk),
        data=data,
    )
