"""Requests for tests: bodies that may ask, drafts that may be sent, and requests in any state."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from pico.accounts.models import User
from pico.base import dates
from pico.base.actor import Actor, system_actor
from pico.notifications.models import Event, Notification
from pico.organisations.models import Organisation
from pico.questionnaires import actions as questionnaires
from pico.sua import actions
from pico.sua.models import (
    ChecklistItem,
    CodeListImport,
    Deadline,
    NeedsCampaign,
    Question,
    RupAssignment,
    RupProfile,
    SchedaRecord,
    Tender,
    Threshold,
)
from pico.sua.rules import checklist, parts
from tests.factories.accounts import make_member
from tests.factories.organisations import make_entitlement, make_municipality_body, make_province
from tests.factories.questionnaires import SYSTEM, invitation_of, send

_numbers = count(1)
WORKS = {
    "title": "Efficientamento energetico scuola media",
    "contract_object": "WORKS",
    "cpv_main": "45214200",
    "base_amount": Decimal("1250000.00"),
    "safety_costs": Decimal("45000.00"),
    "labour_costs": Decimal("380000.00"),
    "duration_days": 240,
    "procedure": "neg-wo-call",
    "criterion": "quality",
    "funding": ["A"],
}
SUPPLIES = {
    "title": "Arredi per la biblioteca comunale",
    "contract_object": "SUPPLIES",
    "cpv_main": "39155000",
    "base_amount": Decimal("96000.00"),
    "duration_days": 90,
    "procedure": "open",
    "criterion": "price",
    "funding": ["A"],
}


class Cast:
    """A Province with the module on, one of its bodies with an entitlement, and the people of both."""

    def __init__(self, body: str = "Oderzo", province: str = "treviso") -> None:
        self.province = make_province(province, verticals=("sua",))
        self.body = make_municipality_body(body, self.province)
        make_entitlement(self.body)
        self.operator = make_member(
            self.body, "organisation_operator", given_name="Giulia", family_name="Bianchi"
        )
        self.manager = make_member(
            self.body, "organisation_manager", given_name="Elena", family_name="Dal Bo"
        )
        self.sua = make_member(self.province, "sua_operator", given_name="Marco", family_name="Rossi")
        self.executive = make_member(self.province, "executive", given_name="Paola", family_name="Zanella")

    def actor(self, who: str) -> Actor:
        """Return a person of the cast acting for the own organisation."""
        person = getattr(self, who)
        return Actor(person, self.body if who in {"operator", "manager"} else self.province)


def make_pdf(name: str = "documento.pdf", text: str | None = None) -> SimpleUploadedFile:
    """A small file that is a PDF for whoever looks at its first bytes; each one different."""
    body = f"% {text or next(_numbers)}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>"
    content = f"%PDF-1.4\n{body}\n%%EOF\n"
    return SimpleUploadedFile(name, content.encode(), content_type="application/pdf")


def make_draft(cast: Cast, **values) -> Tender:
    """A draft with the given fields and nothing else."""
    tender = actions.start_request(
        actor=cast.actor("operator"),
        province=cast.province,
        title=values.pop("title", "Arredi per la biblioteca comunale"),
        contract_object=values.pop("contract_object", "SUPPLIES"),
    )
    if values:
        actions.save_draft(actor=cast.actor("operator"), tender=tender, version=tender.version, values=values)
    tender.refresh_from_db()
    return tender


def attach_all(cast: Cast, tender: Tender, *, but: tuple[str, ...] = ()) -> None:
    """Upload every mandatory document of the checklist, save those named by code."""
    for line in checklist.lines(tender):
        if line.is_missing and line.item.code not in but:
            actions.attach_document(
                actor=cast.actor("operator"),
                tender=tender,
                item=line.item,
                upload=make_pdf(f"{line.item.code.lower()}.pdf"),
            )


def make_complete(cast: Cast, **values) -> Tender:
    """A draft that may be sent."""
    tender = make_draft(cast, **{**SUPPLIES, "rup_name": "Anna Dotta", **values})
    attach_all(cast, tender)
    return tender


def make_sent(cast: Cast, **values) -> Tender:
    """A request just sent."""
    tender = make_complete(cast, **values)
    actions.submit_request(actor=cast.actor("manager"), tender=tender)
    tender.refresh_from_db()
    return tender


def make_in_review(cast: Cast, **values) -> Tender:
    tender = make_sent(cast, **values)
    actions.take_charge(actor=cast.actor("sua"), tender=tender)
    tender.refresh_from_db()
    return tender


def make_in_clarification(cast: Cast, field: str = "duration_days", **values) -> Tender:
    tender = make_in_review(cast, **values)
    actions.ask_clarification(
        actor=cast.actor("sua"),
        tender=tender,
        remarks=[actions.NewRemark(text="La durata non torna con il capitolato.", field=field)],
        due_on=date(2099, 1, 1),
    )
    tender.refresh_from_db()
    return tender


def make_in_state(cast: Cast, state: str) -> Tender:
    """A request brought to a state by the actions themselves."""
    if state == "DRAFT":
        return make_complete(cast)
    if state == "SUBMITTED":
        return make_sent(cast)
    if state == "CLARIFICATION":
        return make_in_clarification(cast)
    if state in TENDER_PATHS and state != "ACCEPTED":  # there the RUP is still to be asked
        return make_tender(cast, state)
    tender = make_in_review(cast)
    if state == "IN_REVIEW":
        return tender
    if state == "ACCEPTED":
        actions.accept_request(actor=cast.actor("executive"), tender=tender)
    elif state == "REFUSED":
        actions.refuse_request(actor=cast.actor("executive"), tender=tender, reason="Fuori convenzione.")
    elif state == "WITHDRAWN":
        actions.withdraw_request(actor=cast.actor("manager"), tender=tender, reason="Rinviata.")
    tender.refresh_from_db()
    return tender


def create_tender(cast: Cast, kind: str = "OWN", **values) -> Tender:
    """A tender that the SUA enters itself; a delegated one is for the body of the cast."""
    tender = actions.create_tender(
        actor=cast.actor("sua"),
        kind=kind,
        title=values.pop("title", "Sfalcio delle strade provinciali"),
        contract_object=values.pop("contract_object", "SERVICES"),
        organisation=cast.body if kind == "DELEGATED" else None,
    )
    if values:
        actions.save_draft(actor=cast.actor("sua"), tender=tender, version=tender.version, values=values)
    tender.refresh_from_db()
    return tender


def make_rup(organisation: Organisation, person: User | None = None, **values) -> RupProfile:
    """Somebody of an organisation in the register: a technician with seven years of works."""
    given, family = values.pop("given_name", "Laura"), values.pop("family_name", "Furlan")
    person = person or make_member(organisation, "member", given_name=given, family_name=family)
    told = {
        "employed": True,
        "technician": True,
        "years_works": 7,
        "pcp_profile": True,
        "clean_declared_on": date(2026, 11, 2),
        **values,
    }
    return RupProfile.objects.create(person=person, organisation=organisation, **told)


def proposed(cast: Cast, tender: Tender, profile: RupProfile) -> RupAssignment:
    """The profile's person is asked to be the RUP of an accepted tender."""
    return actions.propose_rup(actor=cast.actor("executive"), tender=tender, profile=profile)


def assigned(cast: Cast, tender: Tender, profile: RupProfile) -> RupAssignment:
    """The profile's person is the RUP of an accepted tender."""
    actor = Actor(profile.person, profile.organisation)
    held = proposed(cast, tender, profile)
    return actions.accept_assignment(actor=actor, assignment=held, no_conflict=True)


CIG = "B5A1C2E873"
TO_AWARD = ("prepare", "ready", "publish", "close", "evaluate", "propose", "award")
# state -> the moves that lead there from ACCEPTED
TENDER_PATHS: dict[str, tuple[str, ...]] = {
    "ACCEPTED": (),
    "PREPARATION": ("prepare",),
    "READY": ("prepare", "ready"),
    "PUBLISHED": ("prepare", "ready", "publish"),
    "BIDS_CLOSED": ("prepare", "ready", "publish", "close"),
    "EVALUATION": ("prepare", "ready", "publish", "close", "evaluate"),
    "PROPOSED": ("prepare", "ready", "publish", "close", "evaluate", "propose"),
    "AWARDED": TO_AWARD,
    "HANDED_OVER": (*TO_AWARD, "handover"),
    "TAKEN_OVER": (*TO_AWARD, "handover", "take_over"),
    "CONTRACTED": (*TO_AWARD, "handover", "take_over", "contract"),
    "IN_EXECUTION": (*TO_AWARD, "handover", "take_over", "contract", "execute"),
    "COMPLETED": (*TO_AWARD, "handover", "take_over", "contract", "execute", "complete"),
    "NO_BIDS": ("prepare", "ready", "publish", "close", "void"),
    "NOT_AWARDED": ("prepare", "ready", "publish", "close", "fail"),
    "CANCELLED": ("cancel",),
    "REVOKED": ("prepare", "ready", "publish", "revoke"),
}
_cigs = count(0x100000)


def new_cig() -> str:
    """A CIG of the second generation that no other lot has."""
    n = next(_cigs)
    return f"B{n:06X}{(n + 2) * 211 % 4091:03X}"


def make_tender(cast: Cast, state: str, **values) -> Tender:
    """A tender of Oderzo brought to a state by the actions, with ``cast.rup`` as its RUP."""
    tender = make_in_review(cast, **values)
    actions.accept_request(actor=cast.actor("executive"), tender=tender)
    make_rup_of(cast, tender)
    tender.refresh_from_db()
    for move in TENDER_PATHS[state]:
        make_move(cast, tender, move)
        tender.refresh_from_db()
    return tender


def make_rup_of(cast: Cast, tender: Tender) -> None:
    """Somebody of the Province becomes the RUP of an accepted tender; ``cast.rup`` acts for the Province."""
    if not hasattr(cast, "rup_profile"):
        cast.rup_profile = make_rup(cast.province, getattr(cast, "rup", None), years_purchases=7)
        cast.rup = cast.rup_profile.person
    assigned(cast, tender, cast.rup_profile)


def make_move(cast: Cast, tender: Tender, move: str, actor: Actor | None = None, **more) -> Any:
    """Make a move of the tender with everything else in order, as the one who may unless told otherwise."""
    who = RUP_MOVES.get(move, "executive")
    actor = actor or (system_actor("a test") if who == "system" else cast.actor(who))
    lots = list(tender.lots.all())
    today = dates.today()
    winner = actions.LotAward(
        name="Edilnord S.r.l.", tax_code="00488410010", discount=Decimal("11.8"),
        second="Costruzioni Piave S.p.A.", second_tax_code="01114601006",
    )  # fmt: skip
    awards = dict.fromkeys((lot.pk for lot in lots), winner)
    cigs = {lot.pk: new_cig() for lot in lots}
    values: dict[str, dict[str, Any]] = {
        "ready": {"number": "determinazione 412/2027", "on": today},
        "publish": {
            "pad_name": "Piattaforma Appalti", "pad_url": "https://pad.example/gare/1", "scheda": "P7_2",
            "cigs": cigs, "published_on": today, "offers_until": timezone.now() + timedelta(days=28),
            "confirmed": True,
        },
        "extend": {
            "offers_until": timezone.now() + timedelta(days=40), "reason": "Chiarimenti.", "confirmed": True
        },
        "assign": {
            "scheda": "AD3", "cigs": cigs, "awards": awards, "number": "determinazione 501/2027", "on": today
        },
        "evaluate": {
            "bids": 9, "kind": "COMMITTEE" if tender.criterion == "quality" else "SEAT",
            "members": ["Ada Negri", "Luca Zen", "Rita Levi"], "appointed_on": today,
            "act": "decreto 88/2027", "declared": True,
        },
        "fail": {"reasons": dict.fromkeys((lot.pk for lot in lots), "all-rej")},
        "propose": {"awards": awards, "anomaly": "Nessuna offerta anomala."},
        "award": {"awards": awards, "number": "determinazione 530/2027", "on": today, "checked_on": today},
        "reopen": {"reason": "Il primo ha rinunciato."},
        "cancel": {"act": "determinazione 9/2027", "reason": "Il finanziamento è venuto meno."},
        "revoke": {"act": "determinazione 9/2027", "reason": "Il finanziamento è venuto meno."},
        "appeal": {"act": "TAR Veneto, r.g. 215/2027"},
        "settle": {"act": "TAR Veneto, sentenza 30/2027"},
        "notify": {"on": today},
        "handover": {"plan": "TAKE_OVER", "notified_on": today, "rups_checked": True},
        "contract": {
            "number": "rep. 1284/2027", "signed_on": today, "guarantee": Decimal("4800.00"),
            "lots": _contracts(actor, tender) if move == "contract" else {},
        },
        "execute": {"on": today},
        "complete": {"on": today, "scheda": "CO1"},
    }  # fmt: skip
    if move in {"ready", "handover"}:
        attach_papers(cast, tender, "READY" if move == "ready" else "HANDED_OVER")
    if move == "close":
        return close(tender, actor)
    return MOVES[move](actor=actor, tender=tender, **{**values.get(move, {}), **more})


def _contracts(actor: Actor, tender: Tender) -> dict[int, actions.LotContract]:
    """What falls to the body of a person, each lot with a CIG of its own where the plan asks for one."""
    part = parts.part_of(actor, tender)
    derived = tender.handover_plan == "AD4"
    return {
        share.lot.pk: actions.LotContract(
            amount=share.amount or share.lot.awarded_amount, derived_cig=new_cig() if derived else ""
        )
        for share in (parts.shares_of(tender)[part.pk] if part else [])
    }


def attach_papers(cast: Cast, tender: Tender, moment: str = "READY") -> None:
    """Upload what the Province owes at a moment; somebody may have done it already."""
    tender.refresh_from_db()
    if tender.state != {"READY": "PREPARATION", "HANDED_OVER": "AWARDED"}[moment]:
        return
    for line in checklist.lines(tender, moments=[moment]):
        if line.is_missing:
            actions.attach_paper(
                actor=cast.actor("rup"),
                tender=tender,
                item=line.item,
                upload=make_pdf(f"{line.item.code}.pdf"),
            )


def close(tender: Tender, actor: Actor) -> bool:
    """Let the deadline pass: yesterday, without travelling, so that later moves happen today."""
    rows = Tender.objects.unrestricted("test").filter(pk=tender.pk, state="PUBLISHED")
    rows.update(offers_until=timezone.now() - timedelta(minutes=1))
    tender.refresh_from_db()
    return actions.close_bids(actor=actor, tender=tender)


RUP_MOVES = {
    "ready": "rup", "evaluate": "rup", "void": "rup", "fail": "rup", "propose": "rup",
    "publish": "sua", "extend": "sua", "close": "system", "notify": "sua", "handover": "sua",
    "take_over": "operator", "contract": "manager", "execute": "manager", "complete": "manager",
}  # fmt: skip
MOVES = {
    "prepare": actions.start_preparation,
    "ready": actions.declare_ready,
    "publish": actions.publish_tender,
    "assign": actions.assign_directly,
    "extend": actions.extend_deadline,
    "evaluate": actions.start_evaluation,
    "void": actions.declare_void,
    "fail": actions.end_without_award,
    "propose": actions.propose_award,
    "award": actions.award_tender,
    "reopen": actions.reopen_evaluation,
    "cancel": actions.cancel_tender,
    "revoke": actions.revoke_tender,
    "appeal": actions.note_appeal,
    "settle": actions.settle_appeal,
    "notify": actions.note_communications,
    "handover": actions.hand_over,
    "take_over": actions.take_over,
    "contract": actions.record_contract,
    "execute": actions.start_execution,
    "complete": actions.complete_execution,
}


def item(code: str) -> ChecklistItem:
    return ChecklistItem.objects.get(code=code)


def on(day: str, hour: int = 9) -> time_machine.travel:
    """Travel to a morning in Rome: ``with on("2027-01-11"):``."""
    return time_machine.travel(f"{day}T{hour:02d}:00:00+01:00", tick=False)


def stranger(cast: Cast, role: str = "organisation_manager") -> tuple[User, Organisation]:
    """A manager of another body of the same Province, with an entitlement of its own."""
    body = make_municipality_body("Asolo", cast.province)
    make_entitlement(body)
    return make_member(body, role), body


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
    "sua:precig": "IN_REVIEW",
    "sua:participant": "IN_REVIEW",
    "sua:body_add": "PREPARATION",
    "sua:body_remove": "PREPARATION",
}


def access_rows(world) -> dict[str, dict[str, dict[str, Any]]]:
    """Sample addresses for the access matrix: requests of Oderzo (OWN) and of Desenzano (OTHER)."""
    casts = {
        "OWN": WorldCast(world, "oderzo", ("operator", "manager"), "treviso", ("sua", "executive")),
        "OTHER": WorldCast(world, "desenzano", ("b_body", "b_body"), "brescia", ("b_any", "b_any")),
    }
    rows: dict[str, dict[str, dict[str, Any]]] = {
        "sua:export": {"NONE": {"format": "csv"}},
        "sua:items_example": {"NONE": {"format": "csv"}},
        "sua:campaigns_export": {"NONE": {"format": "csv"}},
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
        draft = tenders["DRAFT"]
        rows["sua:edit"][whose]["step"] = "oggetto"
        rows["sua:contracts_export"][whose]["format"] = "csv"
        rows["sua:participant"][whose]["pk"] = tenders["IN_REVIEW"].organisation_id
        rows["sua:body_remove"][whose]["pk"] = tenders["PREPARATION"].organisation_id
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


def add_deadline(cast: Cast, tender: Tender, days: int = 10, **more: Any) -> Deadline:
    """A deadline that the SUA wrote."""
    values = {"label": "Relazione della commissione", "due_on": dates.today() + timedelta(days=days), **more}
    return actions.add_deadline(actor=cast.actor("sua"), tender=tender, **values)


def record_question(cast: Cast, tender: Tender, **more: Any) -> Question:
    """A question that came today, of a firm with a name."""
    values = {"text": "Il sopralluogo è obbligatorio?", "asker": "Ditta Canarino S.r.l.", **more}
    return actions.record_question(
        actor=cast.actor("sua"), tender=tender, **{"received_on": dates.today(), **values}
    )


def record_scheda(cast: Cast, tender: Tender, code: str = "S1", **more: Any) -> SchedaRecord:
    """One form that the SUA sent today."""
    values = {"code": code, "on": dates.today(), **more}
    return actions.record_scheda(actor=cast.actor("sua"), tender=tender, **values)


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


# --- Needs campaigns

SALT = (
    # lot, body, tonnes a year, price paid today: sua.md 6, scenario 5
    ("1", "Treviso", "600", "96.00"),
    ("1", "Castelfranco Veneto", "180", "98.00"),
    ("1", "Montebelluna", "150", "99.00"),
    ("1", "Oderzo", "110", "101.00"),
    ("2", "Pieve del Grappa", "220", "97.50"),
    ("2", "Valdobbiadene", "140", "100.00"),
    ("2", "Asolo", "60", "106.50"),
)
ITEMS = (
    actions.ItemValues("S1", "Sale per disgelo, pianura", "TNE", Decimal("95.00"), lot_hint="Lotto 1"),
    actions.ItemValues("S2", "Sale per disgelo, montagna", "TNE", Decimal("95.00"), lot_hint="Lotto 2"),
)


def make_campaign(cast: Any, *bodies: Organisation, items: Any = ITEMS, **values: Any) -> NeedsCampaign:
    """A draft that may be opened."""
    actor = cast.actor("sua")
    made = actions.create_campaign(
        actor=actor,
        values={
            "title": "Sale per disgelo", "cpv": "34927100", "first_year": 2027, "years": 3,
            "closes_at": timezone.now() + timedelta(days=30), **values,
        },
    )  # fmt: skip
    made = actions.save_items(actor=actor, campaign=made, version=made.version, items=items)
    actions.ask_bodies(actor=actor, campaign=made, organisations=bodies or [cast.body])
    return again(made)


def make_open_campaign(cast: Any, *bodies: Organisation, **values: Any) -> NeedsCampaign:
    return actions.open_campaign(actor=cast.actor("sua"), campaign=make_campaign(cast, *bodies, **values))


def again(campaign: NeedsCampaign) -> NeedsCampaign:
    """The campaign as it is now."""
    rows = NeedsCampaign.objects.unrestricted("test").select_related("province", "round")
    return rows.get(pk=campaign.pk)


def give_need(campaign: NeedsCampaign, body: Organisation, needs: Any, *, sends: bool = True) -> None:
    """The answer of a body.

    Args:
        needs: by code of the item: (quantity a year, price paid today or None).
    """
    invitation = invitation_of(campaign.round, body)
    rows = []
    for item in campaign.items.all():
        quantity, price = needs.get(item.code, (None, None))
        cells = {f"q{year}": {"num": quantity} for year in campaign.all_years if quantity}
        rows.append({**cells, **({"price": {"num": price}} if price else {})})
    questionnaires.save_section(
        actor=SYSTEM, invitation=invitation, section="s_needs", values={"t_needs": rows}, revision=0
    )
    if sends:
        send(SYSTEM, invitation_of(campaign.round, body))


def make_salt(cast: Any, *, closes: bool = True) -> NeedsCampaign:
    """The campaign of the scenario, answered by all seven bodies."""
    known = {"Treviso": cast.province, "Oderzo": cast.body}
    bodies = {
        name: known.get(name) or make_municipality_body(name, cast.province) for _lot, name, *_rest in SALT
    }
    campaign = make_open_campaign(cast, *bodies.values())
    for lot, name, tonnes, price in SALT:
        give_need(campaign, bodies[name], {f"S{lot}": (tonnes, price)})
    if closes:
        campaign = actions.close_campaign(actor=cast.actor("sua"), campaign=campaign)
    return campaign


def award_salt(cast: Any, tender: Tender, only: tuple[int, ...] = (1, 2)) -> Tender:
    """The tender of the scenario awarded at 82,40 and 88,10 euro a tonne, or some lots of it."""
    make_rup_of(cast, tender)
    for move in ("ready", "publish", "close", "evaluate"):
        tender.refresh_from_db()
        make_move(cast, tender, move)
    prices = {1: Decimal("257088.00"), 2: Decimal("111006.00")}
    awards = {
        lot.pk: actions.LotAward(name="Sali Veneti srl", tax_code="00488410010", amount=prices[lot.n])
        if lot.n in only
        else actions.LotAward(reason="all-rej")
        for lot in tender.lots.all()
    }
    for move in ("propose", "award"):
        tender.refresh_from_db()
        make_move(cast, tender, move, awards=awards)
    tender.refresh_from_db()
    return tender
