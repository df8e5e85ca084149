"""What of a board is one's own: sealed entries whole, notes written, notes marked. To others it looks different."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from codesign.boards.projection import Viewer, project
from codesign.enums import SEALED_STAGES, Stage
from codesign.models import Board, Mark, Note, SealedEntry

MARKING = (Stage.VOTE, Stage.DECIDE)


def own_at(board: Board, viewers: Collection[Viewer]) -> dict[uuid.UUID, dict[str, Any]]:
    """By seat, and with one reading for however many seats."""
    seats = {viewer.seat_id: viewer for viewer in viewers if viewer.seat_id}
    entries, notes = _entries(board, seats), _numbers(board.notes.present(), seats)
    if board.stage == Stage.VOTE:
        marks = {seat: [entry["note"] for entry in own] for seat, own in entries.items()}
    else:
        marks = _numbers(Mark.objects.filter(note__board=board, note__removed_at__isnull=True), seats, "note__number")
    standing = _present(board, marks)
    return {
        seat: {
            "entries": entries.get(seat, []),
            "marks_left": _left(board, [number for number in marks.get(seat, []) if number in standing]),
            "notes": notes.get(seat, []),
            "marks": sorted(marks.get(seat, [])),
        }
        for seat in seats
    }


def _entries(board: Board, seats: dict[uuid.UUID, Viewer]) -> dict[uuid.UUID, list[dict[str, Any]]]:
    found: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
    if board.stage not in SEALED_STAGES:
        return found
    for entry in SealedEntry.objects.filter(board=board, seat__in=seats).standing(board.stage):
        if (seen := project(entry, seats[entry.seat_id], board.stage)) is not None:
            found[entry.seat_id].append(seen)
    return found


def _numbers(rows: Any, seats: Iterable[uuid.UUID], name: str = "number") -> dict[uuid.UUID, list[int]]:
    found: dict[uuid.UUID, list[int]] = defaultdict(list)
    for seat, number in rows.filter(seat__in=list(seats)).order_by(name).values_list("seat_id", name):
        found[seat].append(number)
    return found


def _present(board: Board, marks: dict[uuid.UUID, list[int]]) -> set[int]:
    """Which of the marked notes are still there: a mark on a note that is gone can be given again."""
    marked = {number for numbers in marks.values() for number in numbers}
    if board.stage not in MARKING or not marked:
        return set()
    return set(Note.objects.present().filter(board=board, number__in=marked).values_list("number", flat=True))


def _left(board: Board, standing: list[int]) -> int | None:
    return max(board.marks_per_seat - len(standing), 0) if board.stage in MARKING else None
