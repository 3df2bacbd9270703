"""Requests and tenders of a Province's single contracting office (SUA), and the dated tables behind them."""

from pico.sua.models.campaigns import NeedItem, NeedsCampaign
from pico.sua.models.dialogue import Remark, TenderDocument, TenderEvent
from pico.sua.models.rups import RupAbsence, RupAssignment, RupProfile, RupRule
from pico.sua.models.tables import ChecklistItem, SuaFormOnce, SuaNumberSeries, TermRule
from pico.sua.models.tenders import Lot, Tender, TenderParticipant

__all__ = [
    "ChecklistItem",
    "Lot",
    "NeedItem",
    "NeedsCampaign",
    "Remark",
    "RupAbsence",
    "RupAssignment",
    "RupProfile",
    "RupRule",
    "SuaFormOnce",
    "SuaNumberSeries",
    "Tender",
    "TenderDocument",
    "TenderEvent",
    "TenderParticipant",
    "TermRule",
]
