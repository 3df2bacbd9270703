"""Choices of a tender: its states and the code lists of ANAC's data model (sua.md 8.5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """States of sua.md 3.2 up to the decision on the request; the tender proper continues from ACCEPTED."""

    DRAFT = "DRAFT", _("Bozza")
    SUBMITTED = "SUBMITTED", _("Inviata")
    IN_REVIEW = "IN_REVIEW", _("Presa in carico")
    CLARIFICATION = "CLARIFICATION", _("Integrazioni richieste")
    ACCEPTED = "ACCEPTED", _("Accettata")
    REFUSED = "REFUSED", _("Respinta")
    WITHDRAWN = "WITHDRAWN", _("Ritirata")


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


class Criterion(models.TextChoices):
    PRICE = "price", _("Minor prezzo")
    COST = "cost", _("Minor costo")
    QUALITY = "quality", _("Miglior rapporto qualità/prezzo")


class Hand(models.TextChoices):
    """Whose turn it is ("in mano a")."""

    ORGANISATION = "ente", _("Ente richiedente")
    PROVINCE = "sua", _("SUA della Provincia")
    NOBODY = "nessuno", _("Nessuno: conclusa")


class Mark(models.TextChoices):
    """How sure a row of a dated table is."""

    VERIFIED = "V", _("verificato nella fonte")
    MEMORY = "M", _("da verificare nella fonte")


CLOCK_STATES = (State.SUBMITTED, State.IN_REVIEW)
OPEN_STATES = (*CLOCK_STATES, State.CLARIFICATION)

HAND_OF = {
    State.DRAFT: Hand.ORGANISATION,
    State.SUBMITTED: Hand.PROVINCE,
    State.IN_REVIEW: Hand.PROVINCE,
    State.CLARIFICATION: Hand.ORGANISATION,
    State.ACCEPTED: Hand.PROVINCE,
    State.REFUSED: Hand.NOBODY,
    State.WITHDRAWN: Hand.NOBODY,
}
