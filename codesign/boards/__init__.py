"""A live board: `apply` is the only way to change one, `project` decides what anybody may see of it."""

from codesign.boards.commands import Command, decode, from_form
from codesign.boards.engine import apply
from codesign.boards.picture import Picture, people_at, state_of
from codesign.boards.projection import LoggedOp, NoteView, Viewer, project, seats_in, with_what_they_speak_of
from codesign.boards.redaction import redact
from codesign.boards.results import Ack, Newest, Refusal, Refused, Result
from codesign.boards.sitting import SeatCommand

__all__ = [
    "Ack",
    "Command",
    "LoggedOp",
    "Newest",
    "NoteView",
    "Picture",
    "Refusal",
    "Refused",
    "Result",
    "SeatCommand",
    "Viewer",
    "apply",
    "decode",
    "from_form",
    "people_at",
    "project",
    "redact",
    "seats_in",
    "state_of",
    "with_what_they_speak_of",
]
