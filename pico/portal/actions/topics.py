from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.journal.models import record
from pico.portal.models import Topic
from pico.portal.rules import may_manage_sites
from pico.portal.vocabulary import EUROVOC, MODEL, OFFICIAL_SHARE, official_share


@transaction.atomic
def seed_topics(*, actor: Actor) -> int:
    """Add the topics of the official lists that are not there yet; return how many were added."""
    there = set(Topic.objects.values_list("slug", flat=True))
    wanted = [
        Topic(name=name, slug=slugify(name), source=source, icon=icon)
        for source, names in ((Topic.Source.MODEL, MODEL), (Topic.Source.EUROVOC, EUROVOC))
        for name, icon in names
        if slugify(name) not in there
    ]
    if wanted:
        Topic.objects.bulk_create(wanted)
        record(actor, "portal.topics.seeded", changes={"topics": [None, len(wanted)]})
    return len(wanted)


@transaction.atomic
def add_topic(*, actor: Actor, name: str, source: str, icon: str = "") -> Topic:
    """Add a topic for all sites; its address follows its name and stays.

    Raises:
        Refused: for a name that is there, or when fewer than 80 % would be from the official lists.
    """
    _may_change(actor)
    _refuse_taken(name)
    topic = Topic.objects.create(name=name, slug=_free_slug(name), source=source, icon=icon)
    _refuse_too_many_own()
    record(actor, "portal.topic.added", topic, changes={"source": [None, str(source)]})
    return topic


@transaction.atomic
def change_topic(
    *, actor: Actor, topic: Topic, name: str, source: str, icon: str = "", active: bool
) -> Topic:
    """Rename a topic, or take it out of use: pages keep it, nobody chooses it any more.

    Raises:
        Refused: as ``add_topic`` does.
    """
    _may_change(actor)
    _refuse_taken(name, topic)
    wanted = {"name": name, "source": str(source), "icon": icon, "active": active}
    changes = {
        key: [getattr(topic, key), value] for key, value in wanted.items() if getattr(topic, key) != value
    }
    if not changes:
        return topic
    for key in changes:
        setattr(topic, key, wanted[key])
    topic.save()
    _refuse_too_many_own()
    record(actor, "portal.topic.changed", topic, changes=changes)
    return topic


def _may_change(actor: Actor) -> None:
    if not may_manage_sites(actor):
        raise Refused(_("Solo l'amministratore nazionale cambia gli argomenti."))


def _refuse_taken(name: str, topic: Topic | None = None) -> None:
    if Topic.objects.filter(name__iexact=name).exclude(pk=topic.pk if topic else 0).exists():
        raise Refused(_("C'è già un argomento con questo nome."), field="name")


def _refuse_too_many_own() -> None:
    if official_share() < OFFICIAL_SHARE:
        raise Refused(
            _("Almeno l'80 % degli argomenti in uso deve venire dagli elenchi ufficiali."),
            field="source",
            code="share",
        )


def _free_slug(name: str) -> str:
    slug, number = slugify(name)[:70] or "argomento", 2
    taken = set(Topic.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free
