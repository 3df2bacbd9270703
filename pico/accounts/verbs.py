"""Sentences of the register for what happens to people and their rights."""

from pico.journal.verbs import register_verbs

SENTENCES = {
    "accounts.factor.added": "{who} ha aggiunto un secondo fattore: {object}",
    "accounts.factor.refused": "{who} non ha superato il secondo fattore",
    "accounts.factor.removed": "{who} ha tolto un secondo fattore di {object}",
    "accounts.factor.renamed": "{who} ha rinominato una chiave di {object}",
    "accounts.factor.reset": "{who} ha azzerato il secondo fattore di {object}",
    "accounts.codes.renewed": "{who} ha generato nuovi codici di recupero per {object}",
    "accounts.firstrun.used": "{who} ha completato la prima installazione",
    "accounts.firstrun.issued": "{who} ha preparato il collegamento di prima installazione",
    "accounts.identity.linked": "{who} ha collegato la propria identità digitale {object}",
    "accounts.identity.names_taken": "{who} ha preso nome e cognome dalla propria identità digitale",
    "accounts.identity.refused": "{who} non ha accettato una risposta di SPID o CIE",
    "accounts.identity.unlinked": "{who} ha scollegato l'identità digitale {object}",
    "accounts.identity.used": "{who} è stato riconosciuto con un'identità digitale",
    "accounts.identity.waiting": "{who} ha identificato una persona nuova, che completa la registrazione",
    "accounts.provider.disabled": "{who} ha disattivato il gestore di identità {object}",
    "accounts.provider.enabled": "{who} ha riattivato il gestore di identità {object}",
    "accounts.provider.registered": "{who} ha registrato il gestore di identità {object}",
    "accounts.provider.reviewed": "{who} ha rivisto il certificato del gestore di identità {object}",
    "accounts.organisation.switched": "{who} ha cambiato l'ente per cui agisce: {object}",
    "accounts.password.changed": "{who} ha cambiato la password di {object}",
    "accounts.person.created": "{who} ha creato la persona {object}",
    "accounts.person.disabled": "{who} ha disabilitato {object}",
    "accounts.profile.changed": "{who} ha modificato il profilo di {object}",
    "accounts.role.ended": "{who} ha fatto cessare il ruolo {object}",
    "accounts.role.granted": "{who} ha assegnato il ruolo {object}",
    "accounts.session.ended_by_provider": "{who} è uscito dal gestore di identità: sessione chiusa",
    "accounts.session.ended": "{who} ha chiuso una sessione di {object}",
    "accounts.sessions.ended": "{who} ha chiuso tutte le sessioni di {object}",
    "accounts.signin.done": "{who} ha effettuato l'accesso",
    "accounts.signin.failed": "{who} non ha superato l'accesso",
    "accounts.signout.done": "{who} è uscito dalla piattaforma",
    "accounts.stepup.done": "{who} ha confermato la propria identità",
    "accounts.stepup.failed": "{who} non è riuscito a confermare la propria identità",
}

register_verbs(SENTENCES)
