from django.db import transaction
from django.utils.text import slugify

from pico.base.actor import Actor
from pico.journal.models import record
from pico.portal.models import Topic
from pico.portal.vocabulary import EUROVOC, MODEL


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
