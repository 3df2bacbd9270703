"""What people are told about a request: registered when the app starts."""

from typing import Any

from django.urls import reverse

from pico.notifications.kinds import Kind, register_kind
from pico.notifications.subscribable import Subscribable, register_subscribable

FAMILY = "Richieste di gara (SUA)"


def _page(tender: Any) -> str:
    return reverse("sua:detail", args=[tender.public_id])


def _deadlines(tender: Any) -> str:
    return reverse("sua:deadlines", args=[tender.public_id])


# what happened: (label, title, body, button)
KINDS = {
    "ready": (
        "Bozza completa, da inviare",
        "La bozza «{title}» è completa: la richiesta parte quando la invii",
        "Controllala e inviala alla SUA: il termine di dieci giorni corre dall'invio.",
        "Apri la bozza",
    ),
    "sent": (
        "Richiesta inviata",
        "{body} ha inviato la richiesta {number}",
        "Oggetto: {title}. Silenzio-assenso il {due}.",
        "Apri la richiesta",
    ),
    "taken": (
        "Richiesta presa in carico",
        "La SUA ha preso in carico la richiesta {number}",
        "La esamina {reviewer}. Oggetto: {title}.",
        "Apri la richiesta",
    ),
    "clarification": (
        "Integrazioni richieste",
        "La SUA chiede integrazioni sulla richiesta {number}",
        "Rispondi entro il {due}: fino ad allora il termine è sospeso. Oggetto: {title}.",
        "Rispondi",
    ),
    "answered": (
        "Integrazioni fornite",
        "{body} ha risposto alle integrazioni sulla richiesta {number}",
        "Il termine riprende: silenzio-assenso il {due}. Oggetto: {title}.",
        "Esamina la risposta",
    ),
    "accepted": (
        "Richiesta accettata",
        "La richiesta {number} è stata accettata",
        "La Provincia prepara la gara. Oggetto: {title}.",
        "Apri la richiesta",
    ),
    "refused": (
        "Richiesta respinta",
        "La richiesta {number} è stata respinta",
        "Nella pagina trovi i motivi e che cosa puoi fare. Oggetto: {title}.",
        "Leggi i motivi",
    ),
    "silence": (
        "Richiesta accettata per silenzio-assenso",
        "La richiesta {number} è accettata per silenzio-assenso",
        "Il termine è passato il {due} senza una decisione. Oggetto: {title}.",
        "Apri la richiesta",
    ),
    "unqualified": (
        "Accettata per silenzio oltre la qualificazione",
        "La Provincia non è qualificata per la richiesta {number}, accettata per silenzio-assenso",
        "Decidi subito come procedere: annulla la gara o affidala a un'altra stazione qualificata. {title}.",
        "Apri la richiesta",
    ),
    "withdrawn": (
        "Richiesta ritirata",
        "{body} ha ritirato la richiesta {number}",
        "Oggetto: {title}.",
        "Apri la richiesta",
    ),
}

for _what, (_label, _title, _body, _button) in KINDS.items():
    register_kind(
        Kind(
            code=f"sua.request.{_what}",
            label=_label,
            family=FAMILY,
            title=_title,
            body=_body,
            url=_page,
            model="sua.Tender",
            action=_button,
        )
    )


def _campaign(campaign: Any) -> str:
    return reverse("sua:campaign", args=[campaign.public_id])


CAMPAIGN_KINDS = {
    "closed": (
        "Raccolta di fabbisogni chiusa",
        "La raccolta {number} si è chiusa",
        "Controlla le risposte e consolidala. Oggetto: {title}.",
        "Apri la raccolta",
    ),
    "converted": (
        "Dalla raccolta alla gara",
        "Dalla raccolta {number} nasce una gara aggregata",
        "{owner} la prepara per tutti gli enti. Oggetto: {title}.",
        "Apri la raccolta",
    ),
    "consolidated": (
        "Raccolta di fabbisogni consolidata",
        "{owner} ha consolidato la raccolta {number}",
        "Nella pagina trovi i totali. Oggetto: {title}.",
        "Vedi i totali",
    ),
}
CAMPAIGN_KINDS["revised"] = (
    "Revisione di un fabbisogno",
    "{owner} ha corretto il fabbisogno del tuo ente nella raccolta {number}",
    "Nella pagina trovi che cosa è cambiato e perché. Oggetto: {title}.",
    "Vedi la correzione",
)
for _what, (_label, _title, _body, _button) in CAMPAIGN_KINDS.items():
    register_kind(
        Kind(
            code=f"sua.campaign.{_what}",
            label=_label,
            family="Raccolte di fabbisogni (SUA)",
            title=_title,
            body=_body,
            url=_campaign,
            model="sua.NeedsCampaign",
            action=_button,
        )
    )

# The tender after the accepted request, by the code of the move: (label, title, body, button)
TENDER_FAMILY = "Gare (SUA)"
TENDER_KINDS = {
    "handover": (
        "Gara passata all'ente",
        "La SUA ti passa la gara {number}",
        "Prendila in carico, poi registra il contratto. Oggetto: {title}.",
        "Prendi in carico",
    ),
    "take_over": (
        "Gara presa in carico",
        "{who} ha preso in carico la gara {number}",
        "Ora stipula il contratto. Oggetto: {title}.",
        "Apri la gara",
    ),
    "contract": (
        "Contratto stipulato",
        "{who} ha stipulato il contratto della gara {number}",
        "Oggetto: {title}.",
        "Apri la gara",
    ),
    "execute": (
        "Esecuzione avviata",
        "{who} ha avviato l'esecuzione della gara {number}",
        "Oggetto: {title}.",
        "Apri la gara",
    ),
    "complete": (
        "Esecuzione conclusa",
        "{who} ha concluso l'esecuzione della gara {number}",
        "Oggetto: {title}.",
        "Apri la gara",
    ),
    "body_added": (
        "Ente aggiunto a una gara",
        "{added} partecipa alla gara {number}",
        "La segue la SUA. Oggetto: {title}.",
        "Apri la gara",
    ),
    "rup_named": (
        "RUP di un ente in gara",
        "Sei il RUP di {whose} per la gara {number}",
        "Oggetto: {title}.",
        "Apri la gara",
    ),
    "own": (
        "Nuova gara della Provincia",
        "La SUA ha creato la gara {number}",
        "Serve un RUP che la segua. Oggetto: {title}.",
        "Apri la gara",
    ),
    "join": (
        "Nuova gara per più enti",
        "La SUA ha creato la gara aggregata {number}",
        "Serve un RUP che la segua. Oggetto: {title}.",
        "Apri la gara",
    ),
    "entrust": (
        "Gara su delega inserita dalla SUA",
        "La SUA ha inserito la gara {number} per {body}",
        "La Provincia la segue come accettata. Oggetto: {title}.",
        "Apri la gara",
    ),
    "prepare": (
        "Progettazione avviata",
        "La gara {number} è in progettazione",
        "Il RUP prepara gli atti. Oggetto: {title}.",
        "Apri la gara",
    ),
    "ready": (
        "Gara pronta",
        "La gara {number} è pronta per essere indetta",
        "La decisione a contrarre è registrata. Oggetto: {title}.",
        "Apri la gara",
    ),
    "publish": (
        "Gara indetta",
        "La gara {number} è indetta",
        "Offerte entro il {due}. Oggetto: {title}.",
        "Apri la gara",
    ),
    "assign": (
        "Affidamento diretto",
        "La gara {number} è affidata",
        "Importo affidato: {total}. Oggetto: {title}.",
        "Leggi l'esito",
    ),
    "extend": (
        "Termine delle offerte prorogato",
        "Il termine delle offerte della gara {number} è prorogato",
        "Offerte entro il {due}. Oggetto: {title}.",
        "Apri la gara",
    ),
    "close": (
        "Offerte chiuse",
        "Il termine delle offerte della gara {number} è passato",
        "Chiuse il {due}. Tocca al RUP. Oggetto: {title}.",
        "Apri la gara",
    ),
    "evaluate": (
        "Valutazione avviata",
        "Le offerte della gara {number} sono in valutazione",
        "Offerte ricevute: {bids}. Oggetto: {title}.",
        "Apri la gara",
    ),
    "void": (
        "Gara deserta",
        "Nessuna offerta per la gara {number}",
        "Può seguire una procedura negoziata senza bando. Oggetto: {title}.",
        "Apri la gara",
    ),
    "fail": (
        "Gara non aggiudicata",
        "La gara {number} si chiude senza aggiudicazione",
        "Nella pagina trovi il motivo di ogni lotto. Oggetto: {title}.",
        "Leggi i motivi",
    ),
    "propose": (
        "Aggiudicazione proposta",
        "C'è una proposta di aggiudicazione per la gara {number}",
        "Decide il dirigente. Oggetto: {title}.",
        "Apri la gara",
    ),
    "award": (
        "Gara aggiudicata",
        "La gara {number} è aggiudicata",
        "Importo aggiudicato: {total}. Oggetto: {title}.",
        "Leggi l'esito",
    ),
    "reopen": (
        "Nuova valutazione",
        "La gara {number} torna alla valutazione",
        "Nella pagina trovi il motivo. Oggetto: {title}.",
        "Apri la gara",
    ),
    "cancel": (
        "Gara annullata",
        "La gara {number} è annullata",
        "Nella pagina trovi il motivo. Oggetto: {title}.",
        "Leggi il motivo",
    ),
    "revoke": (
        "Gara revocata",
        "La gara {number} è revocata",
        "Nella pagina trovi il motivo. Oggetto: {title}.",
        "Leggi il motivo",
    ),
    "appeal": (
        "Ricorso",
        "C'è un ricorso sulla gara {number}",
        "Oggetto: {title}.",
        "Apri la gara",
    ),
    "remind": (
        "Promemoria della SUA",
        "La gara {number} aspetta te",
        "{text} Oggetto: {title}.",
        "Apri la gara",
    ),
    "settle": (
        "Ricorso concluso",
        "Il ricorso sulla gara {number} è concluso",
        "Oggetto: {title}.",
        "Apri la gara",
    ),
}
for _what, (_label, _title, _body, _button) in TENDER_KINDS.items():
    register_kind(
        Kind(
            code=f"sua.tender.{_what}",
            label=_label,
            family=TENDER_FAMILY,
            title=_title,
            body=_body,
            url=_page,
            model="sua.Tender",
            action=_button,
        )
    )

DEADLINE_KINDS = {
    "near": (
        "Scadenza vicina",
        "{term}: scade il {due}, gara {number}",
        "Nella pagina trovi la fonte e che cosa manca. Oggetto: {title}.",
        "Apri le scadenze",
    ),
    "missed": (
        "Scadenza mancata",
        "{term}: il termine della gara {number} è passato il {due}",
        "Nella pagina trovi la fonte. Oggetto: {title}.",
        "Apri le scadenze",
    ),
}
for _what, (_label, _title, _body, _button) in DEADLINE_KINDS.items():
    register_kind(
        Kind(
            code=f"sua.deadline.{_what}",
            label=_label,
            family=TENDER_FAMILY,
            title=_title,
            body=_body,
            url=_deadlines,
            model="sua.Tender",
            action=_button,
        )
    )


def _schede(tender: Any) -> str:
    return reverse("sua:schede", args=[tender.public_id])


register_kind(
    Kind(
        code="sua.scheda.owed",
        label="Schede ANAC da inviare",
        family=TENDER_FAMILY,
        title="Schede ANAC da inviare per la gara {number}: {schede}",
        body="Inviale dalla piattaforma, poi registrale qui. Oggetto: {title}.",
        url=_schede,
        model="sua.Tender",
        action="Registra le schede",
    )
)


def _precig(tender: Any) -> str:
    return reverse("sua:precig", args=[tender.public_id])


register_kind(
    Kind(
        code="sua.precig.asked",
        label="Avvisi pre-CIG da guardare",
        family=TENDER_FAMILY,
        title="La gara {number} aspetta che tu guardi gli avvisi del controllo pre-CIG",
        body="Se si può procedere superali con una nota: finché restano la gara non parte. Oggetto: {title}.",
        url=_precig,
        model="sua.Tender",
        action="Guarda gli avvisi",
    )
)

register_subscribable(Subscribable(model="sua.Tender", label="Richiesta di gara", url=_page))


def _assignment(row: Any) -> str:
    return reverse("sua:rup_assignment", args=[row.public_id])


# what happened to the assignment of a RUP: (label, title, body, button)
RUP_KINDS = {
    "proposed": (
        "Proposta di incarico come RUP",
        "Ti propongono come RUP della gara {number}",
        "Oggetto: {title}. Accetta, o scrivi perché non puoi.",
        "Rispondi",
    ),
    "accepted": (
        "Incarico di RUP accettato",
        "{person} è RUP della gara {number}",
        "Oggetto: {title}.",
        "Apri l'incarico",
    ),
    "declined": (
        "Incarico di RUP non accettato",
        "{person} non accetta l'incarico di RUP della gara {number}",
        "Leggi il motivo e proponi un'altra persona. Oggetto: {title}.",
        "Leggi il motivo",
    ),
    "revoked": (
        "Incarico di RUP revocato",
        "{person} non è più RUP della gara {number}",
        "Nella pagina trovi il motivo. Oggetto: {title}.",
        "Leggi il motivo",
    ),
    "left": (
        "RUP che ha lasciato il suo ente",
        "La gara {number} è senza RUP",
        "{person} ha lasciato il suo ente: proponi un'altra persona. Oggetto: {title}.",
        "Apri l'incarico",
    ),
}

for _what, (_label, _title, _body, _button) in RUP_KINDS.items():
    register_kind(
        Kind(
            code=f"sua.rup.{_what}",
            label=_label,
            family="Incarichi di RUP",
            title=_title,
            body=_body,
            url=_assignment,
            model="sua.RupAssignment",
            action=_button,
        )
    )
