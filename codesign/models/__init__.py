"""Participation itself. Import from the package; inside it, subjects come below voices and rounds, and boards above."""

from codesign.models.boards import Board, BoardOp, Column, Mark, Note, NoteText, SealedChange, SealedEntry
from codesign.models.conversations import MOST_PEOPLE, Conversation
from codesign.models.indicators import Indicator, Reading
from codesign.models.invites import Invite, InviteBatch
from codesign.models.opinion import OpinionAnalysis
from codesign.models.rounds import MOST_STATEMENT_CHARACTERS, Ballot, Glimpse, Round, SegmentTally, Statement, Voted
from codesign.models.subjects import Barrier, Passage, Seat, SeatGrant, Subject, TextVersion
from codesign.models.voices import Outcome, Reaction, Told, Voice, VoiceWording

__all__ = [
    "MOST_PEOPLE",
    "MOST_STATEMENT_CHARACTERS",
    "Ballot",
    "Barrier",
    "Board",
    "BoardOp",
    "Column",
    "Conversation",
    "Glimpse",
    "Indicator",
    "Invite",
    "InviteBatch",
    "Mark",
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
