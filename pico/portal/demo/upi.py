"""UPI nazionale: what concerns all Provinces."""

from typing import Any

from pico.portal.demo.items import Event, News

NEWS = (
    News(
        "Pi.Co. in tutta Italia: 76 Province sulla stessa piattaforma",
        "Si completa la rete dei siti: ogni Provincia cura il proprio e sceglie i servizi da attivare.",
        (
            "Con l'apertura degli ultimi siti la rete di Pi.Co. comprende l'Unione, quindici UPI regionali e le settantasei Province delle regioni a statuto ordinario. La veste è comune, i contenuti sono di ciascun ente.",
            "Il prossimo passo è l'ingresso dei Comuni: ogni Provincia li invita e attiva con loro i servizi convenzionati.",
            "## Da dove si comincia",
            "- la directory delle Province porta al sito di ciascuna\n- la pagina del progetto racconta i moduli\n- le domande frequenti spiegano come si accede",
        ),
        ("Amministrazione elettronica", "Ente locale"),
        2,
    ),
    News(
        "Qualificazione delle stazioni appaltanti: le Province pronte a sostenere i Comuni",
        "L'Unione raccoglie i modelli di convenzione usati nei territori.",
        (
            "Le Province qualificate mettono la propria struttura a disposizione dei Comuni che non possono bandire le gare più complesse. L'Unione ha messo a confronto i modelli di convenzione e ne propone uno comune.",
            "Il testo è discusso nei gruppi di lavoro e sarà presentato all'assemblea.",
        ),
        ("Appalto pubblico",),
        7,
        files=("convenzione",),
    ),
    News(
        "Edilizia scolastica: il quadro degli interventi PNRR nelle Province",
        "Cantieri, scadenze e difficoltà raccolte in un rapporto unico.",
        (
            "Il rapporto riunisce i dati trasmessi dalle Province sugli edifici delle scuole superiori. Le criticità più frequenti riguardano i costi dei materiali e la disponibilità di imprese.",
            "Le proposte dell'Unione puntano a non perdere risorse e a completare le opere avviate.",
        ),
        ("PNRR", "Istruzione"),
        12,
        "PRESS_RELEASE",
    ),
    News(
        "Formazione: parte il percorso nazionale per i responsabili unici del progetto",
        "Venti ore in linea, con laboratori regionali.",
        (
            "Il percorso è pensato per chi lavora nelle stazioni uniche appaltanti e negli uffici tecnici comunali. Le lezioni sono registrate; i laboratori si svolgono nelle UPI regionali."
        ),
        ("Formazione professionale", "Insegnamento a distanza"),
        18,
    ),
    News(
        "Viabilità provinciale: manutenzione e ponti, le richieste delle Province",
        "Servono risorse stabili per una rete di oltre centomila chilometri.",
        (
            "Le Province gestiscono la parte più estesa della viabilità del Paese. L'Unione chiede una programmazione pluriennale e regole semplici per gli interventi urgenti."
        ),
        ("Rete stradale", "Sicurezza stradale"),
        25,
    ),
    News(
        "Politiche europee: cresce la rete degli uffici associati",
        "In un anno raddoppiati i Comuni coinvolti in progetti seguiti dalle Province.",
        (
            "I Servizi associati per le politiche europee aiutano i Comuni a scegliere i bandi, costruire i partenariati e rendicontare. Le buone pratiche raccolte sono a disposizione di tutta la rete."
        ),
        ("Finanziamento dell'UE", "Politica regionale dell'UE"),
        33,
    ),
    News(
        "Dati aperti sui territori: regole comuni per pubblicarli",
        "Formati, licenze e aggiornamenti: la guida scritta con gli uffici statistici.",
        (
            "La guida propone un insieme minimo di dati che ogni Provincia può pubblicare e mantenere. È frutto del lavoro di dodici uffici e viene aggiornata ogni anno."
        ),
        ("Dati aperti",),
        45,
    ),
    News(
        "Un help desk comune per l'uso della piattaforma",
        "Le domande degli enti raggiungono chi sa rispondere, con tempi dichiarati.",
        (
            "Il modello organizzativo distingue i quesiti tecnici da quelli sulle procedure. Le risposte di interesse generale diventano domande frequenti, leggibili da tutti."
        ),
        ("Comunicazione istituzionale", "Innovazione"),
        58,
    ),
    News(
        "Protezione civile: un elenco comune dei mezzi e delle sale operative",
        "Le Province mettono in rete ciò che serve nelle emergenze, con recapiti sempre aggiornati.",
        (
            "Spazzaneve, pompe, gruppi elettrogeni e squadre: ogni Provincia tiene l'elenco dei propri mezzi, che le altre "
            "consultano quando un'emergenza supera i confini.",
            "## Che cosa cambia",
            "- un solo modulo per chiedere e per offrire aiuto\n- recapiti verificati ogni tre mesi\n- esercitazioni comuni, una per regione all'anno",
        ),
        ("Protezione civile",),
        70,
    ),
    News(
        "Trasporto pubblico locale: le proposte per le aree interne",
        "Corse a chiamata e orari legati alle scuole: che cosa hanno provato le Province.",
        (
            "Nelle aree interne le corse di linea non bastano. Il confronto fra le Province raccoglie le esperienze di "
            "trasporto a chiamata e gli accordi con le scuole superiori, con costi e numero di passeggeri.",
        ),
        ("Trasporto pubblico", "Mobilità sostenibile"),
        82,
    ),
    News(
        "Energia negli edifici scolastici: una guida per gli uffici tecnici",
        "Diagnosi, incentivi e gare aggregate, con esempi presi dalle Province.",
        (
            "La guida accompagna gli uffici dalla diagnosi energetica alla scelta dell'intervento, fino alla gara "
            "aggregata con i Comuni. Ogni capitolo riporta un caso reale, con importi e tempi.",
            "Gli aggiornamenti del testo si discutono nei gruppi di lavoro fino al {+35}.",
        ),
        ("Energie rinnovabili", "Sviluppo sostenibile"),
        95,
    ),
    News(
        "Biblioteche e musei: le reti provinciali si presentano",
        "Prestito fra biblioteche, abbonamenti comuni e visite: le reti che le Province coordinano.",
        (
            "In molte regioni sono le Province a tenere insieme biblioteche e musei dei Comuni. L'Unione pubblica un quadro "
            "delle reti attive, con i servizi che offrono e le convenzioni che le reggono.",
        ),
        ("Patrimonio culturale", "Turismo"),
        110,
    ),
)
EVENTS = (
    Event(
        "Assemblea delle Province",
        "Le priorità per il 2027 e il confronto con le istituzioni.",
        ("L'assemblea riunisce i presidenti delle Province e i rappresentanti delle UPI regionali.",),
        ("Ente locale",),
        11,
        ("10:00", "17:00"),
        "Roma",
    ),
    Event(
        "Seminario nazionale sulle stazioni uniche appaltanti",
        "Esperienze a confronto e modello di convenzione.",
        ("Interventi delle Province, domande dei Comuni e tavoli di lavoro nel pomeriggio.",),
        ("Appalto pubblico", "Formazione professionale"),
        17,
        ("09:30", "16:30"),
        "In linea",
    ),
    Event(
        "Laboratorio sui cruscotti territoriali",
        "Leggere i dati aperti degli appalti e del PNRR.",
        ("Due ore di esercizi con i dati del proprio territorio.",),
        ("Dati aperti", "PNRR"),
        24,
        ("14:30", "16:30"),
        "In linea",
    ),
    Event(
        "Giornata delle buone pratiche",
        "Le esperienze di dodici Province raccontate da chi le ha fatte.",
        ("Brevi presentazioni e incontri fra enti interessati a riusare le soluzioni.",),
        ("Innovazione",),
        38,
        ("10:00", "13:00"),
        "Roma",
    ),
)
CONTENT: dict[str, Any] = {
    "items": (*NEWS, *EVENTS),
    "home": {
        "summary": "La casa comune delle Province italiane: servizi condivisi per i Comuni, competenze in rete, una sola piattaforma per lavorare insieme."
    },
    "settings": {
        "address": "Piazza Cardelli 4",
        "postal_code": "00186",
        "locality": "Roma",
        "email": "info@upi.example",
        "pec": "protocollo@pec.upi.example",
    },
}
