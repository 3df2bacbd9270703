"""Reactions to posts, and the answer that settles a question."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pico.base.acting import for_acting_organisation
from pico.base.errors import Refused
from pico.base.http import Request
from pico.base.prepared import among
from pico.community import actions
from pico.community.models import Post, Reaction
from pico.community.rules.reactions import may_react, may_solve
from pico.community.views.common import must
from pico.community.views.frame import address_of, post_or_404

NOBODY = 0  # the key of no person: of who is not signed in


def reactions_to(request: Request, posts: Sequence[Post]) -> dict[int, dict[str, tuple[int, bool]]]:
    """Return how many people said what of each post, and whether the person did: one query."""
    lines = among("reactions", _counted, [post.pk for post in posts], request.user.pk or NOBODY)
    found: dict[int, dict[str, tuple[int, bool]]] = {}
    for post, kind, count, own in lines:
        found.setdefault(post, {})[kind] = (count, bool(own))
    return found


def _counted(posts: list[int], person: int) -> Any:
    rows = Reaction.objects.unrestricted("reactions to posts on a page are counted for whoever sees the page")
    lines = rows.filter(post__in=posts).order_by().values_list("post", "kind")
    return lines.annotate(count=Count("pk"), mine=Count("pk", filter=Q(person_id=person)))


@dataclass(frozen=True)
class Said:
    """What a post shows of one kind of reaction."""

    kind: str
    count: int
    mine: bool

    @property
    def label(self) -> Any:
        return Reaction.Kind(self.kind).label


def reaction_row(counts: dict[str, tuple[int, bool]], *, offered: bool) -> tuple[Said, ...]:
    """Return what a post shows: buttons to who may react, counts of what was said to the others."""
    said = (Said(kind, *counts.get(kind, (0, False))) for kind in Reaction.Kind.values)
    return tuple(one for one in said if one.count or offered)


@require_POST
@for_acting_organisation
def react(request: Request, public_id: uuid.UUID, number: int) -> HttpResponse:
    """Say something of a post, or take it back."""
    post = post_or_404(request, public_id, number)
    must(may_react(request.actor, post))
    try:
        actions.react(actor=request.actor, post=post, kind=request.POST.get("kind", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(address_of(post))


@require_POST
@for_acting_organisation
def solve(request: Request, public_id: uuid.UUID, number: int, undo: bool = False) -> HttpResponse:
    """Mark an answer as the one that settles the question, or take the mark away."""
    post = post_or_404(request, public_id, number)
    must(may_solve(request.actor, post.topic))
    try:
        actions.choose_solution(actor=request.actor, topic=post.topic, post=None if undo else post)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("Segno tolto.") if undo else _("Risposta risolutiva scelta: si vede in cima.")
        messages.success(request, done)
    return redirect(address_of(post))
