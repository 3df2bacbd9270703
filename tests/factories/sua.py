"""Requests for tests: bodies that may ask, drafts that may be sent, and requests in any state."""

from datetime import date
from decimal import Decimal
from itertools import count

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.organisations.models import Organisation
from pico.sua import actions
from pico.sua.models import ChecklistItem, Tender
from pico.sua.rules import checklist
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
    tender = make_in_review(cast)
    if state == "ACCEPTED":
        actions.accept_request(actor=cast.actor("executive"), tender=tender)
    elif state == "REFUSED":
        actions.refuse_request(actor=cast.actor("executive"), tender=tender, reason="Fuori convenzione.")
    elif state == "WITHDRAWN":
        actions.withdraw_request(actor=cast.actor("manager"), tender=tender, reason="Rinviata.")
    tender.refresh_from_db()
    return tender


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
