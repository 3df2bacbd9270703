"""At which desk a request lands: the row is held until the act is over, so that it stays in service."""

from django.utils.translation import gettext as _

from pico.base.errors import Refused
from pico.helpdesk.actions.alarms import _tell_absent
from pico.helpdesk.models import Desk, HelpTopic
from pico.helpdesk.rules.facts import asker_of, choose
from pico.helpdesk.rules.routing import NoDesk, Outcome, Question
from pico.organisations.models import Organisation


def _landing(pk: int | None) -> Desk | None:
    """Hold a desk in service until the act is over; None when it is out of service by now.

    Who switches a desk off waits for it, or is waited for. It is held after the request and before the series
    of numbers, one at a time; rows that only point at it are written meanwhile.
    """
    rows = Desk.objects.select_for_update(of=("self",), no_key=True).select_related("owner")
    return rows.filter(pk=pk or 0, active=True).first()


def _desk_for(topic: HelpTopic, organisation: Organisation | None) -> tuple[Desk, str]:
    """Return the desk that the rules find, held, and the position of the rule."""
    question = Question(topic.kind, topic.module, topic.pk, asker_of(organisation))
    outcome = _chosen(question)
    while (desk := _landing(outcome.desk)) is None:  # switched off at this very moment: the rules go on
        outcome = _chosen(question)
    _tell_absent(outcome, topic, organisation, desk)
    return desk, str(outcome.position)


def _chosen(question: Question) -> Outcome:
    try:
        return choose(question)
    except NoDesk as nobody:
        words = _("L'assistenza non è ancora aperta: manca lo sportello nazionale.")
        raise Refused(words, code="no_desk") from nobody
