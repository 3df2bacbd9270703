"""What a request is about, said better by the desk that reads it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base.actor import Actor
from pico.base.errors import Refused
from pico.helpdesk.actions.clocks import _keep_time
from pico.helpdesk.actions.tickets import _for_desk
from pico.helpdesk.models import HelpTopic, Ticket
from pico.helpdesk.rules.states import after
from pico.journal.models import record


@transaction.atomic
def change_topic(*, actor: Actor, ticket: Ticket, topic: HelpTopic) -> Ticket:
    """Put a request under another topic. It stays at its desk; times that hang on the kind go on from there.

    Raises:
        Refused: when the actor may not, it is closed, or the topic is offered no more.
    """
    row = _for_desk(actor, ticket)
    after(row, "desk", "topic")
    if row.topic_id == topic.pk:
        return row
    if not topic.active:
        raise Refused(_("Questo argomento non è più proposto."), field="topic", code="gone")
    before = row.topic
    row.topic, row.kind, row.module = topic, topic.kind, topic.module
    _keep_time(row, timezone.now())
    row.save()
    record(actor, "helpdesk.ticket.reclassified", row, changes={"topic": [before.label, topic.label]})
    return row
