"""Background work of the questionnaires: the clock."""

from django.utils.translation import gettext as _

from pico.base.actor import system_actor
from pico.base.dates import today
from pico.base.forgetting import forget_deleted
from pico.base.jobs import job, schedule
from pico.base.works import Result, Running, carry_out
from pico.questionnaires import actions, exports
from pico.questionnaires.models import Answer, Participation, Response, ResumeCode, Round
from pico.questionnaires.narrowing import Narrowing
from pico.questionnaires.sources import Source, sent_rows


@job(limit=300)
def open_due() -> int:
    """Open the rounds whose planned moment has come."""
    return actions.open_due(actor=system_actor("apertura programmata della rilevazione"))


schedule("open rounds", "*/5 * * * *", "questionnaires.open_due", "Apertura delle rilevazioni programmate")


@job(limit=300)
def close_due() -> int:
    """Close the rounds whose time is over."""
    return actions.close_due(actor=system_actor("termine della rilevazione"))


schedule("close rounds", "*/5 * * * *", "questionnaires.close_due", "Chiusura delle rilevazioni scadute")


@job(limit=300)
def end_due() -> int:
    """Close the attempts at tests whose time is over."""
    return actions.end_due(actor=system_actor("tempo del test scaduto"))


schedule("end attempts", "* * * * *", "questionnaires.end_due", "Fine del tempo dei test")


@job("heavy", limit=3600)
def mix(round_id: int) -> bool:
    """Write a closed anonymous round anew, in an order that tells nothing."""
    rounds = Round.objects.unrestricted("the job that mixes an anonymous round")
    done = actions.mix(
        actor=system_actor("chiusura della rilevazione anonima"), round=rounds.get(pk=round_id)
    )
    # Repeated when the job is, also after a run that was killed in between.
    forget_deleted((Response, Answer, Participation, ResumeCode))
    return done


@job("heavy", limit=900)
def export(
    work_id: int,
    round_ids: list[int],
    *,
    part: dict[str, str],
    is_whole: bool,
    shape: str,
    format: str,
    acting_for: int | None,
) -> bool:
    """Make a long file of answers for the person of a work."""
    return carry_out(
        work_id,
        lambda work: _file(
            work, round_ids, acting_for, part=Narrowing(**part), is_whole=is_whole, shape=shape, format=format
        ),
    )


def _file(
    work: Running,
    round_ids: list[int],
    acting_for: int | None,
    *,
    part: Narrowing,
    is_whole: bool,
    shape: str,
    format: str,
) -> Result:
    """Ask again who may read them: a day may have passed."""
    rows = Round.objects.read_by(work.person).filter(owner_id=acting_for, pk__in=round_ids)
    rounds = list(rows.select_related("version__questionnaire", "owner"))
    if len(rounds) != len(set(round_ids)):
        raise Round.DoesNotExist
    source = Source(rounds, part, is_whole)
    total = sent_rows(source).count()

    def step(done: int) -> None:
        if done % 100 == 0:
            work.step(done, max(done, total), _("Righe"))

    file = exports.file_of(source, shape, format, step)
    name = f"rilevazione-{shape}-{today().isoformat()}.{format}"
    return Result(label=_("Scarica il file"), file=file, file_name=name)


@job(limit=900)
def remind_due() -> int:
    """Remind whoever is still missing."""
    return actions.remind_due(actor=system_actor("promemoria della rilevazione"))


schedule("remind of rounds", "30 8 * * *", "questionnaires.remind_due", "Promemoria delle rilevazioni")
