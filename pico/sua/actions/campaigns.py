"""Every change to a needs campaign: its draft, its bodies, its moves.

A campaign has a round of the questionnaires. Whoever moves the round (these actions, the pages of the
questionnaires, the clock), the campaign follows in the same transaction. Locks are taken in one order: the
round, then the campaign.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor, system_actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.organisations.models import Organisation
from pico.questionnaires import actions as questionnaires
from pico.questionnaires.models import Round
from pico.sua.models import NeedItem, NeedsCampaign, SuaFormOnce, SuaNumberSeries
from pico.sua.models.campaigns import CampaignState
from pico.sua.rules import campaigns as rules
from pico.sua.rules import needs
from pico.sua.rules.access import holds, is_writable

OWN_FIELDS = ("title", "description", "contract_object", "cpv", "mode", "first_year", "years")
OF_ROUND = ("closes_at", "opens_at", "contact")
REMINDERS = [7, 2, 0]
MOST_ITEMS = 200


def _privacy() -> str:
    return _(
        "La Provincia tratta i dati di chi compila (nome, ente, momento dell'invio) per raccogliere i "
        "fabbisogni e svolgere la gara che ne segue: compiti di interesse pubblico (art. 6, par. 1, lett. e, "
        "del Regolamento UE 2016/679). Li leggono gli uffici della SUA e i revisori; si conservano con gli "
        "atti della procedura."
    )


@dataclass(frozen=True)
class ItemValues:
    """One item as typed."""

    code: str
    description: str
    unit: str
    base_price: Decimal
    least: Decimal | None = None
    most: Decimal | None = None
    lot_hint: str = ""
    attributes: str = ""


# --- The draft


@transaction.atomic
def create_campaign(
    *, actor: Actor, values: Mapping[str, Any], form_key: uuid.UUID | None = None
) -> NeedsCampaign:
    """Begin a campaign for the Province acted for: it gets its number, its questionnaire and its round.

    Args:
        values: those of ``OWN_FIELDS`` and ``OF_ROUND``.
        form_key: key of the form; the same form sent twice begins one campaign only.

    Raises:
        Refused: without the role, or while the module is read-only.
    """
    province = actor.organisation
    if province is None or not province.is_province or not holds(actor, rules.RUN, province):
        raise Refused(_("Il tuo ruolo non permette di preparare raccolte di fabbisogni."), code="role")
    if not is_writable(province):
        raise Refused(_("Il modulo SUA è in sola lettura per %(province)s.") % {"province": province})
    if form_key and (known := SuaFormOnce.objects.filter(key=form_key, user_id_value=actor.user.pk).first()):
        return NeedsCampaign.objects.visible_to(actor.user).get(public_id=known.result_url)
    year = dates.today().year
    number = f"FAB-{year}-{SuaNumberSeries.objects.next(owner_id=province.pk, kind='FAB', year=year):03d}"
    made = NeedsCampaign(province=province, number=number, created_by=actor.user)
    _put(made, values)
    made.round = _round_for(made, values)
    made.save()
    record(actor, "sua.campaign.created", made)
    if form_key:
        SuaFormOnce.objects.create(key=form_key, user_id_value=actor.user.pk, result_url=str(made.public_id))
    return made


def _put(campaign: NeedsCampaign, values: Mapping[str, Any]) -> None:
    for name in OWN_FIELDS:
        if name in values:
            setattr(campaign, name, values[name])


def _round_for(campaign: NeedsCampaign, values: Mapping[str, Any]) -> Round:
    """Make the questionnaire and the round of a new campaign: the system does, people fill them."""
    by = system_actor(_("raccolta di fabbisogni %(number)s") % {"number": campaign.number}, campaign.province)
    form = questionnaires.create_questionnaire(
        actor=by, purpose=needs.PURPOSE, title=_title(campaign), description=campaign.description
    )
    version = form.versions.get()
    questionnaires.save_definition(
        actor=by,
        questionnaire=form,
        definition=needs.definition_of(campaign, version.definition),
        number=version.number,
        edition=version.edition,
    )
    fixed = {
        "unit": Round.Unit.ORGANISATION,
        "needs_sign_off": True,
        "may_decline": True,
        "reminders": REMINDERS,
        "privacy_text": _privacy(),
    }
    return questionnaires.create_round(
        actor=by, questionnaire=form, values={**fixed, **_of_round(campaign, values)}
    )


def _title(campaign: NeedsCampaign) -> str:
    return str(campaign)[:160]


def _of_round(campaign: NeedsCampaign, values: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: values[name] for name in OF_ROUND if name in values}
    return {**given, "title": _title(campaign), "intro": campaign.description}


def _locked(campaign: NeedsCampaign) -> NeedsCampaign:
    """Read a campaign again under the lock of its round and its own."""
    rounds = Round.objects.unrestricted("an action locks the row that its caller could already see")
    round = (
        rounds.select_related("version__questionnaire", "owner")
        .select_for_update(of=("self",))
        .get(pk=campaign.round_id)
    )
    rows = NeedsCampaign.objects.unrestricted("an action locks the row that its caller could already see")
    row = rows.select_related("province").select_for_update(of=("self",)).get(pk=campaign.pk)
    row.round = round
    return row


def _of_draft(actor: Actor, campaign: NeedsCampaign, version: int) -> NeedsCampaign:
    """Lock a draft for writing.

    Raises:
        Conflict: when somebody else saved it after this form was opened.
        Refused: when it was opened, or the person may not.
    """
    row = _locked(campaign)
    rules.require_draft(actor, row)
    if row.version != version:
        raise Conflict(
            _("Un collega ha salvato questa raccolta mentre la compilavi: ricarica la pagina e riprova.")
        )
    row.version += 1
    return row


@transaction.atomic
def edit_campaign(
    *, actor: Actor, campaign: NeedsCampaign, version: int, values: Mapping[str, Any]
) -> NeedsCampaign:
    """Change what a draft says, and its dates.

    Args:
        version: the one the form was opened with.
        values: those of ``OWN_FIELDS`` and ``OF_ROUND``.

    Raises:
        Conflict: when somebody else saved it meanwhile.
        Refused: when it was opened, or the person may not.
    """
    row = _of_draft(actor, campaign, version)
    changed = [name for name in OWN_FIELDS if name in values and getattr(row, name) != values[name]]
    _put(row, values)
    row.save()
    questionnaires.edit_round(actor=actor, round=row.round, values=_of_round(row, values))
    form = row.round.version.questionnaire
    if (form.title, form.description) != (_title(row), row.description):
        questionnaires.describe_questionnaire(
            actor=actor, questionnaire=form, title=_title(row), description=row.description
        )
    _ask_what_it_must(actor, row)
    record(actor, "sua.campaign.edited", row, changes=dict.fromkeys(changed))
    return row


def _ask_what_it_must(actor: Actor, campaign: NeedsCampaign) -> None:
    """Put the tables of the campaign into its questionnaire; what people added stays."""
    form = campaign.round.version.questionnaire
    newest = form.versions.order_by("-number")[0]
    wanted = needs.definition_of(campaign, newest.definition)
    if wanted != newest.definition:
        questionnaires.save_definition(
            actor=actor,
            questionnaire=form,
            definition=wanted,
            number=newest.number,
            edition=newest.edition,
        )


@transaction.atomic
def save_items(
    *, actor: Actor, campaign: NeedsCampaign, version: int, items: Sequence[ItemValues]
) -> NeedsCampaign:
    """Write all items of a draft, in the order given.

    Raises:
        Conflict: when somebody else saved the campaign meanwhile.
        Refused: when it was opened, the person may not, or two items have one code.
    """
    codes = [item.code for item in items]
    if len(set(codes)) != len(codes) or len(codes) > MOST_ITEMS:
        sentence = _("Le voci hanno ciascuna il proprio codice, e sono al massimo %(most)s.")
        raise Refused(sentence % {"most": MOST_ITEMS}, code="items")
    row = _of_draft(actor, campaign, version)
    known = list(row.items.all())
    if [
        ItemValues(**{one.name: getattr(item, one.name) for one in fields(ItemValues)}) for item in known
    ] == list(items):
        return campaign  # the same items once more change nothing
    before = len(known)
    row.items.all().delete()
    NeedItem.objects.bulk_create(
        NeedItem(campaign=row, position=place, **asdict(item)) for place, item in enumerate(items, 1)
    )
    row.save()
    record(actor, "sua.campaign.items", row, changes={"items": [before, len(items)]})
    return row


# --- Whom it asks


@transaction.atomic
def ask_bodies(*, actor: Actor, campaign: NeedsCampaign, organisations: Collection[Organisation]) -> int:
    """Choose whom the campaign asks. Of a draft the list becomes this one; to an open one bodies are added.

    Returns:
        How many are asked now.

    Raises:
        Refused: when the person may not, or the campaign is closed.
    """
    row = _locked(campaign)
    rules.require_run(actor, row)
    if row.state not in (CampaignState.DRAFT, CampaignState.OPEN):
        raise Refused(_("La raccolta è chiusa: non si chiede più a nessuno."), code="state")
    own = {row.province_id, *_bodies_of(row)}
    if strangers := [body for body in organisations if body.pk not in own]:
        sentence = _("«%(body)s» non è un ente del territorio di %(province)s.")
        raise Refused(sentence % {"body": strangers[0], "province": row.province}, code="stranger")
    if row.is_draft:
        _take_off(actor, row, {body.pk for body in organisations})
    questionnaires.invite(actor=actor, round=row.round, organisations=organisations)
    row.save()  # the search finds it for the bodies asked
    asked = row.round.invitations.count()
    record(actor, "sua.campaign.bodies", row, changes={"bodies": [None, asked]})
    return asked


def _bodies_of(campaign: NeedsCampaign) -> set[int]:
    rows = Organisation.objects.filter(province=campaign.province_id, active_to=None)
    return set(rows.values_list("pk", flat=True))


def _take_off(actor: Actor, campaign: NeedsCampaign, kept: set[int]) -> None:
    rows = campaign.round.invitations.exclude(organisation_id__in=kept).select_related("organisation")
    for invitation in rows.order_by("pk"):
        invitation.round = campaign.round
        questionnaires.uninvite(actor=actor, invitation=invitation)
