"""What is still missing before a request may be sent: one sentence and one place each."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from pico.base import money
from pico.sua.models import Tender
from pico.sua.models.codes import ContractObject, Kind
from pico.sua.rules import checklist
from pico.sua.rules.access import may_request

ZERO = Decimal(0)


@dataclass(frozen=True)
class Gap:
    """Something missing or wrong.

    Args:
        step: page of the form where it is mended; empty when it is not in the form.
        field: what to jump to on that page.
        sentence: what to do.
    """

    step: str
    field: str
    sentence: str


def gaps(tender: Tender) -> list[Gap]:
    """Return all that stands between the draft and its sending, in the order of the form."""
    return [
        *_entitlement(tender),
        *_object(tender),
        *_funding(tender),
        *_people(tender),
        *_lots(tender),
        *_documents(tender),
    ]


def complete(drafts: Sequence[Tender]) -> set[int]:
    """Return the ids of the drafts in which nothing is missing: as many queries for many as for one.

    Args:
        drafts: of one body, with its RUP, province and organisation at hand.
    """
    prefetch_related_objects(drafts, "lots", "documents")
    items = checklist.due_of_requests() if drafts else []
    entitled = {pair: may_request(*pair) for pair in {(row.organisation, row.province) for row in drafts}}
    return {
        row.pk
        for row in drafts
        if entitled[row.organisation, row.province]
        and not [*_object(row), *_funding(row), *_people(row), *_lots(row)]
        and not checklist.lacks(row, items)
    }


def gaps_of_data(tender: Tender) -> list[Gap]:
    """Return what the data of a tender that is no draft still lack: its papers have a page of their own."""
    return [*gaps_of_facts(tender), *_lots(tender)]


def gaps_of_facts(tender: Tender) -> list[Gap]:
    """Return the same without the lots."""
    people = _people(tender) if tender.kind == Kind.DELEGATED else []
    return [*_object(tender), *_funding(tender), *people]


def lots_difference(tender: Tender) -> Decimal:
    """Return base amount less the sum of the lots."""
    return (tender.base_amount or ZERO) - sum((lot.amount for lot in tender.lots.all()), ZERO)


def lots_sentence(total: Decimal, base: Decimal) -> str:
    """Return why the lots do not fit, with the difference."""
    return _(
        "La somma dei lotti è %(total)s, la base di gara %(base)s: la differenza è di %(gap)s. "
        "Correggi i lotti o l'importo a base di gara."
    ) % {"total": money.euro(total), "base": money.euro(base), "gap": money.euro(abs(base - total))}


def _when(*cases: tuple[bool, str, str, str]) -> list[Gap]:
    return [Gap(step, field, sentence) for wrong, step, field, sentence in cases if wrong]


def _entitlement(tender: Tender) -> list[Gap]:
    sentence = _(
        "L'abilitazione di %(body)s alla SUA non è più in vigore: la bozza resta qui, "
        "chiedi alla Provincia di rinnovare la convenzione."
    ) % {"body": tender.organisation}
    return _when((not may_request(tender.organisation, tender.province), "", "", sentence))


def _object(tender: Tender) -> list[Gap]:
    base = tender.base_amount or ZERO
    parts = (tender.safety_costs or ZERO) + (tender.labour_costs or ZERO)
    works = tender.contract_object == ContractObject.WORKS
    labour = tender.contract_object in {ContractObject.WORKS, ContractObject.SERVICES}
    return _when(
        (not tender.title, "oggetto", "title", _("Scrivi l'oggetto della gara.")),
        (not tender.contract_object, "oggetto", "contract_object", _("Scegli lavori, forniture o servizi.")),
        (not tender.cpv_main, "oggetto", "cpv_main", _("Indica il CPV principale.")),
        (base <= 0, "oggetto", "base_amount", _("Indica l'importo a base di gara, maggiore di zero.")),
        (works and tender.safety_costs is None, "oggetto", "safety_costs",
         _("Indica gli oneri per la sicurezza (0 se non ce ne sono).")),
        (labour and tender.labour_costs is None, "oggetto", "labour_costs",
         _("Indica i costi della manodopera (art. 41 c. 14 del Codice).")),
        (base > 0 and parts > base, "oggetto", "labour_costs",
         _("Sicurezza e manodopera insieme superano l'importo a base di gara.")),
        (not tender.duration_days, "oggetto", "duration_days",
         _("Indica la durata del contratto in giorni.")),
        (not tender.procedure, "oggetto", "procedure", _("Proponi una procedura di gara.")),
        (not tender.criterion, "oggetto", "criterion", _("Proponi il criterio di aggiudicazione.")),
        (tender.urgency and not tender.urgency_reason, "oggetto", "urgency_reason",
         _("Spiega il motivo dell'urgenza.")),
    )  # fmt: skip


def _funding(tender: Tender) -> list[Gap]:
    needs_cup = (tender.investment or tender.pnrr) and not tender.cup
    return _when(
        (not tender.funding, "finanziamento", "funding", _("Indica almeno una fonte di finanziamento.")),
        (needs_cup, "finanziamento", "cup",
         _("Indica il CUP: senza, gli atti di un investimento sono nulli.")),
        (tender.pnrr and not tender.pnrr_measure, "finanziamento", "pnrr_measure",
         _("Indica missione, componente e misura del PNRR o PNC.")),
    )  # fmt: skip


def _people(tender: Tender) -> list[Gap]:
    return _when(
        (not tender.rup_label, "persone", "rup_name", _("Indica il RUP dell'ente (art. 15 del Codice).")),
    )


def _lots(tender: Tender) -> list[Gap]:
    lots = list(tender.lots.all())
    base = tender.base_amount or ZERO
    total = sum((lot.amount for lot in lots), ZERO)
    return _when(
        (not lots, "lotti", "lots", _("Descrivi almeno un lotto: se la gara non è divisa, uno solo.")),
        (bool(lots) and base > 0 and total != base, "lotti", "lots", lots_sentence(total, base)),
    )


def _documents(tender: Tender) -> list[Gap]:
    return [
        Gap(
            "documenti",
            f"item-{line.item.pk}",
            _("Carica il documento «%(label)s».") % {"label": line.item.label},
        )
        for line in checklist.lines(tender)
        if line.is_missing
    ]
