"""Whose turn it is and what comes next, in words for the person who looks."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.actor import Actor
from pico.sua.models import Tender
from pico.sua.models.codes import Hand, State

TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.IN_REVIEW: "info",
    State.CLARIFICATION: "warning",
    State.ACCEPTED: "success",
    State.REFUSED: "danger",
    State.WITHDRAWN: "neutral",
}

# state: (what the requesting body reads, what the Province reads)
NEXT: dict[str, tuple[Any, Any]] = {
    State.DRAFT: (
        lazy("Completa i dati e i documenti. La richiesta parte quando il responsabile dell'ente la invia."),
        "",
    ),
    State.SUBMITTED: (
        lazy("La SUA deve prenderla in carico: per ora non devi fare nulla."),
        lazy("Un operatore SUA la prende in carico e ne controlla dati e documenti."),
    ),
    State.IN_REVIEW: (
        lazy("La SUA la sta esaminando: per ora non devi fare nulla."),
        lazy("L'operatore chiede le integrazioni che servono; il dirigente accetta o respinge."),
    ),
    State.CLARIFICATION: (
        lazy("Rispondi ai rilievi della SUA: alla risposta il termine riprende a correre."),
        lazy("L'ente deve rispondere: fino ad allora il termine è sospeso."),
    ),
    State.ACCEPTED: (
        lazy("La Provincia prepara la gara: ti avvisa a ogni passo."),
        lazy("Ora si prepara la gara: nomina del RUP della SUA e documenti della Provincia."),
    ),
    State.REFUSED: (
        lazy(
            "Leggi i motivi. Se nessuna stazione appaltante accetta, ANAC ne assegna una d'ufficio "
            "entro 15 giorni dalla tua richiesta (art. 62 c. 10 del Codice)."
        ),
        lazy("La richiesta è conclusa. L'ente può presentarne un'altra."),
    ),
    State.WITHDRAWN: (
        lazy("La richiesta è conclusa. Puoi presentarne un'altra."),
        lazy("L'ente ha ritirato la richiesta: è conclusa."),
    ),
}


def in_hands_of(tender: Tender) -> str:
    """Return «SUA della Provincia di Treviso (Marco Rossi)»."""
    if tender.hand == Hand.ORGANISATION:
        return str(tender.organisation)
    if tender.hand == Hand.NOBODY:
        return _("nessuno: è conclusa")
    reviewer = f" ({tender.reviewer})" if tender.reviewer else ""
    return f"SUA, {tender.province}{reviewer}"


def in_short(tender: Tender) -> str:
    """Return the same for a column: «SUA (Marco Rossi)»."""
    if tender.hand == Hand.PROVINCE:
        return f"SUA ({tender.reviewer})" if tender.reviewer else _("SUA, da prendere in carico")
    return _("nessuno") if tender.hand == Hand.NOBODY else str(tender.organisation)


def next_step(tender: Tender, actor: Actor, *, ready: bool = False) -> str:
    """Return what the person should know of the next step, on their side.

    Args:
        tender: the request.
        actor: who looks.
        ready: of a draft, whether nothing is missing any more.
    """
    if tender.state == State.DRAFT and ready:
        return _("È tutto pronto: la richiesta parte quando il responsabile dell'ente la invia.")
    for_body, for_province = NEXT[tender.state]
    at_province = actor.organisation is not None and actor.organisation.pk == tender.province_id
    return str(for_province if at_province else for_body)
