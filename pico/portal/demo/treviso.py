"""Treviso: what a Province of the plain writes about in an autumn."""

from typing import Any

from pico.portal.demo.items import Event, News

NEWS = (
    News(
        "Gara aggregata energia elettrica 2027: al via la raccolta dei fabbisogni",
        "I Comuni possono comunicare punti di prelievo e consumi entro il {+24}: la Stazione unica appaltante prepara una sola gara.",
        (
            "La Provincia raccoglie i fabbisogni di energia elettrica dei Comuni per la fornitura 2027. Mettere insieme i consumi di molti enti dà prezzi migliori e toglie a ciascun ufficio il peso della procedura.",
            "## Che cosa serve",
            "- l'elenco dei punti di prelievo, con il codice POD\n- i consumi degli ultimi dodici mesi\n- il nome del responsabile unico del progetto",
            "Gli enti con una convenzione SUA in corso trovano la richiesta già avviata nell'area riservata. Chi non ha ancora aderito può scrivere all'ufficio SUA, che indica i passaggi.",
        ),
        ("Appalto pubblico", "Energie rinnovabili"),
        1,
        callout=(
            "Entro quando",
            "I dati vanno inviati entro il {+24}. Dopo quella data il Comune potrà aderire alla gara successiva.",
        ),
        files=("convenzione",),
    ),
    News(
        "Strada provinciale 34: senso unico alternato per il rifacimento del ponte sul Monticano",
        "Il cantiere dura sei settimane; trasporto pubblico e mezzi di soccorso passano sempre.",
        (
            "Partono i lavori sul ponte della strada provinciale 34 fra Oderzo e Mansuè. L'intervento rinforza le travi, rifà l'impermeabilizzazione e sostituisce i parapetti con barriere a norma.",
            "Il traffico procede a senso unico alternato regolato da semaforo dalle 8:30 alle 17:00 nei giorni feriali. La sera e nei fine settimana la strada torna a doppio senso, con limite di 30 chilometri orari.",
            "Gli orari dei pullman scolastici restano invariati. Per i mezzi oltre 7,5 tonnellate è segnalato il percorso alternativo lungo la regionale 53.",
        ),
        ("Rete stradale", "Sicurezza stradale"),
        3,
        "NOTICE",
        expires_in=42,
    ),
    News(
        "Edilizia scolastica: consegnati i lavori antisismici in tre istituti superiori",
        "Palestre e laboratori riaprono dopo l'adeguamento: investimento concluso nei tempi del PNRR.",
        (
            "Gli studenti di tre istituti superiori della provincia tornano in aule e laboratori rinnovati. Gli interventi hanno riguardato le strutture portanti, gli impianti e gli infissi, con un risparmio stimato di energia di un terzo.",
            "I cantieri sono stati organizzati per lotti durante le vacanze, così da ridurre al minimo gli spostamenti delle classi. La documentazione dei lavori è disponibile per le scuole nell'area riservata.",
        ),
        ("Istruzione", "PNRR"),
        6,
        "PRESS_RELEASE",
        quote=(
            "Abbiamo scelto di non spostare nessuna classe fuori dal proprio Comune: ha richiesto più programmazione, ma le famiglie non hanno cambiato abitudini.",
            "Settore edilizia scolastica",
        ),
    ),
    News(
        "Stazione unica appaltante: in un anno dimezzati i tempi di presa in carico",
        "Con la richiesta guidata i Comuni inviano fascicoli completi e gli uffici chiedono meno integrazioni.",
        (
            "Il bilancio del primo anno della richiesta di gara in linea mostra che un fascicolo completo viene preso in carico in meno di una settimana. Le richieste di chiarimento sono scese perché il modulo segnala subito i documenti mancanti.",
            "I Comuni vedono a che punto è la propria gara e chi deve compiere il passo successivo. Ogni passaggio produce una ricevuta numerata.",
            "## I prossimi passi",
            "- modelli di capitolato per le forniture più frequenti\n- calendario condiviso delle gare del 2027\n- sportello settimanale per i responsabili unici del progetto",
        ),
        ("Appalto pubblico", "Amministrazione elettronica"),
        10,
    ),
    News(
        "Trasporto scolastico: nuove corse per gli istituti di Castelfranco e Conegliano",
        "Quattro corse in più nelle ore di punta, dopo il confronto con scuole e gestore.",
        (
            "Dal {+7} entrano in servizio quattro corse aggiuntive sulle linee più frequentate dagli studenti. La scelta nasce dai conteggi a bordo di ottobre e dalle segnalazioni dei rappresentanti di istituto.",
            "Gli orari aggiornati sono affissi alle fermate e pubblicati dal gestore. Nel primo mese personale della Provincia verificherà l'affollamento.",
        ),
        ("Trasporto pubblico", "Istruzione"),
        13,
    ),
    News(
        "Qualità dell'aria: aggiornate le misure per l'inverno",
        "Il tavolo zonale conferma le limitazioni al traffico e gli incentivi per la sostituzione delle stufe.",
        (
            "Il tavolo tecnico zonale, coordinato dalla Provincia, ha condiviso con i Comuni le misure per contenere le polveri sottili fino ad aprile. Le ordinanze comunali seguono uno schema comune, così che le regole siano le stesse da un confine all'altro.",
            "- divieto di combustioni all'aperto\n- temperatura massima di 19 gradi negli edifici\n- controlli sugli impianti termici civili",
        ),
        ("Sviluppo sostenibile",),
        17,
    ),
    News(
        "Bando europeo per la rigenerazione dei borghi: la Provincia cerca Comuni partner",
        "L'ufficio politiche europee prepara una candidatura unica per i Comuni sotto i cinquemila abitanti.",
        (
            "I Servizi associati per le politiche europee propongono ai Comuni più piccoli una candidatura comune su recupero di spazi pubblici e nuovi usi degli edifici inutilizzati. Le idee si inviano con una scheda di due pagine entro il {+18}.",
            "La Provincia cura il partenariato, il bilancio e la rendicontazione; ai Comuni spetta il progetto locale e un referente.",
        ),
        ("Finanziamento dell'UE", "Ente locale"),
        22,
    ),
    News(
        "Polizia provinciale: più controlli sulle strade di collina nei fine settimana",
        "Pattuglie congiunte con le polizie locali e misuratori mobili sui tratti più pericolosi.",
        (
            "Il piano di sicurezza dei prossimi mesi concentra i controlli sui tratti collinari in cui si sono verificati più incidenti. Le postazioni sono segnalate e l'elenco è pubblicato ogni settimana.",
            "Accanto ai controlli sono previsti incontri nelle scuole superiori sui rischi della velocità e dell'uso del telefono alla guida.",
        ),
        ("Sicurezza stradale",),
        28,
    ),
    News(
        "Corso gratuito sul codice dei contratti per gli uffici tecnici comunali",
        "Sei moduli in linea e due giornate in presenza, con casi presi dalle gare del territorio.",
        (
            "Riparte la formazione per i responsabili unici del progetto. Il percorso affronta programmazione, affidamenti, esecuzione e controlli con esercitazioni su fascicoli reali, resi anonimi.",
            "La partecipazione è gratuita per gli enti convenzionati. L'attestato viene rilasciato a chi frequenta almeno l'ottanta per cento delle ore.",
        ),
        ("Formazione professionale", "Insegnamento a distanza", "Appalto pubblico"),
        34,
    ),
    News(
        "Convenzioni SIT: otto nuovi Comuni nel servizio di progettazione condivisa",
        "Tecnici della Provincia affiancano gli uffici comunali su opere sotto la soglia di un milione.",
        (
            "Con otto nuove adesioni il servizio di progettazione condivisa arriva a coprire oltre metà dei Comuni. I tecnici dei Servizi innovativi territoriali lavorano con l'ufficio comunale dal documento di indirizzo fino alla validazione.",
            "Ogni scheda di servizio indica tempi, documenti necessari e referente. Le richieste si seguono nell'area riservata.",
        ),
        ("Ente locale", "Innovazione"),
        41,
    ),
    News(
        "Ciclovia del Sile: completato il tratto fra Casier e Silea",
        "Tre chilometri in sede propria, con passerella e punti di ristoro.",
        (
            "Si percorre da oggi senza interruzioni il tratto della ciclovia che costeggia il fiume. La passerella ha una larghezza di tre metri e una pendenza adatta alle carrozzine.",
            "La segnaletica è unica lungo tutto il percorso e indica i collegamenti con le stazioni ferroviarie.",
        ),
        ("Mobilità sostenibile", "Turismo"),
        55,
    ),
    News(
        "Rendicontazione PNRR: sportello settimanale per i Comuni",
        "Ogni martedì gli uffici della Provincia rispondono su scadenze, documenti e controlli.",
        (
            "Molti Comuni devono chiudere nelle prossime settimane la rendicontazione degli interventi finanziati. Lo sportello offre mezz'ora dedicata a ciascun ente, con verifica preliminare dei documenti.",
            "L'appuntamento si prenota scrivendo all'ufficio. Le risposte di interesse generale sono raccolte e rese disponibili a tutti gli enti.",
        ),
        ("PNRR", "Trasparenza amministrativa"),
        64,
    ),
)
EVENTS = (
    Event(
        "Assemblea dei sindaci",
        "All'ordine del giorno il parere sul bilancio di previsione 2027-2029.",
        (
            "La seduta è pubblica e si tiene nella sala del Consiglio. I documenti di bilancio sono a disposizione dei Comuni nell'area riservata da dieci giorni prima.",
        ),
        ("Ente locale", "Trasparenza amministrativa"),
        8,
        ("15:00", "17:30"),
        "Treviso, Sala del Consiglio provinciale",
    ),
    Event(
        "Seminario: il fascicolo di gara senza errori",
        "Le dieci integrazioni più chieste dalla SUA e come evitarle.",
        (
            "Incontro pratico per responsabili unici del progetto e istruttori. Si lavora su tre fascicoli di esempio; i materiali restano disponibili dopo l'incontro.",
        ),
        ("Appalto pubblico", "Formazione professionale"),
        14,
        ("09:30", "12:30"),
        "Treviso, Sant'Artemio, edificio 5",
    ),
    Event(
        "Infoday sui fondi europei per i piccoli Comuni",
        "Bandi aperti, partenariati e calendario del 2027.",
        (
            "La mattina è dedicata alle presentazioni, il pomeriggio agli incontri individuali con l'ufficio politiche europee.",
        ),
        ("Finanziamento dell'UE", "Politica regionale dell'UE"),
        21,
        ("10:00", "16:00"),
        "Castelfranco Veneto, Biblioteca comunale",
    ),
    Event(
        "Open day della piattaforma per i nuovi enti",
        "Un'ora per conoscere l'area riservata e porre domande.",
        (
            "Dimostrazione dal vivo della richiesta di gara, delle notifiche e della gestione delle persone dell'ente.",
        ),
        ("Digitalizzazione",),
        30,
        ("11:00", "12:00"),
        "In linea",
    ),
)
CONTENT: dict[str, Any] = {
    "items": (*NEWS, *EVENTS),
    "home": {
        "summary": "Novantaquattro Comuni, una sola squadra: gare, servizi, progetti europei e formazione con la Provincia al fianco degli uffici comunali.",
        "notice": "Raccolta dei fabbisogni di energia elettrica 2027 aperta a tutti i Comuni.",
        "notice_url": "/novita/gara-aggregata-energia-elettrica-2027-al-via-la-raccolta-dei-fabbisogni/",
        "project_note": "Nel territorio trevigiano la Provincia mette a disposizione la stazione unica appaltante, i servizi innovativi territoriali e l'ufficio associato per le politiche europee.",
    },
    "sections": {
        "NEWS": "Notizie, comunicati e avvisi della Provincia di Treviso per cittadini, Comuni e imprese.",
        "TERRITORY": "Dalle colline del Prosecco alla pianura del Sile: i Comuni del territorio e gli appuntamenti pubblici.",
    },
    "settings": {"editors_publish": True},
}
