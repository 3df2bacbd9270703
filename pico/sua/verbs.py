"""Sentences of the register for what happens to requests and tenders."""

from pico.journal.verbs import register_verbs

SENTENCES = {
    "sua.campaign.archive": "{who} ha archiviato la raccolta di fabbisogni {object}",
    "sua.campaign.bodies": "{who} ha scelto gli enti della raccolta di fabbisogni {object}",
    "sua.campaign.body_reopened": "{who} ha riaperto a un ente la raccolta di fabbisogni {object}",
    "sua.campaign.close": "{who} ha chiuso la raccolta di fabbisogni {object}",
    "sua.campaign.consolidate": "{who} ha consolidato la raccolta di fabbisogni {object}",
    "sua.campaign.created": "{who} ha preparato la raccolta di fabbisogni {object}",
    "sua.campaign.edited": "{who} ha cambiato i dati della raccolta di fabbisogni {object}",
    "sua.campaign.exported": "{who} ha esportato il consolidamento di {object}",
    "sua.campaign.items": "{who} ha scritto le voci della raccolta di fabbisogni {object}",
    "sua.campaign.open": "{who} ha aperto la raccolta di fabbisogni {object}",
    "sua.campaign.reminded": "{who} ha mandato un promemoria a chi manca nella raccolta {object}",
    "sua.campaign.reopen": "{who} ha riaperto la raccolta di fabbisogni {object}",
    "sua.campaigns.exported": "{who} ha esportato l'elenco delle raccolte di fabbisogni",
    "sua.document.added": "{who} ha caricato un documento della richiesta {object}",
    "sua.document.removed": "{who} ha tolto un documento della richiesta {object}",
    "sua.receipt.requested": "{who} ha preparato la ricevuta della richiesta {object}",
    "sua.request.saved": "{who} ha salvato la bozza {object}",
    "sua.request.start": "{who} ha avviato la bozza {object}",
    "sua.request.send": "{who} ha inviato la richiesta {object}",
    "sua.request.take": "{who} ha preso in carico la richiesta {object}",
    "sua.request.clarify": "{who} ha chiesto integrazioni sulla richiesta {object}",
    "sua.request.answer": "{who} ha risposto alle integrazioni della richiesta {object}",
    "sua.request.withdraw": "{who} ha ritirato la richiesta {object}",
    "sua.request.refuse": "{who} ha respinto la richiesta {object}",
    "sua.request.accept": "{who} ha accettato la richiesta {object}",
    "sua.request.silence": "{who} ha accettato per silenzio la richiesta {object}",
    "sua.rup.accepted": "{who} ha accettato l'incarico di RUP per {object}",
    "sua.rup.declined": "{who} non ha accettato l'incarico di RUP per {object}",
    "sua.rup.left": "{who} ha revocato il RUP di {object}, che ha lasciato il suo ente",
    "sua.rup.proposed": "{who} ha proposto un RUP per {object}",
    "sua.rup.revoked": "{who} ha revocato il RUP di {object}",
    "sua.tables.seeded": "{who} ha caricato le tabelle della SUA",
    "sua.tenders.exported": "{who} ha esportato l'elenco delle gare",
}

register_verbs(SENTENCES)
