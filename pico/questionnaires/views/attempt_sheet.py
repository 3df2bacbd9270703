"""An attempt as its pages need it: what was drawn, what was answered, until when."""

import uuid
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from pico.base.http import Request
from pico.questionnaires.drawing import drawn
from pico.questionnaires.models import AnswerKey, Attempt
from pico.questionnaires.purposes import facts_for, finds_nothing
from pico.questionnaires.rules import may_compile
from pico.questionnaires.trying import is_over, keys_for
from pico.questionnaires.views.sheet import Sheet


def attempt_or_404(request: Request, public_id: uuid.UUID, number: int) -> Attempt:
    """Return one of the person's own attempts."""
    rows = Attempt.objects.visible_to(request.user).select_related(
        "invitation__round__owner",
        "invitation__round__version__questionnaire",
        "invitation__round__scoring",
        "invitation__person",
    )
    found = get_object_or_404(
        rows, invitation__round__public_id=public_id, invitation__person=request.user, number=number
    )
    if not may_compile(request.actor, found.invitation):
        raise Http404
    return found


class AttemptSheet(Sheet):
    """The same as a sheet of answers; what is right is read for the order of options and goes no further."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.invitation = attempt.invitation
        self.pk, self.person = None, attempt.invitation.person_id
        self.round, self.response = self.invitation.round, None
        self.keys: dict[str, AnswerKey] = keys_for(self.round.version_id)
        self.definition = drawn(
            self.round.version.definition,
            attempt.seed,
            shuffles=self.round.scoring.shuffles,
            in_order=[key.question for key in self.keys.values() if key.in_order],
        )
        self.answers = attempt.answers
        self.facts = facts_for(self.round, None)
        self.finder = finds_nothing
        self.walk = self.walked({})
        self.states = {}
        self.writes = self.signs = True

    @property
    def is_open(self) -> bool:
        """Whether answers may be written now."""
        return self.attempt.is_open and not is_over(self.attempt)

    @property
    def keeps_drafts(self) -> bool:
        return self.is_open

    def revision(self, key: str) -> int:
        found: int = self.attempt.revisions.get(key, 0)
        return found

    def url(self, name: str, *more: Any) -> str:
        """Return an address of this attempt."""
        page = {"fill_section": "attempt_section", "summary": "attempt_send"}.get(name, name)
        return reverse(f"questionnaires:{page}", args=[self.round.public_id, self.attempt.number, *more])

    def steps(self, current: str = "") -> list[dict[str, Any]]:
        saved = self.attempt.revisions
        return [{**step, "done": key in saved} for key, step in self._keyed_steps(current)]

    def _keyed_steps(self, current: str) -> Any:
        return zip(self.walk.sections, super().steps(current), strict=True)

    def resume(self) -> str:
        """Return the first section that was not saved yet, or the page from which one sends."""
        fresh = [key for key in self.walk.sections if key not in self.attempt.revisions]
        return self.url("fill_section", fresh[0]) if fresh else self.url("summary")

    @property
    def unanswered(self) -> list[str]:
        """Return the labels of the questions without an answer, as they are asked now."""
        labels = self.labels()
        return [labels[key] for key in self.walk.questions if self._waits(key)]

    def _waits(self, key: str) -> bool:
        item = self.items[key]
        is_asked = item["type"] not in ("info", "calculated", "consent")
        return is_asked and self.walk.values.get(key) in (None, "", [])
