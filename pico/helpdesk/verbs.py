"""Sentences of the register for what happens at the help desk."""

from pico.journal.verbs import register_verbs

SENTENCES = {
    "helpdesk.desk.created": "{who} ha aperto lo sportello {object}",
    "helpdesk.desk.edited": "{who} ha modificato lo sportello {object}",
    "helpdesk.desk.closed": "{who} ha messo fuori servizio lo sportello {object}",
    "helpdesk.desk.opened": "{who} ha rimesso in servizio lo sportello {object}",
    "helpdesk.member.added": "{who} ha dato un posto allo sportello {object}",
    "helpdesk.member.removed": "{who} ha tolto un posto allo sportello {object}",
    "helpdesk.rule.created": "{who} ha aggiunto la regola di smistamento {object}",
    "helpdesk.rule.edited": "{who} ha modificato la regola di smistamento {object}",
    "helpdesk.rules.delivered": "{who} ha caricato le regole di smistamento",
    "helpdesk.ticket.opened": "{who} ha aperto la richiesta di assistenza {object}",
    "helpdesk.ticket.replied": "{who} ha scritto nella richiesta di assistenza {object}",
    "helpdesk.ticket.solved": "{who} ha detto risolta la richiesta di assistenza {object}",
    "helpdesk.ticket.assigned": "{who} ha assegnato la richiesta di assistenza {object}",
    "helpdesk.ticket.answered": "{who} ha risposto alla richiesta di assistenza {object}",
    "helpdesk.ticket.noted": "{who} ha annotato la richiesta di assistenza {object}",
    "helpdesk.ticket.passed": "{who} ha passato a un altro sportello la richiesta di assistenza {object}",
    "helpdesk.ticket.forgotten": "{who} ha cancellato i dati di chi ha aperto la richiesta {object}",
    "helpdesk.unconfirmed.erased": "{who} ha cancellato richieste di assistenza mai confermate",
    "helpdesk.ticket.closed": "{who} ha chiuso la richiesta di assistenza {object}",
    "helpdesk.ticket.prioritised": "{who} ha cambiato la priorità della richiesta di assistenza {object}",
    "helpdesk.ticket.warned": "{who}: la richiesta di assistenza {object} è a tre quarti del tempo atteso",
    "helpdesk.ticket.missed": "{who}: la richiesta di assistenza {object} ha superato il tempo atteso",
    "helpdesk.policy.added": "{who} ha aggiunto tempi attesi allo sportello {object}",
    "helpdesk.policy.withdrawn": "{who} ha ritirato tempi attesi dello sportello {object}",
    "helpdesk.problem.edited": "{who} ha modificato l'errore di accesso {object}",
    "helpdesk.problems.delivered": "{who} ha caricato gli errori di accesso",
    "helpdesk.topic.edited": "{who} ha modificato l'argomento {object}",
    "helpdesk.topics.delivered": "{who} ha aggiornato gli argomenti dell'assistenza",
    "helpdesk.faq.archived": "{who} ha archiviato la domanda {object}",
    "helpdesk.faq.checked": "{who} ha riletto la domanda {object}",
    "helpdesk.faq.created": "{who} ha iniziato la domanda {object}",
    "helpdesk.faq.edited": "{who} ha modificato la domanda {object}",
    "helpdesk.faq.moved": "{who} ha cambiato posto alla domanda {object}",
    "helpdesk.faq.published": "{who} ha pubblicato la domanda {object}",
    "helpdesk.faqs.exported": "{who} ha esportato le domande frequenti",
}

register_verbs(SENTENCES)
