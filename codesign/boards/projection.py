"""What a viewer may see of a board. Page, socket, state and export all ask `project` and nothing else."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

from django.utils.translation import gettext as _

from codesign.enums import Provenance, SeatRole, Stage
from codesign.models import Board, BoardOp, Note, SealedEntry, Seat

STAGES_WITH_TOTALS = (Stage.DECIDE, Stage.CLOSE)


@dataclass(frozen=True)
class Viewer:
    """For whom something is projected."""

    seat_id: uuid.UUID
    name: str
    role: SeatRole

    @classmethod
    def at(cls, seat: Seat, role: SeatRole) -> "Viewer":
        return cls(seat.pk, author_of(seat), role)

    @property
    def is_facilitator(self) -> bool:
        return self.role == SeatRole.FACILITATOR


@dataclass
class NoteView:
    """A note as one viewer sees it. `marks` is None while marks are sealed."""

    number: int
    column: int
    text: str
    version: int
    author: str
    is_yours: bool
    under: int | None
    marks: int | None
    is_redacted: bool
    is_marked: bool = False
    before: int | None = None
    grouped: list["NoteView"] = field(default_factory=list)

    @property
    def under_number(self) -> int | None:
        return self.under

    def on_the_wire(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "grouped"}


@dataclass(frozen=True)
class LoggedOp:
    """An operation with what it speaks of: notes by their numbers, texts of positions by their keys."""

    op: BoardOp
    notes: dict[int, Note]
    positions: dict[int, str]


@singledispatch
def project(entity: object, viewer: Viewer, stage: str) -> Any:
    """Return what this viewer may see of a note, a sealed entry or an operation in this stage; None is nothing."""
    raise TypeError(f"There is no rule for who may see a {type(entity).__name__}.")


@project.register
def _project_note(note: Note, viewer: Viewer, stage: str) -> NoteView:
    leader = note.group or note
    return NoteView(
        number=note.number,
        column=leader.column.number,
        text=note.body or "",
        version=note.version,
        author=author_of(note.seat),
        is_yours=note.seat_id == viewer.seat_id,
        under=note.group.number if note.group else None,
        marks=note.mark_count if stage in STAGES_WITH_TOTALS else None,
        is_redacted=not note.body,
    )


@project.register
def _project_sealed(entry: SealedEntry, viewer: Viewer, stage: str) -> dict[str, Any] | None:
    """One's own, as long as it stands in this stage. To everybody else it does not exist."""
    is_own = entry.seat_id == viewer.seat_id
    if not is_own or entry.stage != stage or entry.withdrawn_at or entry.revealed_at:
        return None
    return {"number": entry.number, **entry.data}


@project.register
def _project_op(logged: LoggedOp, viewer: Viewer, stage: str) -> dict[str, Any]:
    """An operation as a screen needs it. Texts are those of now: what is gone is not sent again."""
    op, data = logged.op, logged.op.data
    shown = {"seq": op.seq, "kind": op.kind}
    match op.kind:
        case "note_added" | "note_edited":
            return shown | {"note": _wire_note(logged, data["note"], viewer, stage)}
        case "notes_revealed":
            views = (_wire_note(logged, each["note"], viewer, stage) for each in data["notes"])
            return shown | {"notes": [view for view in views if view]}
        case "positions_revealed":
            return shown | {
                "positions": [logged.positions[key] for key in data["positions"] if key in logged.positions]
            }
        case "mark_added" | "mark_removed":
            note = logged.notes.get(data["note"])
            marks = note.mark_count if note and stage in STAGES_WITH_TOTALS else None
            return shown | {"note": data["note"], "marks": marks, "is_yours": op.seat_id == viewer.seat_id}
        case _:
            return shown | data


def _wire_note(logged: LoggedOp, number: int, viewer: Viewer, stage: str) -> dict[str, Any] | None:
    note = logged.notes.get(number)
    return project(note, viewer, stage).on_the_wire() if note else None


def author_of(seat: Seat) -> str:
    """The name that others read: a pseudonym, or that it is a member of staff, who is never shown as a participant."""
    if seat.provenance == Provenance.STAFF:
        name = seat.holder.display_name if seat.holder else ""
        return _("%(name)s, member of staff") % {"name": name} if name else _("Member of staff")
    return seat.pseudonym


def with_what_they_speak_of(board: Board, ops: Iterable[BoardOp]) -> list[LoggedOp]:
    """Read once, for every viewer, the notes and texts that these operations need."""
    ops = list(ops)
    notes = board.notes.present().to_show().filter(number__in=_note_numbers(ops))
    keys = [key for op in ops if op.kind == "positions_revealed" for key in op.data["positions"]]
    by_number = {note.number: note for note in notes}
    positions = texts_of_positions(board, keys)
    return [LoggedOp(op, by_number, positions) for op in ops]


def texts_of_positions(board: Board, keys: Collection[int]) -> dict[int, str]:
    if not keys:
        return {}
    entries = board.sealed_entries.filter(pk__in=keys, stage=Stage.FIRST_POSITION, revealed_at__isnull=False)
    return {entry.pk: entry.data["text"] for entry in entries}


def seats_in(logged: Iterable[LoggedOp]) -> set[uuid.UUID]:
    """The seats for which these operations look different than for the rest of the room."""
    logged = list(logged)
    seats = {each.op.seat_id for each in logged if each.op.seat_id}
    for each in logged:
        seats |= {each.notes[number].seat_id for number in _note_numbers([each.op]) if number in each.notes}
    return seats


def _note_numbers(ops: Iterable[BoardOp]) -> set[int]:
    numbers = set()
    for op in ops:
        numbers |= {each["note"] for each in op.data.get("notes", [op.data]) if "note" in each}
    return numbers
