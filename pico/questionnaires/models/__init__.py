"""Rows of the questionnaires."""

from pico.questionnaires.models.anonymous import Participation, ResumeCode
from pico.questionnaires.models.questionnaires import Questionnaire, Version
from pico.questionnaires.models.responses import Answer, Response, SectionState
from pico.questionnaires.models.rounds import Invitation, Round
from pico.questionnaires.models.scoring import AnswerKey, Attempt, ScoringRules

__all__ = [
    "Answer",
    "AnswerKey",
    "Attempt",
    "Invitation",
    "Participation",
    "Questionnaire",
    "Response",
    "ResumeCode",
    "Round",
    "ScoringRules",
    "SectionState",
    "Version",
]
