"""Which picture an item of the demo gets, painted on the spot, with what it shows in words."""

from collections.abc import Callable

from pico.portal.actions import NewPicture
from pico.portal.demo import indoors, outdoors
from pico.portal.demo.canvas import LIGHTS, Canvas
from pico.portal.demo.items import Event, News

Painter = Callable[[Canvas], str]

# What a title is about, the first word that is found; else what its first topic is about.
BY_WORD: tuple[tuple[str, Painter], ...] = (
    ("stemma", indoors.shield), ("ponte", outdoors.bridge), ("ponti", outdoors.bridge),
    ("galleria", outdoors.tunnel), ("neve", outdoors.snow), ("invernal", outdoors.snow),
    ("ciclovia", outdoors.cycle_path), ("ciclabil", outdoors.cycle_path), ("bicipolitana", outdoors.cycle_path),
    ("biblioteche", indoors.shelves), ("archivi", indoors.shelves), ("cantier", indoors.building_site),
    ("antisismic", indoors.building_site), ("pnrr", indoors.building_site), ("scuol", indoors.school),
    ("scolastic", indoors.school), ("istitut", indoors.school), ("allerta", outdoors.flood),
    ("piena", outdoors.flood), ("idrogeolog", outdoors.flood), ("lago", outdoors.lake), ("garda", outdoors.lake),
    ("pullman", indoors.bus), ("corse", indoors.bus), ("trasporto", indoors.bus), ("energia", outdoors.energy),
    ("fotovoltaic", outdoors.energy), ("corso", indoors.lesson), ("seminario", indoors.lesson),
    ("formazione", indoors.lesson), ("laboratorio", indoors.lesson), ("assemblea", indoors.meeting),
    ("tavolo", indoors.meeting), ("incontro", indoors.meeting), ("giornata", indoors.meeting),
    ("sportello", indoors.counter), ("centri per l'impiego", indoors.counter), ("help desk", indoors.counter),
    ("dati", indoors.screen), ("open day", indoors.screen), ("piattaforma", indoors.screen),
    ("borgh", outdoors.town), ("piccoli comuni", outdoors.town), ("pianura", outdoors.plain),
    ("agricol", outdoors.plain), ("strad", outdoors.road), ("viabilità", outdoors.road),
)  # fmt: skip
BY_TOPIC: dict[str, Painter] = {
    "Amministrazione elettronica": indoors.screen,
    "Dati aperti": indoors.screen,
    "Digitalizzazione": indoors.screen,
    "Innovazione": indoors.screen,
    "Appalto pubblico": indoors.papers,
    "Aggiudicazione d'appalto": indoors.papers,
    "Bando di gara": indoors.papers,
    "Trasparenza amministrativa": indoors.papers,
    "Comunicazione istituzionale": indoors.meeting,
    "Ente locale": indoors.meeting,
    "Energie rinnovabili": outdoors.energy,
    "Sviluppo sostenibile": outdoors.plain,
    "Finanziamento dell'UE": outdoors.europe,
    "Politica regionale dell'UE": outdoors.europe,
    "Cooperazione territoriale europea": outdoors.europe,
    "Formazione professionale": indoors.lesson,
    "Insegnamento a distanza": indoors.lesson,
    "Istruzione": indoors.school,
    "Lavoro": indoors.counter,
    "Mobilità sostenibile": outdoors.cycle_path,
    "PNRR": indoors.building_site,
    "Patrimonio culturale": outdoors.town,
    "Protezione civile": outdoors.flood,
    "Rete stradale": outdoors.road,
    "Sicurezza stradale": outdoors.road,
    "Trasporto pubblico": indoors.bus,
    "Turismo": outdoors.lake,
}


def painter_of(item: News | Event) -> Painter:
    """Return who paints the picture of an item."""
    title = item.title.lower()
    found = next((painter for word, painter in BY_WORD if word in title), None)
    return found or next((BY_TOPIC[name] for name in item.topics if name in BY_TOPIC), indoors.shield)


def picture_of(item: News | Event, place: str, number: int) -> NewPicture:
    """Paint an item's picture: the same for the same item of the same place, another for every other.

    Args:
        place: of which site.
        number: which item of the site it is: neighbours stand in another light.
    """
    light = LIGHTS[number % len(LIGHTS)]
    sheet = Canvas(f"{place} {item.title}", light)
    painter = painter_of(item)
    words = painter(sheet)
    outside = painter.__module__ == outdoors.__name__ and painter is not outdoors.snow
    words = f"{words}, {light.words}" if outside else words
    return NewPicture(
        title=words[0].upper() + words[1:],
        words=f"Disegno: {words}.",
        name=f"{place}-{painter.__name__.replace('_', '-')}-{number + 1}.jpg",
        content=sheet.finished(),
        size=sheet.size,
    )
