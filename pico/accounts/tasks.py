"""What happens to people and rights by the clock."""

import tempfile
from datetime import timedelta
from functools import partial

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.accounts import actions, rules
from pico.accounts.data_copy import write_copy
from pico.accounts.models import AccessRequest, ErasureRequest
from pico.base import jobs
from pico.base.actor import system_actor
from pico.base.dates import add_working_days, rome, today
from pico.base.works import Result, Running, carry_out

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


jobs.schedule("expire invitations", "20 1 * * *", "accounts.expire_invitations", "Inviti scaduti")
jobs.schedule(
    "look after access requests",
    "0 7 * * *",
    "accounts.look_after_requests",
    "Solleciti sulle richieste di adesione",
)
jobs.schedule(
    "groups of the editor follow memberships",
    "5 0 * * *",
    "accounts.reconcile_cms_groups",
    "Diritti redazionali secondo i ruoli",
)


@jobs.job()
def review_certificates() -> int:
    """Mark the providers whose certificates expire soon or have expired."""
    return len(actions.review_certificates(actor=system_actor("controllo quotidiano dei certificati")))


@jobs.job()
def purge_identity_leftovers() -> int:
    """Forget identities nobody completed and messages too old to be replayed."""
    return actions.purge_identity_leftovers(actor=system_actor("il loro tempo è scaduto"))


jobs.schedule(
    "review certificates of identity providers",
    "10 6 * * *",
    "accounts.review_certificates",
    "Certificati dei gestori di identità",
)
jobs.schedule(
    "forget identities nobody completed",
    "25 * * * *",
    "accounts.purge_identity_leftovers",
    "Identità non completate",
)


@jobs.job("heavy", limit=900, attempts=2)
def make_data_copy(work_id: int, copy_id: int) -> bool:
    """Make the copy of their data that a person asked for; a failed one may be asked for again."""
    return carry_out(work_id, partial(_make_data_copy, copy_id))


def _make_data_copy(copy_id: int, work: Running) -> Result:
    actor = system_actor("copia chiesta dalla persona")
    url, label = reverse("accounts:own_data"), _("Vai ai tuoi dati")
    copy = actions.begin_data_copy(actor=actor, copy_id=copy_id)
    if copy is None:
        sorry = _("Non è stato possibile preparare la copia: chiedila di nuovo.")
        return Result(url=url, label=label, errors=[sorry], failed=True)

    def progress(done: int, total: int) -> None:
        actions.note_copy_progress(actor=actor, copy=copy, done=done, total=total)
        work.step(done, total, _("Parti della copia"))

    try:
        with tempfile.TemporaryFile() as file:
            write_copy(file, copy.user, progress)
            actions.keep_data_copy(actor=actor, copy=copy, content=file)
    except (Exception, jobs.JobTimeout):
        actions.give_up_data_copy(actor=actor, copy=copy)
        raise
    return Result(url=url, label=label)


@jobs.job()
def forget_data_copies() -> int:
    return actions.forget_data_copies(actor=system_actor("sette giorni dalla preparazione"))


@jobs.job(limit=600)
def carry_out_erasures() -> int:
    """Forget the people whose fourteen days are over, each in a transaction of its own."""
    actor = system_actor("quattordici giorni dalla richiesta")
    due = ErasureRequest.objects.unrestricted("a job carries out an erasure whose days are over").waiting()
    keys = list(due.filter(due_on__lte=today()).values_list("pk", flat=True))
    return sum(actions.erase_person(actor=actor, request_id=key) for key in keys)


jobs.schedule(
    "forget copies of data past their days",
    "50 2 * * *",
    "accounts.forget_data_copies",
    "Copie dei dati scadute",
)
jobs.schedule(
    "forget the people who asked for it",
    "10 2 * * *",
    "accounts.carry_out_erasures",
    "Cancellazione delle persone",
)
