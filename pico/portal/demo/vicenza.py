"""Vicenza: villas, valleys and small firms."""

from typing import Any

from pico.portal.demo.items import Event, News

NEWS = (
    News(
        "Strada provinciale 46 del Pasubio: terminata la messa in sicurezza del versante",
        "Tolto il senso unico alternato fra Torrebelvicino e Valli del Pasubio.",
        (
            "Sono conclusi i lavori sulla parete sopra la strada provinciale 46. Le reti e le barriere proteggono settecento metri di carreggiata e sono controllate da una stazione di misura.",
            "Il limite di 50 chilometri orari resta fino alla primavera, quando sarà rifatto l'asfalto.",
        ),
        ("Rete stradale", "Protezione civile"),
        2,
    ),
    News(
        "Albo dei tecnici: aperte le iscrizioni per gli incarichi sotto soglia",
        "Un solo elenco per la Provincia e per i Comuni convenzionati.",
        (
            "Ingegneri, architetti, geologi e geometri si iscrivono una volta e possono essere invitati da tutti gli enti aderenti. Gli incarichi ruotano secondo regole pubbliche.",
            "- iscrizione in linea, senza marca da bollo\n- aggiornamento del curriculum in ogni momento\n- esiti degli affidamenti pubblicati ogni mese",
            "La prima finestra si chiude il {+21}.",
        ),
        ("Appalto pubblico", "Trasparenza amministrativa"),
        5,
        callout=(
            "Per i Comuni",
            "L'elenco si usa anche per gli affidamenti del Comune: basta aderire alla convenzione della Stazione unica appaltante.",
        ),
    ),
    News(
        "Istituti di Bassano e Schio: consegnati sei laboratori",
        "Meccatronica, chimica e informatica: macchine nuove per ottocento studenti.",
        (
            "I laboratori sono stati progettati con i docenti e con le imprese del distretto, che ospiteranno gli studenti per i tirocini. La spesa rientra nel programma di ammodernamento delle scuole superiori.",
        ),
        ("Istruzione", "Formazione professionale"),
        9,
        "PRESS_RELEASE",
        quote=(
            "Le macchine sono quelle che gli studenti troveranno in azienda: il primo giorno di lavoro non sarà il primo giorno davanti a un tornio.",
            "Settore scuole della Provincia",
        ),
    ),
    News(
        "Chiusura del ponte sull'Astico a Sarcedo per la prova di carico",
        "Due notti di chiusura, con deviazione segnalata per Breganze.",
        (
            "La prova serve a togliere il limite di peso introdotto in primavera. Il ponte è chiuso dalle 21:00 alle 5:00; i mezzi di soccorso passano sempre.",
        ),
        ("Rete stradale", "Sicurezza stradale"),
        12,
        "NOTICE",
        expires_in=14,
    ),
    News(
        "Ville e musei: un biglietto per visitarne venti",
        "Province, Comuni e proprietari privati firmano l'accordo di rete.",
        (
            "Il biglietto vale un anno e comprende ville, musei civici e raccolte d'impresa. La prenotazione è unica e dice in anticipo quali sedi sono accessibili a chi usa la sedia a ruote.",
            "Le scuole superiori entrano gratis, con una visita guidata per classe.",
        ),
        ("Patrimonio culturale", "Turismo"),
        18,
    ),
    News(
        "Stazione unica appaltante: bandite quarantuno gare in un anno",
        "Per il 2027 il calendario si decide insieme ai Comuni.",
        (
            "Le gare più frequenti riguardano scuole, mense e manutenzioni stradali. Il tempo medio fra la richiesta completa e il bando è sceso a ventisei giorni.",
            "I Comuni indicano le gare del prossimo anno entro il {+32}: chi arriva dopo trova posto da luglio.",
        ),
        ("Appalto pubblico",),
        24,
        files=("convenzione",),
    ),
    News(
        "Acque: controlli sui pozzi della zona dei distretti",
        "Pubblicati i risultati dell'ultima campagna, con la mappa dei punti.",
        (
            "La campagna ha riguardato centoquaranta pozzi. I valori sono consultabili punto per punto e sono confrontati con quelli dei tre anni precedenti.",
        ),
        ("Sviluppo sostenibile", "Dati aperti"),
        30,
    ),
    News(
        "Altopiano: pronto il piano per la viabilità invernale",
        "Mezzi, depositi di sale e turni; precedenza ai percorsi degli alunni.",
        (
            "Il piano divide la rete in tre livelli. Le strade del trasporto scolastico e quelle verso l'ospedale di Asiago sono trattate prima delle sei del mattino.",
        ),
        ("Rete stradale",),
        37,
    ),
    News(
        "Lavoro: giornata di incontri fra imprese e giovani diplomati",
        "Centoventi posti offerti da quarantacinque aziende del territorio.",
        (
            "I Centri per l'impiego hanno preparato i colloqui con i candidati e raccolto le esigenze delle imprese. A un mese di distanza sono già trentotto i contratti firmati.",
        ),
        ("Lavoro",),
        45,
    ),
    News(
        "Piste ciclabili: finanziato il collegamento fra Thiene e Bassano",
        "Diciotto chilometri in sede propria lungo la pedemontana.",
        (
            "Il progetto unisce i tratti comunali già esistenti e attraversa sei Comuni. Il cantiere comincia dal tratto di Breganze.",
        ),
        ("Mobilità sostenibile",),
        53,
    ),
    News(
        "Piccoli Comuni: la Provincia prepara il passaggio dei procedimenti al digitale",
        "Affiancamento gratuito per gli enti sotto i tremila abitanti.",
        (
            "Tre tecnici lavorano a turno nelle sedi comunali, una settimana ciascuna. Al termine il Comune ha moduli in linea, protocollo in ordine e personale formato.",
        ),
        ("Digitalizzazione", "Ente locale"),
        64,
    ),
    News(
        "Comunità energetiche: la Provincia mette a disposizione i tetti delle scuole",
        "Dodici coperture idonee; l'energia in più va alle famiglie del quartiere.",
        (
            "L'avviso è rivolto a comunità energetiche già costituite o in via di costituzione. La Provincia resta proprietaria degli impianti alla fine del periodo.",
        ),
        ("Energie rinnovabili", "Istruzione"),
        78,
    ),
)
EVENTS = (
    Event(
        "Assemblea dei sindaci del Vicentino",
        "Parere sul bilancio e calendario delle gare aggregate.",
        ("Seduta pubblica; i documenti sono disponibili una settimana prima.",),
        ("Ente locale",),
        7,
        ("17:00", "19:30"),
        "Vicenza, Palazzo Nievo",
    ),
    Event(
        "Sportello aperto per i tecnici comunali",
        "Domande su affidamenti, albo e convenzioni.",
        ("Gli uffici della Stazione unica appaltante ricevono su appuntamento e senza.",),
        ("Appalto pubblico",),
        15,
        ("09:00", "13:00"),
        "Vicenza, Palazzo Nievo, ufficio SUA",
    ),
    Event(
        "Laboratorio per le scuole: leggere i dati del territorio",
        "Quattro classi lavorano sui dati aperti di strade e acque.",
        ("Gli studenti preparano una mappa e la presentano agli uffici che hanno raccolto i dati.",),
        ("Dati aperti", "Istruzione"),
        22,
        ("09:00", "12:30"),
        "Schio, Istituto tecnico",
    ),
    Event(
        "Incontro con i Comuni dell'Altopiano",
        "Neve, strade e trasporto degli studenti.",
        ("Secondo degli incontri di zona con i sindaci della montagna vicentina.",),
        ("Rete stradale", "Trasporto pubblico"),
        29,
        ("18:00", "20:00"),
        "Asiago, sede dell'Unione montana",
    ),
)
CONTENT: dict[str, Any] = {
    "items": (*NEWS, *EVENTS),
    "home": {
        "summary": "Dall'Altopiano ai colli Berici: la Provincia è al fianco di oltre cento Comuni su strade, scuole, gare e ambiente.",
        "project_note": "A Vicenza i Comuni usano l'albo comune dei tecnici e il calendario condiviso delle gare.",
    },
    "sections": {"NEWS": "Notizie, comunicati e avvisi della Provincia di Vicenza."},
}
