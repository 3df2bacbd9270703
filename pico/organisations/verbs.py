"""Sentences of the register for what happens to territory and bodies."""

from pico.journal.verbs import register_verbs

SENTENCES = {
    "organisations.code.added": "{who} ha aggiunto un codice a {object}",
    "organisations.code.closed": "{who} ha chiuso un codice di {object}",
    "organisations.difference.decided": "{who} ha deciso la differenza {object}",
    "organisations.differences.decided": "{who} ha deciso un gruppo di differenze di {object}",
    "organisations.directory.exported": "{who} ha esportato la rubrica degli enti",
    "organisations.entitlement.added": "{who} ha inserito l'abilitazione {object}",
    "organisations.entitlement.closed": "{who} ha chiuso l'abilitazione {object}",
    "organisations.event.applied": "{who} ha applicato l'evento {object}",
    "organisations.event.planned": "{who} ha programmato l'evento {object}",
    "organisations.import.applied": "{who} ha applicato l'importazione {object}",
    "organisations.import.discarded": "{who} ha scartato l'importazione {object}",
    "organisations.import.failed": "{who} ha tentato l'importazione {object}, non riuscita",
    "organisations.import.previewed": "{who} ha preparato l'importazione {object}",
    "organisations.import.received": "{who} ha caricato l'importazione {object}",
    "organisations.import.queued": "{who} ha confermato l'importazione {object}",
    "organisations.module.set": "{who} ha cambiato lo stato di un modulo di {object}",
    "organisations.organisation.created": "{who} ha creato l'ente {object}",
    "organisations.organisation.joined": "{who} ha fatto aderire {object}",
    "organisations.organisation.resumed": "{who} ha riattivato {object}",
    "organisations.organisation.served": "{who} ha indicato la Provincia che serve {object}",
    "organisations.organisation.suspended": "{who} ha sospeso {object}",
    "organisations.organisation.updated": "{who} ha aggiornato i dati di {object}",
    "organisations.registry.seeded": "{who} ha caricato il registro degli enti",
}

register_verbs(SENTENCES)
