"""Demo forum: categories and discussions of Treviso, Brescia, UPI Veneto and UPI, made by the actions."""

from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile

from pico.accounts.access import access_of
from pico.accounts.models import User
from pico.base.actor import Actor
from pico.community import actions
from pico.community.models import Category, Topic
from pico.files.checks import check_upload
from pico.organisations.models import Organisation


@dataclass(frozen=True)
class Talk:
    """One discussion: who asks, what, and the answers (e-mail, text).

    Args:
        solution: number of the post that settles a question; 0 is none.
        reactions: who said what of which post (e-mail, number, kind).
        file: name and text of a file that hangs on the first answer.
    """

    author: str
    title: str
    text: str
    kind: str = "DISCUSSION"
    answers: tuple[tuple[str, str], ...] = ()
    waits: bool = False
    solution: int = 0
    reactions: tuple[tuple[str, int, str], ...] = ()
    file: tuple[str, str] | None = None


@dataclass(frozen=True)
class Place:
    """One category with its discussions."""

    name: str
    level: str
    description: str
    area: str = "GENERAL"
    policy: str = "APPROVAL"
    moderators: tuple[str, ...] = ()
    talks: tuple[Talk, ...] = ()
    places: tuple["Place", ...] = ()


SALT = Talk(
    "operatore@oderzo.example", "Quanto sale per chilometro?",
    "Prepariamo il fabbisogno per l'inverno 2027. Voi quanto sale antigelo usate **per chilometro** di "
    "strada comunale?\n\n- strade di pianura\n- ponti e sottopassi",
    "QUESTION",
    (
        ("sua@treviso.example",
         "Nell'ultima gara aggregata la media dei Comuni è stata di **0,9 t/km** in pianura:\n\n"
         "| Tipo di strada | t/km |\n|---|---|\n| pianura | 0,9 |\n| collina | 1,6 |"),
        ("operatore@asolo.example", "> la media dei Comuni è stata di **0,9 t/km**\n\nIn collina 1,7: vero."),
        ("operatore@oderzo.example", "Grazie @Marco Bianchi, con questi numeri abbiamo chiuso la scheda."),
    ),
    solution=2,
    reactions=(
        ("operatore@oderzo.example", 2, "THANKS"), ("operatore@asolo.example", 2, "USEFUL"),
        ("responsabile@oderzo.example", 2, "USEFUL"), ("sua@treviso.example", 3, "AGREE"),
    ),
    file=("consumi-sale-2026.csv", "ente;strade km;sale t\nOderzo;122;110\nCastelfranco Veneto;187;180\n"),
)  # fmt: skip
LAMPS = Talk(
    "operatore@asolo.example", "Lampade LED: chi ha usato l'accordo quadro?",
    "Ci interessa sapere com'è andata la consegna e quanto si risparmia davvero.", "QUESTION", waits=True,
)  # fmt: skip
MEALS = Talk(
    "responsabile@oderzo.example", "Refezione: come abbiamo ridotto gli sprechi",
    "In due anni gli avanzi sono scesi del **30 %**. Che cosa ha funzionato:\n\n1. porzioni su tre misure\n"
    "2. menù deciso con le classi\n3. una bilancia in mensa",
    "PRACTICE", (("operatore@asolo.example", "Ci fate vedere il capitolato?"),),
)  # fmt: skip
ROADS = Talk(
    "sua@brescia.example", "Tariffe del trasporto scolastico 2027",
    "Raccogliamo qui i dubbi dei Comuni bresciani sul nuovo listino.",
)  # fmt: skip
TABLE = Talk(
    "admin@upiveneto.example", "Calendario del tavolo delle Province",
    "Proponiamo il **secondo giovedì** del mese. Scrivete qui se la data non va bene.", "DISCUSSION",
    (("dirigente@treviso.example", "Per noi va bene."),),
)  # fmt: skip
WELCOME = Talk(
    "redazione@upi.example", "Benvenuti nel forum della rete",
    "Qui si fanno domande e si raccontano esperienze. Prima di scrivere:\n\n- cercate se se ne parla già\n"
    "- mettete nel titolo una frase che dice tutto\n- niente dati personali",
)  # fmt: skip
SCHOOLS = Place("Servizi scolastici", "PROVINCE", "Refezione e trasporto.", "SUA", "OPEN", talks=(MEALS,))
FORUMS = {
    "treviso": (
        Place(
            "Acquisti e gare", "PROVINCE", "Fabbisogni, capitolati, esperienze delle gare aggregate.", "SUA",
            "APPROVAL", ("sua@treviso.example",), (SALT, LAMPS),
            (SCHOOLS,),
        ),
        Place("Redazione", "ORGANISATION", "Appunti fra gli uffici della Provincia.", policy="OPEN"),
    ),
    "brescia": (
        Place("Trasporti", "PROVINCE", "Per i Comuni bresciani.", policy="OPEN", talks=(ROADS,)),
    ),
    "upi-veneto": (
        Place("Tavolo delle Province venete", "REGION", "Ordini del giorno e decisioni.", talks=(TABLE,)),
    ),
    "upi": (
        Place(
            "Usare la piattaforma", "NETWORK", "Domande e consigli su Pi.Co.", policy="OPEN", talks=(WELCOME,)
        ),
    ),
}  # fmt: skip
EDITORS = {
    "treviso": "redazione@treviso.example",
    "brescia": "admin@brescia.example",
    "upi-veneto": "admin@upiveneto.example",
    "upi": "redazione@upi.example",
}


def load_forum(system: Actor) -> None:
    """Make the categories; a body that has some already is left alone."""
    for slug, places in FORUMS.items():
        owner = Organisation.objects.filter(slug=slug).first()
        known = Category.objects.unrestricted("demo content is written for everybody and read for nobody")
        if owner is not None and not known.filter(owner=owner).exists():
            for place in places:
                _plant(system, owner, None, place)


def _plant(system: Actor, owner: Any, parent: Category | None, place: Place) -> None:
    row = actions.create_category(
        actor=system, owner=owner, parent=parent, name=place.name, level=place.level,
        description=place.description, area=place.area, new_topics=place.policy,
    )  # fmt: skip
    for person in User.objects.filter(email__in=place.moderators):
        actions.name_moderator(actor=system, category=row, person=person)
    for talk in place.talks:
        _talk(system, row, talk)
    for below in place.places:
        _plant(system, owner, row, below)


def _talk(system: Actor, category: Category, talk: Talk) -> None:
    author = _writer(talk.author)
    if author is None:
        return
    topic = actions.start_topic(
        actor=author, category=category, title=talk.title, source=talk.text, kind=talk.kind
    )
    if topic.state == Topic.State.PROPOSED and not talk.waits:
        topic = actions.approve_topic(actor=system, topic=topic)
    posts = {}
    for number, (email, text) in enumerate(talk.answers, start=2):
        writer = _writer(email)
        if writer is not None:
            uploads = [_file(*talk.file)] if talk.file and number == 2 else []
            posts[number] = actions.reply(actor=writer, topic=topic, source=text, uploads=uploads)
    if talk.solution in posts:
        actions.choose_solution(actor=author, topic=topic, post=posts[talk.solution])
    for email, number, kind in talk.reactions:
        reader = _writer(email)
        if reader is not None and number in posts:
            actions.react(actor=reader, post=posts[number], kind=kind)


def _file(name: str, text: str) -> Any:
    return check_upload(ContentFile(text.encode(), name=name))


def _writer(email: str) -> Actor | None:
    """Return a person of the demo acting for their first organisation."""
    person = User.objects.filter(email=email).first()
    held = access_of(person).held if person else ()
    return Actor(person, Organisation.objects.get(pk=held[0].organisation_id)) if held else None
