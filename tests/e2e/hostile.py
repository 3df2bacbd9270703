"""What hostile people write into every place of the community; runs inside the platform."""

import json
import sys

from django.urls import reverse

from pico.accounts.models import User
from pico.base.actor import Actor
from pico.community import actions
from pico.files.actions import describe_document
from pico.organisations.models import Organisation
from tests.attacks import ATTACKS
from tests.factories.blog import make_article, make_comment
from tests.factories.forum import make_category, make_reply, make_topic
from tests.factories.library import make_folder, put

# Where a name is asked for: short, and a file system refuses the rest in file names.
NAME = "<img src=x onerror=alert(1)>"
FILE = "<svg onload=alert(1)>.txt"
PER_PAGE = 25


def acting(email: str, slug: str) -> Actor:
    return Actor(User.objects.get(email=email), Organisation.objects.get(slug=slug))


def write(email: str, slug: str) -> None:
    """Write every attack and print, as JSON, the addresses of the pages that show them."""
    actor = acting(email, slug)
    assert actor.organisation is not None
    sys.stdout.write(f"PAGES {json.dumps([*_forum(actor), *_blog(actor), *_library(actor)])}")


def _forum(actor: Actor) -> list[str]:
    category = make_category(
        actor.organisation, "PROVINCE", actor=actor, name=NAME, description=f"{NAME} {ATTACKS[0]}"
    )
    topic = make_topic(category, actor=actor, title=NAME, source=ATTACKS[0])
    for attack in ATTACKS:
        make_reply(topic, actor=actor, source=f"x {attack}")
    address = reverse("community:topic", args=[topic.public_id])
    pages = range(1, (len(ATTACKS) + 1) // PER_PAGE + 2)
    lists = ("community:forum", "community:discussions", "community:categories")
    return [
        *(reverse(name) for name in lists),
        reverse("community:category", args=[category.public_id]),
        *(f"{address}?pagina={page}" for page in pages),
    ]


def _blog(actor: Actor) -> list[str]:
    text = "\n\n".join(f"x {attack}" for attack in ATTACKS)[:49_000]
    article = make_article(
        actor,
        "PROVINCE",
        title=NAME,
        summary=f"{NAME} {ATTACKS[0]}",
        source=text,
        tags=[NAME],
        comments_open=True,
    )
    for attack in ATTACKS:
        make_comment(article, actor, f"x {attack}")
    actions.mark_practice(
        actor=actor, target=article, theme="ROADS", place=actor.organisation, results=f"{NAME} {ATTACKS[0]}"
    )
    address = reverse("community:article", args=[article.owner.slug, article.slug])
    pages = range(1, len(ATTACKS) // PER_PAGE + 2)
    lists = ("community:home", "community:blog", "community:practices")
    return [*(reverse(name) for name in lists), *(f"{address}?pagina={page}" for page in pages)]


def _library(actor: Actor) -> list[str]:
    folder = make_folder(actor.organisation, NAME, actor=actor, description=f"{NAME} {ATTACKS[0]}")
    document = put(folder, FILE, actor=actor)
    values = {"title": NAME, "description": f"{NAME} {ATTACKS[0]}", "tags": [NAME]}
    describe_document(actor=actor, document=document, edition=document.edition, values=values)
    return [
        reverse("community:library"),
        reverse("community:folder", args=[folder.public_id]),
        reverse("community:document", args=[document.public_id]),
    ]
