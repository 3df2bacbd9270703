"""Why a sign-in was not accepted, and what the person reads of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


class NotAccepted(Exception):
    """A rule of identity.md 5.3 said no: nothing is stored, the page is the same for every rule.

    Args:
        code: a short stable word for the journal (``audience``).
        number: of the provider's own error (``ErrorCode nr25``), when it sent one.
    """

    def __init__(self, code: str, number: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.number = number


@dataclass(frozen=True)
class Explanation:
    """What the page says."""

    title: Any
    text: Any
    way_on: Any


GENERIC = Explanation(
    _("Accesso non riuscito"),
    _("Non abbiamo potuto verificare la risposta del gestore di identità: non abbiamo registrato nulla."),
    _("Riprova dall'inizio. Se succede ancora, scrivi all'assistenza indicando il codice qui sotto."),
)
EXPLANATIONS = {
    19: Explanation(
        _("Credenziali errate troppe volte"),
        _("Il tuo gestore di identità ha ricevuto più volte credenziali errate."),
        _("Attendi qualche minuto e riprova; se hai dimenticato le credenziali, recuperale dal tuo gestore."),
    ),
    20: Explanation(
        _("Serve un livello di sicurezza più alto"),
        _("La tua identità digitale non ha le credenziali di livello 2 che questo servizio richiede."),
        _("Chiedi al tuo gestore di attivare il livello 2, poi riprova."),
    ),
    21: Explanation(
        _("Tempo scaduto"),
        _("Sulla pagina del gestore di identità è passato troppo tempo."),
        _("Riprova: hai qualche minuto per completare l'accesso."),
    ),
    22: Explanation(
        _("Consenso negato"),
        _("Non hai dato il consenso all'invio dei tuoi dati, quindi non sappiamo chi sei."),
        _("Se vuoi entrare con questa identità, riprova e dai il consenso; altrimenti scegli un altro modo."),
    ),
    23: Explanation(
        _("Identità sospesa o revocata"),
        _("La tua identità digitale è sospesa, revocata o ha le credenziali bloccate."),
        _("Rivolgiti al tuo gestore di identità per riattivarla."),
    ),
    25: Explanation(
        _("Accesso annullato"),
        _("Hai annullato l'accesso sulla pagina del gestore di identità."),
        _("Quando vuoi, riprova o scegli un altro modo di accedere."),
    ),
}


def explanation_of(refusal: NotAccepted) -> Explanation:
    """Return the page's words; whatever is not an error of the provider's own list reads alike."""
    return EXPLANATIONS.get(refusal.number, GENERIC)
