"""Shorthand for the tests of boards: one seat does one thing, and here is what came of it."""

import uuid

from codesign.boards import SeatCommand, apply
from codesign.boards import commands as verbs
from codesign.models import Board, Seat


def do(board: Board, seat: Seat, verb: type[verbs.Command], op_id: uuid.UUID | None = None, **fields):
    command = verb(op_id=op_id or uuid.uuid4(), **fields)
    return apply(board=board, commands=[SeatCommand(seat.pk, command)])[0]


def add(board: Board, seat: Seat, text: str = "The line is busy", column: int = 1, **fields):
    return do(board, seat, verbs.AddNote, text=text, column=column, **fields)


def added(board: Board, seat: Seat, text: str = "The line is busy", column: int = 1) -> int:
    """Add a note in the open and return its number."""
    seq = add(board, seat, text, column).seq
    return board.ops.get(seq=seq).data["note"]


def go(board: Board, stage: str, **fields):
    """Let the board's facilitator set a stage."""
    result = do(board, board.grants.get(role="facilitator").seat, verbs.SetStage, stage=stage, **fields)
    board.refresh_from_db()
    return result
