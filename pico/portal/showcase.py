"""What the platform offers, in words for everybody: the modules of Pi.Co. as the public pages tell them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from pico.base.modules import modules

SHOWCASES = {"sua": "/gare/", "sit": "/catalogo-servizi/", "sape": "/bandi/"}  # portal.md 4


@dataclass(frozen=True)
class Offer:
    """One module as the public reads of it; ``code`` is also its anchor on the page of the project."""

    code: str
    title: Any
    icon: str
    text: Any
    points: tuple[Any, ...]
    vertical: bool = False

    @property
    def anchor(self) -> str:
        return f"/progetto/#{self.code}"

    def url_for(self, organisation: object) -> str:
        """Return the module's own public page where it has one, else where the project page tells of it."""
        registered = modules.get(self.code) if self.code in modules else None
        own = registered.public_url(organisation) if registered else None
        return own or (SHOWCASES[self.code] if self._is_shown_by(organisation) else self.anchor)

    def _is_shown_by(self, organisation: Any) -> bool:
        return self.code in SHOWCASES and getattr(organisation, "kind", "") == "PROVINCE"


OFFERS = (
    Offer(
        "sua",
        _("Stazione unica appaltante"),
        "pa",
        _("Il Comune affida alla Provincia la gara, la segue passo per passo e ritrova atti e scadenze."),
        (
            _("richiesta di gara guidata, con documenti e quadro economico"),
            _("ricevuta numerata e tempi certi di presa in carico"),
            _("una storia sola, letta allo stesso modo da Provincia e Comune"),
        ),
        vertical=True,
    ),
    Offer(
        "sit",
        _("Servizi innovativi territoriali"),
        "settings",
        _("Il catalogo dei servizi che la Provincia offre agli enti del territorio, convenzioni e tempi."),
        (
            _("schede di servizio chiare: a chi è rivolto, cosa serve, in quanto tempo"),
            _("convenzioni e adesioni senza carta"),
            _("stato di ogni richiesta sempre visibile"),
        ),
        vertical=True,
    ),
    Offer(
        "sape",
        _("Servizi associati politiche europee"),
        "flag",
        _("Bandi, idee progettuali e partenariati: la Provincia aiuta i Comuni a usare i fondi europei."),
        (
            _("bandi selezionati per chi ha davvero i requisiti"),
            _("gruppi di lavoro fra Comuni per progetti comuni"),
            _("rendicontazione seguita fino alla chiusura"),
        ),
        vertical=True,
    ),
    Offer(
        "community",
        _("Community"),
        "comment",
        _("Chi fa lo stesso lavoro in enti diversi si incontra: domande, risposte, buone pratiche."),
        (
            _("spazi per tema, per Provincia e per regione"),
            _("domande, esperienze e buone pratiche raccontate da chi le ha fatte"),
            _("documenti di lavoro condivisi fra enti"),
        ),
    ),
    Offer(
        "learning",
        _("Formazione"),
        "presentation",
        _("Corsi, seminari in linea e materiali per chi lavora in Provincia e nei Comuni."),
        (
            _("corsi da seguire quando si può, con attestato"),
            _("seminari dal vivo con registrazione"),
            _("percorsi per ruolo: RUP, ragioneria, segreteria"),
        ),
    ),
    Offer(
        "insights",
        _("Dati e cruscotti"),
        "chart-line",
        _("Le fonti aperte su appalti, PNRR e territorio, lette insieme e mostrate ente per ente."),
        (
            _("fonti dichiarate, con data e licenza"),
            _("confronti fra territori simili"),
            _("dati scaricabili, con le tabelle accanto ai grafici"),
        ),
    ),
    Offer(
        "helpdesk",
        _("Help desk"),
        "help-circle",
        _("Un solo posto per chiedere aiuto, sia per l'uso della piattaforma sia per le procedure."),
        (
            _("la domanda arriva a chi sa rispondere"),
            _("risposte frequenti sempre aggiornate"),
            _("tempi di risposta dichiarati e misurati"),
        ),
    ),
    Offer(
        "portal",
        _("Portale"),
        "piattaforme",
        _("Un sito per l'UPI, per ogni UPI regionale e per ogni Provincia: stessa veste, contenuti propri."),
        (
            _("notizie ed eventi che passano da un sito all'altro"),
            _("pagine accessibili, anche da telefono e senza JavaScript"),
            _("area riservata unica per tutti i moduli"),
        ),
    ),
)


def offers(active_verticals: Collection[str] | None = None) -> list[Offer]:
    """Return the modules to show: all of them, or on a Province's site what its people find behind it."""
    if active_verticals is None:
        return list(OFFERS)
    return [offer for offer in OFFERS if offer.code in active_verticals or _is_tool(offer)]


def _is_tool(offer: Offer) -> bool:
    return not offer.vertical and offer.code != "portal"
