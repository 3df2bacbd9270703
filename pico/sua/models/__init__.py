"""Requests and tenders of a Province's single contracting office (SUA), and the dated tables behind them."""

from pico.sua.models.campaigns import NeedItem, NeedsCampaign
from pico.sua.models.committees import Committee
from pico.sua.models.contracts import Contract
from pico.sua.models.deadlines import Deadline
from pico.sua.models.dialogue import Remark, TenderDocument, TenderEvent
from pico.sua.models.imports import CodeListImport
from pico.sua.models.lists import PublishedTender, TenderFilter, TenderReminder
from pico.sua.models.precig import PreCigPass
from pico.sua.models.questions import Question
from pico.sua.models.quotas import Quota
from pico.sua.models.revisions import NeedRevision
from pico.sua.models.rups import RupAbsence, RupAssignment, RupProfile, RupRule
from pico.sua.models.schede import SchedaRecord
from pico.sua.models.tables import (
    ChecklistItem,
    CodeListEntry,
    Qualification,
    SchedaRule,
    SuaFormOnce,
    SuaNumberSeries,
    TermRule,
    Threshold,
)
from pico.sua.models.tenders import Lot, Tender, TenderParticipant

__all__ = [
    "ChecklistItem",
    "CodeListEntry",
    "CodeListImport",
    "Committee",
    "Contract",
    "Deadline",
    "Lot",
    "NeedItem",
    "NeedRevision",
    "NeedsCampaign",
    "PreCigPass",
    "PublishedTender",
    "Qualification",
    "Question",
    "Quota",
    "Remark",
    "RupAbsence",
    "RupAssignment",
    "RupProfile",
    "RupRule",
    "SchedaRecord",
    "SchedaRule",
    "SuaFormOnce",
    "SuaNumberSeries",
    "Tender",
    "TenderDocument",
    "TenderEvent",
    "TenderFilter",
    "TenderParticipant",
    "TenderReminder",
    "TermRule",
    "Threshold",
]
