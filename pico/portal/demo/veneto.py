"""UPI Veneto: what the Provinces of a region do together."""

from typing import Any

from pico.portal.demo.items import Event, News

NEWS = (
    News(
        "Le Province venete a confronto sulle gare aggregate",
        "Energia, pulizie e sicurezza: un calendario comune per il 2027.",
        (
            "Le stazioni uniche appaltanti delle Province venete concordano tempi e capitolati, per offrire ai Comuni condizioni uniformi e ridurre i costi delle procedure.",
            "## Che cosa è stato deciso",
            "- una sola raccolta dei fabbisogni, entro il {+24}\n- capitolati tipo per energia elettrica e pulizie\n- un referente per Provincia, raggiungibile dalla piattaforma",
            "Le Province che non bandiscono una gara possono aderire a quella della vicina, con la stessa convenzione.",
        ),
        ("Appalto pubblico",),
        2,
        files=("convenzione",),
    ),
    News(
        "Formazione regionale: pubblicato il programma di primavera",
        "Otto seminari in linea per segretari, uffici tecnici e ragionerie.",
        (
            "Il programma nasce dai bisogni raccolti in ciascuna Provincia. Gli incontri sono gratuiti per gli enti del territorio e durano novanta minuti, con la registrazione a disposizione di chi non può partecipare.",
            "Le iscrizioni si aprono il {+10}. Ogni ente può iscrivere fino a tre persone per seminario.",
        ),
        ("Formazione professionale", "Insegnamento a distanza"),
        6,
        callout=(
            "Attestato",
            "Chi segue almeno sei seminari su otto riceve l'attestato, valido per la formazione obbligatoria.",
        ),
    ),
    News(
        "Viabilità: il quadro dei ponti provinciali del Veneto",
        "Ispezioni concluse su millecinquecento opere; pronto l'ordine delle priorità.",
        (
            "Le Province hanno completato le ispezioni previste dalle linee guida nazionali e le hanno raccolte in un solo archivio. Per ogni opera sono noti lo stato, i limiti di transito e l'intervento proposto.",
            "L'ordine delle priorità tiene conto del traffico, delle alternative e del trasporto pubblico. Sarà la base della richiesta di risorse alla Regione e allo Stato.",
        ),
        ("Rete stradale", "Sicurezza stradale"),
        10,
        "PRESS_RELEASE",
    ),
    News(
        "Scuole superiori: tavolo con l'Ufficio scolastico sugli spazi del prossimo anno",
        "Le Province chiedono le previsioni delle iscrizioni entro gennaio.",
        (
            "Aule, laboratori e palestre si programmano con mesi di anticipo. Al tavolo regionale le Province hanno chiesto di ricevere le previsioni delle iscrizioni entro il {+50}, istituto per istituto.",
            "È stato condiviso anche un modello unico per la richiesta di arredi, che le scuole compileranno in linea.",
        ),
        ("Istruzione",),
        17,
    ),
    News(
        "UPI Veneto in rete con le sue Province",
        "Notizie, appuntamenti e strumenti comuni in un solo sito.",
        (
            "Dalla pagina «Le Province» si raggiunge il sito di ciascuna. Gli uffici dell'Unione curano gli incontri e il confronto con la Regione.",
            "Le notizie che riguardano più territori passano da qui: ogni Provincia le propone, la redazione regionale le rilancia a tutte.",
        ),
        ("Ente locale", "Comunicazione istituzionale"),
        26,
    ),
    News(
        "Protezione civile: esercitazione congiunta sul Piave",
        "Cinque Province, dodici Comuni e quattrocento volontari per provare insieme i soccorsi.",
        (
            "L'esercitazione ha simulato una piena del Piave, dall'allerta alla chiusura dei ponti. Le sale operative delle Province hanno lavorato su una sola mappa, aggiornata dai gruppi comunali.",
            "Le osservazioni raccolte diventano correzioni ai piani: le Province le pubblicheranno entro il {+30}.",
        ),
        ("Protezione civile",),
        33,
    ),
    News(
        "Trasporto pubblico: biglietto unico per gli studenti fra una provincia e l'altra",
        "Accordo fra gli enti di governo: vale su pullman urbani ed extraurbani.",
        (
            "Chi studia in una provincia diversa da quella in cui abita pagherà un solo abbonamento. L'accordo riguarda trentamila studenti e parte con il prossimo anno scolastico.",
            "Le tariffe sono pubblicate dai gestori; le agevolazioni per le famiglie con più figli restano in vigore.",
        ),
        ("Trasporto pubblico", "Istruzione"),
        40,
    ),
    News(
        "Fondi europei: le Province venete capofila di sei progetti",
        "Dal recupero delle ville alle comunità energetiche, con cinquantadue Comuni partner.",
        (
            "I sei progetti ammessi valgono otto milioni di euro. Le Province curano rendicontazione e gare, i Comuni gli interventi: un modello che i valutatori hanno indicato come buona pratica.",
            "Il resoconto delle candidature è a disposizione degli uffici che preparano i prossimi bandi.",
        ),
        ("Finanziamento dell'UE", "Politica regionale dell'UE"),
        48,
    ),
    News(
        "Avviso: raccolta di candidature per il comitato tecnico regionale",
        "Cerchiamo cinque funzionari provinciali, uno per materia.",
        (
            "Il comitato prepara le posizioni delle Province su viabilità, scuole, ambiente, appalti e digitale. L'impegno è di una riunione al mese, in linea.",
            "Le candidature arrivano dalla Provincia di appartenenza entro il {+20}, con una lettera di una pagina.",
        ),
        ("Ente locale",),
        54,
        "NOTICE",
        expires_in=20,
    ),
    News(
        "Qualità dell'aria: misure uguali per i Comuni della pianura",
        "Concordato il testo delle ordinanze, per non avere regole diverse a un confine di distanza.",
        (
            "Con il testo comune cittadini e imprese trovano le stesse limitazioni in tutta la pianura. Le Province aggiornano i tavoli zonali e pubblicano ogni giorno il livello di allerta.",
            "L'ordinanza tipo è a disposizione dei Comuni nell'area riservata.",
        ),
        ("Sviluppo sostenibile",),
        63,
    ),
    News(
        "Le biblioteche venete condividono il catalogo",
        "Sette reti provinciali, un solo motore di ricerca e il prestito fra province.",
        (
            "Da oggi un libro si cerca una volta sola. Il prestito fra province arriva alla biblioteca più vicina in quattro giorni, senza costi per il lettore.",
            "Le biblioteche scolastiche potranno aderire con una convenzione semplificata.",
        ),
        ("Patrimonio culturale",),
        75,
    ),
    News(
        "Dati aperti: pubblicati i primi dodici insiemi comuni",
        "Strade, scuole, bilanci: stesso formato in tutte le Province del Veneto.",
        (
            "Gli uffici statistici hanno concordato nomi delle colonne, codici e tempi di aggiornamento. Chi riusa i dati non deve più riscrivere tutto per ogni Provincia.",
            "Il prossimo gruppo di insiemi riguarderà ambiente e trasporti.",
        ),
        ("Dati aperti", "Trasparenza amministrativa"),
        88,
    ),
)
EVENTS = (
    Event(
        "Tavolo regionale delle stazioni uniche appaltanti",
        "Calendario delle gare e capitolati tipo.",
        (
            "Incontro fra i responsabili delle stazioni uniche appaltanti delle Province venete. Si fissano le date delle gare aggregate e si approva il capitolato delle pulizie.",
        ),
        ("Appalto pubblico",),
        12,
        ("10:30", "12:30"),
        "In linea",
    ),
    Event(
        "Assemblea di UPI Veneto",
        "Programma di attività 2027 e rinnovo del comitato tecnico.",
        ("L'assemblea riunisce i presidenti e i consiglieri delegati delle Province venete.",),
        ("Ente locale",),
        19,
        ("10:00", "13:00"),
        "Padova, Palazzo Santo Stefano",
    ),
    Event(
        "Seminario sulle ispezioni dei ponti",
        "Classificazione, monitoraggio e limiti di transito: casi dalle Province.",
        (
            "Tre tecnici provinciali raccontano come hanno ordinato le priorità e quali strumenti hanno usato.",
        ),
        ("Rete stradale", "Formazione professionale"),
        26,
        ("09:30", "12:30"),
        "Mestre, Auditorium della Città metropolitana",
    ),
    Event(
        "Giornata regionale della trasparenza",
        "I dati aperti delle Province spiegati a scuole e associazioni.",
        ("Presentazioni brevi, banchi con gli uffici e un laboratorio per studenti.",),
        ("Trasparenza amministrativa", "Dati aperti"),
        40,
        ("09:00", "13:00"),
        "Vicenza, Palazzo Nievo",
    ),
)
CONTENT: dict[str, Any] = {
    "items": (*NEWS, *EVENTS),
    "home": {
        "summary": "Le Province del Veneto insieme: gare, formazione e progetti comuni per i Comuni della regione."
    },
    "sections": {"NEWS": "Notizie, comunicati e avvisi di UPI Veneto e delle sue Province."},
    "settings": {"email": "info@upi-veneto.example", "pec": "protocollo@pec.upi-veneto.example"},
}
