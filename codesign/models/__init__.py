"""Participation itself. Import from the package; inside it, subjects come below voices and rounds, and boards above."""

from codesign.models.boards import Board, BoardOp, Column, Mark, Note, NoteText, SealedChange, SealedEntry
from codesign.models.indicators import Indicator, Reading
from codesign.models.moderation import Appeal, Hide, ModerationCase
from codesign.models.opinion import OpinionAnalysis
from codesign.models.rounds import MOST_STATEMENT_CHARACTERS, Ballot, Glimpse, Round, SegmentTally, Statement, Voted
from codesign.models.subjects import Barrier, Passage, Seat, SeatGrant, Subject, TextVersion
from codesign.models.voices import Outcome, Reaction, Told, Voice, VoiceWording

__all__ = [
    "MOST_STATEMENT_CHARACTERS",
    "Appeal",
    "Ballot",
    "Barrier",
    "Board",
    "BoardOp",
    "Column",
    "Glimpse",
    "Hide",
    "Indicator",
    "Mark",
    "ModerationCase",
    "Note",
    "NoteText",
    "OpinionAnalysis",
    "Outcome",
    "Passage",
    "Reaction",
    "Reading",
    "Round",
    "Seat",
    "SeatGrant",
    "SealedChange",
    "SealedEntry",
    "SegmentTally",
    "Statement",
    "Subject",
    "TextVersion",
    "Told",
    "Voice",
    "VoiceWording",
    "Voted",
]
