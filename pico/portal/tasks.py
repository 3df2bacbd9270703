"""Jobs of the newsletters: ids in, one action, safe to run twice."""

from pico.base import jobs
from pico.base.actor import system_actor
from pico.portal import actions


@jobs.job("mail")
def mail_confirmation(subscriber_id: int) -> bool:
    return actions.mail_confirmation(
        actor=system_actor("conferma di un'iscrizione alla newsletter"), subscriber_id=subscriber_id
    )


@jobs.job("mail")
def mail_test_issue(issue_id: int, person_id: int) -> bool:
    return actions.mail_test_issue(
        actor=system_actor("prova di un numero della newsletter"), issue_id=issue_id, person_id=person_id
    )


@jobs.job("mail", limit=300)
def look_after_newsletters() -> int:
    """Begin what is due, end what has left, stop writing to addresses that the relay refused."""
    actor = system_actor("invio delle newsletter")
    return actions.look_after_issues(actor=actor) + actions.note_refused_addresses(actor=actor)


@jobs.job()
def forget_subscribers() -> int:
    return actions.forget_subscribers(actor=system_actor("iscrizioni scadute o finite da un anno"))


jobs.schedule(
    "look after newsletters", "* * * * *", "portal.look_after_newsletters", "Invio delle newsletter"
)
jobs.schedule(
    "forget newsletter subscribers",
    "40 3 * * *",
    "portal.forget_subscribers",
    "Iscrizioni alle newsletter scadute",
)
