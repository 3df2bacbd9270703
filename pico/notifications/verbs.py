"""What this app writes in the journal, as sentences."""

from pico.journal.verbs import register_verbs

register_verbs(
    {
        "notifications.address.blocked": "{who} ha sospeso l'invio di e-mail a {object}, che le rifiuta",
        "notifications.feed.opened": "{who} ha creato l'indirizzo privato del proprio calendario",
        "notifications.feed.closed": "{who} ha chiuso l'indirizzo privato del proprio calendario",
        "notifications.mailing.opened": "{who} ha preparato l'invio {object}",
        "notifications.mailing.sent": "{who} ha avviato l'invio {object}",
        "notifications.mailing.paused": "{who} ha sospeso l'invio {object}",
        "notifications.mailing.resumed": "{who} ha ripreso l'invio {object}",
        "notifications.preference.set": "{who} ha cambiato le preferenze di notifica di {object}",
        "notifications.test.sent": "{who} ha chiesto una prova di notifica",
        "notifications.work.started": "{who} ha avviato il lavoro {object}",
        "notifications.work.cancelled": "{who} ha annullato il lavoro {object}",
        "notifications.work.finished": "{who} ha completato il lavoro {object}",
        "notifications.work.failed": "{who} non è riuscito a completare il lavoro {object}",
    }
)
register_verbs(
    {
        "notifications.row.followed": "{who} segue {object}",
        "notifications.row.muted": "{who} non vuole più notifiche su {object}",
        "notifications.row.unfollowed": "{who} non segue più {object}",
        "notifications.row.unmuted": "{who} riceve di nuovo notifiche su {object}",
    },
    private=True,
)
