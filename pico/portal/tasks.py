"""Jobs: ids in, one action, safe to run twice."""

from django.core.management import call_command

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


@jobs.job(limit=300)
def publish_scheduled() -> None:
    """Publish and withdraw the pages whose moment has come, each by the path of every publication."""
    call_command("publish_scheduled")


@jobs.job(limit=600)
def set_up_approval() -> int:
    """Give new sites their workflow of approval."""
    return actions.set_up_approval(actor=system_actor("la redazione di un nuovo sito"))


@jobs.job(queue="heavy", limit=600)
def index_sites(site_ids: list[int]) -> int:
    """Let editors find the pages of new sites, as many as the network has already."""
    return actions.index_sites(actor=system_actor("la redazione di un nuovo sito"), site_ids=site_ids)


@jobs.job(queue="heavy", limit=3600)
def index_for_editors() -> None:
    """Write again what the editor searches by: pages planted by the product have no such rows."""
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)


jobs.schedule(
    "publish and withdraw pages", "* * * * *", "portal.publish_scheduled", "Pubblicazioni programmate"
)
jobs.schedule(
    "what the editor searches by", "20 3 * * *", "portal.index_for_editors", "Indice della redazione"
)

# --- flow: what travels between sites


@jobs.job()
def tell_placements(what: str, ids: list[int]) -> int:
    """Tell publishers what happened to placements; bring the index up to date. Returns how many rows."""
    return actions.tell_placements(actor=system_actor("condivisioni fra siti"), what=what, ids=ids)


@jobs.job()
def withdraw_expired_placements() -> int:
    """Withdraw what has expired. Returns how many placements."""
    return actions.withdraw_expired(actor=system_actor("scadenza"))


@jobs.job()
def forget_public_changes() -> int:
    """Drop the old signs of changes: pages kept ready live a minute."""
    return actions.forget_public_changes(actor=system_actor("pulizia"))


jobs.schedule(
    "withdraw expired placements", "5 0 * * *", "portal.withdraw_expired_placements", "Condivisioni scadute"
)
jobs.schedule(
    "forget signs of public changes", "*/10 * * * *", "portal.forget_public_changes", "Segni di modifica"
)
