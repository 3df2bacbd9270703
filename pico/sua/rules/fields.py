"""The fields of a request: what each is called, how it is shown, where it is written, what unlocks it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base import dates, money
from pico.sua.models import Lot, Tender
from pico.sua.models.codes import (
    ContractObject,
    Criterion,
    Derogation,
    Framework,
    Funding,
    Procedure,
    Regime,
    Sector,
)
from pico.sua.rules import places


@dataclass(frozen=True)
class Step:
    """One page of the stepped form."""

    slug: str
    label: Any


STEPS = (
    Step("oggetto", lazy("Oggetto e valore")),
    Step("finanziamento", lazy("Finanziamento")),
    Step("persone", lazy("Persone")),
    Step("lotti", lazy("Lotti")),
    Step("documenti", lazy("Documenti")),
    Step("riepilogo", lazy("Riepilogo e invio")),
)
STEP_SLUGS = tuple(step.slug for step in STEPS)


@dataclass(frozen=True)
class Field:
    """One field.

    Args:
        name: the column, or ``lots``.
        label: what people call it.
        step: where it is written.
        unlocks: fields that a remark on it opens beside itself.
        flaggable: whether a remark may be about it.
    """

    name: str
    label: Any
    step: str
    unlocks: tuple[str, ...] = ()
    flaggable: bool = True


FIELDS = (
    Field("title", lazy("Oggetto"), "oggetto"),
    Field("description", lazy("Descrizione"), "oggetto"),
    Field("contract_object", lazy("Tipo di contratto"), "oggetto"),
    Field("cpv_main", lazy("CPV principale"), "oggetto"),
    Field("base_amount", lazy("Importo a base di gara"), "oggetto", ("lots",)),
    Field("safety_costs", lazy("Oneri per la sicurezza"), "oggetto"),
    Field("labour_costs", lazy("Costi della manodopera"), "oggetto"),
    Field("vat_rate", lazy("Aliquota IVA"), "oggetto"),
    Field("options", lazy("Opzioni"), "oggetto"),
    Field("renewals", lazy("Rinnovi"), "oggetto"),
    Field("duration_days", lazy("Durata in giorni"), "oggetto"),
    Field("project_approved_on", lazy("Progetto approvato il"), "oggetto"),
    Field("place_code", lazy("Luogo di esecuzione"), "oggetto"),
    Field("ccnl", lazy("Contratto collettivo (CCNL)"), "oggetto"),
    Field("sector", lazy("Settore"), "oggetto"),
    Field("regime", lazy("Regime"), "oggetto"),
    Field("derogation", lazy("Deroga alla qualificazione"), "oggetto"),
    Field("procedure", lazy("Procedura proposta"), "oggetto"),
    Field("criterion", lazy("Criterio di aggiudicazione"), "oggetto"),
    Field("urgency", lazy("Urgenza"), "oggetto", ("urgency_reason",)),
    Field("urgency_reason", lazy("Motivo dell'urgenza"), "oggetto", flaggable=False),
    Field("funding", lazy("Finanziamento"), "finanziamento"),
    Field("investment", lazy("Progetto di investimento"), "finanziamento", ("cup",)),
    Field("cup", lazy("CUP"), "finanziamento"),
    Field("pnrr", lazy("PNRR o PNC"), "finanziamento", ("pnrr_measure", "quota_youth", "quota_women")),
    Field("pnrr_measure", lazy("Missione, componente e misura"), "finanziamento", flaggable=False),
    Field("quota_youth", lazy("Quota di giovani"), "finanziamento", flaggable=False),
    Field("quota_women", lazy("Quota di donne"), "finanziamento", flaggable=False),
    Field("rup_name", lazy("RUP dell'ente"), "persone", ("rup_org", "rup_email")),
    Field("rup_org", lazy("RUP registrato"), "persone", flaggable=False),
    Field("rup_email", lazy("E-mail del RUP"), "persone", flaggable=False),
    Field("contact_phone", lazy("Telefono dell'ufficio"), "persone"),
    Field("notes", lazy("Note per la SUA"), "persone"),
    Field("lots", lazy("Lotti"), "lotti", ("base_amount",)),
    # Written by the Province only, for ANAC's platform.
    Field("framework", lazy("Accordo quadro"), "", flaggable=False),
    Field("scheda", lazy("Scheda ANAC"), "", flaggable=False),
)
BY_NAME = {field.name: field for field in FIELDS}
FLAGGABLE = tuple(field for field in FIELDS if field.flaggable)
_MONEY = {"base_amount", "safety_costs", "labour_costs", "options", "renewals"}
_CHOICES: dict[str, Any] = {
    "contract_object": ContractObject,
    "procedure": Procedure,
    "criterion": Criterion,
    "sector": Sector,
    "regime": Regime,
    "derogation": Derogation,
    "framework": Framework,
}


def columns_of(step: str) -> tuple[str, ...]:
    """Return the columns that a step writes."""
    return tuple(field.name for field in FIELDS if field.step == step and field.name != "lots")


def unlocked_by(names: Any) -> set[str]:
    """Return the fields that remarks on these open."""
    opened = set(names)
    for name in names:
        opened |= set(BY_NAME[name].unlocks)
    return opened


def shown(tender: Tender, name: str) -> str:
    """Return the stored value of a field in words, as pages, differences and conflicts show it."""
    if name == "lots":
        return lots_in_words(list(tender.lots.all()))
    if name == "rup_name":
        return tender.rup_label or _("non indicato")
    return shown_value(name, getattr(tender, name), tender)


def shown_value(name: str, value: Any, tender: Tender | None = None) -> str:
    """Return a value of a field in words, stored or about to be."""
    if isinstance(value, bool):
        return _("sì") if value else _("no")
    if value in (None, "", []):
        return _("non indicato")
    if isinstance(value, date):
        return dates.italian_date(value)
    if name in _MONEY:
        return money.euro(value)
    if name == "place_code":
        return f"{places.name_of(value)}, {value}"
    if name in {"quota_youth", "quota_women"}:
        return f"{value}{money.NBSP}%"
    if name == "vat_rate":
        return f"{money.number(value, 0 if value == int(value) else 1)}{money.NBSP}%"
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if name == "funding":
        return ", ".join(str(dict(Funding.choices).get(code, code)) for code in value)
    return ", ".join(value) if isinstance(value, list) else str(value)


def lots_in_words(lots: list[Lot]) -> str:
    """Return one line per lot."""
    if not lots:
        return _("nessun lotto")
    return "\n".join(f"{lot.n}. {lot.title}: {money.euro(lot.amount)}" for lot in lots)
