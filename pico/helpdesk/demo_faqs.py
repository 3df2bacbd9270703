"""Demo FAQ of UPI and of Treviso, made by the actions."""

from dataclasses import dataclass

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.helpdesk import actions
from pico.helpdesk.models import Faq
from pico.organisations.models import Organisation


@dataclass(frozen=True)
class Known:
    """One question: whose, at which level, about what."""

    owner: str
    level: str
    module: str
    question: str
    answer: str
    topic: str = ""
    published: bool = True


EDITORS = {"upi": "redazione@upi.example", "treviso": "redazione@treviso.example"}
KNOWN = (
    Known(
        "upi", "PUBLIC", "", "Accesso con SPID annullato: che cosa faccio?",
        "Succede quando si preme **Annulla** dal gestore o si chiude la sua finestra.\n\n"
        "1. Torna alla pagina di accesso\n2. Scegli di nuovo il tuo gestore\n"
        "3. Conferma con la app entro due minuti\n\nSe succede ancora, prova con la CIE.",
    ),
    Known(
        "upi", "PUBLIC", "", "Come chiedo l'accesso per un collega?",
        "Il collega entra una volta con SPID o CIE e indica l'ente. L'amministratore dell'ente trova la "
        "richiesta fra le **persone** e la accetta, oppure lo invita per e-mail.",
    ),
    Known(
        "upi", "NETWORK", "community", "Chi vede ciò che scrivo nel forum?",
        "Chi vede la categoria: il livello è scritto accanto al suo nome.", "community.forum",
    ),
    Known(
        "treviso", "PROVINCE", "sua", "Quanto ho per rispondere alle integrazioni?",
        "Il giorno è scritto nella richiesta, accanto a ogni rilievo. Mentre rispondi il termine della SUA è "
        "**sospeso**: riparte quando mandi tutte le risposte.",
    ),
    Known(
        "treviso", "PROVINCE", "sua", "Posso cambiare una richiesta già inviata?",
        "No: chiedi alla SUA di aprire un'integrazione sul punto da cambiare, oppure ritirala e copiala "
        "in una bozza nuova.",
    ),
    Known(
        "treviso", "PROVINCE", "sua", "Che cosa serve per una gara con fondi PNRR?",
        "Da completare con l'elenco delle clausole.", published=False,
    ),
)  # fmt: skip


def load_faqs() -> None:
    """Write the questions; where some are already, nothing is added."""
    if Faq.objects.unrestricted("demo content is written for everybody and read for nobody").exists():
        return
    for known in KNOWN:
        owner = Organisation.objects.filter(slug=known.owner).first()
        editor = User.objects.filter(email=EDITORS[known.owner]).first()
        if owner is None or editor is None:
            continue
        actor = Actor(editor, owner)
        values = {
            "question": known.question, "source": known.answer, "level": known.level, "module": known.module,
            "topic": known.topic,
        }  # fmt: skip
        row = actions.write_faq(actor=actor, values=values)
        if known.published:
            actions.publish_faq(actor=actor, faq=row)
