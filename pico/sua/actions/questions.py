"""Questions of economic operators on a published tender: written down, answered, published without a name."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.journal.models import record
from pico.sua.actions.moves import _locked
from pico.sua.models import Question, Tender
from pico.sua.rules import questions as rules


def _begin(actor: Actor, tender: Tender) -> Tender:
    row = _locked(tender)
    if not rules.may_write(actor, row):
        raise Refused(_("I quesiti li registrano e vi rispondono l'operatore SUA e il RUP."), code="role")
    return row


def _held(tender: Tender, question: Question) -> Question:
    return tender.questions.select_for_update(of=("self",)).get(pk=question.pk)


@transaction.atomic
def record_question(
    *,
    actor: Actor,
    tender: Tender,
    received_on: date,
    text: str,
    asker: str = "",
    answer_by: date | None = None,
) -> Question:
    """Write down a question that came on the platform (art. 88 D.Lgs. 36/2023).

    Raises:
        Refused: not theirs, the tender does not collect offers, or days that make no sense.
    """
    row = _begin(actor, tender)
    sentence = rules.objection(row)
    if sentence:
        raise Refused(sentence, code="state")
    if received_on > dates.today() or (row.published_on and received_on < row.published_on):
        raise Refused(
            _("Il quesito è arrivato fra la pubblicazione della gara e oggi: controlla la data."),
            field="received_on",
        )
    last = answer_by or rules.answer_by(row)
    if row.offers_until and last > dates.rome(row.offers_until).date():
        raise Refused(
            _("Si risponde prima del termine delle offerte (art. 88 c. 3 D.Lgs. 36/2023)."), field="answer_by"
        )
    made = Question.objects.create(
        tender=row, received_on=received_on, text=text, asker=asker, answer_by=last, added_by=actor.user
    )
    record(actor, "sua.question.recorded", row, owner=row.owner, changes={"text": None})
    return made


@transaction.atomic
def answer_question(*, actor: Actor, question: Question, answer: str, seen: str | None = None) -> Question:
    """Answer a question; until it is published the answer may be corrected.

    Args:
        seen: the answer that the person had before their eyes.

    Raises:
        Refused: not theirs, no words, or published already.
        Conflict: somebody else answered meanwhile; both answers are shown.
    """
    tender = _begin(actor, question.tender)
    row = _held(tender, question)
    if row.published_at is not None:
        raise Refused(_("La risposta è già pubblicata: non si cambia più."), code="state")
    if not answer.strip():
        raise Refused(_("Scrivi la risposta."), field="answer")
    if seen is not None and seen != row.answer:
        words = _("%(who)s ha risposto mentre scrivevi: confronta le due risposte.")
        raise Conflict(
            words % {"who": row.answered_by}, theirs={"answer": row.answer}, mine={"answer": answer}
        )
    row.answer, row.answered_by, row.answered_at = answer, actor.user, timezone.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    record(actor, "sua.question.answered", tender, owner=tender.owner, changes={"answer": None})
    return row


@transaction.atomic
def publish_answer(*, actor: Actor, question: Question) -> Question:
    """Show question and answer on the Province's site: never who asked.

    Raises:
        Refused: not theirs, or without an answer yet. A second time changes nothing.
    """
    tender = _begin(actor, question.tender)
    row = _held(tender, question)
    if not row.is_answered:
        raise Refused(_("Prima rispondi, poi pubblica."), code="state")
    if tender.confidential:
        raise Refused(_("La gara è riservata: non ha una pagina pubblica."), code="confidential")
    if row.published_at is None:
        row.published_at = timezone.now()
        row.save(update_fields=["published_at"])
        record(actor, "sua.question.published", tender, owner=tender.owner)
    return row
