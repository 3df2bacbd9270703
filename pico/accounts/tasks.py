"""What happens to people and rights by the clock."""

from datetime import timedelta

from django.utils import timezone

from pico.accounts import actions, rules
from pico.accounts.models import AccessRequest
from pico.base import jobs
from pico.base.actor import system_actor
from pico.base.dates import add_working_days, rome, today

REMIND_AFTER = 5  # working days (identity.md 3.3)
ESCALATE_AFTER = 10
EXPIRE_AFTER = timedelta(days=60)


@jobs.job("mail")
def send_invitation(invitation_id: int) -> bool:
    return actions.send_invitation(actor=system_actor("spedizione di un invito"), invitation_id=invitation_id)


@jobs.job(limit=300)
def expire_invitations() -> int:
    return actions.expire_invitations(actor=system_actor("sette giorni senza risposta"))


@jobs.job(limit=300)
def look_after_requests() -> dict[str, int]:
    """Remind, pass to the next level, expire: each once for each request, safe to run twice a day."""
    done = {"expired": 0, "escalated": 0, "reminded": 0}
    waiting = AccessRequest.objects.unrestricted("a job looks after the requests that wait")
    for request in waiting.open().select_related("organisation__province", "proposed_province", "user"):
        day = rome(request.created_at).date()
        if request.created_at + EXPIRE_AFTER <= timezone.now():
            actions.expire_request(actor=system_actor("sessanta giorni senza decisione"), request=request)
            done["expired"] += 1
        elif not rules.someone_decides(request) or (
            request.escalated_at is None and add_working_days(day, ESCALATE_AFTER) < today()
        ):
            actions.escalate_request(
                actor=system_actor("dieci giorni lavorativi di silenzio"), request=request
            )
            done["escalated"] += 1
        elif request.reminded_at is None and add_working_days(day, REMIND_AFTER) < today():
            actions.remind_deciders(
                actor=system_actor("cinque giorni lavorativi di silenzio"), request=request
            )
            done["reminded"] += 1
    return done


@jobs.job(limit=600)
def reconcile_cms_groups() -> int:
    return actions.reconcile_cms_groups(actor=system_actor("i gruppi redazionali seguono i ruoli"))


jobs.schedule("expire invitations", "20 1 * * *", "accounts.expire_invitations")
jobs.schedule("look after access requests", "0 7 * * *", "accounts.look_after_requests")
jobs.schedule("groups of the editor follow memberships", "5 0 * * *", "accounts.reconcile_cms_groups")


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
