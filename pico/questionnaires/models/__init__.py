"""Rows of the questionnaires."""

from pico.questionnaires.models.questionnaires import Questionnaire, Version
from pico.questionnaires.models.responses import Answer, Response, SectionState
from pico.questionnaires.models.rounds import Invitation, Round

__all__ = ["Answer", "Invitation", "Questionnaire", "Response", "Round", "SectionState", "Version"]
