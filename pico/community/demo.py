"""Demo libraries: credible folders and documents of Treviso, Brescia and UPI Veneto, made by the actions."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from pico.accounts.models import User
from pico.base import dates
from pico.base.actor import Actor, system_actor
from pico.base.demo import register_demo
from pico.community.demo_blog import load_blog, load_practices
from pico.community.demo_forum import load_forum
from pico.files import actions
from pico.files.models import DocumentType, Folder
from pico.organisations.models import Organisation

ACTOR = system_actor("contenuti dimostrativi")
CLAUSES = "Il presente schema è un modello: ogni ente lo adatta alla propria gara.\n\n"


@dataclass(frozen=True)
class Paper:
    """One document: file name, title, type, day, tags, text."""

    name: str
    title: str
    type: str
    day: date
    tags: tuple[str, ...]
    text: str
    versions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Branch:
    """One folder with what is in it."""

    name: str
    level: str = ""
    description: str = ""
    area: str = "GENERAL"
    tags: tuple[str, ...] = ()
    policy: str = "OWNER_EDITORS"
    papers: tuple[Paper, ...] = ()
    folders: tuple["Branch", ...] = ()
    invited: tuple[tuple[str, str], ...] = field(default=())  # (slug of a body, right)


SALT = Paper(
    "capitolato_sale_2027.txt", "Capitolato sale antigelo 2027", "Capitolato", date(2026, 10, 12),
    ("sale", "viabilità invernale"),
    "Art. 1 Oggetto. Fornitura di sale marino per uso antigelo a favore degli enti aderenti.\n"
    "Art. 2 Quantità. Quella indicata da ciascun Comune, con un margine del venti per cento.\n"
    "Art. 3 Consegna. Entro tre giorni lavorativi, franco magazzino comunale.",
    ("Corretto il margine sulle quantità",),
)  # fmt: skip
MEALS = Paper(
    "capitolato_refezione.txt", "Capitolato refezione scolastica", "Capitolato", date(2026, 9, 3),
    ("refezione", "criteri ambientali"),
    "Art. 1 Oggetto. Servizio di refezione nelle scuole dell'infanzia e primarie.\n"
    "Art. 2 Criteri ambientali minimi. Prodotti biologici per almeno metà del peso.",
)  # fmt: skip
FORM = Paper(
    "schema_disciplinare.txt", "Schema di disciplinare di gara", "Bando o disciplinare", date(2026, 6, 18),
    ("gara",), "Sezione I. Stazione appaltante.\nSezione II. Oggetto, lotti e durata.",
)  # fmt: skip
DRAFT = Paper(
    "capitolato_verde_bozza.txt", "Capitolato verde pubblico (bozza)", "Capitolato", date(2026, 11, 16),
    ("verde pubblico",), "Art. 1 Oggetto. Sfalcio, potatura, diserbo. Da completare con le aree dei Comuni.",
)  # fmt: skip
CONVENTION = Paper(
    "convenzione_sua.txt", "Convenzione per la stazione unica appaltante", "Contratto o convenzione",
    date(2025, 12, 1), ("convenzione",), "Tra la Provincia e il Comune si conviene quanto segue.",
)  # fmt: skip
ROADS = Paper(
    "catasto_strade_istruzioni.txt", "Istruzioni per il catasto delle strade", "Relazione",
    date(2026, 4, 9), ("strade", "rilievi"), "Come si rileva una strada comunale e come si invia il file.",
)  # fmt: skip
TABLE = Paper(
    "verbale_tavolo_2026_10.txt", "Verbale del tavolo delle Province, ottobre 2026", "Verbale",
    date(2026, 10, 22), ("tavolo",), "Presenti tutte le Province del Veneto. Si discute di gare aggregate.",
)  # fmt: skip
LIBRARIES = {
    "treviso": (
        Branch(
            "Modelli di capitolato", "PROVINCE", "Schemi pronti per le gare dei Comuni della Marca.", "SUA",
            ("capitolati",), papers=(SALT, MEALS, FORM),
            folders=(
                Branch("Bozze", "ORGANISATION", "In lavorazione: non ancora da usare.", papers=(DRAFT,)),
            ),
        ),
        Branch("Pubblicati", "PUBLIC", "Atti e convenzioni che tutti possono leggere.", papers=(CONVENTION,)),
        Branch(
            "Esperienze dei Comuni", "PROVINCE", "Ogni Comune aggiunge i propri atti, per chi viene dopo.",
            policy="AUDIENCE",
        ),
    ),
    "brescia": (
        Branch("Cartografia", "NETWORK", "Istruzioni e tracciati.", "SIT", ("strade",), papers=(ROADS,)),
        Branch(
            "Gara aggregata con Treviso", "INVITED", "Cartella di lavoro fra le due Province.", "SUA",
            papers=(DRAFT,), invited=(("treviso", "WRITE"),),
        ),
    ),
    "upi-veneto": (
        Branch("Tavolo delle Province", "REGION", "Verbali e documenti del tavolo.", papers=(TABLE,)),
    ),
}  # fmt: skip
WRITERS = {
    "treviso": "redazione@treviso.example",
    "brescia": "admin@brescia.example",
    "upi-veneto": "admin@upiveneto.example",
}


def load() -> None:
    """Make the libraries; one that has folders already is left alone."""
    for slug, branches in LIBRARIES.items():
        owner = Organisation.objects.filter(slug=slug).first()
        known = Folder.objects.unrestricted("demo content is written for everybody and read for nobody")
        if owner is None or known.filter(owner=owner).exists():
            continue
        writer = User.objects.filter(email=WRITERS[slug]).first()
        actor = Actor(writer, owner) if writer else ACTOR
        for branch in branches:
            _plant(actor, owner, None, branch)


def _plant(actor: Actor, owner: Any, parent: Folder | None, branch: Branch) -> None:
    folder = actions.create_folder(
        actor=actor, owner=owner, parent=parent, name=branch.name, level=branch.level,
        description=branch.description, area=branch.area, tags=branch.tags, write_policy=branch.policy,
    )  # fmt: skip
    for paper in branch.papers:
        _put(actor, folder, paper)
    for slug, right in branch.invited:
        body = Organisation.objects.filter(slug=slug).first()
        if body is not None:
            actions.invite_to(actor=actor, row=folder, organisation=body, right=right)
    for below in branch.folders:
        _plant(actor, owner, folder, below)


def _put(actor: Actor, folder: Folder, paper: Paper) -> None:
    document = actions.add_to_folder(actor=actor, folder=folder, upload=_file(paper.name, paper.text))
    for comment in paper.versions:
        actions.add_version(
            actor=actor, document=document, upload=_file(paper.name, f"{paper.text}\n{comment}."),
            comment=comment,
        )  # fmt: skip
    kinds = DocumentType.objects.offered_by(folder.owner, dates.today())
    actions.describe_document(
        actor=actor, document=document, edition=document.edition,
        values={
            "title": paper.title, "type": kinds.filter(label=paper.type).first(),
            "reference_date": paper.day, "tags": list(paper.tags),
        },
    )  # fmt: skip


def _file(name: str, text: str) -> ContentFile:
    return ContentFile(f"{CLAUSES}{text}\n".encode(), name=name)


register_demo("community", 60, load)
register_demo("community-forum", 61, lambda: load_forum(ACTOR))
register_demo("community-blog", 62, load_blog)
register_demo("community-practices", 63, lambda: load_practices(ACTOR))
