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
from tests.factories.accounts import make_member
from tests.factories.blog import make_article, make_comment
from tests.factories.forum import make_category, make_reply, make_topic
from tests.factories.library import make_folder, put
from tests.factories.organisations import make_other_body
from tests.factories.questionnaires import make_questionnaire, make_round
from tests.questionnaires.definitions import definition, question, section

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
    sys.stdout.write(
        f"PAGES {json.dumps([*_forum(actor), *_blog(actor), *_library(actor), *_survey(actor)])}"
    )


def _somebody(actor: Actor) -> Actor:
    """A person and a body whose names are hostile, as a register of elsewhere may bring them."""
    body = make_other_body(NAME, actor.organisation)
    names = {"given_name": NAME, "family_name": NAME}
    person = make_member(body, "organisation_operator", f"{body.slug}@ente.example", **names)
    return Actor(person, body)


def _forum(actor: Actor) -> list[str]:
    category = make_category(
        actor.organisation, "PROVINCE", actor=actor, name=NAME, description=f"{NAME} {ATTACKS[0]}"
    )
    topic = make_topic(category, actor=actor, title=NAME, source=ATTACKS[0])
    for attack in ATTACKS:
        make_reply(topic, actor=actor, source=f"x {attack}")
    make_reply(topic, actor=_somebody(actor), source="x")
    address = reverse("community:topic", args=[topic.public_id])
    pages = range(1, (len(ATTACKS) + 2) // PER_PAGE + 2)
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
    make_comment(article, _somebody(actor), "x")
    actions.mark_practice(
        actor=actor, target=article, theme="ROADS", place=actor.organisation, results=f"{NAME} {ATTACKS[0]}"
    )
    address = reverse("community:article", args=[article.owner.slug, article.slug])
    pages = range(1, (len(ATTACKS) + 1) // PER_PAGE + 2)
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


def _survey(actor: Actor) -> list[str]:
    """A survey hostile in its title, its sections, questions, helps and choices, put to the writer's body."""
    choices = [{"value": "a", "label": NAME}, {"value": "b", "label": ATTACKS[0]}]
    asked = definition(
        {
            **section(
                "s_one",
                question("one", "single", NAME, help=NAME, options=choices),
                question("many", "multi", ATTACKS[0], options=choices),
                question("text", "text", NAME),
            ),
            "title": NAME,
        }
    )
    assert actor.organisation is not None
    made = make_questionnaire(actor.organisation, asked, title=NAME, author=actor.user)
    put_to = make_round(made, actor.organisation, title=NAME, intro=f"{NAME} {ATTACKS[0]}", privacy_text=NAME)
    here = {"form": [made.public_id], "round": [put_to.public_id]}
    return [
        reverse("questionnaires:list"), reverse("questionnaires:rounds"), reverse("community:surveys"),
        *(reverse(f"questionnaires:{name}", args=here["form"]) for name in ("questionnaire", "preview")),
        *(reverse(f"questionnaires:{name}", args=here["round"]) for name in ("round", "fill")),
        reverse("questionnaires:fill_section", args=[put_to.public_id, "s_one"]),
    ]  # fmt: skip
