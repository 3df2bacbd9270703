"""Jobs: ids in, one action, safe to run twice."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base import dates, jobs
from pico.base.actor import system_actor
from pico.base.works import Result, Running, carry_out
from pico.search.actions import refresh
from pico.sua import actions
from pico.sua.models import CodeListImport, Deadline, RupAssignment, Tender, TenderParticipant
from pico.sua.models.codes import OPEN_STATES, TENDER_STATES
from pico.sua.rules import owed_schede
from pico.sua.searching import all_tenders


@jobs.job()
def issue_receipt(tender_id: int) -> None:
    """Make the receipt of a request just sent."""
    rows = Tender.objects.unrestricted("a job makes the receipt of the request it was given")
    tender = rows.get(pk=tender_id)
    actions.issue_receipt(
        actor=system_actor("ricevuta della richiesta inviata", tender.province), tender=tender
    )


@jobs.job()
def issue_minutes(tender_id: int) -> None:
    """Make the minutes of a tender just handed over."""
    rows = Tender.objects.unrestricted("a job makes the minutes of the tender it was given")
    tender = rows.get(pk=tender_id)
    actions.issue_minutes(
        actor=system_actor("verbale di passaggio della gara", tender.province), tender=tender
    )


@jobs.job()
def accept_by_silence() -> int:
    """Accept what ten days of silence have accepted. Returns how many requests."""
    rows = Tender.objects.unrestricted("a job looks for requests whose term has passed")
    late = rows.term_passed(dates.today()).select_related("province").order_by("term_on", "pk")
    return sum(
        actions.accept_by_silence(
            actor=system_actor("dieci giorni senza decisione", tender.province), tender=tender
        )
        for tender in late
    )


@jobs.job()
def revoke_leavers() -> int:
    """Revoke what is held by who left the body named there. Returns how many assignments."""
    rows = RupAssignment.objects.unrestricted("a job looks for assignments of who left")
    held = rows.active().select_related("tender__province").order_by("tender_id", "pk")
    return sum(
        actions.revoke_leaver(
            actor=system_actor("il RUP ha lasciato il suo ente", one.tender.province), assignment=one
        )
        for one in held
    )


@jobs.job()
def close_bids() -> int:
    """Close the bids of the tenders whose deadline has passed. Returns how many."""
    rows = Tender.objects.unrestricted("a job looks for tenders whose term for offers has passed")
    late = rows.offers_over(timezone.now()).select_related("province").order_by("offers_until", "pk")
    return sum(
        actions.close_bids(
            actor=system_actor("termine delle offerte passato", tender.province), tender=tender
        )
        for tender in late
    )


@jobs.job()
def watch_deadlines() -> int:
    """Close the deadlines that fell, remind of those near. Returns how many messages left."""
    rows = Tender.objects.unrestricted("a job looks at the deadlines of tenders under way")
    running = Q(state__in=(*OPEN_STATES, *TENDER_STATES)) | Q(deadlines__state=Deadline.State.OPEN)
    held = rows.filter(running, historic=False).select_related("province").order_by("pk").distinct()
    return sum(
        actions.watch_deadlines(actor=system_actor("scadenze del giorno", one.province), tender=one)
        for one in held
    )


@jobs.job()
def remind_schede() -> int:
    """Remind the bodies of the forms that they owe to ANAC. Returns how many messages left."""
    rows = TenderParticipant.objects.unrestricted("a job looks for bodies that signed, and owe forms to ANAC")
    held = rows.filter(handover_state__in=owed_schede.STATES, tender__historic=False)
    held = (
        held.select_related("tender__province").prefetch_related("contracts", "tender__schede").order_by("pk")
    )
    today = dates.today()
    late = {one.part.pk: one.part for one in owed_schede.owed(held, today)}
    return sum(
        actions.remind_schede(
            actor=system_actor("schede ANAC da inviare", part.tender.province), participant=part
        )
        for part in late.values()
        if owed_schede.remind_today(part, today)
    )


@jobs.job("heavy", limit=1800)
def write_index(province_id: int) -> int:
    """Write a Province's tenders to the index: the module was switched. Returns how many entries changed."""
    rows = all_tenders().filter(province=province_id)
    return refresh(actor=system_actor("modulo acceso o spento"), rows=rows.iterator())


@jobs.job("heavy", limit=900, attempts=2)
def read_code_list(work_id: int, import_id: int) -> bool:
    """Write an uploaded list of codes to the table."""
    actor = system_actor("lettura di un elenco di ANAC")

    def body(work: Running) -> Result:
        work.step(0, text=_("Confronto con la tabella"))
        run = actions.finish_code_list(actor=actor, run=CodeListImport.objects.get(pk=import_id))
        return Result(
            url=reverse("sua:code_import", args=[run.pk]),
            label=_("Apri il rapporto"),
            errors=[run.error] if run.error else (),
            failed=bool(run.error),
        )

    return carry_out(work_id, body)


jobs.schedule(
    "accept SUA requests by silence",
    "10 0 * * *",
    "sua.accept_by_silence",
    "Silenzio-assenso delle richieste SUA",
)
jobs.schedule(
    "revoke RUPs who left",
    "20 0 * * *",
    "sua.revoke_leavers",
    "Revoca dei RUP che hanno lasciato il loro ente",
)
jobs.schedule(
    "close SUA bids at their deadline",
    "*/10 * * * *",
    "sua.close_bids",
    "Chiusura delle offerte delle gare SUA alla scadenza",
)
jobs.schedule(
    "remind of schede owed to ANAC",
    "40 0 * * *",
    "sua.remind_schede",
    "Promemoria delle schede ANAC da inviare",
)
jobs.schedule(
    "watch the deadlines of SUA tenders",
    "30 0 * * *",
    "sua.watch_deadlines",
    "Scadenze delle gare SUA: avvisi e termini mancati",
)
