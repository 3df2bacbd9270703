"""When what is delivered with the product is written: after a migration, and once the registry has UPI."""

from pico.base.actor import Actor, system_actor
from pico.helpdesk.actions import deliver_desk, deliver_problems, deliver_rules, sync_topics

ACTOR = system_actor("tabelle di questa versione")


def deliver() -> None:
    """Write what is missing; nothing at the second time."""
    sync_topics(actor=ACTOR)
    deliver_rules(actor=ACTOR)
    deliver_problems(actor=ACTOR)
    deliver_desk(actor=ACTOR)


def deliver_with_the_registry(actor: Actor, verb: str) -> None:
    """Make the first desk in the transaction that brought UPI into an empty registry."""
    if verb == "organisations.registry.seeded":
        deliver_desk(actor=ACTOR)
