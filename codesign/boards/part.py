"""The part of one seat at the boards of its subject: its own notes, and what was decided where it may read that."""

from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from codesign.boards.decided import Decided, decided_at
from codesign.boards.projection import NoteView, Viewer, project
from codesign.enums import SeatRole
from codesign.models import Board, Note, Seat


class Part(NamedTuple):
    board: Board
    notes: list[NoteView]
    decided: Decided | None


def parts_of(seat: Seat, boards: Collection[Board]) -> list[Part]:
    """One part for each of these boards, which say by `admits_seat` whether the seat may read what others did."""
    viewer = Viewer.at(seat, SeatRole.PARTICIPANT)
    by_key = {board.pk: board for board in boards}
    decided = decided_at([board for board in boards if board.admits_seat], viewer)
    own: dict[object, list[NoteView]] = defaultdict(list)
    for note in _own_notes(seat, by_key):
        own[note.board_id].append(project(note, viewer, by_key[note.board_id].stage))
    return [Part(board, own[board.pk], decided.get(board.pk)) for board in boards]


def _own_notes(seat: Seat, board_ids: Collection[object]) -> Collection[Note]:
    return Note.objects.present().filter(seat=seat, board__in=board_ids).to_show().order_by("number")
