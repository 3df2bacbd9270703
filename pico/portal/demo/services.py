"""Service sheets of the demo Provinces: what Italian Provinces really do for firms, schools and citizens."""

from dataclasses import dataclass
from typing import Any

import typst

from pico.portal import actions
from pico.portal.models import PortalSite, ServicePage, Topic, UnitPage

UNITS = {
    "viabilita": (
        "Settore viabilità e concessioni",
        "Strade provinciali, concessioni, autorizzazioni al transito.",
    ),
    "trasporti": ("Ufficio trasporti", "Autoscuole, autotrasporto, revisioni, consulenza automobilistica."),
    "ambiente": ("Settore ambiente", "Autorizzazioni ambientali, rifiuti, emissioni, acque."),
    "scuole": ("Settore edilizia scolastica", "Scuole superiori e palestre della Provincia."),
}
HOURS = "lunedì e mercoledì 9:00-12:30\ngiovedì 9:00-12:30 e 15:00-17:00"


@dataclass(frozen=True)
class Sheet:
    """One sheet; lists become lists of points. ``days`` is within how many the answer comes."""

    title: str
    summary: str
    category: str
    unit: str
    topic: str
    who: str
    steps: tuple[str, ...]
    needed: tuple[str, ...]
    result: str
    days: int
    costs: str = ""


SHEETS = (
    Sheet(
        "Autorizzazione ai trasporti eccezionali",
        "Per far circolare sulle strade provinciali veicoli o carichi oltre i limiti di sagoma o di massa.",
        "MOBILITY", "viabilita", "Rete stradale",
        "Imprese di autotrasporto e proprietari di macchine agricole od operatrici eccezionali.",
        ("Verifica il percorso e i ponti con limiti di portata.", "Compila la domanda con i dati del veicolo.",
         "Paga oneri e indennizzo per l'usura.", "Ricevi l'autorizzazione via PEC."),
        ("carta di circolazione di trattore e rimorchio", "schema del carico con le misure", "percorso richiesto"),
        "L'autorizzazione singola, multipla o periodica (articolo 10 del Codice della strada).", 15,
        "Due marche da bollo da 16 euro e gli oneri di istruttoria; l'indennizzo dipende dalla massa.",
    ),
    Sheet(
        "Concessione di occupazione di suolo provinciale",
        "Per occupare una strada provinciale o le sue pertinenze con cantieri, condotte, impianti o chioschi.",
        "PERMITS", "viabilita", "Rete stradale",
        "Cittadini, imprese, gestori di reti ed enti pubblici.",
        ("Chiedi un parere sul tratto interessato.", "Presenta la domanda con il progetto.",
         "Versa cauzione e canone.", "Comunica inizio e fine dei lavori."),
        ("planimetria e sezioni", "relazione tecnica", "ricevuta degli oneri di istruttoria"),
        "Il disciplinare di concessione con le prescrizioni per i lavori.", 60,
        "Canone unico patrimoniale (articolo 1, comma 816, legge 160/2019).",
    ),
    Sheet(
        "Passi carrabili sulle strade provinciali",
        "Per aprire, modificare o regolarizzare un accesso a una strada provinciale.",
        "PERMITS", "viabilita", "Sicurezza stradale",
        "Proprietari di terreni e fabbricati lungo le strade provinciali.",
        ("Presenta la domanda.", "Attendi il sopralluogo.", "Ritira il cartello con il numero dell'autorizzazione."),
        ("estratto di mappa", "fotografie dell'accesso", "titolo di proprietà"),
        "L'autorizzazione e il cartello di passo carrabile (articolo 22 del Codice della strada).", 60,
        "Due marche da bollo da 16 euro, oneri di istruttoria e costo del cartello.",
    ),
    Sheet(
        "Pubblicità lungo le strade provinciali",
        "Per installare insegne, cartelli e altri mezzi pubblicitari visibili da una strada provinciale.",
        "BUSINESS", "viabilita", "Sicurezza stradale",
        "Imprese, associazioni e agenzie di pubblicità.",
        ("Controlla le distanze da incroci e segnali.", "Presenta la domanda con il bozzetto.", "Paga il canone."),
        ("bozzetto a colori", "planimetria con le distanze", "autodichiarazione di stabilità"),
        "L'autorizzazione, valida tre anni e rinnovabile (articolo 23 del Codice della strada).", 60,
        "Marche da bollo, oneri di istruttoria e canone secondo la superficie.",
    ),
    Sheet(
        "Licenza per l'autotrasporto di cose in conto proprio",
        "Per trasportare merci proprie con veicoli oltre le sei tonnellate.",
        "MOBILITY", "trasporti", "Ente locale",
        "Imprese ed enti che trasportano cose proprie come attività accessoria.",
        ("Compila la domanda.", "Allega i documenti del veicolo.", "Attendi l'esame della domanda.", "Ritira la licenza."),
        ("visura camerale", "carta di circolazione", "elenco delle merci da trasportare"),
        "La licenza e l'iscrizione nell'elenco degli autotrasportatori in conto proprio (legge 298/1974).", 45,
        "Due marche da bollo da 16 euro e diritti di segreteria.",
    ),
    Sheet(
        "Esame per trasportatore su strada",
        "Per ottenere l'attestato di idoneità professionale al trasporto di merci o di persone.",
        "WORK", "trasporti", "Formazione professionale",
        "Chi vuole dirigere un'impresa di trasporto e risiede nella provincia.",
        ("Iscriviti alla sessione.", "Paga il diritto d'esame.", "Sostieni le due prove scritte.", "Ritira l'attestato."),
        ("documento d'identità", "titolo di studio o attestato del corso", "ricevuta del pagamento"),
        "L'attestato di idoneità professionale (regolamento CE 1071/2009).", 60,
        "Diritto d'esame e marca da bollo.",
    ),
    Sheet(
        "Apertura e vigilanza delle autoscuole",
        "Per aprire un'autoscuola, cambiare sede o titolare, e per gli esami degli insegnanti.",
        "BUSINESS", "trasporti", "Sicurezza stradale",
        "Imprese che vogliono aprire un'autoscuola e aspiranti insegnanti o istruttori.",
        ("Invia la segnalazione certificata di inizio attività.", "Attendi il controllo dei requisiti e dei locali."),
        ("planimetria dei locali", "attestazione di capacità finanziaria", "elenco di veicoli e insegnanti"),
        "La presa d'atto della segnalazione (articolo 123 del Codice della strada).", 60,
    ),
    Sheet(
        "Autorizzazione unica ambientale",
        "Un solo titolo per scarichi, emissioni e rumore degli stabilimenti medi e piccoli.",
        "ENVIRONMENT", "ambiente", "Sviluppo sostenibile",
        "Piccole e medie imprese e impianti non soggetti ad autorizzazione integrata ambientale.",
        ("Presenta la domanda allo sportello unico del Comune.", "La Provincia raccoglie i pareri.",
         "Lo sportello rilascia il titolo."),
        ("relazione sul ciclo produttivo", "planimetria di scarichi e camini", "ricevuta degli oneri"),
        "L'autorizzazione, valida quindici anni (D.P.R. 59/2013).", 120,
        "Oneri di istruttoria secondo i titoli chiesti.",
    ),
    Sheet(
        "Recupero di rifiuti in procedura semplificata",
        "Per iscriversi al registro delle imprese che recuperano rifiuti non pericolosi.",
        "ENVIRONMENT", "ambiente", "Sviluppo sostenibile",
        "Imprese che recuperano rifiuti secondo gli articoli 214 e 216 del decreto legislativo 152/2006.",
        ("Invia la comunicazione di inizio attività.", "Attendi la verifica dei requisiti.", "Versa il diritto annuale."),
        ("relazione tecnica", "autodichiarazione dei requisiti soggettivi", "planimetria dell'impianto"),
        "L'iscrizione nel registro provinciale, per cinque anni.", 90,
        "Diritto annuale di iscrizione (D.M. 350/1998).",
    ),
    Sheet(
        "Uso delle palestre scolastiche",
        "Per usare fuori dall'orario di lezione le palestre delle scuole superiori.",
        "EDUCATION", "scuole", "Istruzione",
        "Società e associazioni sportive, Comuni.",
        ("Presenta la domanda entro la data dell'avviso.", "Attendi il piano degli spazi.", "Firma la convenzione."),
        ("statuto", "calendario richiesto", "polizza di responsabilità civile"),
        "La concessione degli spazi per l'anno sportivo.", 45,
        "Tariffa oraria secondo il regolamento provinciale.",
    ),
)  # fmt: skip


def publish_services(
    actor: Any, site: PortalSite, topics: dict[str, Topic], contacts: dict[str, str]
) -> None:
    """Give a Province its offices and its sheets."""
    units = {
        code: actions.publish_page(
            actor=actor,
            site=site,
            page=UnitPage(
                title=title,
                slug=code,
                summary=summary,
                hours=HOURS,
                email=contacts["email"].replace("info@", f"{code}@"),
                pec=contacts["pec"],
            ),
        )
        for code, (title, summary) in UNITS.items()
    }
    terms = actions.add_document(
        actor=actor,
        site=site,
        title="Condizioni generali dei servizi",
        name="condizioni-generali-dei-servizi.pdf",
        content=_terms(site.organisation.name),
    )
    for sheet in SHEETS:
        page = page_of(sheet, units[sheet.unit], terms)
        actions.publish_page(actor=actor, site=site, page=page, topics=[topics[sheet.topic]])


def page_of(sheet: Sheet, unit: Any, terms: Any) -> ServicePage:
    steps = "".join(f"<li>{step}</li>" for step in sheet.steps)
    needed = "".join(f"<li>{thing}</li>" for thing in sheet.needed)
    return ServicePage(
        title=sheet.title,
        slug="-".join(sheet.title.lower().replace("'", " ").replace("à", "a").split())[:60].strip("-"),
        summary=sheet.summary,
        category=sheet.category,
        unit=unit,
        terms_file=terms,
        addressed_to=f"<p>{sheet.who}</p>",
        how_to=f"<ol>{steps}</ol>",
        needed=f"<ul>{needed}</ul>",
        achieved=f"<p>{sheet.result}</p>",
        times=f"<p>La risposta arriva entro {sheet.days} giorni dalla domanda completa. Se manca qualcosa l'ufficio "
        "scrive una volta sola e i giorni si fermano fino alla risposta.</p>",
        access="<p>Invia la domanda alla PEC dell'ufficio o consegnala allo sportello negli orari indicati.</p>",
        costs=f"<p>{sheet.costs}</p>" if sheet.costs else "",
    )


def _terms(name: str) -> bytes:
    """Return the conditions as an accessible PDF."""
    source = f"""#set document(title: "Condizioni generali dei servizi")
#set text(lang: "it")
= Condizioni generali dei servizi
{name}

Le domande sono esaminate nell'ordine di arrivo e nei tempi della scheda di ciascun servizio.
I dati personali sono trattati solo per il procedimento richiesto.
Contro il silenzio o il rifiuto si può ricorrere al giudice amministrativo entro i termini di legge.
"""
    return typst.compile(source.encode(), format="pdf", pdf_standards=["a-2a", "ua-1"])
