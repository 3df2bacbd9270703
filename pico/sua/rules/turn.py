"""Whose turn it is and what comes next, in words for the person who looks."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.base.actor import Actor
from pico.sua.models import Tender
from pico.sua.models.codes import AFTER_HANDOVER, Hand, HandoverState, Kind, State
from pico.sua.rules.access import holds
from pico.sua.rules.parts import part_of
from pico.sua.rules.rups import active_assignment, active_rup, is_rup

TONES = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.IN_REVIEW: "info",
    State.CLARIFICATION: "warning",
    State.ACCEPTED: "success",
    State.REFUSED: "danger",
    State.WITHDRAWN: "neutral",
    State.PREPARATION: "info",
    State.READY: "info",
    State.PUBLISHED: "info",
    State.BIDS_CLOSED: "warning",
    State.EVALUATION: "info",
    State.PROPOSED: "info",
    State.AWARDED: "success",
    State.HANDED_OVER: "info",
    State.CONTRACTED: "success",
    State.IN_EXECUTION: "success",
    State.COMPLETED: "neutral",
    State.NO_BIDS: "danger",
    State.NOT_AWARDED: "danger",
    State.CANCELLED: "danger",
    State.REVOKED: "danger",
}

# Of the Province's: the executive alone makes the next move.
OF_EXECUTIVE = frozenset({State.ACCEPTED, State.PROPOSED})

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
        lazy("Quando il RUP della SUA ha accettato l'incarico, il dirigente avvia la progettazione."),
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
    State.PREPARATION: (
        lazy("Il RUP prepara gli atti di gara: per ora non devi fare nulla."),
        lazy("Il RUP completa gli atti; con la decisione a contrarre la gara è pronta."),
    ),
    State.READY: (
        lazy("La SUA sta per indire la gara: per ora non devi fare nulla."),
        lazy("L'operatore SUA prende i CIG sulla piattaforma e indice la gara."),
    ),
    State.PUBLISHED: (
        lazy("Gli operatori economici presentano le offerte sulla piattaforma."),
        lazy("Le offerte arrivano sulla piattaforma; alla scadenza la gara passa al RUP."),
    ),
    State.BIDS_CLOSED: (
        lazy("Il termine delle offerte è passato: il RUP avvia la valutazione."),
        lazy("Il RUP scrive quante offerte sono arrivate e avvia la valutazione."),
    ),
    State.EVALUATION: (
        lazy("Le offerte sono in valutazione: per ora non devi fare nulla."),
        lazy("Commissione o seggio valutano; poi il RUP propone l'aggiudicazione."),
    ),
    State.PROPOSED: (
        lazy("C'è una proposta di aggiudicazione: decide il dirigente della Provincia."),
        lazy("Il dirigente aggiudica, dopo le verifiche nel fascicolo virtuale (FVOE)."),
    ),
    State.AWARDED: (
        lazy("La gara è aggiudicata: fra i lotti trovi chi ha vinto e l'importo. Poi la SUA te la passa."),
        lazy(
            "La gara è aggiudicata: invia le comunicazioni e l'avviso (artt. 90 e 111 del Codice), completa "
            "gli atti e passala all'ente."
        ),
    ),
    State.HANDED_OVER: (
        lazy("La SUA ti ha passato la gara: prendila in carico, poi stipula il contratto e registralo."),
        lazy("La gara è passata agli enti: ciascuno la prende in carico e stipula il proprio contratto."),
    ),
    State.CONTRACTED: (
        lazy("Il contratto è stipulato: all'avvio dell'esecuzione registra la scheda I1."),
        lazy("I contratti sono stipulati: gli enti avviano l'esecuzione."),
    ),
    State.IN_EXECUTION: (
        lazy("L'esecuzione è in corso: alla fine registra la scheda CO1 o CL1."),
        lazy("L'esecuzione è in corso."),
    ),
    State.COMPLETED: (
        lazy("La gara è conclusa: contratto ed esecuzione compresi."),
        lazy("La gara è conclusa: contratto ed esecuzione compresi."),
    ),
    State.NO_BIDS: (
        lazy("Nessuno ha presentato un'offerta. La SUA può avviare una procedura negoziata."),
        lazy(
            "Puoi avviare una nuova gara negoziata senza bando: condizione 33, scheda P7_2 "
            "(art. 76 del Codice)."
        ),
    ),
    State.NOT_AWARDED: (
        lazy("La gara si è chiusa senza aggiudicazione: il motivo è accanto a ogni lotto."),
        lazy("La gara è conclusa. Il motivo è accanto a ogni lotto."),
    ),
    State.CANCELLED: (
        lazy("La gara è annullata: leggi il motivo. Puoi presentare un'altra richiesta."),
        lazy("La gara è annullata. L'ente può presentare un'altra richiesta."),
    ),
    State.REVOKED: (
        lazy("La gara è revocata: leggi il motivo. Puoi presentare un'altra richiesta."),
        lazy("La gara è revocata. L'ente può presentare un'altra richiesta."),
    ),
}
# What the Province reads of a tender of its own: no body asked for it, none signs it.
NEXT_OF_OWN = {
    State.AWARDED: lazy(
        "La gara è aggiudicata: invia le comunicazioni e l'avviso (artt. 90 e 111 del Codice), completa gli "
        "atti e registra il passaggio alla stipula: il contratto lo firma la Provincia."
    ),
    State.HANDED_OVER: lazy("La Provincia prende in carico la gara, stipula il contratto e lo registra."),
    State.CONTRACTED: lazy("Il contratto è stipulato: all'avvio dell'esecuzione registra la scheda I1."),
    State.IN_EXECUTION: lazy("L'esecuzione è in corso: alla fine registra la scheda CO1 o CL1."),
    State.CANCELLED: lazy("La gara è annullata. Se serve ancora, crea una nuova gara."),
    State.REVOKED: lazy("La gara è revocata. Se serve ancora, crea una nuova gara."),
}
# What the RUP reads where the tender waits for the RUP.
NEXT_OF_RUP = {
    State.PREPARATION: lazy("Completa gli atti di gara; poi dichiara pronta la gara."),
    State.BIDS_CLOSED: lazy(
        "Scrivi quante offerte sono arrivate e avvia la valutazione, o dichiara la gara deserta."
    ),
    State.EVALUATION: lazy("Chiusa la valutazione, proponi l'aggiudicazione."),
}
# What the Province reads while nobody has accepted to be the RUP.
NEXT_WITHOUT_RUP = {
    State.ACCEPTED: lazy(
        "Serve il RUP: lo propone il dirigente; quando ha accettato, il dirigente avvia la progettazione."
    ),
    State.PREPARATION: lazy("Serve il RUP: lo propone il dirigente. Senza, gli atti di gara restano fermi."),
}
# What a body reads of its own part, once it has taken the tender over.
NEXT_OF_PART = {
    HandoverState.TAKEN_OVER: lazy("Hai preso in carico la gara: stipula il contratto e registralo."),
    HandoverState.CONTRACTED: lazy(
        "Il contratto è stipulato: all'avvio dell'esecuzione registra la scheda I1."
    ),
    HandoverState.IN_EXECUTION: lazy("L'esecuzione è in corso: alla fine registra la scheda CO1 o CL1."),
    HandoverState.COMPLETED: lazy("La parte del tuo ente è conclusa: contratto ed esecuzione compresi."),
}


def in_hands_now(tender: Tender, rup: Any) -> str:
    """Return the same as ``in_hands_of``, where it is known whether somebody accepted to be the RUP."""
    if rup is None and (tender.hand == Hand.RUP or tender.state == State.ACCEPTED):
        return _("SUA, %(province)s: manca il RUP") % {"province": tender.province}
    return in_hands_of(tender)


def in_hands_of(tender: Tender) -> str:
    """Return «SUA, Provincia di Treviso (Marco Rossi)»."""
    if tender.hand in {Hand.RUP, Hand.MARKET}:
        return str(tender.hand.label)
    if tender.hand == Hand.BODIES and tender.kind != Kind.AGGREGATED:
        return str(tender.organisation)
    if tender.hand == Hand.BODIES:
        return _("gli enti in gara")
    if tender.hand == Hand.ORGANISATION:
        return str(tender.organisation)
    if tender.hand == Hand.NOBODY:
        return _("nessuno: è conclusa")
    if tender.state in OF_EXECUTIVE:
        return _("il dirigente, %(province)s") % {"province": tender.province}
    reviewer = f" ({tender.reviewer})" if tender.reviewer else ""
    return f"SUA, {tender.province}{reviewer}"


def in_short(tender: Tender) -> str:
    """Return the same for a column: «SUA (Marco Rossi)»."""
    if tender.hand in {Hand.RUP, Hand.MARKET}:
        return _("RUP della SUA") if tender.hand == Hand.RUP else _("operatori economici")
    if tender.hand == Hand.BODIES and tender.kind == Kind.AGGREGATED:
        return _("enti in gara")
    if tender.hand == Hand.PROVINCE:
        if tender.state in OF_EXECUTIVE:
            return _("dirigente")
        waits = tender.state == State.SUBMITTED
        nobody = _("SUA, da prendere in carico") if waits else _("SUA")
        return f"SUA ({tender.reviewer})" if tender.reviewer else nobody
    return _("nessuno") if tender.hand == Hand.NOBODY else str(tender.organisation)


def next_step(tender: Tender, actor: Actor, *, ready: bool = False) -> str:
    """Return what the person should know of the next step, on their side.

    Args:
        tender: the request.
        actor: who looks.
        ready: of a draft, whether nothing is missing any more.
    """
    if tender.historic:
        return _("È una gara del passato, importata dallo storico: si legge e si esporta con le altre.")
    if tender.state == State.DRAFT and ready:
        if holds(actor, "sua.request.send", tender.organisation):
            return _("È tutto pronto: invia la richiesta alla SUA.")
        return _("È tutto pronto. Tocca al responsabile dell'ente: la richiesta parte quando la invia.")
    if tender.state in NEXT_OF_RUP and is_rup(actor.user, tender):
        return str(NEXT_OF_RUP[State(tender.state)])
    at_province = actor.organisation is not None and actor.organisation.pk == tender.province_id
    if at_province and tender.state in NEXT_WITHOUT_RUP and active_rup(tender) is None:
        if active_assignment(tender) is not None:
            return _("Il RUP è proposto: si attende la sua risposta.")
        return str(NEXT_WITHOUT_RUP[State(tender.state)])
    for_body, for_province = NEXT[tender.state]
    if at_province:
        own = NEXT_OF_OWN.get(State(tender.state)) if tender.kind == Kind.OWN else None
        return str(own or for_province)
    part = part_of(actor, tender) if tender.state in AFTER_HANDOVER else None
    return str(NEXT_OF_PART.get(HandoverState(part.handover_state), for_body) if part else for_body)
