"""Demo articles of Treviso, Oderzo, Brescia, UPI Veneto and UPI, made by the actions."""

import io
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from pico.base.actor import Actor
from pico.community import actions
from pico.community.demo_forum import _file, _writer
from pico.community.models import Article, Practice, Topic
from pico.files.checks import check_upload
from pico.organisations.models import Organisation


@dataclass(frozen=True)
class Story:
    """One article: who writes it (e-mail), what, for whom; the colour of its cover; the comments.

    A comment may carry a file: its name and its text. What is added later makes a second version.
    """

    author: str
    level: str
    title: str
    summary: str
    text: str
    area: str = "GENERAL"
    tags: tuple[str, ...] = ()
    cover: tuple[str, str] | None = None
    comments: tuple[tuple[str, ...], ...] = ()
    added: str = ""


STORIES = (
    Story(
        "sua@treviso.example", "NETWORK", "Gara aggregata del sale: come è andata",
        "Sette enti, un solo capitolato, 1.460 tonnellate: che cosa rifaremmo e che cosa no.",
        "La gara si è chiusa in **54 giorni**. Tre cose hanno funzionato:\n\n"
        "- il fabbisogno raccolto con un questionario, firmato dai responsabili\n"
        "- un capitolato discusso prima con i fornitori\n- consegne per lotti di strada, non per Comune\n\n"
        "### Che cosa cambieremmo\n\nLe penali: troppo basse per far rispettare le ore di consegna.\n\n"
        "| Ente | tonnellate |\n|---|---|\n| Provincia | 600 |\n| Castelfranco Veneto | 180 |\n"
        "| Oderzo | 110 |",
        "SUA", ("sale", "gare aggregate"),
        ("#17324d", "Uno spargisale su una strada di collina, di notte"),
        (
            ("operatore@oderzo.example", "Per noi il vantaggio vero è stato **non** fare la gara da soli.",
             "consumi-oderzo.csv", "via;chilometri;tonnellate\nvia Roma;12;31\nvia Garibaldi;9;22\n"),
            ("sua@brescia.example", "Ci mandate il capitolato? Partiamo a marzo."),
        ),
        "\n\n### Un mese dopo\n\nTutti e sette gli enti hanno stipulato.",
    ),
    Story(
        "redazione@treviso.example", "PUBLIC", "Sedici ponti in un anno: la manutenzione raccontata",
        "Dove sono i cantieri, quanto durano e perché si comincia dai ponti piccoli.",
        "Ogni ponte ha una scheda, una prova di carico e una data. Qui raccontiamo come scegliamo **da dove "
        "cominciare**.\n\n1. l'età e il materiale\n2. il traffico pesante\n3. l'assenza di un'altra strada",
        "SAPE", ("ponti", "strade"), ("#06663f", "Un ponte in pietra su un torrente, con un'impalcatura"),
    ),
    Story(
        "responsabile@oderzo.example", "PROVINCE", "Un solo modulo per le mense di quattro scuole",
        "Abbiamo tolto tre moduli e una fila allo sportello.",
        "Il modulo unico si compila in **quattro minuti**. Lo condividiamo con chi vuole provarlo.",
        "SUA", ("scuole", "mense"), None,
        (("operatore@asolo.example", "Lo proviamo da gennaio."),),
    ),
    Story(
        "sua@brescia.example", "NETWORK", "Il registro dei RUP si aggiorna da sé?",
        "Quasi: che cosa resta da fare a mano, e ogni quanto.",
        "Ogni trimestre chiediamo a ciascun Comune di confermare i propri nomi: cambia **uno su sette**.",
        "SUA", ("rup",), ("#7a3b00", "Una scrivania con un registro aperto"),
    ),
    Story(
        "admin@upiveneto.example", "REGION", "Tavolo di primavera: che cosa portiamo in Regione",
        "Tre punti chiesti dalle sette Province venete.",
        "I tre punti: trasporto scolastico, edilizia delle superiori, personale delle SUA.",
        "GENERAL", ("tavolo",),
    ),
    Story(
        "redazione@upi.example", "PUBLIC", "Perché una piattaforma comune delle Province",
        "Settantasei Province fanno le stesse cose settantasei volte: da qui si comincia a farle insieme.",
        "Una gara, un capitolato, un corso fatti bene da una Provincia valgono per tutte. **Pi.Co.** serve a "
        "trovarli, a discuterne e a riusarli.",
        "GENERAL", ("pi.co.",), ("#0066cc", "Persone attorno a un tavolo con una mappa delle Province"),
    ),
)  # fmt: skip
WAITING = Story(
    "sua@treviso.example", "PUBLIC", "Quanto si risparmia comprando insieme",
    "I numeri di tre anni di gare aggregate, spiegati a chi paga le tasse.",
    "In tre anni: **11 gare**, 64 enti, il 9,4 % in meno sui prezzi di partenza.", "SUA", ("gare aggregate",),
)  # fmt: skip
DRAFT = Story(
    "operatore@oderzo.example", "NETWORK", "Appunti sul fabbisogno 2028", "",
    "Da completare con i dati di marzo.", "SUA",
)  # fmt: skip


# (title of a discussion or an article, theme, slug of where it was done, results)
GOOD = (
    ("Refezione: come abbiamo ridotto gli sprechi", "SCHOOLS", "comune-di-oderzo",
     "In due anni gli avanzi in mensa sono scesi del 30 %; il costo del pasto non è cambiato."),
    ("Gara aggregata del sale: come è andata", "PROCUREMENT", "treviso",
     "Sette enti, una gara in 54 giorni: prezzo medio 8 % sotto quello pagato prima da ciascuno."),
    ("Sedici ponti in un anno: la manutenzione raccontata", "ROADS", "treviso",
     "Sedici cantieri chiusi in dodici mesi, nessuna strada interrotta per più di tre settimane."),
)  # fmt: skip


def load_practices(system: Actor) -> None:
    """Mark what the demo tells as good practices, once."""
    known = Practice.objects.unrestricted("demo content is written for everybody and read for nobody")
    if known.exists():
        return
    for title, theme, slug, results in GOOD:
        target = _told(title)
        place = Organisation.objects.filter(slug=slug).first() or (target.owner if target else None)
        if target is not None:
            actions.mark_practice(actor=system, target=target, theme=theme, place=place, results=results)


def _told(title: str) -> Any:
    topics = Topic.objects.unrestricted("demo content is written for everybody and read for nobody").shown()
    articles = Article.objects.unrestricted("demo content is written for everybody and read for nobody")
    return topics.filter(title=title).first() or articles.published().filter(live__title=title).first()


def load_blog() -> None:
    """Write the articles; where some are already, nothing is added."""
    if Article.objects.unrestricted("demo content is written for everybody and read for nobody").exists():
        return
    for story in (*STORIES, WAITING):
        _tell(story)
    _write(DRAFT)


def _tell(story: Story) -> None:
    written = _write(story)
    if written is None:
        return
    actor, article = written
    article = actions.publish_article(actor=actor, article=article, level=story.level)
    if story.added:
        longer = {**_text_of(story), "source": story.text + story.added}
        actions.edit_article(actor=actor, article=article, edition=article.edition, values=longer)
    for email, text, *file in story.comments:
        reader = _writer(email)
        if reader is not None:
            uploads = [_file(*file)] if file else []
            actions.comment_article(actor=reader, article=article, source=text, uploads=uploads)


def _write(story: Story) -> tuple[Actor, Article] | None:
    actor = _writer(story.author)
    if actor is None:
        return None
    values = _text_of(story)
    if story.cover is not None:
        values["cover_upload"] = check_upload(_drawing(story.cover[0]))
    return actor, actions.write_article(actor=actor, values=values)


def _text_of(story: Story) -> dict[str, Any]:
    return {
        "title": story.title, "summary": story.summary, "source": story.text, "area": story.area,
        "tags": list(story.tags), "cover_alt": story.cover[1] if story.cover else "",
    }  # fmt: skip


def _drawing(colour: str) -> ContentFile:
    """Return a quiet drawing of hills in one colour: no photograph of anybody's is needed."""
    image = Image.new("RGB", (1280, 720), "#e8eef5")
    draw = ImageDraw.Draw(image, "RGBA")
    for step, top in enumerate((300, 400, 500)):
        heights = [top + 30 * ((place * 37 + step * 53) % 5 - 2) for place in range(10)]
        hills = [(160 * place, height) for place, height in enumerate(heights)]
        draw.polygon([(0, 720), *hills, (1440, 720)], fill=f"{colour}6e")
    draw.ellipse((980, 90, 1120, 230), fill="#ffffff")
    content = io.BytesIO()
    image.save(content, "PNG")
    return ContentFile(content.getvalue(), name="copertina.png")
