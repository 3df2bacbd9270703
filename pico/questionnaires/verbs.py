"""Sentences of the register for questionnaires, rounds and responses."""

from pico.journal.verbs import register_verbs

SENTENCES = {
    "questionnaires.attempt.saved": "{who} ha salvato una sezione di un tentativo di {object}",
    "questionnaires.attempt.sent": "{who} ha consegnato un tentativo di {object}",
    "questionnaires.attempt.started": "{who} ha cominciato un tentativo di {object}",
    "questionnaires.attempt.timed_out": "{who} ha chiuso allo scadere del tempo un tentativo di {object}",
    "questionnaires.invitation.declined": "{who} ha detto che non è interessato: {object}",
    "questionnaires.invitation.extended": "{who} ha dato una proroga: {object}",
    "questionnaires.invitation.reminded": "{who} ha mandato un promemoria: {object}",
    "questionnaires.invitation.settled": "{who} ha scelto dopo una fusione la risposta che vale: {object}",
    "questionnaires.questionnaire.changed": "{who} ha cambiato le domande di {object}",
    "questionnaires.questionnaire.created": "{who} ha creato il questionario {object}",
    "questionnaires.questionnaire.described": "{who} ha cambiato titolo e descrizione di {object}",
    "questionnaires.response.reopened": "{who} ha riaperto le risposte di {object}",
    "questionnaires.response.saved": "{who} ha salvato una sezione di {object}",
    "questionnaires.response.sent_back": "{who} ha rimandato ai colleghi le risposte di {object}",
    "questionnaires.response.submitted": "{who} ha inviato le risposte di {object}",
    "questionnaires.response.to_sign": "{who} ha messo in approvazione le risposte di {object}",
    "questionnaires.results.exported": "{who} ha esportato le risposte di {object}",
    "questionnaires.round.cancelled": "{who} ha annullato la rilevazione {object}",
    "questionnaires.round.closed": "{who} ha chiuso la rilevazione {object}",
    "questionnaires.round.consolidated": "{who} ha consolidato la rilevazione {object}",
    "questionnaires.round.created": "{who} ha preparato la rilevazione {object}",
    "questionnaires.round.deleted": "{who} ha eliminato la rilevazione {object}",
    "questionnaires.round.edited": "{who} ha cambiato i dati della rilevazione {object}",
    "questionnaires.round.invited": "{who} ha invitato a rispondere alla rilevazione {object}",
    "questionnaires.round.mixed": "{who} ha mescolato le risposte anonime di {object}",
    "questionnaires.round.not_opened": "{who} non ha potuto aprire la rilevazione {object}",
    "questionnaires.round.opened": "{who} ha aperto la rilevazione {object}",
    "questionnaires.round.reopened": "{who} ha riaperto la rilevazione {object}",
    "questionnaires.round.took_part": "{who} ha partecipato a {object}",
    "questionnaires.round.uninvited": "{who} ha tolto un invito dalla rilevazione {object}",
}

register_verbs(SENTENCES)
