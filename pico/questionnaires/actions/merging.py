"""Which answer counts of bodies that merged during a round: chosen by who runs it, never by itself."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.questionnaires.actions.responses import _freeze
from pico.questionnaires.actions.rounds import _locked_round
from pico.questionnaires.actions.telling import _tell_one
from pico.questionnaires.cells import cells_of, number_of
from pico.questionnaires.definition import questions
from pico.questionnaires.mergers import Merger, Values, mergers_of, values_of, with_rows_of
from pico.questionnaires.models import Answer, Invitation, Response, Round, SectionState
from pico.questionnaires.purposes import purposes
from pico.questionnaires.reading import walk_of
from pico.questionnaires.rules import is_in_time, may_read_results, may_run, require

_S = Response.State


def settle_merger(*, actor: Actor, round: Round, chosen: Invitation, joins: bool) -> Invitation:
    """Let one answer count of bodies that are one body today; the others are kept and count no more.

    Args:
        chosen: whose answer counts, or is the beginning of the joined one.
        joins: make from it the answer of the body of today, with the rows of the tables of the others added;
            that body is told, and may correct it until the closing.

    Returns:
        The invitation that counts from now on.

    Raises:
        Refused: when the actor may not, the round is neither open nor closed, the answer is none of a merged
            body or was never sent, or the joined one would be incomplete and nobody could complete it.
    """
    require(may_run(actor, round) and may_read_results(actor, round))
    with transaction.atomic():
        row = _locked_round(round)
        _require_unsettled(row)
        merger, picked = _merger_of(row, chosen)
        before = _counting(merger)
        kept = _join(actor, row, merger, picked) if joins else _keep(merger, picked)
        _tell_purpose(actor, row, before, kept)
        counts = [str(picked.respondent), str(kept.respondent)]
        record(actor, "questionnaires.invitation.settled", kept, changes={"counts": counts})
    return kept


def _require_unsettled(round: Round) -> None:
    if round.state == Round.State.CONSOLIDATED:
        raise Refused(_("La rilevazione è consolidata: serve una revisione numerata"), code="consolidated")
    if round.state not in (Round.State.OPEN, Round.State.CLOSED):
        raise Refused(
            _("Non si può: la rilevazione è «%(state)s».") % {"state": round.get_state_display()},
            code="wrong_state",
        )


def _merger_of(round: Round, chosen: Invitation) -> tuple[Merger, Invitation]:
    """Return the merger of an invitation with its rows locked, and the invitation among them."""
    held = round.invitations.select_for_update(of=("self",)).order_by("pk")
    list(held.values_list("pk", flat=True))
    for merger in mergers_of(round):
        for one in merger.answered:
            one.response.round = one.round = round
            if one.pk == chosen.pk:
                return merger, one
    raise Refused(_("Scegli una risposta di un ente confluito, o di quello di oggi."), code="no_merger")


def _counting(merger: Merger) -> set[Invitation]:
    return {
        one for one in merger.answered if one.replaced_by_id is None and one.response.state == _S.SUBMITTED
    }


def _keep(merger: Merger, chosen: Invitation) -> Invitation:
    if chosen.response.state != _S.SUBMITTED:
        raise Refused(
            _("Questa risposta non è stata inviata: prepara con essa quella di %(body)s.")
            % {"body": merger.heir},
            code="not_sent",
        )
    _replace(merger, chosen)
    return chosen


def _replace(merger: Merger, kept: Invitation) -> None:
    """Let all but one be replaced by it: the others first, so that never two of one body are in force."""
    for one in merger.invitations:
        if one.pk != kept.pk:
            one.replaced_by = kept
            one.save(update_fields=["replaced_by"])
    kept.replaced_by = None
    kept.save(update_fields=["replaced_by"])


def _join(actor: Actor, round: Round, merger: Merger, chosen: Invitation) -> Invitation:
    """Make the answer of the body of today, marked as compiled for it."""
    if merger.joined is not None:
        raise Refused(
            _("Le risposte sono già unite in quella di %(body)s: scegli quella.") % {"body": merger.heir},
            code="joined",
        )
    if merger.heir.state == Organisation.State.CEASED:
        raise Refused(_("%(body)s non esiste più.") % {"body": merger.heir}, code="ceased")
    made = _invitation(round, merger, chosen)
    response = _response(actor, made, merger, chosen)
    made.round, response.invitation, response.round = round, made, round
    found = walk_of(response)
    if not found.errors:
        _freeze(actor, response, found)
    elif not is_in_time(made):
        raise Refused(
            _("Unite, le risposte ne avrebbero %(count)s da dare o correggere, e la rilevazione è chiusa.")
            % {"count": len(found.errors)},
            code="incomplete",
        )
    _tell_one(actor, made, "questionnaires.response.proxied", reason=response.proxy_reason[:200])
    return made


def _invitation(round: Round, merger: Merger, chosen: Invitation) -> Invitation:
    now = timezone.now()
    own = next((one for one in merger.invitations if one.organisation_id == merger.heir.pk), None)
    if own is not None:  # it makes room for the new one of the same body
        own.replaced_by = next(one for one in merger.invitations if one.pk != own.pk)
        own.save(update_fields=["replaced_by"])
    made = Invitation.objects.create(
        round=round,
        organisation=merger.heir,
        is_joined=True,
        opened_at=now,
        told_at=now,
        extended_to=chosen.extended_to,
    )
    _replace(merger, made)
    return made


def _response(actor: Actor, made: Invitation, merger: Merger, chosen: Invitation) -> Response:
    round = made.round
    others = [one for one in merger.answered if one.pk != chosen.pk]
    values = values_of(chosen.response, round)
    for one in others:
        values = with_rows_of(round, values, values_of(one.response, round))
    names = ", ".join(str(one.respondent) for one in (chosen, *others))
    reason = _("Unisce, dopo la fusione in %(body)s, quanto scritto da: %(names)s.")
    response = Response.objects.create(
        invitation=made,
        round=round,
        proxy_by=actor.user,
        proxy_reason=(reason % {"body": merger.heir, "names": names})[:1000],
    )
    _store(actor, response, values)
    return response


def _store(actor: Actor, response: Response, values: Values) -> None:
    definition, now = response.round.definition, timezone.now()
    SectionState.objects.bulk_create(
        SectionState(response=response, section=one["key"], revision=1, saved_by=actor.user, saved_at=now)
        for one in definition["sections"]
    )
    Answer.objects.bulk_create(
        Answer(
            response=response,
            question=item["key"],
            row=row,
            column=column,
            value=cell,
            number=number_of(cell),
        )
        for item in questions(definition)
        for row, column, cell in cells_of(item, values.get(item["key"]))
    )


def _tell_purpose(actor: Actor, round: Round, before: set[Invitation], kept: Invitation) -> None:
    """Let whoever keeps copies of sent answers follow: some are set aside, another one counts."""
    purpose = purposes.get(round.version.questionnaire.purpose)
    for one in sorted(before - {kept}, key=lambda one: one.pk):
        purpose.on_reopened(actor=actor, response=one.response)
    response = kept.response
    if response.state == _S.SUBMITTED and kept not in before:
        response.invitation, response.round = kept, round
        purpose.on_submitted(actor=actor, response=response, values=walk_of(response).values)
