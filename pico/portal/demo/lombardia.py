"""UPI Lombardia: eleven Provinces between the Alps and the Po."""

from typing import Any

from pico.portal.demo.items import Event, News

NEWS = (
    News(
        "Montagna e pianura: le priorità delle Province lombarde per il 2027",
        "Viabilità, scuole superiori e personale nel documento approvato dai presidenti.",
        (
            "Il documento mette in fila gli interventi che le Province ritengono urgenti e li accompagna con costi e tempi. È il risultato di quattro incontri territoriali, uno per ogni fascia della regione.",
            "Sarà consegnato alla Regione il {+15}; nel frattempo resta aperto alle osservazioni dei Comuni.",
        ),
        ("Ente locale",),
        2,
        quote=(
            "Un territorio che va dai ghiacciai al Po non si governa con una misura sola: per questo le priorità sono scritte per fasce.",
            "Conferenza dei presidenti di UPI Lombardia",
        ),
        files=("attivita",),
    ),
    News(
        "Ponti sul Po: avviato il monitoraggio continuo",
        "Sensori su nove opere, con i dati letti da tre Province insieme.",
        (
            "I sensori misurano vibrazioni, temperatura e livello dell'acqua. Le soglie di attenzione sono comuni e gli avvisi arrivano nello stesso momento alle sale operative delle due sponde.",
            "I dati, senza quelli sensibili per la sicurezza, saranno pubblicati ogni mese.",
        ),
        ("Rete stradale", "Protezione civile"),
        5,
    ),
    News(
        "Edilizia scolastica: accordo quadro unico per le manutenzioni",
        "Quattro Province bandiscono insieme, con lotti distinti per territorio.",
        (
            "La gara comune riduce i tempi e rende confrontabili i prezzi. Ogni Provincia mantiene il proprio lotto e i propri direttori dei lavori.",
            "- tempi di intervento garantiti per le urgenze\n- elenco prezzi regionale\n- criteri ambientali minimi in ogni lotto",
        ),
        ("Appalto pubblico", "Istruzione"),
        9,
        "PRESS_RELEASE",
    ),
    News(
        "Neve: le Province si scambiano mezzi e depositi di sale",
        "Un solo elenco, consultabile dalle sale operative, per le nevicate più intense.",
        (
            "Quando una nevicata supera le forze di una Provincia, i mezzi della vicina si chiedono con un modulo solo. L'elenco dice dove sono, chi risponde e in quanto tempo arrivano.",
        ),
        ("Rete stradale", "Protezione civile"),
        14,
    ),
    News(
        "Laghi: linee guida comuni per gli approdi e le spiagge",
        "Concessioni più semplici per i piccoli Comuni rivieraschi.",
        (
            "Le linee guida spiegano chi rilascia che cosa, con quali documenti e in quanti giorni. Un allegato raccoglie i casi più frequenti, dalla boa al chiosco.",
            "I Comuni possono chiedere l'affiancamento degli uffici provinciali fino al {+45}.",
        ),
        ("Turismo", "Ente locale"),
        20,
    ),
    News(
        "Centri per l'impiego: diecimila colloqui in tre mesi",
        "Cresce l'incontro fra domanda e offerta nei distretti manifatturieri.",
        (
            "Il rapporto trimestrale racconta quali figure cercano le imprese e dove mancano. Le Province organizzano corsi brevi con gli enti accreditati, a partire dalla saldatura e dalla manutenzione elettrica.",
        ),
        ("Lavoro", "Formazione professionale"),
        27,
    ),
    News(
        "Agricoltura e acque: nuova mappa dei prelievi",
        "Pozzi e derivazioni di otto province in un solo archivio.",
        (
            "La mappa unisce le concessioni delle Province e le portate misurate. Serve agli uffici che istruiscono le domande e ai consorzi che programmano le irrigazioni.",
            "La versione pubblica non contiene i dati dei titolari.",
        ),
        ("Sviluppo sostenibile", "Dati aperti"),
        35,
    ),
    News(
        "Servizi associati per l'Europa: quindici Comuni al primo bando",
        "Le Province scrivono la candidatura, i Comuni scelgono gli interventi.",
        (
            "Il primo bando seguito insieme riguarda la rigenerazione dei centri storici. Le Province hanno raccolto le schede, verificato i requisiti e caricato la domanda unica.",
        ),
        ("Finanziamento dell'UE", "Cooperazione territoriale europea"),
        43,
    ),
    News(
        "Piste ciclabili: completata la dorsale dell'Adda",
        "Centoventi chilometri senza interruzioni, dalla Valtellina alla pianura.",
        (
            "Con l'ultimo tratto in sede propria la dorsale collega quattro province. La segnaletica è unica e indica fontane, stazioni e punti di assistenza.",
        ),
        ("Mobilità sostenibile", "Turismo"),
        52,
    ),
    News(
        "Avviso: questionario sui bisogni formativi degli enti",
        "Dieci domande per costruire il programma del 2027.",
        (
            "Il questionario è rivolto a segretari, responsabili di servizio e amministratori. Le risposte si raccolgono fino al {+18} e sono lette in forma aggregata.",
        ),
        ("Formazione professionale",),
        58,
        "NOTICE",
        expires_in=18,
    ),
    News(
        "Energia: gara aggregata per gli edifici provinciali",
        "Nove Province e quaranta Comuni acquistano insieme elettricità da fonti rinnovabili.",
        (
            "La gara copre due anni e garantisce l'origine rinnovabile. Il risparmio stimato sarà destinato alla sostituzione delle caldaie nelle scuole.",
        ),
        ("Appalto pubblico", "Energie rinnovabili"),
        71,
    ),
    News(
        "Archivi storici: accordo per la conservazione digitale",
        "Carte dal Settecento a oggi, descritte e consultabili in linea.",
        (
            "L'accordo fra le Province e gli Archivi di Stato fissa regole comuni per descrivere e digitalizzare i fondi. I primi documenti saranno consultabili dal {+60}.",
        ),
        ("Patrimonio culturale", "Digitalizzazione"),
        84,
    ),
)
EVENTS = (
    Event(
        "Conferenza dei presidenti delle Province lombarde",
        "Documento delle priorità e confronto con la Regione.",
        ("Seduta aperta ai consiglieri delegati; il verbale viene pubblicato entro una settimana.",),
        ("Ente locale",),
        10,
        ("10:00", "12:30"),
        "Milano, sede di UPI Lombardia",
    ),
    Event(
        "Laboratorio sugli accordi quadro",
        "Come dividere i lotti e scrivere i criteri di aggiudicazione.",
        ("Esercitazione su due gare concluse, con i responsabili del progetto.",),
        ("Appalto pubblico", "Formazione professionale"),
        18,
        ("14:00", "17:00"),
        "In linea",
    ),
    Event(
        "Incontro con i Comuni rivieraschi",
        "Approdi, spiagge e concessioni: risposte alle domande più frequenti.",
        ("Gli uffici demanio delle Province rispondono ai Comuni dei laghi lombardi.",),
        ("Turismo",),
        25,
        ("10:30", "13:00"),
        "Como, Villa Gallia",
    ),
    Event(
        "Seminario sulla viabilità invernale",
        "Piani neve, sale e trasporto scolastico.",
        ("Esperienze di tre Province di montagna e domande dei tecnici comunali.",),
        ("Rete stradale",),
        33,
        ("09:30", "12:00"),
        "Sondrio, Palazzo Muzio",
    ),
)
CONTENT: dict[str, Any] = {
    "items": (*NEWS, *EVENTS),
    "home": {
        "summary": "Undici Province fra le Alpi e il Po: l'Unione lombarda le fa lavorare insieme e parla con la Regione."
    },
    "sections": {"NEWS": "Notizie, comunicati e avvisi di UPI Lombardia e delle sue Province."},
    "settings": {"email": "info@upi-lombardia.example", "pec": "protocollo@pec.upi-lombardia.example"},
}
