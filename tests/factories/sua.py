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
from pico.organisations.models import ModuleActivation, Organisation
from pico.sua import actions
from pico.sua.models import (
    ChecklistItem,
    Deadline,
    Qualification,
    Question,
    RupAssignment,
    RupProfile,
    SchedaRecord,
    Tender,
)
from pico.sua.rules import checklist, machine, parts, precig
from tests.factories.accounts import make_member
from tests.factories.organisations import make_entitlement, make_municipality_body, make_province

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


def qualify(body: Organisation, level: int = 1) -> None:
    """Write the level that a body holds at ANAC for works and for purchases."""
    for sphere in Qualification.Sphere:
        Qualification.objects.update_or_create(
            organisation=body, sphere=sphere, phase="AWARD", valid_from=date(2023, 7, 1),
            defaults={"level": level, "source": "test"},
        )  # fmt: skip


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
        qualify(cast.province)
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
    qualify(cast.province)
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
            "cigs": cigs, "published_on": today, "offers_until": timezone.now() + timedelta(days=40),
            "confirmed": True,
        },
        "extend": {
            "offers_until": timezone.now() + timedelta(days=50), "reason": "Chiarimenti.", "confirmed": True
        },
        "assign": {
            "scheda": "AD3", "cigs": cigs, "awards": awards, "number": "determinazione 501/2027", "on": today,
            "confirmed": True,
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
    if move == "handover" or (move == "ready" and machine.may(actor, tender, "ready")):
        attach_papers(cast, tender, "READY" if move == "ready" else "HANDED_OVER")
    if move == "ready" and machine.may(actor, tender, "ready"):
        settle_precig(cast, tender)
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


PCP = {"place_code": "005026051", "ccnl": "F012", "duration_days": 90, "procedure": "open",
       "criterion": "price", "funding": ["A"]}  # fmt: skip


def settle_precig(cast: Cast, tender: Tender) -> None:
    """Write what the check before the CIG asks for where it lacks, and let its warnings pass."""
    tender.refresh_from_db()
    if tender.state != "PREPARATION":
        return
    sua = cast.actor("sua")
    lacking = {name: value for name, value in PCP.items() if not getattr(tender, name)}
    actions.save_precig_facts(actor=sua, tender=tender, version=tender.version, values=lacking)
    if tender.contract_object == "WORKS":
        tender.lots.filter(category="").update(category="OG 1")
    for row in tender.participants.all():
        codes = {
            "fiscal_code": row.fiscal_code or f"{row.pk:011d}",
            "ausa": row.ausa or f"{row.pk:010d}",
            "cost_centre": row.cost_centre or "Ufficio gare",
        }
        actions.save_participant(actor=sua, participant=row, functions=row.functions, **codes)
    tender.refresh_from_db()
    pass_warnings(cast, tender)


def pass_warnings(cast: Cast, tender: Tender) -> None:
    """The executive lets every warning of the check pass."""
    for line in precig.lines(tender):
        if line.tone == precig.WARN:
            actions.pass_precig_line(
                actor=cast.actor("executive"), tender=tender, code=line.code, note="Verificato."
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


def read_only(cast: Cast) -> None:
    """Leave the module of the Province of the cast for reading only, as when its entitlement ends."""
    ModuleActivation.objects.filter(organisation=cast.province, module="sua").update(state="READ_ONLY")
    ModuleActivation.generation += 1
    cast.province.__dict__.pop("_module_states", None)


def stranger(cast: Cast, role: str = "organisation_manager") -> tuple[User, Organisation]:
    """A manager of another body of the same Province, with an entitlement of its own."""
    body = make_municipality_body("Asolo", cast.province)
    make_entitlement(body)
    return make_member(body, role), body


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
