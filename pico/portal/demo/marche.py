"""UPI Marche: five Provinces of hills, many small municipalities."""

from typing import Any

from pico.portal.demo.items import Event, News

NEWS = (
    News(
        "Piccoli Comuni: le Province marchigiane mettono in comune i tecnici",
        "Progettisti, geologi e informatici a disposizione di chi non ne ha.",
        (
            "L'accordo fra le cinque Province permette a un Comune di farsi affiancare dal tecnico di un'altra provincia, con gli stessi costi. Le richieste si presentano dalla piattaforma.",
            "## Per che cosa si può chiedere",
            "- progetti di fattibilità sotto i trecentomila euro\n- relazioni geologiche\n- passaggio al digitale dei procedimenti",
        ),
        ("Ente locale", "Innovazione"),
        3,
    ),
    News(
        "Ricostruzione: strade provinciali, aperto l'ultimo lotto",
        "Trentadue cantieri nelle aree interne, dalle frane ai muri di sostegno.",
        (
            "Il lotto completa gli interventi programmati dopo il sisma. I lavori sono divisi in tratti brevi per non isolare i paesi; le chiusure sono comunicate con dieci giorni di anticipo.",
        ),
        ("Rete stradale", "PNRR"),
        7,
        "PRESS_RELEASE",
    ),
    News(
        "Fiumi: terminata la pulizia degli alvei prima delle piogge",
        "Sessanta chilometri fra Misa, Esino, Potenza e Tronto.",
        (
            "Gli interventi hanno tolto tronchi e detriti nei punti in cui l'acqua si fermava. I Comuni hanno segnalato i tratti, le Province hanno coordinato le imprese.",
            "Il controllo riprende a primavera; le segnalazioni restano aperte tutto l'anno.",
        ),
        ("Protezione civile", "Sviluppo sostenibile"),
        12,
    ),
    News(
        "Stazioni uniche appaltanti: un solo albo dei commissari",
        "Sorteggio trasparente e incarichi a rotazione fra le cinque Province.",
        (
            "L'albo raccoglie funzionari esperti per materia. Il sorteggio avviene in linea e lascia una ricevuta; chi è nominato riceve il fascicolo dalla piattaforma.",
            "Le domande di iscrizione si ricevono fino al {+28}.",
        ),
        ("Appalto pubblico", "Trasparenza amministrativa"),
        16,
        files=("convenzione",),
    ),
    News(
        "Scuole superiori: in rete le palestre aperte alla sera",
        "Associazioni e scuole prenotano con un solo calendario.",
        (
            "Le palestre provinciali si prenotano in linea, con tariffe uguali nelle cinque province. Gli incassi vanno alla manutenzione degli impianti.",
        ),
        ("Istruzione",),
        23,
    ),
    News(
        "Turismo lento: la rete dei cammini marchigiani",
        "Novecento chilometri di sentieri con la stessa segnaletica.",
        (
            "Province e Comuni hanno scelto simboli e colori comuni. La manutenzione è affidata alle associazioni, con una convenzione tipo e un contributo annuo.",
        ),
        ("Turismo", "Patrimonio culturale"),
        31,
    ),
    News(
        "Pullman a chiamata: estesa la prova nelle valli interne",
        "Prenotazione fino a due ore prima, per telefono o in linea.",
        (
            "Dopo sei mesi di prova il servizio raggiunge altri quattordici paesi. Gli orari seguono quelli delle scuole e dei mercati; il biglietto è quello di linea.",
        ),
        ("Trasporto pubblico",),
        38,
    ),
    News(
        "Avviso: contributi ai Comuni per i piani di protezione civile",
        "Le domande si presentano in forma associata.",
        (
            "Il contributo copre metà della spesa per aggiornare il piano. Hanno la precedenza le domande presentate da più Comuni insieme, entro il {+22}.",
        ),
        ("Protezione civile", "Ente locale"),
        44,
        "NOTICE",
        expires_in=22,
    ),
    News(
        "Biblioteche: cento punti di prestito nelle aree interne",
        "Scaffali nelle farmacie, negli uffici postali e nei circoli.",
        (
            "I libri arrivano una volta alla settimana con il corriere della rete. Chi abita lontano da una biblioteca li ordina dal catalogo e li ritira sotto casa.",
        ),
        ("Patrimonio culturale",),
        51,
    ),
    News(
        "Competenze digitali: partono i corsi per i dipendenti comunali",
        "Dal documento informatico alla sicurezza: dieci ore, in orario di lavoro.",
        (
            "I corsi si tengono nelle sedi delle Province e in linea. A fine percorso una prova pratica certifica le competenze raggiunte.",
        ),
        ("Formazione professionale", "Digitalizzazione"),
        60,
    ),
    News(
        "Comunità energetiche: uno sportello per provincia",
        "Consulenza gratuita ai Comuni, dallo statuto alla scelta degli impianti.",
        (
            "Lo sportello aiuta a leggere gli incentivi e a trovare i soci. Nei primi tre mesi ha incontrato settanta Comuni e ventidue parrocchie.",
        ),
        ("Energie rinnovabili",),
        73,
    ),
    News(
        "UPI Marche: in linea il nuovo sito",
        "Le cinque Province, i progetti comuni e gli appuntamenti in un posto solo.",
        (
            "Il sito raccoglie ciò che riguarda tutta la regione e porta a quelli di ciascuna Provincia. La redazione è composta dai responsabili della comunicazione delle cinque Province.",
        ),
        ("Comunicazione istituzionale",),
        90,
    ),
)
EVENTS = (
    Event(
        "Assemblea di UPI Marche",
        "Bilancio delle attività e programma del 2027.",
        ("Partecipano i presidenti delle Province e i rappresentanti dei Comuni.",),
        ("Ente locale",),
        9,
        ("10:00", "12:30"),
        "Ancona, Palazzo della Provincia",
    ),
    Event(
        "Corso per i commissari di gara",
        "Dalla nomina al verbale: due mattine con esercitazioni.",
        ("Il corso è obbligatorio per chi entra nell'albo; la seconda mattina è il giorno dopo.",),
        ("Appalto pubblico", "Formazione professionale"),
        16,
        ("09:00", "13:00"),
        "Macerata, Sala della Provincia",
    ),
    Event(
        "Tavolo dei fiumi",
        "Manutenzioni, segnalazioni e priorità per la primavera.",
        ("Incontro fra Province, Regione, Consorzio di bonifica e Comuni rivieraschi.",),
        ("Protezione civile",),
        23,
        ("15:00", "17:30"),
        "Senigallia, Rotonda a mare",
    ),
    Event(
        "Giornata dei piccoli Comuni",
        "Esperienze di servizi condivisi raccontate da chi le ha fatte.",
        ("Brevi interventi, poi tavoli di lavoro con i tecnici delle Province.",),
        ("Ente locale", "Innovazione"),
        37,
        ("09:30", "16:30"),
        "Fermo, Teatro dell'Aquila",
    ),
)
CONTENT: dict[str, Any] = {
    "items": (*NEWS, *EVENTS),
    "home": {
        "summary": "Cinque Province e duecentoventicinque Comuni: l'Unione marchigiana mette in comune tecnici, gare e progetti."
    },
    "sections": {"NEWS": "Notizie, comunicati e avvisi di UPI Marche e delle sue Province."},
    "settings": {"email": "info@upi-marche.example", "pec": "protocollo@pec.upi-marche.example"},
}
