"""The questions every site answers about the platform, until the help desk keeps its own."""

from datetime import date

from django.utils.translation import gettext_lazy as _

UPDATED_ON = date(2026, 11, 26)  # change it with the answers
QUESTIONS = (
    (
        _("Accesso e profilo"),
        (
            (
                _("Chi può usare l'area riservata?"),
                _(
                    "Chi lavora per l'UPI, per una UPI regionale, per una Provincia o per un ente del suo "
                    "territorio (Comuni, unioni, altri enti). L'accesso è personale: ogni persona ha il "
                    "proprio profilo, anche quando opera per più enti."
                ),
            ),
            (
                _("Lavoro per due enti: devo avere due profili?"),
                _(
                    "No. Il profilo è uno solo. Nell'area riservata scegli l'ente per cui stai operando: "
                    "menu, attività e autorizzazioni cambiano di conseguenza, e ogni atto resta attribuito "
                    "all'ente giusto."
                ),
            ),
            (
                _("Ho lasciato l'ente: che cosa succede al mio accesso?"),
                _(
                    "L'amministratore del tuo ente chiude l'appartenenza dalla data indicata. Il profilo "
                    "resta tuo, ma non vedi più i dati di quell'ente; ciò che hai fatto resta nella storia."
                ),
            ),
        ),
    ),
    (
        _("Province e Comuni"),
        (
            (
                _("Il mio Comune non è ancora sulla piattaforma: come si aderisce?"),
                _(
                    "Contatta la tua Provincia agli indirizzi in fondo alla pagina: registra l'ente, abilita "
                    "i servizi previsti dalla convenzione e invita il primo responsabile."
                ),
            ),
            (
                _("Perché non vedo la Stazione unica appaltante nel menu?"),
                _(
                    "I servizi verticali (SUA, SIT, SAPE) sono attivati da ciascuna Provincia. Se il modulo "
                    "non compare, la Provincia non lo ha attivato oppure il tuo ente non ha una convenzione "
                    "in corso."
                ),
            ),
            (
                _("Chi può leggere i documenti che carico?"),
                _(
                    "Soltanto chi deve: il tuo ente e l'ufficio della Provincia che tratta la richiesta. Gli "
                    "altri enti non vedono né i documenti né la richiesta. Ogni apertura è registrata."
                ),
            ),
        ),
    ),
    (
        _("Sito e contenuti"),
        (
            (
                _("Posso riutilizzare testi e dati pubblicati?"),
                _(
                    "Sì, con licenza CC-BY 4.0 e citando la fonte, salvo dove è indicato diversamente. "
                    "Trovi i dettagli nelle note legali."
                ),
            ),
            (
                _("Il sito usa cookie?"),
                _(
                    "Le pagine pubbliche non ne usano. Nell'area riservata c'è il solo cookie tecnico della "
                    "sessione, cancellato quando esci."
                ),
            ),
        ),
    ),
)
