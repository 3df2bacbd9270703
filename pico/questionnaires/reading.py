"""What a response says now."""

from pico.questionnaires.cells import answers_from
from pico.questionnaires.models import Response
from pico.questionnaires.purposes import facts_for
from pico.questionnaires.walking import Walk, walk


def walk_of(response: Response) -> Walk:
    """Return what is asked of the organisation and what it answered, with what is missing."""
    definition = response.round.definition
    facts = facts_for(response.round, response.organisation)
    return walk(definition, answers_from(definition, response.answers.all()), facts)


def revisions_of(response: Response | None) -> dict[str, int]:
    """Return how often each section was saved: what a signer has seen."""
    if response is None:
        return {}
    return dict(response.sections.order_by("section").values_list("section", "revision"))
