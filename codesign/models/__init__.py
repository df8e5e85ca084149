"""Participation itself. Import from the package; inside it, subjects come below voices and rounds, and boards above."""

from codesign.models.assisted import AssistedRecord
from codesign.models.boards import Board, BoardOp, Column, Mark, Note, NoteText, SealedChange, SealedEntry
from codesign.models.comprehension import (
    MOST_SCENARIO_CHARACTERS,
    MOST_SENTENCE_CHARACTERS,
    ComprehensionItem,
    Option,
    Response,
    ResponseMark,
)
from codesign.models.conversations import MOST_PEOPLE, Conversation
from codesign.models.disclosures import MOST_DAYS_BEFORE_TELLING, Disclosure
from codesign.models.indicators import Indicator, Reading
from codesign.models.invites import Invite, InviteBatch
from codesign.models.kiosks import Kiosk
from codesign.models.moderation import Appeal, Hide, ModerationCase
from codesign.models.opinion import OpinionAnalysis
from codesign.models.papers import PaperForm
from codesign.models.rounds import MOST_STATEMENT_CHARACTERS, Ballot, Glimpse, Round, SegmentTally, Statement, Voted
from codesign.models.signs import BreakdownCase, CaseChange, Sign, SignReading
from codesign.models.subjects import Barrier, Passage, Seat, SeatGrant, Subject, TextVersion
from codesign.models.telling import Message, NewsFile, Told, Usefulness
from codesign.models.voices import Outcome, Reaction, Theme, Voice, VoiceWording
from codesign.models.work import SolvedWork

__all__ = [
    "MOST_DAYS_BEFORE_TELLING",
    "MOST_SCENARIO_CHARACTERS",
    "MOST_SENTENCE_CHARACTERS",
    "MOST_PEOPLE",
    "MOST_STATEMENT_CHARACTERS",
    "Appeal",
    "AssistedRecord",
    "Ballot",
    "Barrier",
    "Board",
    "BoardOp",
    "BreakdownCase",
    "CaseChange",
    "Column",
    "ComprehensionItem",
    "Conversation",
    "Disclosure",
    "Glimpse",
    "Hide",
    "Indicator",
    "Invite",
    "InviteBatch",
    "Mark",
    "Message",
    "Kiosk",
    "ModerationCase",
    "NewsFile",
    "Note",
    "NoteText",
    "OpinionAnalysis",
    "Option",
    "Outcome",
    "PaperForm",
    "Passage",
    "Reaction",
    "Reading",
    "Response",
    "ResponseMark",
    "Round",
    "SealedChange",
    "SealedEntry",
    "Seat",
    "SeatGrant",
    "SegmentTally",
    "Sign",
    "SignReading",
    "SolvedWork",
    "Statement",
    "Subject",
    "TextVersion",
    "Theme",
    "Told",
    "Usefulness",
    "Voice",
    "VoiceWording",
    "Voted",
]
