"""One request: the overview of its page, and what the other tabs show of it."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pico.accounts.access import access_of
from pico.base import dates
from pico.base.actor import Actor
from pico.base.http import Request
from pico.files.models import Paper
from pico.sua.models import Remark, Tender
from pico.sua.models.tenders import READERS
from pico.sua.rules import advice, copying, differences, editing, fields, machine, precig, proposals
from pico.sua.rules.remarks import about
from pico.sua.rules.rups import is_rup
from pico.sua.views import tender_facts
from pico.sua.views.common import tender_or_404
from pico.sua.views.tender_page import TABS, shell

_EVENT_TONES = {
    "award": "success",
    "contract": "success",
    "complete": "success",
    "assign": "success",
    "publish": "info",
    "void": "danger",
    "fail": "danger",
    "cancel": "danger",
    "revoke": "danger",
    "reopen": "warning",
    "appeal": "warning",
    "accept": "success",
    "silence": "success",
    "refuse": "danger",
    "clarify": "warning",
    "send": "info",
}
_EVENT_ICONS = {
    "prepare": "pencil",
    "ready": "check",
    "publish": "arrow-right-circle",
    "assign": "check-circle",
    "award": "check-circle",
    "handover": "arrow-right-circle",
    "take_over": "user",
    "contract": "check-circle",
    "execute": "arrow-right-circle",
    "complete": "check-circle",
    "cancel": "close-circle",
    "revoke": "close-circle",
    "start": "pencil",
    "send": "arrow-right-circle",
    "take": "user",
    "clarify": "help-circle",
    "answer": "comment",
    "accept": "check-circle",
    "silence": "check-circle",
    "refuse": "close-circle",
    "withdraw": "minus-circle",
}


@require_safe
def detail(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What is asked, what is known of the tender, what was asked back; the rest has tabs of its own."""
    tender = tender_or_404(request, public_id)
    context = {**shell(request, tender, "detail"), **overview(tender), "parts": parts(tender)}
    inside = precig.is_inside(request.actor, tender)
    context["may_check"] = inside or context["rup"].get("person") == request.user
    context["writing"] = writing_links(request.actor, tender)
    context["awaits_body"] = precig.awaits_body(request.actor, tender)
    return render(request, "sua/detail.html", context)


def overview(tender: Tender) -> dict[str, Any]:
    """Return what the overview shows, and the page of everything."""
    return {
        "facts": facts(tender),
        "money_facts": money_facts(tender),
        "advice": [] if tender.historic else advice.of(tender),
        "tender_facts": tender_facts.facts_of(tender),
        "rounds": rounds(tender),
    }


def parts(tender: Tender) -> list[dict[str, Any]]:
    """Return the other tabs with what each holds: their names stand where older links point to."""
    return [
        {"label": tab.label, "holds": tab.holds, "anchor": tab.anchor,
         "url": reverse(f"sua:{tab.name}", args=[tender.public_id])}
        for tab in TABS
        if tab.holds and tab.is_for(tender)
    ]  # fmt: skip


def writing_links(actor: Actor, tender: Tender) -> list[dict[str, Any]]:
    """Return where the person changes the data of the tender, or begins a new one from it."""
    found = []
    if editing.may_write(actor, tender):
        address = reverse("sua:edit", args=[tender.public_id, "oggetto"])
        found.append({"label": _("Modifica i dati della gara"), "url": address})
    begins = copying.address_for(actor, tender)
    if begins:
        found.append({"label": _("Copia in una nuova bozza"), "url": begins})
    return found


# column -> list in which its code has a meaning
_CODED = {"cpv_main": "cpv", "ccnl": "ccnl"}


def facts(tender: Tender) -> list[dict[str, Any]]:
    """Return what is asked, as terms and values."""
    names = (
        "contract_object",
        "cpv_main",
        "duration_days",
        "procedure",
        "criterion",
        "funding",
        "cup",
        "pnrr",
    )
    known = [
        name
        for name, usual in (
            ("project_approved_on", None),
            ("place_code", ""), ("ccnl", ""), ("sector", "1"), ("regime", "ORDINARY"), ("derogation", None),
            ("framework", "none"),
        )
        if getattr(tender, name) != usual
    ]  # fmt: skip
    rows = [_fact(tender, name) for name in (*names, *known)]
    if tender.pnrr:
        rows.append(_fact(tender, "pnrr_measure"))
    if tender.urgency:
        rows.append(_fact(tender, "urgency_reason"))
    if tender.rup_label:
        rows.append(_fact(tender, "rup_name"))
    return rows


def facts_of_writer(tender: Tender) -> list[dict[str, Any]]:
    """Return what else the body wrote, for the page where it checks all of it before the sending."""
    names = ["investment", "rup_email", "contact_phone", "notes"]
    names += ["quota_youth", "quota_women"] if tender.pnrr else []
    written = [name for name in names if str(getattr(tender, name)) not in {"", "None", "False"}]
    return [_fact(tender, name) for name in written]


def money_facts(tender: Tender) -> list[dict[str, Any]]:
    extra = [name for name in ("options", "renewals") if getattr(tender, name)]
    names = ("base_amount", "safety_costs", "labour_costs", *extra, "vat_rate")
    return [_fact(tender, name) for name in names]


def _fact(tender: Tender, name: str) -> dict[str, Any]:
    value = fields.shown(tender, name)
    if name in _CODED and (meaning := proposals.label_of(_CODED[name], getattr(tender, name))):
        value = f"{value}, {meaning}"
    return {"label": fields.BY_NAME[name].label, "value": value}


def papers(request: Request, tender: Tender) -> list[dict[str, Any]]:
    """Return the papers issued for this request, those in preparation too."""
    rows = Paper.objects.with_file().visible_to(request.user).of(tender)
    return [
        {
            "title": str(row),
            "url": reverse("files:download", args=[row.public_id, row.original_name]) if row.file_id else "",
            "size": row.file.size if row.file else None,
            "code": row.code,
            "state": row.get_state_display(),
            "ready": bool(row.file_id),
        }
        for row in rows
    ]


def rounds(tender: Tender) -> list[dict[str, Any]]:
    """Return the remarks by request for clarification, the newest first."""
    found: dict[int, list[Remark]] = {}
    for remark in tender.remarks.select_related("item", "asked_by", "answered_by"):
        found.setdefault(remark.round, []).append(remark)
    return [
        {
            "number": number,
            "due_on": remarks[0].due_on,
            "late": not remarks[0].is_answered and remarks[0].due_on < dates.today(),
            "remarks": [remark_row(remark) for remark in remarks],
        }
        for number, remarks in sorted(found.items(), reverse=True)
    ]


def remark_row(remark: Remark) -> dict[str, Any]:
    return {
        "remark": remark,
        "about": about(remark),
        "changed": remark.is_answered and remark.before != remark.after,
    }


def people(tender: Tender) -> list[dict[str, Any]]:
    """Return who has a part in the request, each once, with the part."""
    if tender.historic:
        name = str(tender.created_by)
        return [{"name": name, "role": "L'ha importata dallo storico", "organisation": tender.province}]
    ours = tender.entered_by_province
    rows: list[dict[str, Any]] = [
        {"name": str(tender.created_by), "role": "Ha creato la gara" if ours else "Ha preparato la richiesta",
         "organisation": tender.province if ours else tender.organisation},
        {"name": "" if ours else str(tender.submitted_by or ""), "role": "Ha inviato la richiesta",
         "organisation": tender.organisation},
        {"name": tender.rup_label, "role": "RUP dell'ente", "organisation": tender.organisation,
         "email": tender.rup_org.email if tender.rup_org else tender.rup_email,
         "phone": tender.contact_phone},
        {"name": str(tender.reviewer or ""), "role": "Esamina la richiesta", "organisation": tender.province},
    ]  # fmt: skip
    return [*(row for row in rows if row["name"]), *_rups_of_parts(tender)]


def _rups_of_parts(tender: Tender) -> list[dict[str, Any]]:
    """Return the RUPs of the bodies that take part beside the one that asked."""
    rows = tender.participants.filter(rup_org__isnull=False).select_related("rup_org", "organisation")
    return [
        {"name": str(row.rup_org), "role": "RUP dell'ente", "organisation": row.organisation,
         "email": row.rup_org.email if row.rup_org else ""}
        for row in rows.order_by("organisation__name", "pk")
    ]  # fmt: skip


def timeline(tender: Tender, user: Any) -> list[dict[str, Any]]:
    """Return the history, newest first: of what another body did, that it did it, without its words."""
    access = access_of(user)
    inside = access.has(tender.province_id, *READERS) or is_rup(user, tender)
    own = access.reading_ids | {tender.province_id, None}
    events = tender.events.select_related("actor", "organisation").order_by("-at", "-pk")
    return [
        {
            "when": entry.event.at,
            "title": machine.done(entry.event.transition),
            "text": entry.text if inside or entry.event.organisation_id in own else "",
            "who": _who(entry.event),
            "tone": _EVENT_TONES.get(entry.event.transition, "neutral"),
            "icon": _EVENT_ICONS.get(entry.event.transition, ""),
        }
        for entry in differences.entries(events)
    ]


def _who(event: Any) -> str:
    if event.actor is None:
        return "Sistema"
    return f"{event.actor}, {event.organisation}" if event.organisation else str(event.actor)
