"""What happens to identities by the clock."""

from pico.accounts import actions
from pico.base import jobs
from pico.base.actor import system_actor


@jobs.job()
def review_certificates() -> int:
    """Mark the providers whose certificates expire soon or have expired."""
    return len(actions.review_certificates(actor=system_actor("controllo quotidiano dei certificati")))


@jobs.job()
def purge_identity_leftovers() -> int:
    """Forget identities nobody completed and messages too old to be replayed."""
    return actions.purge_identity_leftovers(actor=system_actor("il loro tempo è scaduto"))


jobs.schedule("review certificates of identity providers", "10 6 * * *", "accounts.review_certificates")
jobs.schedule("forget identities nobody completed", "25 * * * *", "accounts.purge_identity_leftovers")
