"""What a viewer may see of a board. Page, socket, state and export all ask `project` and nothing else."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from codesign.enums import Provenance, SeatRole, Stage
from codesign.models import Board, BoardOp, Note, SealedEntry, Seat

STAGES_WITH_TOTALS = (Stage.DECIDE, Stage.CLOSE)
# What is the same for all who see a note; whose it is, and who marked it, is told to each apart.
SHARED = ("number", "column", "text", "version", "author", "under", "marks", "is_redacted", "before")


@dataclass(frozen=True)
class Viewer:
    """For whom something is projected: one seat, or without a seat all who have this role."""

    seat_id: uuid.UUID | None
    name: str
    role: SeatRole

    @classmethod
    def at(cls, seat: Seat, role: SeatRole) -> "Viewer":
        return cls(seat.pk, author_of(seat), role)

    @classmethod
    def any_with(cls, role: SeatRole) -> "Viewer":
        return cls(None, "", role)

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
        return {name: getattr(self, name) for name in SHARED}


class LoggedOp(NamedTuple):
    """An operation with what it speaks of: notes by their numbers, texts of positions by their keys."""

    seq: int
    kind: str
    data: dict[str, Any]
    seat_id: uuid.UUID | None
    notes: dict[int, Note]
    positions: dict[int, str]


class Own(NamedTuple):
    """What of some operations is one seat's: those it did itself, and the notes it wrote."""

    ops: list[int]
    notes: list[int]


@singledispatch
def project(entity: object, viewer: Viewer, stage: str) -> Any:
    """Return what this viewer may see of a note, a sealed entry or an operation in this stage; None is nothing."""
    raise TypeError(f"There is no rule for who may see a {type(entity).__name__}.")


@project.register
def _project_note(note: Note, viewer: Viewer, stage: str) -> NoteView:
    leader = note.group or note
    text = "" if note.removed_at else note.body or ""
    return NoteView(
        number=note.number,
        column=leader.column.number,
        text=text,
        version=note.version,
        author=author_of(note.seat),
        is_yours=note.seat_id == viewer.seat_id,
        under=note.group.number if note.group else None,
        marks=note.mark_count if stage in STAGES_WITH_TOTALS else None,
        is_redacted=not text,
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
    data, shown = logged.data, {"seq": logged.seq, "kind": logged.kind}
    match logged.kind:
        case "note_added":
            return shown | {"note": _as_put(logged, data, viewer, stage)}
        case "note_edited":
            return shown | {"note": _wire_note(logged, data["note"], viewer, stage)}
        case "notes_revealed":
            views = (_as_put(logged, each, viewer, stage) for each in data["notes"])
            return shown | {"notes": [view for view in views if view]}
        case "positions_revealed":
            texts = logged.positions
            return shown | {"positions": [texts[key] for key in data["positions"] if key in texts]}
        case "mark_added" | "mark_removed":
            note = logged.notes.get(data["note"])
            marks = note.mark_count if note and stage in STAGES_WITH_TOTALS else None
            return shown | {"note": data["note"], "marks": marks}
        case _:
            return shown | data


def _as_put(logged: LoggedOp, data: dict[str, Any], viewer: Viewer, stage: str) -> dict[str, Any] | None:
    """A note where it was put at first: the operations that follow move it from there, and others before it."""
    view = _wire_note(logged, data["note"], viewer, stage)
    return view | {"column": data["column"], "under": None} if view else None


def _wire_note(logged: LoggedOp, number: int, viewer: Viewer, stage: str) -> dict[str, Any] | None:
    note = logged.notes.get(number)
    return project(note, viewer, stage).on_the_wire() if note else None


def author_of(seat: Seat) -> str:
    """The name that others read: a pseudonym, or that it is a member of staff, who is never shown as a participant."""
    if seat.provenance == Provenance.STAFF:
        name = seat.holder.display_name if seat.holder else ""
        return _("%(name)s, member of staff") % {"name": name} if name else _("Member of staff")
    return seat.shown_as


def with_what_they_speak_of(board: Board, ops: Iterable[BoardOp]) -> list[LoggedOp]:
    """Read once, for every viewer, the notes and texts that these operations need.

    Notes that are gone are among them, without their words: others were put before them while they were there.
    """
    ops = list(ops)
    numbers = {number for op in ops for number in notes_of(op.data)}
    by_number = {note.number: note for note in board.notes.to_show().filter(number__in=numbers)}
    keys = [key for op in ops if op.kind == "positions_revealed" for key in op.data["positions"]]
    positions = texts_of_positions(board, keys)
    return [LoggedOp(op.seq, op.kind, op.data, op.seat_id, by_number, positions) for op in ops]


def texts_of_positions(board: Board, keys: Collection[int]) -> dict[int, str]:
    if not keys:
        return {}
    entries = board.sealed_entries.filter(pk__in=keys, stage=Stage.FIRST_POSITION, revealed_at__isnull=False)
    return {entry.pk: entry.data["text"] for entry in entries if entry.data["text"]}


def own_in(logged: Sequence[LoggedOp]) -> dict[uuid.UUID, Own]:
    """By seat, what of these operations is its own: the one thing in which they differ between seats."""
    found: dict[uuid.UUID, Own] = defaultdict(lambda: Own([], []))
    for each in logged:
        if each.seat_id:
            found[each.seat_id].ops.append(each.seq)
        for number in notes_of(each.data):
            if note := each.notes.get(number):
                found[note.seat_id].notes.append(number)
    return dict(found)


def notes_of(data: dict[str, Any]) -> list[int]:
    """The numbers of the notes of which an operation speaks."""
    return [each["note"] for each in data.get("notes", [data]) if "note" in each]
