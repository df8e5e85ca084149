"""A live board: `apply` is the only way to change one, `project` decides what anybody may see of it."""

from codesign.boards.commands import Command, decode, fit_to_wait, from_form
from codesign.boards.decided import Decided, decided_at
from codesign.boards.engine import Committed, apply
from codesign.boards.own import own_at
from codesign.boards.part import Part, parts_of
from codesign.boards.picture import Picture, people_at, snapshot_of
from codesign.boards.projection import LoggedOp, NoteView, Own, Viewer, own_in, project, with_what_they_speak_of
from codesign.boards.redaction import redact, redact_seat
from codesign.boards.results import Ack, Newest, Refusal, Refused, Result
from codesign.boards.sitting import SeatCommand

__all__ = [
    "Ack",
    "Command",
    "Committed",
    "Decided",
    "LoggedOp",
    "Newest",
    "NoteView",
    "Own",
    "Part",
    "Picture",
    "Refusal",
    "Refused",
    "Result",
    "SeatCommand",
    "Viewer",
    "apply",
    "decided_at",
    "decode",
    "fit_to_wait",
    "from_form",
    "own_at",
    "own_in",
    "parts_of",
    "people_at",
    "project",
    "redact",
    "redact_seat",
    "snapshot_of",
    "with_what_they_speak_of",
]
