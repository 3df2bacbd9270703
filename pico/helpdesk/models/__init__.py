"""The desks that answer, who works at them, what may be asked, and which desk is asked."""

from pico.helpdesk.models.desks import Desk, DeskMember
from pico.helpdesk.models.faqs import Faq, FaqRevision, FaqVote
from pico.helpdesk.models.tables import HelpTopic, Kind, Requester, RoutingRule, Target

__all__ = [
    "Desk",
    "DeskMember",
    "Faq",
    "FaqRevision",
    "FaqVote",
    "HelpTopic",
    "Kind",
    "Requester",
    "RoutingRule",
    "Target",
]
