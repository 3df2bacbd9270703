"""What a person may ask about, for the organisation acted for."""

from collections.abc import Sequence

from pico.base.actor import Actor
from pico.base.modules import modules
from pico.helpdesk.models import HelpTopic, Kind
from pico.organisations.rules import module_is_visible


def chosen_topic(topics: Sequence[HelpTopic], code: str) -> HelpTopic | None:
    """Return the topic that an address names, of those offered: none for any other word."""
    return next((topic for topic in topics if topic.code == code), None)


def offered_topics(actor: Actor) -> Sequence[HelpTopic]:
    """Return the topics for a person: without an organisation no procedures, and no module that is off."""
    shown = {
        one.code
        for one in modules
        if one.kind != "VERTICAL" or module_is_visible(actor.organisation, one.code)
    }
    return [
        topic
        for topic in HelpTopic.objects.filter(active=True)
        if (not topic.module or topic.module in shown)
        and (topic.kind != Kind.PROCEDURE or actor.organisation is not None)
    ]
