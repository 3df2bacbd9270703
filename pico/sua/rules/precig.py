"""What must be there before the irreversible step on the PAD (controllo pre-CIG, sua.md 5.2).

Taking over is per procedure on ANAC's side: a body left out when it is created cannot be added later, and a
forgotten CUP could not be corrected. So presence is checked here, on what the platform holds.
"""

from dataclasses import replace

from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.accounts.models import Role
from pico.base.actor import Actor
from pico.sua.models import Tender, TenderParticipant
from pico.sua.models.codes import State
from pico.sua.rules import access, precig_lines
from pico.sua.rules.precig_lines import FAIL, PASS, WARN, Line
from pico.sua.rules.rups import acts_as_rup, is_rup

__all__ = ["FAIL", "PASS", "WARN", "Line"]
BEFORE = frozenset({State.DRAFT, State.WITHDRAWN, State.REFUSED})
# From here on what ANAC was told is fixed: no data change any more.
OURS = frozenset({"ACCEPTED", "PREPARATION"})  # while the request is examined the body is asked
WRITABLE = frozenset({"SUBMITTED", "IN_REVIEW", "CLARIFICATION", "ACCEPTED", "PREPARATION"})


def lines(tender: Tender) -> list[Line]:
    """Return all checks of a tender, each warning with whoever let it pass as it stands now."""
    passes = {(one.line, one.reason): one for one in tender.precig_passes.select_related("by")}
    return [
        replace(line, passed=passes.get((line.code, line.reason))) if line.tone == WARN else line
        for line in precig_lines.all_of(tender)
    ]


def blockers(tender: Tender) -> list[str]:
    """Return why the tender may not be declared ready: one sentence each, empty when it may.

    A failure must be mended; a warning is mended too, or an executive lets it pass.
    """
    found = []
    for line in lines(tender):
        sentence = f"{line.what}: {line.reason}"
        if line.tone == FAIL:
            found.append(sentence)
        elif line.tone == WARN and line.passed is None:
            found.append(_("%(sentence)s Correggi o chiedi al dirigente.") % {"sentence": sentence})
    return found


def line_of(tender: Tender, code: str) -> Line | None:
    """Return one check."""
    return next((line for line in lines(tender) if line.code == code), None)


def may_pass(actor: Actor, tender: Tender) -> bool:
    """Say whether the person may let warnings pass: an executive of the Province, before the CIG."""
    return (
        tender.state in WRITABLE
        and access.is_writable(tender.province)
        and access.holds(actor, "sua.precig.pass", tender.province)
    )


def may_ask(actor: Actor, tender: Tender) -> bool:
    """Say whether the person asks the executive to let warnings pass: who prepares the tender, and cannot."""
    preparing = tender.state == State.PREPARATION
    return preparing and may_write_facts(actor, tender) and not may_pass(actor, tender)


def doubts(tender: Tender) -> list[Line]:
    """Return the warnings that nobody let pass."""
    return [line for line in lines(tender) if line.tone == WARN and line.passed is None]


def may_write_facts(actor: Actor, tender: Tender) -> bool:
    """Say whether the person writes what ANAC asks of the tender: the SUA, or its RUP."""
    if tender.state not in OURS or tender.historic or not access.is_writable(tender.province):
        return False
    return acts_as_rup(actor, tender) or access.holds(actor, "sua.precig.write", tender.province)


def may_check(actor: Actor, tender: Tender) -> bool:
    """Say whether the person works on the tender for the Province: its SUA people, and its RUP."""
    return is_inside(actor, tender) or (tender.state not in BEFORE and is_rup(actor.user, tender))


def is_inside(actor: Actor, tender: Tender) -> bool:
    """Say whether the person is of the Province's SUA, and the tender neither a draft nor of the past."""
    if tender.historic or tender.state in BEFORE:
        return False
    return access_of(actor.user).has(tender.province_id, Role.SUA_OPERATOR, Role.EXECUTIVE, Role.AUDITOR)


def awaits_body(actor: Actor, tender: Tender) -> bool:
    """Say whether the page of the tender leads the body's people to what ANAC asks of them. No query."""
    body = actor.organisation
    if body is None or body.pk != tender.organisation_id or tender.state not in WRITABLE:
        return False
    return access_of(actor.user).has(body.pk, *access.BODY)


def may_write(actor: Actor, row: TenderParticipant) -> bool:
    """Say whether the person writes what ANAC asks of a body: the SUA, or the body itself."""
    tender = row.tender
    return (
        tender.state in WRITABLE
        and access.is_writable(tender.province)
        and any(
            access.holds(actor, "sua.participant.edit", one) for one in (tender.province, row.organisation)
        )
    )
