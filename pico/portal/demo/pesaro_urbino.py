"""Pesaro e Urbino: hills, small municipalities, a northern corner of Marche."""

from typing import Any

from pico.portal.demo.items import Event, News

NEWS = (
    News(
        "Strada provinciale Fogliense: ultimato il ripristino dopo la frana",
        "Riaperto il collegamento fra Sassocorvaro Auditore e Macerata Feltria.",
        (
            "I lavori hanno ricostruito il rilevato con terre rinforzate e un nuovo sistema di drenaggio. Il collegamento, chiuso dalla primavera, torna disponibile per residenti, studenti e imprese.",
            "Il monitoraggio del versante continua per un anno, con letture ogni quindici giorni.",
        ),
        ("Rete stradale", "Protezione civile"),
        2,
    ),
    News(
        "Servizi innovativi territoriali: aperto il catalogo 2027",
        "Progettazione, digitale, ambiente: diciotto servizi per i Comuni, con tempi e costi dichiarati.",
        (
            "Il catalogo dei Servizi innovativi territoriali si rinnova. Ogni scheda dice a chi è rivolto il servizio, che cosa serve per chiederlo e in quanto tempo arriva la risposta.",
            "## Le novità",
            "- supporto alla transizione digitale per i Comuni sotto i tremila abitanti\n- verifica dei ponti comunali\n- aiuto alla redazione dei piani di protezione civile",
            "Le adesioni si raccolgono fino al {+26} nell'area riservata.",
        ),
        ("Ente locale", "Innovazione"),
        4,
        callout=(
            "Convenzione unica",
            "Basta una convenzione per accedere a tutti i servizi del catalogo: il Comune sceglie poi quali attivare.",
        ),
    ),
    News(
        "Scuole superiori di Urbino: nuovo impianto fotovoltaico sul polo di via Oddi",
        "Coprirà metà dei consumi dell'edificio; l'eccedenza va alla comunità energetica.",
        (
            "L'impianto entra in esercizio con l'anno nuovo. I dati di produzione saranno visibili in atrio, come materiale didattico per gli studenti dell'indirizzo tecnico.",
            "L'intervento rientra nel programma provinciale per l'efficienza degli edifici pubblici.",
        ),
        ("Energie rinnovabili", "Istruzione"),
        7,
        "PRESS_RELEASE",
    ),
    News(
        "Allerta arancione: consigli e numeri utili",
        "Possibili piene dei torrenti del Metauro e del Foglia nelle prossime ore.",
        (
            "La sala operativa integrata segue l'evoluzione del tempo e resta in contatto con i Comuni. Si raccomanda di non sostare presso gli argini e nei sottopassi.",
            "Gli aggiornamenti ufficiali sono quelli della Protezione civile regionale.",
        ),
        ("Protezione civile",),
        11,
        "NOTICE",
        expires_in=10,
    ),
    News(
        "Ricostruzione dei ponti minori: tre cantieri finanziati",
        "Interventi a Cagli, Pergola e Fermignano nel primo semestre.",
        (
            "I progetti, redatti dagli uffici tecnici della Provincia, hanno ottenuto il finanziamento. Per ridurre i disagi i cantieri non si sovrapporranno.",
            "I Comuni interessati condividono il fascicolo dei lavori e il calendario delle chiusure.",
        ),
        ("Rete stradale",),
        16,
    ),
    News(
        "Digitale nei piccoli Comuni: dodici enti completano il passaggio al cloud",
        "Servizi in linea più stabili e copie di sicurezza fuori sede.",
        (
            "Con l'affiancamento dei Servizi innovativi territoriali dodici Comuni hanno concluso la migrazione degli applicativi. Gli operatori hanno seguito otto ore di formazione.",
            "Il prossimo gruppo parte a gennaio: le candidature sono aperte.",
        ),
        ("Digitalizzazione", "Protezione dei dati"),
        21,
    ),
    News(
        "Musei in rete: biglietto unico per sette sedi dell'entroterra",
        "Valido un anno, comprende il trasporto nei fine settimana.",
        (
            "La rete museale dell'entroterra propone un biglietto unico che unisce rocche, pinacoteche e raccolte archeologiche.",
            "I punti informativi dei Comuni distribuiscono la mappa con gli orari delle navette.",
        ),
        ("Patrimonio culturale", "Turismo"),
        27,
    ),
    News(
        "Corso per volontari di protezione civile: iscrizioni aperte",
        "Base e avanzato, con esercitazione finale lungo il Candigliano.",
        (
            "Il corso base dura ventiquattro ore, quello avanzato sedici. Le lezioni si tengono la sera, per consentire la partecipazione di chi lavora.",
            "Le iscrizioni si presentano attraverso il proprio gruppo comunale entro il {+15}.",
        ),
        ("Protezione civile", "Formazione professionale"),
        33,
    ),
    News(
        "Trasporto a chiamata nelle aree interne: primo bilancio",
        "Oltre quattromila viaggi in sei mesi fra Carpegna, Piandimeleto e Belforte.",
        (
            "Il servizio sperimentale ha sostituito alcune corse poco usate con mezzi prenotabili per telefono. La puntualità è superiore al novanta per cento.",
            "La Provincia e i Comuni valuteranno l'estensione ad altre valli.",
        ),
        ("Trasporto pubblico", "Mobilità sostenibile"),
        39,
    ),
    News(
        "Patto dei sindaci per il clima: la Provincia coordina trentuno Comuni",
        "Un solo inventario delle emissioni e piani di azione coerenti.",
        (
            "Il coordinamento provinciale evita a ciascun ente di ripartire da zero: i dati di consumo sono raccolti una volta e condivisi.",
            "Il piano comune indica gli interventi con il miglior rapporto fra costo e riduzione delle emissioni.",
        ),
        ("Sviluppo sostenibile", "Ente locale"),
        47,
    ),
    News(
        "Buone pratiche europee: delegazione in visita agli uffici SAPE",
        "Amministratori di tre regioni studiano il modello di servizio associato.",
        (
            "La delegazione ha incontrato i Comuni che hanno partecipato ai progetti di cooperazione. Al centro del confronto il metodo per scegliere i bandi adatti ai piccoli enti.",
        ),
        ("Cooperazione territoriale europea",),
        56,
    ),
    News(
        "Potature e sicurezza: al via la manutenzione del verde stradale",
        "Duecento chilometri di provinciali interessati fino a febbraio.",
        (
            "Le squadre lavorano con cantieri mobili e brevi rallentamenti. Ai proprietari confinanti è stata inviata una scheda con gli obblighi e le distanze.",
        ),
        ("Sicurezza stradale", "Rete stradale"),
        63,
    ),
)
EVENTS = (
    Event(
        "Presentazione del catalogo dei servizi 2027",
        "I Comuni incontrano i tecnici dei Servizi innovativi territoriali.",
        ("Dopo la presentazione ogni Comune può fissare un colloquio con il referente del servizio.",),
        ("Ente locale", "Innovazione"),
        10,
        ("10:00", "13:00"),
        "Pesaro, Sala Pierangeli",
    ),
    Event(
        "Consiglio provinciale aperto sulla viabilità",
        "Cantieri dell'anno e priorità del prossimo.",
        ("La seduta è pubblica; sindaci e cittadini possono intervenire iscrivendosi all'inizio.",),
        ("Rete stradale",),
        15,
        ("16:00", "19:00"),
        "Pesaro, Palazzo della Provincia",
    ),
    Event(
        "Seminario sui dati personali negli enti locali",
        "Registro dei trattamenti, violazioni, valutazioni d'impatto.",
        ("Incontro in linea per referenti privacy e segretari comunali, con esempi e modelli.",),
        ("Protezione dei dati", "Formazione professionale"),
        22,
        ("09:30", "12:00"),
        "In linea",
    ),
    Event(
        "Esercitazione di protezione civile nel Montefeltro",
        "Due giorni con gruppi comunali e scuole.",
        ("Si provano l'allestimento del campo, le comunicazioni radio e l'evacuazione di una scuola.",),
        ("Protezione civile",),
        34,
        ("08:00", "18:00"),
        "Carpegna",
    ),
)
CONTENT: dict[str, Any] = {
    "items": (*NEWS, *EVENTS),
    "home": {
        "summary": "Fra Adriatico e Appennino, una Provincia di piccoli Comuni che condividono competenze, progetti e servizi.",
        "project_note": "A Pesaro e Urbino è attivo il catalogo dei servizi innovativi territoriali, aperto a tutti i Comuni.",
    },
    "sections": {"NEWS": "Notizie, comunicati e avvisi della Provincia di Pesaro e Urbino."},
}
