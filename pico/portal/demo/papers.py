"""Public documents of the demo's rich sites: short, true to their kind, as accessible PDF."""

from dataclasses import dataclass
from typing import Any

import typst

from pico.portal import actions
from pico.portal.demo.items import dated, day_at
from pico.portal.models import DocumentPage, PortalDocument, PortalSite, Topic


@dataclass(frozen=True)
class Paper:
    """``code`` is how news name it; ``points`` are the articles."""

    code: str
    kind: str
    title: str
    summary: str
    number: str
    days_ago: int
    topic: str
    points: tuple[str, ...]


OF_A_PROVINCE = (
    Paper(
        "convenzione", "AGREEMENT", "Schema di convenzione per la Stazione unica appaltante",
        "Compiti, tempi e costi delle gare che i Comuni affidano alla Provincia.", "41/2026", 120, "Appalto pubblico",
        ("Il Comune affida alla Provincia le gare che non può bandire da solo.",
         "La Provincia prende in carico la richiesta completa entro sette giorni lavorativi.",
         "Il costo di ogni gara è fissato dal tariffario allegato e non cambia dopo la presa in carico.",
         "La convenzione dura tre anni; ciascuno può lasciarla con tre mesi di preavviso."),
    ),
    Paper(
        "opere", "PLAN", "Programma triennale dei lavori pubblici 2026-2028",
        "Strade, ponti e scuole: gli interventi dei prossimi tre anni con le risorse disponibili.", "18/2026", 210,
        "Rete stradale",
        ("Gli interventi sono in ordine di priorità, con importo e anno di avvio.",
         "I ponti con limiti di transito precedono le altre opere stradali.",
         "Nelle scuole superiori precedono gli interventi antisismici e antincendio.",
         "Il programma si aggiorna una volta all'anno."),
    ),
    Paper(
        "bilancio", "BUDGET", "Bilancio di previsione 2026-2028 in sintesi",
        "Da dove arrivano le risorse della Provincia e come sono spese.", "7/2026", 300, "Trasparenza amministrativa",
        ("Le entrate proprie vengono soprattutto dalle imposte legate ai veicoli.",
         "Viabilità ed edilizia scolastica prendono oltre la metà della spesa.",
         "Gli investimenti sono finanziati da contributi dello Stato, della Regione e dell'Unione europea."),
    ),
    Paper(
        "palestre", "REGULATION", "Regolamento per l'uso delle palestre scolastiche",
        "Chi può chiederle, in quali orari, con quali tariffe.", "33/2025", 420, "Istruzione",
        ("Le palestre si concedono fuori dall'orario delle lezioni.",
         "Le associazioni giovanili e quelle per persone con disabilità hanno la precedenza.",
         "La domanda si presenta entro la data dell'avviso annuale."),
    ),
)  # fmt: skip
OF_A_UNION = (
    Paper(
        "convenzione", "AGREEMENT", "Convenzione tipo fra Provincia e Comuni per le gare",
        "Il testo comune proposto alle Province, con le clausole che si possono adattare.", "12/2026", 95,
        "Appalto pubblico",
        ("Il testo vale per le gare singole e per quelle aggregate.",
         "I tempi di presa in carico e le ricevute sono uguali per tutti gli enti.",
         "Ogni Provincia completa il tariffario e i recapiti."),
    ),
    Paper(
        "attivita", "PLAN", "Programma di attività 2027",
        "Gruppi di lavoro, formazione e incontri dell'anno.", "", 30, "Ente locale",
        ("I gruppi di lavoro sono cinque: viabilità, scuole, appalti, ambiente, digitale.",
         "La formazione comune comprende otto seminari in linea e due laboratori in presenza.",
         "Il programma è discusso in assemblea e aggiornato a metà anno."),
    ),
    Paper(
        "statuto", "STATUTE", "Statuto dell'Unione",
        "Scopi, organi e regole dell'associazione delle Province.", "", 900, "Trasparenza amministrativa",
        ("L'Unione rappresenta le Province associate e ne promuove la collaborazione.",
         "Sono organi l'assemblea, il direttivo e il presidente.",
         "Ogni Provincia ha un voto."),
    ),
)  # fmt: skip


def publish_papers(actor: Any, site: PortalSite, topics: dict[str, Topic]) -> dict[str, PortalDocument]:
    """Give a site its documents; return their files by code."""
    papers = OF_A_PROVINCE if site.organisation.kind == "PROVINCE" else OF_A_UNION
    files = {}
    for paper in papers:
        file = files[paper.code] = actions.add_document(
            actor=actor,
            site=site,
            title=paper.title,
            name=f"{site.slug}-{paper.code}.pdf",
            content=_pdf(paper, site.organisation.name),
        )
        page = DocumentPage(
            title=paper.title,
            slug=paper.code,
            summary=paper.summary,
            kind=paper.kind,
            number=paper.number,
            date=day_at(-paper.days_ago),
            files=[("file", file)],
        )
        actions.publish_page(actor=actor, site=site, page=page, topics=[topics[paper.topic]])
    return files


def _pdf(paper: Paper, name: str) -> bytes:
    points = "\n".join(f"+ {dated(point)}" for point in paper.points)
    source = f"""#set document(title: "{paper.title}")
#set page(paper: "a4", margin: 2.5cm)
#set text(lang: "it", size: 11pt)
= {paper.title}
*{name}*

{paper.summary}

{points}

_Documento dimostrativo della piattaforma Pi.Co._
"""
    return typst.compile(source.encode(), format="pdf", pdf_standards=["a-2a", "ua-1"])
