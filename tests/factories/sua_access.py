"""What the access matrix needs of the SUA: tenders in each state, and the address of every page."""

from datetime import date
from typing import Any

from pico.accounts.models import User
from pico.notifications.models import Event, Notification
from pico.sua import actions
from pico.sua.models import CodeListImport, NeedsCampaign, Tender, Threshold
from tests.factories.sua import (
    Cast,
    add_deadline,
    make_in_state,
    proposed,
    record_question,
    record_scheda,
)
from tests.factories.sua_campaigns import give_need, make_campaign, make_open_campaign


class WorldCast(Cast):
    """The people of the access matrix at one body and its Province (tests/access.py)."""

    def __init__(
        self, world, body: str, writers: tuple[str, str], province: str, desk: tuple[str, str]
    ) -> None:
        self.body, self.province = world.organisations[body], world.organisations[province]
        self.operator, self.manager = (world.people[name] for name in writers)
        self.sua, self.executive = (world.people[name] for name in desk)
        self.rup = self.sua  # the matrix has no column for somebody who is nothing but a RUP


# The state in which each address has something to offer.
STATE_OF_PAGE = {
    "sua:edit": "DRAFT",
    "sua:remove_document": "DRAFT",
    "sua:send": "DRAFT",
    "sua:tell": "DRAFT",
    "sua:take": "SUBMITTED",
    "sua:clarify": "IN_REVIEW",
    "sua:answer": "CLARIFICATION",
    "sua:withdraw": "IN_REVIEW",
    "sua:refuse": "IN_REVIEW",
    "sua:accept": "IN_REVIEW",
    "sua:detail": "IN_REVIEW",
    "sua:prepare": "ACCEPTED",
    "sua:ready": "PREPARATION",
    "sua:papers": "PREPARATION",
    "sua:publish": "READY",
    "sua:assign": "READY",
    "sua:extend": "PUBLISHED",
    "sua:evaluate": "BIDS_CLOSED",
    "sua:void": "BIDS_CLOSED",
    "sua:fail": "BIDS_CLOSED",
    "sua:propose": "EVALUATION",
    "sua:award": "PROPOSED",
    "sua:reopen": "PROPOSED",
    "sua:cancel": "PREPARATION",
    "sua:revoke": "PUBLISHED",
    "sua:appeal": "AWARDED",
    "sua:settle": "AWARDED",
    "sua:deadlines": "PUBLISHED",
    "sua:deadline_new": "PUBLISHED",
    "sua:deadline_extend": "PUBLISHED",
    "sua:deadline_meet": "PUBLISHED",
    "sua:questions": "PUBLISHED",
    "sua:question_new": "PUBLISHED",
    "sua:question_answer": "PUBLISHED",
    "sua:question_publish": "PUBLISHED",
    "sua:questions_export": "PUBLISHED",
    "sua:contracts_export": "CONTRACTED",
    "sua:schede": "PUBLISHED",
    "sua:scheda": "PUBLISHED",
    "sua:tender_lots": "IN_REVIEW",
    "sua:tender_bodies": "IN_REVIEW",
    "sua:tender_documents": "IN_REVIEW",
    "sua:tender_people": "IN_REVIEW",
    "sua:tender_history": "IN_REVIEW",
    "sua:tender_all": "IN_REVIEW",
    "sua:notify": "AWARDED",
    "sua:handover": "AWARDED",
    "sua:take_over": "HANDED_OVER",
    "sua:contract": "TAKEN_OVER",
    "sua:execute": "CONTRACTED",
    "sua:complete": "IN_EXECUTION",
    "sua:quotas": "PREPARATION",
    "sua:body_rup": "PREPARATION",
    "sua:body_role": "PREPARATION",
    "sua:body_add": "PREPARATION",
    "sua:body_remove": "PREPARATION",
    "sua:precig": "IN_REVIEW",
    "sua:pcp": "PREPARATION",
    "sua:precig_ask": "PREPARATION",
    "sua:precig_pass": "IN_REVIEW",
    "sua:participant": "IN_REVIEW",
}


def access_rows(world) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses for the access matrix: requests of Oderzo (OWN) and of Desenzano (OTHER)."""
    casts = {
        "OWN": WorldCast(world, "oderzo", ("operator", "manager"), "treviso", ("sua", "executive")),
        "OTHER": WorldCast(world, "desenzano", ("b_body", "b_body"), "brescia", ("b_any", "b_any")),
    }
    rows: dict[str, dict[str, dict[str, Any]]] = {
        "sua:export": {"NONE": {"format": "csv"}},
        "sua:items_example": {"NONE": {"kind": "csv"}},
        "sua:campaigns_export": {"NONE": {"format": "csv"}},
        "sua:figures_export": {"NONE": {"table": "cifre", "format": "csv"}},
        "sua:rup_export": {"NONE": {"format": "csv"}},
        "sua:rup_edit": {"NONE": {"section": "requisiti"}},
        "sua:public_export": {"NONE": {"format": "csv"}},
    }
    rows |= table_rows()
    for whose, cast in casts.items():
        tenders = {state: make_in_state(cast, state) for state in set(STATE_OF_PAGE.values())}
        for page, state in STATE_OF_PAGE.items():
            rows.setdefault(page, {})[whose] = {"public_id": tenders[state].public_id}
        rows.setdefault("sua:public_tender", {})[whose] = {"number": tenders["PUBLISHED"].number}
        assignments_of(rows, whose, cast)
        for page, values in campaign_samples(cast).items():
            rows.setdefault(page, {})[whose] = values
        kept = actions.save_tender_filter(actor=cast.actor("sua"), name="Mie", query="mano=sua")
        rows.setdefault("sua:filter_drop", {})[whose] = {"public_id": kept.public_id}
        rows.setdefault("sua:filter_rename", {})[whose] = {"public_id": kept.public_id}
        draft = tenders["DRAFT"]
        rows["sua:edit"][whose]["step"] = "oggetto"
        rows["sua:contracts_export"][whose]["format"] = "csv"
        rows["sua:precig_pass"][whose]["line"] = "LISTS"
        rows["sua:participant"][whose]["pk"] = tenders["IN_REVIEW"].organisation_id
        for page in ("body_remove", "body_rup", "body_role"):
            rows[f"sua:{page}"][whose]["pk"] = tenders["PREPARATION"].organisation_id
        rows["sua:remove_document"][whose]["document_id"] = draft.documents.first().public_id
        running = tenders["PUBLISHED"]
        rows["sua:deadline_meet"][whose]["pk"] = add_deadline(cast, running).pk
        asked = record_question(cast, running)
        for page in ("question_answer", "question_publish"):
            rows[f"sua:{page}"][whose]["pk"] = asked.pk
        rows["sua:questions_export"][whose]["format"] = "csv"
        rows["sua:scheda"][whose]["pk"] = record_scheda(cast, tenders["PUBLISHED"]).pk
        rows.setdefault("files:download", {})[whose] = download_of(tenders["IN_REVIEW"])
        told = event_of(tenders["SUBMITTED"])
        tell(cast.sua, told)
        sent = {"model": "sua.tender", "key": tenders["SUBMITTED"].pk}
        for button in ("follow", "mute"):
            rows.setdefault(f"notifications:{button}", {})[whose] = sent
        rows.setdefault("notifications:open_event", {})[whose] = {"event_id": told.pk}
    return rows


def assignments_of(rows: dict[str, dict[str, dict[str, Any]]], whose: str, cast: WorldCast) -> None:
    """A tender without a RUP, one for which the SUA's operator was asked, and the addresses of both."""
    rows.setdefault("sua:rup_propose", {})[whose] = {"public_id": make_in_state(cast, "ACCEPTED").public_id}
    profile = cast.rup_profile
    held = proposed(cast, make_in_state(cast, "ACCEPTED"), profile)
    rows.setdefault("sua:rup_profile", {})[whose] = {"public_id": profile.public_id}
    for page in ("assignment", "accept", "decline", "revoke"):
        rows.setdefault(f"sua:rup_{page}", {})[whose] = {"public_id": held.public_id}


DRAFT_PAGES = ("campaign_edit", "campaign_items", "campaign_bodies", "campaign_open")
CLOSED_PAGES = ("campaign_reopen", "campaign_consolidate")
OPEN_PAGES = ("campaign", "campaign_answer", "campaign_close", "campaign_archive", "campaign_remind",
              "consolidation")  # fmt: skip


def consolidated_campaign(cast: Any) -> NeedsCampaign:
    campaign = make_open_campaign(cast)
    give_need(campaign, cast.body, {"S1": ("10", "95.00")})
    campaign = actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    return actions.consolidate_campaign(actor=cast.actor("sua"), campaign=campaign)


def campaign_samples(cast: Any) -> dict[str, dict[str, Any]]:
    """What the addresses of campaigns need: one in each state that offers something."""
    draft, running = make_campaign(cast), make_open_campaign(cast)
    answered = make_open_campaign(cast)
    give_need(answered, cast.body, {"S1": ("10", "95.00")})
    closed = actions.close_campaign(actor=cast.actor("sua"), campaign=answered)
    keys = {name: {"public_id": row.public_id} for names, row in (
        (DRAFT_PAGES, draft), (CLOSED_PAGES, closed), (OPEN_PAGES, running),
    ) for name in names}  # fmt: skip
    keys["campaign_body"] = {**keys["campaign"], "pk": running.round.invitations.get().pk}
    keys["campaign_convert"] = {"public_id": consolidated_campaign(cast).public_id}
    keys["campaign_revisions"] = {"public_id": consolidated_campaign(cast).public_id}
    keys["campaign_revise"] = {**keys["campaign_revisions"], "pk": cast.body.pk}
    keys["consolidation_export"] = {**keys["campaign"], "format": "csv"}
    return {f"sua:{name}": values for name, values in keys.items()}


def table_rows() -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses of the dated tables: a row that the platform was delivered with."""
    row = {"table": "soglie", "pk": Threshold.objects.get(code="MICRO").pk}
    one = {"NONE": {"table": "soglie"}}
    run = CodeListImport.objects.create(list="CPV", file_name="CPV.json", observation_date=date(2026, 10, 1))
    return {
        "sua:code_imports": {"NONE": {}},
        "sua:code_import": {"NONE": {"pk": run.pk}},
        "sua:codes": {"NONE": {"name": "cpv"}},
        "sua:table": one,
        "sua:table_new": one,
        "sua:table_export": {"NONE": {"table": "soglie", "format": "csv"}},
        **{f"sua:table_{page}": {"NONE": row} for page in ("row", "edit", "end")},
    }


def download_of(tender: Tender) -> dict[str, Any]:
    """Return what the address of a request's first document needs."""
    version = tender.documents.first().document.current_version
    return {"public_id": version.public_id, "name": version.original_name}


def event_of(tender: Tender) -> Event:
    """Return the event that told of the sending."""
    events = Event.objects.unrestricted("test").filter(kind="sua.request.sent", target_id=tender.pk)
    return events.get()


def tell(person: User, event: Event) -> None:
    """Tell one person, as the job would."""
    Notification.objects.create(person=person, event=event)
