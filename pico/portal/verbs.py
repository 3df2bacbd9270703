"""Sentences of the register for what happens to sites and pages."""

from pico.journal.verbs import register_verbs

SENTENCES = {
    "portal.document.added": "{who} ha aggiunto il documento {object}",
    "portal.home.changed": "{who} ha cambiato la home del sito {object}",
    "portal.eventpage.published": "{who} ha pubblicato l'evento {object}",
    "portal.newspage.published": "{who} ha pubblicato la notizia {object}",
    "portal.page.corrected": "{who} ha pubblicato una nuova versione della pagina {object}",
    "portal.page.deleted": "{who} ha eliminato la pagina {object}",
    "portal.page.moved": "{who} ha cambiato indirizzo alla pagina {object}",
    "portal.page.published": "{who} ha pubblicato la pagina {object}",
    "portal.page.unpublished": "{who} ha ritirato la pagina {object}",
    "portal.pictures.added": "{who} ha aggiunto immagini al sito {object}",
    "portal.site.approval_made": "{who} ha predisposto l'approvazione delle pagine del sito {object}",
    "portal.site.alias_added": "{who} ha aggiunto un indirizzo al sito {object}",
    "portal.site.changed": "{who} ha modificato il sito {object}",
    "portal.site.created": "{who} ha creato il sito {object}",
    "portal.site.put_online": "{who} ha messo in linea il sito {object}",
    "portal.site.suspended": "{who} ha sospeso il sito {object}",
    "portal.topics.seeded": "{who} ha caricato gli argomenti",
    # flow: what travels between sites
    "portal.placement.accepted": "{who} ha accettato la condivisione {object}",
    "portal.placement.forwarded": "{who} ha inoltrato ad altri siti {object}",
    "portal.placement.highlighted": "{who} ha cambiato l'evidenza della condivisione {object}",
    "portal.placement.lapsed": "{who} ha ritirato la condivisione {object} insieme al suo contenuto",
    "portal.placement.proposed": "{who} ha proposto ad altri siti {object}",
    "portal.placement.refused": "{who} ha rifiutato la condivisione {object}",
    "portal.placement.removed": "{who} ha rimosso la condivisione {object}",
    "portal.placement.withdrawn": "{who} ha ritirato la condivisione {object}",
    "portal.placements.exported": "{who} ha esportato un elenco di condivisioni",
}

register_verbs(SENTENCES)

register_verbs(
    {
        "portal.issue.approved": "{who} ha approvato il numero {object}",
        "portal.issue.cancelled": "{who} ha annullato il numero {object}",
        "portal.issue.changed": "{who} ha modificato il numero {object}",
        "portal.issue.closed": "{who} ha chiuso l'invio del numero {object}",
        "portal.issue.finished": "{who} ha finito l'invio del numero {object}",
        "portal.issue.held": "{who} ha sospeso l'invio del numero {object}",
        "portal.issue.not_sent": "{who} non ha potuto inviare il numero {object}",
        "portal.issue.paused": "{who} ha messo in pausa l'invio del numero {object}",
        "portal.issue.reopened": "{who} ha riaperto il numero {object}",
        "portal.issue.repeated": "{who} ha rimandato i messaggi incerti del numero {object}",
        "portal.issue.resumed": "{who} ha ripreso l'invio del numero {object}",
        "portal.issue.returned": "{who} ha rimandato in bozza il numero {object}",
        "portal.issue.scheduled": "{who} ha programmato l'invio del numero {object}",
        "portal.issue.sent": "{who} ha avviato l'invio del numero {object}",
        "portal.issue.started": "{who} ha iniziato il numero {object}",
        "portal.issue.submitted": "{who} ha mandato in revisione il numero {object}",
        "portal.issue.tested": "{who} si è mandato una prova del numero {object}",
        "portal.newsletter.changed": "{who} ha modificato la newsletter {object}",
        "portal.newsletter.created": "{who} ha creato la newsletter {object}",
        "portal.newsletter.exported": "{who} ha esportato gli iscritti della newsletter {object}",
        "portal.newsletter.imported": "{who} ha importato iscritti nella newsletter {object}",
        "portal.subscriber.asked": "{who} ha chiesto l'iscrizione {object}",
        "portal.subscriber.bounced": "{who} ha chiuso l'iscrizione {object}: l'indirizzo rifiuta",
        "portal.subscriber.confirmed": "{who} ha confermato l'iscrizione {object}",
        "portal.subscriber.left": "{who} ha chiuso l'iscrizione {object}",
        "portal.subscribers.forgotten": "{who} ha cancellato iscrizioni scadute o finite",
    }
)
SITES = {
    "portal.obligation.added": "{who} ha aggiunto la scadenza dei siti {object}",
    "portal.obligation.changed": "{who} ha modificato la scadenza dei siti {object}",
    "portal.obligation.done": "{who} ha segnato come fatta una scadenza del sito {object}",
    "portal.obligations.seeded": "{who} ha caricato le scadenze dei siti",
    "portal.redirect.added": "{who} ha aggiunto il reindirizzamento da {object}",
    "portal.redirect.deleted": "{who} ha eliminato il reindirizzamento da {object}",
    "portal.redirects.imported": "{who} ha importato reindirizzamenti nel sito {object}",
    "portal.site.alias_removed": "{who} ha tolto un indirizzo al sito {object}",
    "portal.site.completed": "{who} ha aggiunto al sito {object} le pagine che mancavano",
    "portal.sites.exported": "{who} ha esportato l'elenco dei siti",
    "portal.topic.added": "{who} ha aggiunto l'argomento {object}",
    "portal.topic.changed": "{who} ha modificato l'argomento {object}",
}

register_verbs(SITES)

# What happens to a page in the editor before or without readers noticing.
register_verbs(
    {
        "portal.page.locked": "{who} ha bloccato la pagina {object}",
        "portal.page.returned": "{who} ha rimandato in bozza la pagina {object}",
        "portal.page.scheduled": "{who} ha programmato la pubblicazione della pagina {object}",
        "portal.page.submission_cancelled": "{who} ha ritirato la richiesta di approvare la pagina {object}",
        "portal.page.submitted": "{who} ha inviato per l'approvazione la pagina {object}",
        "portal.page.unlocked": "{who} ha sbloccato la pagina {object}",
        "portal.page.unscheduled": "{who} ha annullato la pubblicazione programmata della pagina {object}",
    }
)

register_verbs(
    {"portal.ratings.exported": "{who} ha esportato le valutazioni delle pagine del sito {object}"}
)
