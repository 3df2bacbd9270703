"""Rows of the questionnaires."""

from pico.questionnaires.models.anonymous import Participation, ResumeCode
from pico.questionnaires.models.questionnaires import Questionnaire, Version
from pico.questionnaires.models.responses import Answer, Response, SectionState
from pico.questionnaires.models.rounds import Invitation, Round

__all__ = [
    "Answer",
    "Invitation",
    "Participation",
    "Questionnaire",
    "Response",
    "ResumeCode",
    "Round",
    "SectionState",
    "Version",
]
