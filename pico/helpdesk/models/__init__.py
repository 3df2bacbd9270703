"""The desks that answer, who works at them, what may be asked, which desk is asked, and the requests."""

from pico.helpdesk.models.answers import Answering, CannedAnswer
from pico.helpdesk.models.applicants import ApplicantMail
from pico.helpdesk.models.clocks import ClockEvent, SlaPolicy
from pico.helpdesk.models.desks import Desk, DeskMember
from pico.helpdesk.models.faqs import Faq, FaqRevision, FaqVote
from pico.helpdesk.models.filters import SavedFilter
from pico.helpdesk.models.priorities import Impact, Priority
from pico.helpdesk.models.problems import SignInProblem, SpentChallenge
from pico.helpdesk.models.satisfaction import Satisfaction
from pico.helpdesk.models.solved import SolvedWithFaq
from pico.helpdesk.models.tables import HelpTopic, Kind, Requester, RoutingRule, Target
from pico.helpdesk.models.tickets import Ticket, TicketMessage, TicketNumberSeries

__all__ = [
    "Answering",
    "ApplicantMail",
    "CannedAnswer",
    "ClockEvent",
    "Desk",
    "DeskMember",
    "Faq",
    "FaqRevision",
    "FaqVote",
    "HelpTopic",
    "Impact",
    "Kind",
    "Priority",
    "Requester",
    "RoutingRule",
    "Satisfaction",
    "SavedFilter",
    "SignInProblem",
    "SlaPolicy",
    "SolvedWithFaq",
    "SpentChallenge",
    "Target",
    "Ticket",
    "TicketMessage",
    "TicketNumberSeries",
]
