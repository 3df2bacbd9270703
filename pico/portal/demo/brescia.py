"""Brescia: a large Province of valleys, lakes and plain."""

from typing import Any

from pico.portal.demo.items import Event, News

NEWS = (
    News(
        "Valle Camonica: riapre la provinciale 345 dopo il consolidamento della parete",
        "Reti paramassi e barriere su quattrocento metri; resta il limite di 50 chilometri orari.",
        (
            "La strada provinciale 345 delle Tre Valli è di nuovo percorribile nei due sensi. Dopo il distacco di settembre sono stati installati reti in aderenza, barriere ad alta energia e sensori che segnalano i movimenti della roccia.",
            "Nei prossimi due mesi il tratto sarà controllato ogni settimana. Gli avvisi ai Comuni della valle arrivano attraverso la piattaforma, così che gli uffici li possano rilanciare subito.",
        ),
        ("Rete stradale", "Protezione civile"),
        2,
    ),
    News(
        "Gara per la manutenzione delle scuole superiori: pubblicati gli esiti",
        "Accordo quadro in quattro lotti territoriali; valide sessantadue offerte.",
        (
            "Si è conclusa la procedura per l'accordo quadro di manutenzione degli edifici scolastici. I quattro lotti coprono città, pianura, lago e valli, con tempi di intervento garantiti per le urgenze.",
            "I verbali e la graduatoria sono pubblicati nella sezione dedicata; le scuole riceveranno le istruzioni per chiedere gli interventi.",
        ),
        ("Aggiudicazione d'appalto", "Istruzione"),
        5,
        "PRESS_RELEASE",
    ),
    News(
        "Desenzano e i Comuni del Garda aderiscono alla Stazione unica appaltante",
        "Firmata la convenzione: le gare sopra soglia passano alla Provincia.",
        (
            "I Comuni della riviera scelgono di affidare alla Provincia le procedure più complesse. La convenzione definisce compiti, tempi e costi, uguali per tutti gli enti.",
            "- richiesta di gara dalla piattaforma\n- commissioni composte con l'albo provinciale\n- un referente per ciascun Comune",
        ),
        ("Appalto pubblico", "Ente locale"),
        8,
        files=("convenzione",),
    ),
    News(
        "Catasto delle strade: disponibili i dati aperti aggiornati",
        "Duemila chilometri di rete provinciale con opere, limiti e cantieri.",
        (
            "La nuova edizione del catasto contiene la posizione di ponti, gallerie e barriere, con la data dell'ultima ispezione. I dati si scaricano con licenza aperta e sono aggiornati ogni tre mesi.",
            "Gli uffici tecnici comunali possono segnalare le correzioni direttamente al servizio.",
        ),
        ("Dati aperti", "Rete stradale"),
        12,
    ),
    News(
        "Chiusura notturna della galleria di Toscolano",
        "Lavori agli impianti di ventilazione dalle 22:00 alle 5:00, esclusi i fine settimana.",
        (
            "Per completare il nuovo impianto di ventilazione la galleria resta chiusa di notte fino al {+16}. Il percorso alternativo è segnalato dalla rotatoria di Maderno.",
            "I mezzi di soccorso passano sempre, con il presidio del cantiere.",
        ),
        ("Rete stradale", "Sicurezza stradale"),
        15,
        "NOTICE",
        expires_in=16,
    ),
    News(
        "Fondi europei: finanziati tre progetti dei Comuni di pianura",
        "Mobilità ciclabile, comunità energetiche e recupero di cascine.",
        (
            "L'ufficio politiche europee ha accompagnato dodici Comuni in tre partenariati, tutti ammessi a finanziamento. La Provincia fa da capofila e cura la rendicontazione.",
            "Nelle prossime settimane partono i gruppi di lavoro tematici, aperti anche agli enti che non hanno partecipato.",
        ),
        ("Finanziamento dell'UE", "Energie rinnovabili"),
        19,
        callout=("Per gli enti interessati", "Il primo incontro dei gruppi di lavoro è il {+12}."),
    ),
    News(
        "Centri per l'impiego: orari estesi nelle sedi di Chiari e Breno",
        "Apertura pomeridiana il martedì e il giovedì.",
        (
            "Da questa settimana due sedi aprono anche nel pomeriggio per rispondere a chi lavora su turni. Il servizio riguarda orientamento, iscrizioni e collocamento mirato.",
            "L'appuntamento resta consigliato, ma non è obbligatorio.",
        ),
        ("Lavoro",),
        24,
    ),
    News(
        "Ambiente: concluso il censimento delle cave dismesse",
        "Cinquantotto siti esaminati; per undici è proposto il recupero naturalistico.",
        (
            "Il censimento descrive lo stato dei luoghi, i vincoli e i possibili usi. Per ogni sito è disponibile una scheda utile ai Comuni nella pianificazione.",
            "Le proposte di recupero saranno discusse con gli enti e le associazioni entro la primavera.",
        ),
        ("Sviluppo sostenibile",),
        30,
    ),
    News(
        "Biblioteche in rete: un solo prestito in tutta la provincia",
        "Con la stessa tessera si prende un libro in montagna e lo si restituisce sul lago.",
        (
            "La rete bibliotecaria raggiunge il duecentesimo punto di servizio. Il catalogo è unico e il trasporto fra le sedi avviene due volte alla settimana.",
            "I Comuni che vogliono entrare nella rete trovano modalità e costi nella scheda di servizio.",
        ),
        ("Patrimonio culturale",),
        38,
    ),
    News(
        "Neve e ghiaccio: pronto il piano per la viabilità invernale",
        "Centoventi mezzi, trentacinque depositi di sale e una centrale sempre attiva.",
        (
            "Il piano assegna a ogni tratto una squadra e una priorità. Le strade di accesso agli ospedali e i percorsi del trasporto scolastico vengono trattati per primi.",
            "Dal {-10} sono obbligatori pneumatici invernali o catene a bordo sulle strade indicate dalla segnaletica.",
        ),
        ("Rete stradale", "Protezione civile"),
        44,
    ),
    News(
        "Formazione: la ragioneria dei piccoli Comuni a confronto",
        "Un ciclo di incontri in linea su bilancio, cassa e controlli.",
        (
            "Il ciclo nasce dalle domande raccolte fra i responsabili finanziari. Ogni incontro dura novanta minuti e lascia una scheda operativa.",
            "Le registrazioni restano a disposizione degli enti del territorio.",
        ),
        ("Formazione professionale", "Insegnamento a distanza"),
        52,
    ),
    News(
        "Ponte sul Mella: completata la prova di carico",
        "Esito positivo: tolto il limite alle diciotto tonnellate.",
        (
            "La prova di carico ha confermato il progetto di rinforzo. Da oggi i mezzi di linea e quelli agricoli tornano sul percorso abituale.",
            "La relazione tecnica è consultabile presso il settore viabilità.",
        ),
        ("Rete stradale",),
        61,
    ),
)
EVENTS = (
    Event(
        "Giornata della trasparenza",
        "Bilancio, opere e servizi spiegati con i dati.",
        ("Gli uffici presentano i risultati dell'anno e rispondono alle domande del pubblico.",),
        ("Trasparenza amministrativa", "Dati aperti"),
        9,
        ("14:30", "17:30"),
        "Brescia, Palazzo Broletto",
    ),
    Event(
        "Tavolo della Stazione unica appaltante",
        "Programma delle gare 2027 con i Comuni convenzionati.",
        (
            "Si raccolgono i fabbisogni e si fissa il calendario delle procedure, per evitare sovrapposizioni.",
        ),
        ("Appalto pubblico",),
        13,
        ("10:00", "12:30"),
        "Brescia, Sala Sant'Agostino",
    ),
    Event(
        "Laboratorio di progettazione europea",
        "Dall'idea al quadro logico in una giornata.",
        ("Laboratorio per venti amministratori e tecnici dei Comuni. Ogni gruppo lavora su un bando vero.",),
        ("Finanziamento dell'UE", "Formazione professionale"),
        20,
        ("09:00", "17:00"),
        "Desenzano del Garda, Palazzo Todeschini",
    ),
    Event(
        "Incontro con i Comuni della Valle Trompia",
        "Viabilità, scuole e servizi condivisi.",
        ("Terzo degli incontri territoriali promossi dalla Provincia con i sindaci delle valli.",),
        ("Ente locale",),
        27,
        ("17:00", "19:00"),
        "Gardone Val Trompia, sede della Comunità montana",
    ),
)
CONTENT: dict[str, Any] = {
    "items": (*NEWS, *EVENTS),
    "home": {
        "summary": "Dal Garda alla Valle Camonica: la Provincia lavora con duecentocinque Comuni su strade, scuole, appalti e fondi europei.",
        "project_note": "A Brescia sono attivi la stazione unica appaltante e i servizi associati per le politiche europee.",
    },
    "sections": {"NEWS": "Notizie, comunicati e avvisi della Provincia di Brescia."},
}
