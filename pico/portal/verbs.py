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
    "portal.site.alias_added": "{who} ha aggiunto un indirizzo al sito {object}",
    "portal.site.changed": "{who} ha modificato il sito {object}",
    "portal.site.created": "{who} ha creato il sito {object}",
    "portal.site.put_online": "{who} ha messo in linea il sito {object}",
    "portal.site.suspended": "{who} ha sospeso il sito {object}",
    "portal.topics.seeded": "{who} ha caricato gli argomenti",
}

register_verbs(SENTENCES)
