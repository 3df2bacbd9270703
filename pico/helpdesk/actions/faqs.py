"""FAQ: written, changed, published, put in order, read again, judged."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from pico.base import dates
from pico.base.actor import Actor
from pico.base.errors import Conflict, Refused
from pico.base.html import printable
from pico.base.markdown import to_html
from pico.helpdesk.models import Faq, FaqRevision, FaqVote
from pico.helpdesk.models.faqs import LONGEST_ANSWER
from pico.helpdesk.rules.faqs import edits, module_of_topic, subjects
from pico.journal.models import record
from pico.sharing.levels import Level, levels_offered

DRAFT, PUBLISHED, ARCHIVED = Faq.State
LONGEST_QUESTION, LONGEST_WHY = 200, 300


def _not_yours() -> Refused:
    words = _("Le domande frequenti di un ente le scrive chi ha questo incarico, operando per quell'ente.")
    return Refused(words, code="forbidden")


def _all() -> Any:
    return Faq.objects.unrestricted("a FAQ in hand is read again under a lock")


def _again(actor: Actor, faq: Faq) -> Faq:
    row = _all().select_for_update(of=("self",)).select_related("owner").get(pk=faq.pk)
    if not edits(actor, row.owner):
        raise _not_yours()
    return row


def _clean(owner: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a FAQ says and to whom.

    Raises:
        Refused: when question or answer are missing or too long, or subject or level are not offered.
    """
    question = " ".join(printable(values["question"]).split())
    source = printable(values["source"].replace("\r\n", "\n")).strip()
    if not question or len(question) > LONGEST_QUESTION:
        words = _("Scrivi la domanda in una frase, al massimo 200 caratteri.")
        raise Refused(words, field="question", code="question")
    if not source or len(source) > LONGEST_ANSWER:
        raise Refused(_("Scrivi la risposta, al massimo 20.000 caratteri."), field="source", code="source")
    module, topic = values.get("module", ""), values.get("topic", "")
    if module not in dict(subjects()):
        raise Refused(_("Scegli un argomento dell'elenco."), field="module", code="module")
    if topic and module_of_topic(topic) != module:
        words = _("Questo tema è di un altro modulo: scegline uno del modulo indicato.")
        raise Refused(words, field="topic", code="topic")
    level = Level(values["level"])
    if level == Level.INVITED or level not in levels_offered(owner):
        raise Refused(_("Scegli chi la può leggere."), field="level", code="level")
    return {"question": question, "source": source, "module": module, "topic": topic, "level": level}


def _save(row: Faq) -> None:
    """Write a row.

    Raises:
        Refused: when the body has the same question about the same module.
    """
    row.html = str(to_html(row.source))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        words = _("Il tuo ente ha già questa domanda per lo stesso modulo: cambia quella.")
        raise Refused(words, field="question", code="twice") from twice


def _last_place(owner: Any, module: str) -> int:
    return _all().filter(owner=owner, module=module).aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def write_faq(*, actor: Actor, values: Mapping[str, Any], source_kind: str = "", source_url: str = "") -> Faq:
    """Begin a FAQ of the body acted for: a draft that its editors alone see.

    Args:
        values: question, source (Markdown), level, module, topic.
        source_kind: what it was made from (a ticket, a discussion), for its editors.
        source_url: where that is.

    Raises:
        Refused: when the actor may not, something is missing, or the body has the question already.
    """
    owner = actor.organisation
    if owner is None or not edits(actor, owner):
        raise _not_yours()
    clean = _clean(owner, values)
    row = Faq(
        owner=owner, author=actor.user, checked_on=dates.today(), source_kind=source_kind[:30],
        source_url=source_url[:300], position=_last_place(owner, clean["module"]) + 1, **clean,
    )  # fmt: skip
    _save(row)
    record(actor, "helpdesk.faq.created", row)
    return row


@transaction.atomic
def edit_faq(*, actor: Actor, faq: Faq, edition: int, values: Mapping[str, Any]) -> Faq:
    """Change a FAQ; what it said before is kept, and it counts as read again today.

    Args:
        edition: the one that the form was opened with.

    Raises:
        Refused: as ``write_faq``.
        Conflict: when somebody changed it meanwhile, with both texts.
    """
    row = _again(actor, faq)
    clean = _clean(row.owner, values)
    if row.edition != edition:
        theirs = {"question": row.question, "source": row.source}
        words = _("Qualcun altro ha cambiato questa domanda mentre scrivevi.")
        raise Conflict(words, theirs=theirs, mine={name: clean[name] for name in theirs})
    if (row.question, row.source) != (clean["question"], clean["source"]):
        number = (row.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
        FaqRevision.objects.create(
            faq=row, number=number, question=row.question, source=row.source, saved_by=actor.user
        )
    if row.module != clean["module"]:
        row.position = _last_place(row.owner, clean["module"]) + 1
    for name, value in clean.items():
        setattr(row, name, value)
    row.edition, row.checked_on = row.edition + 1, dates.today()
    _save(row)
    record(actor, "helpdesk.faq.edited", row)
    return row


def _put(actor: Actor, row: Faq, state: str, verb: str) -> Faq:
    row.state = state
    row.save(update_fields=["state", "updated_at"])
    record(actor, f"helpdesk.faq.{verb}", row)
    return row


@transaction.atomic
def publish_faq(*, actor: Actor, faq: Faq) -> Faq:
    """Show a FAQ to the people of its level: a draft, or one that was put away."""
    row = _again(actor, faq)
    return row if row.state == PUBLISHED else _put(actor, row, PUBLISHED, "published")


@transaction.atomic
def archive_faq(*, actor: Actor, faq: Faq) -> Faq:
    """Put a FAQ away: nobody reads it any more, its editors find it and may publish it again."""
    row = _again(actor, faq)
    return row if row.state == ARCHIVED else _put(actor, row, ARCHIVED, "archived")


@transaction.atomic
def check_faq(*, actor: Actor, faq: Faq) -> Faq:
    """Say that a FAQ was read again today and still holds."""
    row = _again(actor, faq)
    row.checked_on = dates.today()
    row.save(update_fields=["checked_on"])
    record(actor, "helpdesk.faq.checked", row)
    return row


@transaction.atomic
def move_faq(*, actor: Actor, faq: Faq, up: bool) -> Faq:
    """Change places with the one before or after it, among those of the same body and module."""
    # All rows of the list, in one order: of two who move at once the second waits.
    rows = list(
        _all().select_for_update().filter(owner=faq.owner_id, module=faq.module).order_by("position", "pk")
    )
    row = _again(actor, faq)
    here = next(index for index, one in enumerate(rows) if one.pk == row.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return row
    rows[here], rows[there] = rows[there], rows[here]
    for position, one in enumerate(rows, start=1):
        _all().filter(pk=one.pk).update(position=position)
    record(actor, "helpdesk.faq.moved", row)
    row.refresh_from_db(fields=["position"])
    return row


@transaction.atomic
def vote_faq(*, actor: Actor, faq: Faq, voter: str, useful: bool, why: str = "") -> FaqVote:
    """Say whether a FAQ was of use; the same voter's answer of the same day is changed, not added.

    Args:
        voter: what tells two voters of a day apart; kept as a hash that changes with the FAQ and the day.
        why: what was missing, at most 300 characters.
    """
    row = _all().select_for_update(of=("self",)).get(pk=faq.pk)
    day = dates.today()
    told_apart = f"{row.pk}:{day.isoformat()}:{voter}"
    key = salted_hmac("pico.helpdesk.faq", told_apart, algorithm="sha256").hexdigest()
    said = " ".join(printable(why).split())[:LONGEST_WHY]
    votes = FaqVote.objects.unrestricted("one's own vote of today is found by its key")
    vote = votes.filter(faq=row, voter_key=key, on=day).first()
    if vote is None:
        vote = FaqVote(faq=row, voter_key=key, on=day)
        _count(row, useful, 1)
    elif vote.useful != useful:
        _count(row, vote.useful, -1)
        _count(row, useful, 1)
    vote.useful, vote.why = useful, said or vote.why
    vote.save()
    return vote


def _count(row: Faq, useful: bool, by: int) -> None:
    name = "useful" if useful else "useless"
    _all().filter(pk=row.pk).update(**{name: F(name) + by})
