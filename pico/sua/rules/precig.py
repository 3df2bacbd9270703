"""What must be there before the irreversible step on the PAD (controllo pre-CIG, sua.md 5.2).

Taking over is per procedure on ANAC's side: a body left out when it is created cannot be added later, and a
forgotten CUP could not be corrected. So presence is checked here, on what the platform holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.access import access_of
from pico.accounts.models import Role, User
from pico.base import dates
from pico.base.actor import Actor
from pico.sua.models import RupProfile, Tender, TenderParticipant
from pico.sua.models.codes import ContractObject, State
from pico.sua.rules import access, checklist, code_lists, completeness, qualification
from pico.sua.rules.rups import active_rup, is_rup

PASS, WARN, FAIL = "success", "warning", "danger"
BEFORE = frozenset({State.DRAFT, State.WITHDRAWN, State.REFUSED})
# From here on what ANAC was told is fixed: no body's data change any more.
WRITABLE = frozenset({"SUBMITTED", "IN_REVIEW", "CLARIFICATION", "ACCEPTED", "PREPARATION"})


@dataclass(frozen=True)
class Line:
    """One check: how it ended, why, and where it is mended."""

    tone: str
    what: str
    reason: str
    url: str = ""


def lines(tender: Tender) -> list[Line]:
    """Return all checks of a tender, in the order of its page."""
    bodies = list(tender.participants.select_related("organisation").order_by("pk"))
    return [*_object(tender), *_money(tender), *_bodies(tender, bodies), *_people(tender)]


def blockers(tender: Tender) -> list[str]:
    """Return why the tender may not be declared ready: one sentence each, empty when it may."""
    return [f"{line.what}: {line.reason}" for line in lines(tender) if line.tone == FAIL]


def may_check(actor: Actor, tender: Tender) -> bool:
    """Say whether the person works on the tender for the Province: its SUA people, and its RUP."""
    return is_inside(actor, tender) or (tender.state not in BEFORE and is_rup(actor.user, tender))


def is_inside(actor: Actor, tender: Tender) -> bool:
    """Say whether the person is of the Province's SUA (and the tender is past its draft)."""
    readers = (Role.SUA_OPERATOR, Role.EXECUTIVE, Role.AUDITOR)
    return tender.state not in BEFORE and access_of(actor.user).has(tender.province_id, *readers)


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


def _checked(what: str, wrong: bool, reason: str, url: str, tone: str = FAIL) -> Line:
    return Line(tone, what, reason, url) if wrong else Line(PASS, what, "")


def _object(tender: Tender) -> Iterator[Line]:
    facts = reverse("sua:detail", args=[tender.public_id]) + "#facts"
    yield _checked(_("CPV"), not tender.cpv_main, _("manca il codice CPV."), facts)
    if tender.cpv_main:
        loaded = code_lists.is_loaded(code_lists.CPV)
        known = code_lists.is_in_force(code_lists.CPV, tender.cpv_main, dates.today())
        unknown = _("il codice %(code)s non è nell'elenco in vigore.") % {"code": tender.cpv_main}
        missing = _("l'elenco CPV non è ancora stato importato: controllalo tu.")
        what = _("CPV nell'elenco")
        yield _checked(what, not known, unknown, facts) if loaded else Line(WARN, what, missing, facts)
    yield _checked(_("Procedura"), not tender.procedure, _("manca la procedura."), facts)
    yield _checked(_("Criterio"), not tender.criterion, _("manca il criterio di aggiudicazione."), facts)
    yield _checked(_("Durata"), not tender.duration_days, _("manca la durata."), facts)


def _money(tender: Tender) -> Iterator[Line]:
    detail = reverse("sua:detail", args=[tender.public_id])
    lots_page = reverse("sua:tender_lots", args=[tender.public_id])
    papers = reverse("sua:tender_documents", args=[tender.public_id])
    yield _checked(
        _("Importo"), not tender.base_amount, _("manca l'importo a base di gara."), detail + "#facts"
    )
    lots = list(tender.lots.all())
    gap = completeness.lots_difference(tender) if lots else Decimal(0)
    total = (tender.base_amount or Decimal(0)) - gap
    sentence = completeness.lots_sentence(total, tender.base_amount or Decimal(0))
    yield _checked(_("Somma dei lotti"), gap != 0, sentence, lots_page)
    works = tender.contract_object == ContractObject.WORKS
    if works and lots:
        reason = _("manca la categoria SOA di almeno un lotto.")
        yield _checked(_("Categorie"), any(not lot.category for lot in lots), reason, lots_page)
    yield _checked(
        _("Finanziamento"), not tender.funding, _("mancano le fonti dei fondi."), detail + "#facts"
    )
    if tender.investment or tender.pnrr:
        reason = _("manca il CUP: gli atti che finanziano un investimento senza CUP sono nulli.")
        yield _checked(_("CUP"), not tender.cup, reason, detail + "#facts")
        held = {line.item.code for line in checklist.lines(tender) if line.document}
        reason = _("manca l'atto che attesta il CUP.")
        yield _checked(_("Atto del CUP"), "CUP_ACT" not in held, reason, papers)
    if tender.pnrr:
        reason = _("mancano missione, componente e misura.")
        yield _checked(_("PNRR"), not tender.pnrr_measure, reason, detail + "#facts")


def _bodies(tender: Tender, bodies: list[TenderParticipant]) -> Iterator[Line]:
    yield _checked(_("Enti in gara"), not bodies, _("non c'è nessun ente."), "")
    holders = [row for row in bodies if row.role == TenderParticipant.Role.HOLDER]
    reason = _("più di un ente è titolare: sulla piattaforma di ANAC può esserlo uno solo.")
    yield _checked(_("Titolare unico"), len(holders) > 1, reason, "")
    for row in bodies:
        url = reverse("sua:participant", args=[tender.public_id, row.organisation_id])
        wanted = (
            (_("codice fiscale"), row.fiscal_code),
            (_("codice AUSA"), row.ausa),
            (_("centro di costo"), row.cost_centre),
        )
        missing = [name for name, value in wanted if not value]
        yield _checked(
            str(row.organisation), bool(missing), _("manca: %(what)s.") % {"what": ", ".join(missing)}, url
        )
    seen = {(row.fiscal_code, row.cost_centre) for row in bodies if row.fiscal_code}
    twice = len(seen) > len({code for code, _centre in seen})
    reason = _("lo stesso codice fiscale compare con due centri di costo: controlla che sia voluto.")
    yield _checked(_("Enti diversi"), twice, reason, "", WARN)
    several = sum(row.role != TenderParticipant.Role.HOLDER for row in bodies) > 1
    reason = _("con più enti serve un accordo quadro: verifica che la gara sia impostata così.")
    yield _checked(_("Accordo quadro"), several, reason, "", WARN)


def _people(tender: Tender) -> Iterator[Line]:
    detail = reverse("sua:tender_people", args=[tender.public_id])
    ours = active_rup(tender)
    yield _checked(_("RUP della SUA"), ours is None, _("nessuno ha ancora accettato l'incarico."), detail)
    if ours is not None:
        yield _has_profile(_("Profilo PCP del RUP della SUA"), ours, detail, FAIL)
    yield _checked(_("RUP dell'ente"), not tender.rup_label, _("l'ente non ha indicato il suo RUP."), detail)
    if tender.rup_org is not None:
        yield _has_profile(_("Profilo PCP del RUP dell'ente"), tender.rup_org, detail, WARN)
    if tender.base_amount:
        value = qualification.estimated_value(tender)
        able = qualification.sua_can(tender.province, tender.contract_object, value, dates.today())
        reason = _("nelle tabelle la Provincia non risulta qualificata per questo valore.")
        yield _checked(
            _("Qualificazione"), not able, reason, reverse("sua:table", args=["qualificazioni"]), WARN
        )


def _has_profile(what: str, person: User, url: str, tone: str) -> Line:
    profiles = RupProfile.objects.unrestricted("whether the RUP of a tender has a profile on ANAC's platform")
    active = profiles.filter(person=person, pcp_profile=True).exists()
    return _checked(what, not active, _("non risulta un profilo attivo sulla PCP di ANAC."), url, tone)
