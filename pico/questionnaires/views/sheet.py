"""An invitation as the pages of answering need it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse

from pico.base.http import Request
from pico.questionnaires.cells import answers_from
from pico.questionnaires.definition import questions
from pico.questionnaires.editing import before
from pico.questionnaires.forms.filling import piped
from pico.questionnaires.models import Invitation
from pico.questionnaires.purposes import facts_for, finder_of, is_scored
from pico.questionnaires.rules import is_in_force, is_in_time, may_compile, may_sign, may_stand_in
from pico.questionnaires.views.common import invitation_or_404, must, response_of
from pico.questionnaires.walking import Walk, walk


class Sheet:
    """An invitation as its pages need it: what is asked now, what was answered, who may what."""

    def __init__(
        self,
        request: Request,
        public_id: uuid.UUID,
        pk: int | None,
        invitation: Invitation | None = None,
    ) -> None:
        self.invitation = invitation or invitation_or_404(request, public_id, pk)
        must(not is_scored(self.invitation.round.version.questionnaire))  # a test has attempts of its own
        self.pk, self.person = pk, request.user.pk
        self.round = self.invitation.round
        self.response = response_of(self.invitation)
        self.definition = self.round.definition
        rows: Any = self.response.answers.all() if self.response else ()
        self.answers = answers_from(self.definition, rows)
        self.finder = finder_of(self.round)
        self.facts = facts_for(self.round, self.invitation.organisation)
        self.walk = self.walked({})
        self.states = {state.section: state for state in self._states()}
        self.writes = may_compile(request.actor, self.invitation) if pk is None else self._stands_in(request)
        self.signs = may_sign(request.actor, self.invitation) if pk is None else self.writes

    def _stands_in(self, request: Request) -> bool:
        return may_stand_in(request.actor, self.invitation)

    def _states(self) -> Any:
        return self.response.sections.select_related("saved_by") if self.response else []

    def walked(self, newer: Mapping[str, Any]) -> Walk:
        """Return what is asked with some answers changed."""
        found = walk(self.definition, {**self.answers, **newer}, self.facts)
        for key in found.questions:
            if found.values[key] is None or key in found.errors:
                continue
            if wrong := [one.sentence for one in self.finder(self.items[key], found.values[key])]:
                found.errors[key] = wrong
        return found

    @property
    def is_open(self) -> bool:
        """Whether answers may be written now."""
        sent = (
            self.response is not None and self.response.state == "SUBMITTED" and not self.response.proxy_by_id
        )
        goes_on = self.invitation.declined_at is None and is_in_force(self.invitation)
        return is_in_time(self.invitation) and not sent and goes_on

    @property
    def keeps_drafts(self) -> bool:
        """Whether a page may save by itself: not where saving takes back what waits or was sent."""
        begun = self.response
        return self.is_open and (begun is None or begun.state == "DRAFT")

    @property
    def items(self) -> dict[str, Any]:
        return {item["key"]: item for item in questions(self.definition)}

    def section(self, key: str) -> dict[str, Any]:
        """Return a section that is asked; 404 when there is none."""
        for section in self.definition["sections"]:
            if section["key"] == key and key in self.walk.sections:
                return section
        raise Http404

    def values_for(self, section: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the conditions of a section may ask: the questions above it, and its long tables."""
        tables = [item for item in section["items"] if item["type"] == "table"]
        asked = [*before(self.definition, section["key"]), *tables]
        return {item["key"]: self.walk.values.get(item["key"]) for item in asked}

    def revision(self, key: str) -> int:
        return self.states[key].revision if key in self.states else 0

    def labels(self) -> dict[str, str]:
        """Return the labels with earlier answers in them."""
        return {key: piped(item["label"], self.items, self.walk.values) for key, item in self.items.items()}

    def url(self, name: str, *more: Any) -> str:
        """Return an address of this invitation: of its own organisation, or of who answers for it."""
        if self.pk is None:
            return reverse(f"questionnaires:{name}", args=[self.round.public_id, *more])
        return reverse(f"questionnaires:{name}_for", args=[self.round.public_id, self.pk, *more])

    def steps(self, current: str = "") -> list[dict[str, Any]]:
        """Return the sections as components/steps.html takes them."""
        steps = []
        for section in self.definition["sections"]:
            key = section["key"]
            if key in self.walk.sections:
                steps.append(
                    {
                        "label": section["title"],
                        "url": self.url("fill_section", key),
                        "done": key in self.states and not self.lacks(key),
                        "current": key == current,
                    }
                )
        return steps

    def next_after(self, key: str) -> str:
        """Return the address of the section after one, or of the summary."""
        keys = self.walk.sections
        later = keys[keys.index(key) + 1 :] if key in keys else []
        return self.url("fill_section", later[0]) if later else self.url("summary")

    def resume(self) -> str:
        """Return where one left off: one's last section if it lacks something, else the first unsaved."""
        mine = [one for one in self.states.values() if one.saved_by_id == self.person and one.saved_at]
        last = max(mine, key=lambda one: one.saved_at).section if mine else ""
        fresh = [key for key in self.walk.sections if key not in self.states]
        if last in self.walk.sections and self.lacks(last):
            fresh = [last]
        return self.url("fill_section", fresh[0]) if fresh else self.url("summary")

    def lacks(self, key: str) -> bool:
        """Whether a section has an answer that is missing or wrong."""
        return any(item["key"] in self.walk.errors for item in self.section(key)["items"])
