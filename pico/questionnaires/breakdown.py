"""A round put to organisations, by where or what they are: who answered, and one question crossed."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from pico.organisations.models import Organisation
from pico.questionnaires.definition import Definition, questions
from pico.questionnaires.models import Answer, Response, Round
from pico.questionnaires.narrowing import ALL, Narrowing
from pico.questionnaires.sources import of_round, sent_rows
from pico.questionnaires.summing import counted

# code in the address: (words, path from an organisation)
DIMENSIONS: dict[str, tuple[Any, str]] = {
    "territorio": (lazy("Territorio"), "province__name"),
    "regione": (lazy("Regione"), "region__name"),
    "tipo": (lazy("Tipo di ente"), "kind"),
}
CHOICES = ("yes_no", "single", "scale")
# Of bodies that exist no more and left no answer nobody waits.
GONE = Q(organisation__state=Organisation.State.CEASED, declined_at=None) & (
    Q(response=None) | ~Q(response__state=Response.State.SUBMITTED)
)
WIDEST = 12  # columns of a table that people can still read


def participation_by(round: Round, dimension: str, part: Narrowing = ALL) -> list[dict[str, Any]]:
    """Return how many of each group were invited, answered, declined and are missing; one query.

    Args:
        round: put to organisations.
        dimension: of ``DIMENSIONS``.
        part: which organisations.
    """
    path = f"organisation__{DIMENSIONS[dimension][1]}"
    sent = Q(response__state=Response.State.SUBMITTED)
    declined = Q(declined_at__isnull=False)
    asked = round.invitations.filter(part.of("organisation"), replaced_by=None)
    lines: Any = asked.exclude(GONE).order_by().values(path).annotate(
        invited=Count("pk"), sent=Count("pk", filter=sent), declined=Count("pk", filter=declined & ~sent)
    )  # fmt: skip
    rows = [_participation(_name(dimension, line[path]), line) for line in lines]
    return sorted(rows, key=lambda row: row["group"])


def _participation(group: str, line: Mapping[str, Any]) -> dict[str, Any]:
    invited, sent, declined = (line[name] for name in ("invited", "sent", "declined"))
    share = round_half_up(sent * 100, invited)
    return {
        "group": group, "invited": invited, "sent": sent, "declined": declined,
        "missing": invited - sent - declined, "share": share, "long": share * 2,
    }  # fmt: skip


def round_half_up(part: int, whole: int) -> int:
    """Return a quotient as the nearest whole number; of nothing, nothing."""
    return (2 * part + whole) // (2 * whole) if whole else 0


def _name(dimension: str, value: str | None) -> str:
    if not value:
        return _("n.d.")
    return str(Organisation.Kind(value).label) if dimension == "tipo" else value


def crossable(definition: Definition) -> list[dict[str, Any]]:
    """Return the questions that can be read by group: one choice among a few."""
    return [item for item in questions(definition) if item["type"] in CHOICES and _is_narrow(item)]


def _is_narrow(item: Mapping[str, Any]) -> bool:
    return len(counted(item, [])) <= WIDEST


def crossed(round: Round, item: Mapping[str, Any], dimension: str, part: Narrowing = ALL) -> dict[str, Any]:
    """Return a question by group, over what was sent; two queries.

    Args:
        round: put to organisations.
        item: of ``crossable``.
        dimension: of ``DIMENSIONS``.
        part: which organisations.

    Returns:
        ``words`` of the options and ``rows`` of (group, how many of each option).
    """
    path = f"invitation__organisation__{DIMENSIONS[dimension][1]}"
    responses = sent_rows(of_round(round, part)).order_by()
    cells = Answer.objects.unrestricted("one question of all responses of a round, asked by the page")
    given = cells.filter(response__in=responses.values("pk"), question=item["key"])
    groups: dict[str, list[tuple[Any, int]]] = {
        _name(dimension, value): [] for value in responses.values_list(path, flat=True).distinct()
    }
    as_text = given.order_by().annotate(text=Cast("value", TextField()))
    lines = as_text.values_list(f"response__{path}", "text").annotate(often=Count("pk"))
    for group, text, often in lines:
        groups[_name(dimension, group)].append((json.loads(text), often))
    words = [word for word, _count in counted(item, [])]
    rows = [(group, [count for _word, count in counted(item, groups[group])]) for group in sorted(groups)]
    return {"words": words, "rows": rows}
