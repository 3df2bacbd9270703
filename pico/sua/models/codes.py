"""Choices of a tender: its states and the code lists of ANAC's data model (sua.md 8.5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """States of sua.md 3.2: the request up to the decision on it, the tender from there to its contracts."""

    DRAFT = "DRAFT", _("Bozza")
    SUBMITTED = "SUBMITTED", _("Inviata")
    IN_REVIEW = "IN_REVIEW", _("Presa in carico")
    CLARIFICATION = "CLARIFICATION", _("Integrazioni richieste")
    ACCEPTED = "ACCEPTED", _("Accettata")
    REFUSED = "REFUSED", _("Respinta")
    WITHDRAWN = "WITHDRAWN", _("Ritirata")
    PREPARATION = "PREPARATION", _("Progettazione")
    READY = "READY", _("Pronta")
    PUBLISHED = "PUBLISHED", _("Indetta")
    BIDS_CLOSED = "BIDS_CLOSED", _("Offerte chiuse")
    EVALUATION = "EVALUATION", _("Valutazione")
    PROPOSED = "PROPOSED", _("Proposta di aggiudicazione")
    AWARDED = "AWARDED", _("Aggiudicata")
    HANDED_OVER = "HANDED_OVER", _("Passata all'ente")
    CONTRACTED = "CONTRACTED", _("Stipulata")
    IN_EXECUTION = "IN_EXECUTION", _("In esecuzione")
    COMPLETED = "COMPLETED", _("Conclusa")
    NO_BIDS = "NO_BIDS", _("Deserta")
    NOT_AWARDED = "NOT_AWARDED", _("Non aggiudicata")
    CANCELLED = "CANCELLED", _("Annullata")
    REVOKED = "REVOKED", _("Revocata")


class Kind(models.TextChoices):
    DELEGATED = "DELEGATED", _("Gara su delega")
    AGGREGATED = "AGGREGATED", _("Gara aggregata")
    OWN = "OWN", _("Gara propria")


class ContractObject(models.TextChoices):
    WORKS = "WORKS", _("Lavori")
    SUPPLIES = "SUPPLIES", _("Forniture")
    SERVICES = "SERVICES", _("Servizi")


class Funding(models.TextChoices):
    """Sources of money, as ANAC codes them."""

    OWN_BUDGET = "A", _("Fondi propri di bilancio")
    COMPETENT_ADMINISTRATION = "B", _("Fondi dell'amministrazione competente")
    EU = "C01", _("Fondi dell'Unione europea")
    STATE = "C02", _("Fondi dello Stato")
    REGION = "C03", _("Fondi della Regione")
    LOCAL = "C04", _("Fondi di altri enti locali")
    OTHER_PUBLIC = "C05", _("Altri fondi pubblici")
    PRIVATE = "C06", _("Fondi privati")
    LOAN = "D", _("Mutuo")
    REAL_ESTATE = "E", _("Cessione di immobili")
    SAVINGS = "F", _("Economie")
    PRIVATE_CAPITAL = "G", _("Apporto di capitali privati")
    EXPLOITATION = "H", _("Ricavi della gestione")
    OTHER = "I", _("Altro")


class Procedure(models.TextChoices):
    OPEN = "open", _("Aperta")
    RESTRICTED = "restricted", _("Ristretta")
    NEGOTIATED_WITH_CALL = "neg-w-call", _("Negoziata con bando")
    NEGOTIATED_WITHOUT_CALL = "neg-wo-call", _("Negoziata senza bando")
    DIALOGUE = "comp-dial", _("Dialogo competitivo")
    INNOVATION = "innovation", _("Partenariato per l'innovazione")
    OTHER_SINGLE = "oth-single", _("Altra procedura a fase unica")
    OTHER_MULTIPLE = "oth-mult", _("Altra procedura a più fasi")


class Framework(models.TextChoices):
    """Framework agreements, as eForms codes them; several bodies together need one."""

    NONE = "none", _("Nessuno")
    WITHOUT_REOPENING = "fa-wo-rc", _("Accordo quadro, senza rilancio")
    WITH_REOPENING = "fa-w-rc", _("Accordo quadro, con rilancio")
    MIXED = "fa-mix", _("Accordo quadro, con e senza rilancio")


class Criterion(models.TextChoices):
    PRICE = "price", _("Minor prezzo")
    COST = "cost", _("Minor costo")
    QUALITY = "quality", _("Miglior rapporto qualità/prezzo")


class Hand(models.TextChoices):
    """Whose turn it is ("in mano a")."""

    ORGANISATION = "ente", _("Ente richiedente")
    PROVINCE = "sua", _("SUA della Provincia")
    RUP = "rup", _("RUP della SUA")
    BODIES = "enti", _("Enti in gara: contratto ed esecuzione")
    MARKET = "mercato", _("Operatori economici: si attendono le offerte")
    NOBODY = "nessuno", _("Nessuno: conclusa")


class HandoverState(models.TextChoices):
    """How far a body is with what was awarded for it."""

    PENDING = "PENDING", _("da prendere in carico")
    TAKEN_OVER = "TAKEN_OVER", _("presa in carico")
    CONTRACTED = "CONTRACTED", _("contratto stipulato")
    IN_EXECUTION = "IN_EXECUTION", _("in esecuzione")
    COMPLETED = "COMPLETED", _("conclusa")
    NOTHING = "NOTHING", _("nessun lotto aggiudicato")


class HandoverPlan(models.TextChoices):
    """How a tender goes on at ANAC once it passes to its bodies."""

    TAKE_OVER = "TAKE_OVER", _("Presa in carico: l'ente continua con lo stesso CIG")
    DERIVED = "AD4", _("Adesione: ogni ente prende il proprio CIG derivato con la scheda AD4")


class NoStandstill(models.TextChoices):
    """Why a contract at or above the European threshold need not wait (art. 18 c. 3 D.Lgs. 36/2023)."""

    ONE_OFFER = "ONE_OFFER", _("una sola offerta ammessa e nessun ricorso")
    FRAMEWORK = "FRAMEWORK", _("appalto basato su un accordo quadro")
    DYNAMIC = "DYNAMIC", _("sistema dinamico di acquisizione")


class Mark(models.TextChoices):
    """How sure a row of a dated table is."""

    VERIFIED = "V", _("verificato nella fonte")
    MEMORY = "M", _("da verificare nella fonte")


class Route(models.TextChoices):
    """The ways to a contract, as ANAC's forms tell them apart (sua.md 8.4)."""

    DIRECT = "DIRECT", _("affidamento diretto")
    DIRECT_FRAMEWORK = "DIRECT_FRAMEWORK", _("accordo quadro con affidamento diretto")
    IN_HOUSE = "IN_HOUSE", _("affidamento in house")
    FRAMEWORK = "FRAMEWORK", _("adesione ad accordo quadro senza confronto competitivo")
    FRAMEWORK_MINI = "FRAMEWORK_MINI", _("adesione ad accordo quadro con confronto competitivo")
    NOTICE = "NOTICE", _("bando o avviso")
    SURVEY = "SURVEY", _("negoziata senza bando, con indagine di mercato")
    INVITATION = "INVITATION", _("negoziata senza bando, con lettera di invito")
    AWARD = "AWARD", _("aggiudicazione")
    NOT_AWARDED = "NOT_AWARDED", _("mancata aggiudicazione")
    CONTRACT = "CONTRACT", _("contratto")
    START = "START", _("avvio dell'esecuzione")
    PROGRESS = "PROGRESS", _("stato di avanzamento")
    CHANGE = "CHANGE", _("modifica del contratto")
    SUSPENSION = "SUSPENSION", _("sospensione")
    QUARTER = "QUARTER", _("superamento di un quarto del tempo")
    RESUMPTION = "RESUMPTION", _("ripresa")
    COMPLETION = "COMPLETION", _("conclusione")
    TEST = "TEST", _("collaudo")


class Regime(models.TextChoices):
    ORDINARY = "ORDINARY", _("ordinario")
    LIGHT = "LIGHT", _("alleggerito (servizi sociali e assimilati)")
    CONCESSION = "CONCESSION", _("concessione")


class Sector(models.TextChoices):
    ORDINARY = "1", _("ordinario")
    SPECIAL = "2", _("speciale")


class Derogation(models.IntegerChoices):
    """Why a body that is not qualified goes on by itself, as ANAC codes it (sua.md 8.2)."""

    PURCHASES = 1, _("1. Servizi e forniture con gli strumenti di una centrale qualificata")
    SPECIAL = 2, _("2. Servizi e forniture, settori speciali, con gli strumenti di una centrale qualificata")
    MAINTENANCE = 3, _("3. Manutenzione ordinaria con gli strumenti di una centrale qualificata")
    SOCIAL = 4, _("4. Servizi sociali con gli strumenti di una centrale qualificata")
    SOCIAL_SPECIAL = 5, _("5. Servizi sociali nei settori speciali, come sopra")
    ORDER = 6, _("6. Ordinanza commissariale")
    PURCHASE_ORDER = 7, _("7. Ordini su strumenti di acquisto di centrali e soggetti aggregatori")
    ABROAD = 8, _("8. Procedura svolta all'estero")
    ENGINEERING = 9, _("9. Architettura e ingegneria, col livello richiesto per i lavori")


class Band(models.TextChoices):
    """Which amount of the table of thresholds, once object, sector and regime are known."""

    MICRO = "MICRO", _("micro-affidamento")
    DIRECT = "DIRECT", _("affidamento diretto")
    EU = "EU", _("soglia europea")


class Outcome(models.TextChoices):
    """How a lot ended."""

    PENDING = "PENDING", _("in corso")
    AWARDED = "AWARDED", _("aggiudicato")
    NOT_AWARDED = "NOT_AWARDED", _("non aggiudicato")
    CANCELLED = "CANCELLED", _("annullato")


class NonAward(models.TextChoices):
    """Why a lot was not awarded, as BT-144 of the eForms codes it."""

    ALL_REJECTED = "all-rej", _("tutte le offerte respinte")
    CHANGED_NEED = "chan-need", _("il fabbisogno è cambiato")
    NO_FUNDS = "ins-fund", _("fondi insufficienti")
    NONE_RECEIVED = "no-rece", _("nessuna offerta ricevuta")
    NOT_SIGNED = "no-signed", _("il contratto non è stato firmato")
    ONE_ADMISSIBLE = "one-admis", _("una sola offerta ammissibile")
    OTHER = "other", _("altro")
    REVIEW_BODY = "rev-body", _("decisione di un organo di ricorso")
    REVIEW_BUYER = "rev-buyer", _("decisione della stazione appaltante dopo un ricorso")
    ERRORS = "tch-pr-error", _("errori tecnici o di procedura")


class CommitteeKind(models.TextChoices):
    COMMITTEE = "COMMITTEE", _("Commissione giudicatrice")
    SEAT = "SEAT", _("Seggio di gara")


CLOCK_STATES = (State.SUBMITTED, State.IN_REVIEW)
OPEN_STATES = (*CLOCK_STATES, State.CLARIFICATION)
# The tender proper, while somebody works on it.
TENDER_STATES = (
    State.ACCEPTED, State.PREPARATION, State.READY, State.PUBLISHED, State.BIDS_CLOSED, State.EVALUATION,
    State.PROPOSED,
)  # fmt: skip
# What anybody may read on the Province's site, however it ended.
PUBLIC_STATES = (
    State.PUBLISHED, State.BIDS_CLOSED, State.EVALUATION, State.PROPOSED, State.AWARDED, State.HANDED_OVER,
    State.CONTRACTED, State.IN_EXECUTION, State.COMPLETED, State.NO_BIDS, State.NOT_AWARDED, State.REVOKED,
)  # fmt: skip
# From the hand-over on the tender is as far as the last of its bodies.
AFTER_HANDOVER = (State.HANDED_OVER, State.CONTRACTED, State.IN_EXECUTION, State.COMPLETED)
# Somebody has won.
WON_STATES = (State.AWARDED, *AFTER_HANDOVER)

HAND_OF = {
    State.DRAFT: Hand.ORGANISATION,
    State.SUBMITTED: Hand.PROVINCE,
    State.IN_REVIEW: Hand.PROVINCE,
    State.CLARIFICATION: Hand.ORGANISATION,
    State.ACCEPTED: Hand.PROVINCE,
    State.PREPARATION: Hand.RUP,
    State.READY: Hand.PROVINCE,
    State.PUBLISHED: Hand.MARKET,
    State.BIDS_CLOSED: Hand.RUP,
    State.EVALUATION: Hand.RUP,
    State.PROPOSED: Hand.PROVINCE,
    State.AWARDED: Hand.PROVINCE,
    State.HANDED_OVER: Hand.BODIES,
    State.CONTRACTED: Hand.BODIES,
    State.IN_EXECUTION: Hand.BODIES,
    State.COMPLETED: Hand.NOBODY,
    State.NO_BIDS: Hand.NOBODY,
    State.NOT_AWARDED: Hand.NOBODY,
    State.CANCELLED: Hand.NOBODY,
    State.REVOKED: Hand.NOBODY,
    State.REFUSED: Hand.NOBODY,
    State.WITHDRAWN: Hand.NOBODY,
}
