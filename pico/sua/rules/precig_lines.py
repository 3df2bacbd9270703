"""The checks themselves: what each looks at, why it fails, where it is mended (sua.md 5.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from pico.accounts.models import User
from pico.base import dates
from pico.sua.models import PreCigPass, RupProfile, Tender, TenderParticipant
from pico.sua.models.codes import ContractObject, Framework, Kind
from pico.sua.rules import checklist, code_lists, completeness, places, qualification, schede, soa
from pico.sua.rules.bodies import buyers
from pico.sua.rules.rups import active_rup

PASS, WARN, FAIL = "success", "warning", "danger"
NAMED = 6  # bodies in one sentence
QUOTA = 30  # per cent that art. 47 c. 4 D.L. 77/2021 asks for; less needs a reasoned derogation


@dataclass(frozen=True)
class Line:
    """One check: how it ended, why, where it is mended, and who let it pass."""

    tone: str
    code: str
    what: str
    reason: str
    url: str = ""
    passed: PreCigPass | None = None


def all_of(tender: Tender) -> Iterator[Line]:
    """Yield every check of a tender, in the order of its page."""
    bodies = list(tender.participants.select_related("organisation", "rup_org").order_by("pk"))
    yield from _object(tender)
    yield from _lists(tender)
    yield from _money(tender)
    yield from _way(tender, bodies)
    yield from _bodies(tender, bodies)
    yield from _people(tender)
    yield from _rups_of_bodies(tender, bodies)
    yield from _level(tender)


def _checked(  # noqa: PLR0917
    code: str, what: str, wrong: bool, reason: str, url: str, tone: str = FAIL
) -> Line:
    return Line(tone, code, what, reason, url) if wrong else Line(PASS, code, what, "")


def facts_url(tender: Tender, field: str) -> str:
    """Return where one fact of the tender is written before the CIG."""
    return reverse("sua:pcp", args=[tender.public_id]) + f"#id_{field}"


def _object(tender: Tender) -> Iterator[Line]:
    works_or_services = tender.contract_object != ContractObject.SUPPLIES
    wanted = (
        ("CPV", _("CPV"), "cpv_main", not tender.cpv_main, _("manca il codice CPV.")),
        (
            "PLACE",
            _("Luogo di esecuzione"),
            "place_code",
            not tender.place_code,
            _("manca il comune di esecuzione: la PCP ne chiede il codice a nove cifre."),
        ),
        (
            "CCNL",
            _("Contratto collettivo"),
            "ccnl",
            works_or_services and not tender.ccnl,
            _("manca il codice del CCNL (art. 11 c. 2 del Codice)."),
        ),
        ("PROCEDURE", _("Procedura"), "procedure", not tender.procedure, _("manca la procedura.")),
        (
            "CRITERION",
            _("Criterio"),
            "criterion",
            not tender.criterion,
            _("manca il criterio di aggiudicazione."),
        ),
        ("DURATION", _("Durata"), "duration_days", not tender.duration_days, _("manca la durata.")),
    )
    for code, what, field, wrong, reason in wanted:
        yield _checked(code, what, wrong, reason, facts_url(tender, field))


def _lists(tender: Tender) -> Iterator[Line]:
    """Yield whether the codes are in ANAC's lists; one doubt for all lists that nobody imported."""
    used = (
        ("CPV_LIST", _("CPV nell'elenco"), "cpv_main", code_lists.CPV),
        ("PLACE_LIST", _("Luogo nell'elenco"), "place_code", places.LIST),
        ("CCNL_LIST", _("CCNL nell'elenco"), "ccnl", code_lists.CCNL),
    )
    absent = []
    for code, what, field, name in used:
        value = getattr(tender, field)
        if not value:
            continue
        if not code_lists.is_loaded(name):
            absent.append(f"{name} ({value})")
            continue
        known = code_lists.is_in_force(name, value, dates.today())
        reason = _("il codice %(code)s non è nell'elenco in vigore.") % {"code": value}
        yield _checked(code, what, not known, reason, facts_url(tender, field))
    reason = _("non ancora importati, controlla tu i codici: %(lists)s.") % {"lists": ", ".join(absent)}
    yield _checked(
        "LISTS", _("Elenchi di ANAC"), bool(absent), reason, reverse("sua:table", args=["codici"]), WARN
    )


def _money(tender: Tender) -> Iterator[Line]:
    detail = reverse("sua:detail", args=[tender.public_id])
    lots_page = reverse("sua:tender_lots", args=[tender.public_id])
    reason = _("manca l'importo a base di gara.")
    yield _checked("AMOUNT", _("Importo"), not tender.base_amount, reason, detail + "#facts")
    base, labour = tender.base_amount or Decimal(0), tender.labour_costs or Decimal(0)
    reason = _("insieme superano l'importo a base di gara.")
    over = base > 0 and (tender.safety_costs or Decimal(0)) + labour > base
    yield _checked("PARTS", _("Sicurezza e manodopera"), over, reason, detail + "#facts")
    lots = list(tender.lots.all())
    gap = completeness.lots_difference(tender) if lots else Decimal(0)
    total = (tender.base_amount or Decimal(0)) - gap
    sentence = completeness.lots_sentence(total, tender.base_amount or Decimal(0))
    yield _checked("LOTS", _("Somma dei lotti"), gap != 0, sentence, lots_page)
    if tender.contract_object == ContractObject.WORKS and lots:
        reason = _("manca la categoria SOA di almeno un lotto (art. 100 c. 4 del Codice).")
        lacking = any(not lot.category for lot in lots)
        yield _checked("CATEGORY", _("Categorie"), lacking, reason, lots_page)
        unknown = [one for lot in lots if (one := soa.objection(lot.category, dates.today()))]
        if code_lists.is_loaded(soa.LIST):
            reason = unknown[0] if unknown else ""
            yield _checked("CATEGORY_LIST", _("Categorie nell'elenco"), bool(unknown), reason, lots_page)
    reason = _("mancano le fonti dei fondi.")
    yield _checked("FUNDING", _("Finanziamento"), not tender.funding, reason, facts_url(tender, "funding"))
    yield from _investment(tender, reverse("sua:tender_documents", args=[tender.public_id]))


def _investment(tender: Tender, papers: str) -> Iterator[Line]:
    if tender.investment or tender.pnrr:
        reason = _(
            "manca il CUP: gli atti che finanziano un investimento senza CUP sono nulli "
            "(art. 11 c. 2-bis L. 3/2003), e dopo non si può più aggiungere."
        )
        yield _checked("CUP", _("CUP"), not tender.cup, reason, facts_url(tender, "cup"))
        act = next((one for one in checklist.lines(tender) if one.item.code == "CUP_ACT"), None)
        reason = _("manca l'atto che attesta il CUP.")
        tone = FAIL if act else WARN  # tenders that nobody asked for have no place for it
        wrong = act is None or not act.document
        yield _checked("CUP_ACT", _("Atto del CUP"), wrong, reason, papers, tone)
    if tender.pnrr:
        reason = _("mancano missione, componente e misura.")
        missing = not tender.pnrr_measure
        yield _checked("PNRR", _("PNRR"), missing, reason, facts_url(tender, "pnrr_measure"))
        yield _quotas(tender)


def _quotas(tender: Tender) -> Line:
    shares = (tender.quota_youth, tender.quota_women)
    what, url = _("Quote di giovani e donne"), facts_url(tender, "quota_youth")
    if None in shares:
        reason = _("mancano le quote del 30 % di giovani e di donne (art. 47 c. 4 D.L. 77/2021).")
        return Line(FAIL, "QUOTAS", what, reason, url)
    low = any(share is not None and share < QUOTA for share in shares)
    reason = _("sotto il 30 %: serve una deroga motivata (art. 47 c. 7 D.L. 77/2021).")
    return _checked("QUOTAS", what, low, reason, url, WARN)


def _way(tender: Tender, bodies: list[TenderParticipant]) -> Iterator[Line]:
    """Yield whether framework and scheda fit procedure, value and bodies."""
    url = facts_url(tender, "framework")
    buying = [row for row in bodies if tender.kind != Kind.DELEGATED or row.role != row.Role.HOLDER]
    reason = _("con più enti deleganti la PCP vuole un accordo quadro (art. 59 del Codice).")
    without = len(buying) > 1 and tender.framework == Framework.NONE
    yield _checked("FRAMEWORK", _("Accordo quadro"), without, reason, url)
    if not (tender.procedure and tender.base_amount):
        return
    what, url = _("Scheda"), facts_url(tender, "scheda")
    if not tender.scheda:
        row = schede.suggested_rule(tender)
        reason = schede.reason_of(row) if row else _("le tabelle non ne propongono una: sceglila tu.")
        yield Line(PASS if row else WARN, "SCHEDA", what, reason, url)
        return
    reason = _("la scheda %(scheda)s non va con la procedura e il valore della gara.")
    wrong = not schede.is_consistent(tender, tender.scheda)
    yield _checked("SCHEDA", what, wrong, reason % {"scheda": tender.scheda}, url)


def _bodies(tender: Tender, bodies: list[TenderParticipant]) -> Iterator[Line]:
    detail = reverse("sua:tender_bodies", args=[tender.public_id])
    reason = _("non c'è nessun ente.")
    yield _checked("BODIES", _("Enti in gara"), not bodies, reason, detail)
    holders = [row for row in bodies if row.role == TenderParticipant.Role.HOLDER]
    reason = (
        _("più di un ente è titolare: sulla PCP di ANAC può esserlo uno solo.")
        if holders
        else _("manca il titolare: la Provincia lo diventa con l'avvio della progettazione.")
    )
    yield _checked("HOLDER", _("Titolare unico"), len(holders) != 1, reason, detail)
    for row in bodies:
        url = reverse("sua:participant", args=[tender.public_id, row.organisation_id])
        wanted = (
            (_("codice fiscale"), row.fiscal_code),
            (_("codice AUSA"), row.ausa),
            (_("centro di costo"), row.cost_centre),
            (_("funzioni svolte"), row.functions),
        )
        missing = [name for name, value in wanted if not value]
        reason = _("manca: %(what)s.") % {"what": ", ".join(missing)}
        yield _checked(f"BODY_{row.organisation_id}", str(row.organisation), bool(missing), reason, url)
    seen = {(row.fiscal_code, row.cost_centre) for row in bodies if row.fiscal_code}
    twice = len(seen) > len({code for code, _centre in seen})
    reason = _("lo stesso codice fiscale compare con due centri di costo: controlla che sia voluto.")
    yield _checked("SAME_BODY", _("Enti diversi"), twice, reason, detail, WARN)


def _people(tender: Tender) -> Iterator[Line]:
    detail = reverse("sua:tender_people", args=[tender.public_id])
    ours = active_rup(tender)
    reason = _("nessuno ha ancora accettato l'incarico (art. 15 del Codice).")
    yield _checked("RUP", _("RUP della SUA"), ours is None, reason, detail)
    if ours is not None:
        yield _has_profile("RUP_PCP", _("Profilo PCP del RUP della SUA"), ours)
    if tender.kind != Kind.DELEGATED or tender.organisation_id == tender.province_id:
        return  # the SUA's own; or of many bodies, each with its own
    reason = _("l'ente non ha indicato il suo RUP.")
    yield _checked("RUP_BODY", _("RUP dell'ente"), not tender.rup_label, reason, detail)
    what = _("Profilo PCP del RUP dell'ente")
    if tender.rup_org is not None:
        yield _has_profile("RUP_BODY_PCP", what, tender.rup_org)
    elif tender.rup_label:
        reason = _("non è registrato qui: verifica tu che abbia un profilo attivo sulla PCP.")
        yield Line(WARN, "RUP_BODY_PCP", what, reason, detail)


def _rups_of_bodies(tender: Tender, bodies: list[TenderParticipant]) -> Iterator[Line]:
    """Yield the RUPs of the bodies beside the one that asked: who delegates has one, who adheres should."""
    detail = reverse("sua:tender_bodies", args=[tender.public_id])
    asked = {tender.organisation_id, tender.province_id}
    others = [row for row in buyers(tender, bodies) if row.organisation_id not in asked]
    delegating = TenderParticipant.Role.DELEGATING
    for code, tone, rows in (
        ("RUP_DELEGATING", FAIL, [row for row in others if row.role == delegating]),
        ("RUP_ADHERING", WARN, [row for row in others if row.role != delegating]),
    ):
        without = _some([str(row.organisation) for row in rows if row.rup_org is None])
        reason = _("manca il RUP (art. 15 del Codice) di: %(bodies)s.") % {"bodies": without}
        if rows:
            what = _("RUP degli enti deleganti") if tone == FAIL else _("RUP degli enti aderenti")
            yield _checked(code, what, bool(without), reason, detail, tone)
    for row in others:
        if row.rup_org is not None:
            what = _("Profilo PCP del RUP di %(body)s") % {"body": row.organisation}
            yield _has_profile(f"RUP_PCP_{row.organisation_id}", what, row.rup_org)


def _some(names: list[str]) -> str:
    """Return the names, or the first of many with how many more there are."""
    if len(names) <= NAMED:
        return ", ".join(names)
    rest = len(names) - NAMED
    return _("%(names)s e altri %(rest)s") % {"names": ", ".join(names[:NAMED]), "rest": rest}


def _has_profile(code: str, what: str, person: User) -> Line:
    profiles = RupProfile.objects.unrestricted("whether the RUP of a tender has a profile on ANAC's platform")
    own = profiles.filter(person=person).first()
    url = reverse("sua:rup_profile", args=[own.public_id]) if own else reverse("sua:rups")
    reason = _("non risulta un profilo attivo sulla PCP: %(name)s lo segna nel proprio profilo di RUP.")
    active = own is not None and own.pcp_profile
    return _checked(code, what, not active, reason % {"name": person}, url)


def _level(tender: Tender) -> Iterator[Line]:
    if tender.base_amount:
        reason = _("la Provincia non risulta qualificata per questo valore (art. 63 del Codice).")
        url = reverse("sua:table", args=["qualificazioni"])
        able = qualification.province_can(tender)
        yield _checked("LEVEL", _("Qualificazione"), not able, reason, url, WARN)
