"""A whole board as one viewer sees it: what the page draws and what the state holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from codesign.boards.decided import Decided, decided_at
from codesign.boards.own import own_at
from codesign.boards.projection import (
    NoteView,
    Viewer,
    project,
    texts_of_positions,
)
from codesign.boards.stages import Undo, undo_at
from codesign.enums import SeatRole, Stage
from codesign.models import Board, Column, Note, Seat, SeatGrant
from codesign.querysets.boards import NoteQuerySet

NOTES_A_COLUMN = 100


@dataclass(frozen=True)
class StageView:
    value: str
    label: str
    is_current: bool
    is_done: bool
    is_next: bool


@dataclass(frozen=True)
class ColumnView:
    """A column with its first notes. `count` counts all of them, `more` those that lead a group and are not here."""

    column: Column
    notes: list[NoteView]
    count: int
    more: int


class Picture:
    """Reads each part when it is asked for, with a number of queries that does not grow with the board."""

    def __init__(self, board: Board, viewer: Viewer) -> None:
        self.board, self.viewer, self.stage = board, viewer, Stage(board.stage)

    @property
    def stages(self) -> list[StageView]:
        order = list(Stage)
        here = order.index(self.stage)
        return [
            StageView(stage.value, _name(stage, place == here), place == here, place < here, place == here + 1)
            for place, stage in enumerate(order)
        ]

    @cached_property
    def columns(self) -> list[ColumnView]:
        shown = self._views(self.board.notes.present().first_of_each_column(NOTES_A_COLUMN))
        counts = {row["home"]: row for row in self.board.notes.present().counts_by_column()}
        return [self._column(column, shown, counts.get(column.number)) for column in self.board.columns.all()]

    def note(self, number: int) -> NoteView | None:
        views = self._views(self.board.notes.present().filter(number=number))
        return next((view for view in views if view.number == number), None)

    @cached_property
    def _own(self) -> dict[str, Any]:
        own = own_at(self.board, [self.viewer])
        return own[self.viewer.seat_id] if self.viewer.seat_id else {"entries": [], "marks_left": None, "marks": []}

    @property
    def own(self) -> list[dict[str, Any]]:
        """One's own sealed entries of this stage, whole."""
        entries: list[dict[str, Any]] = self._own["entries"]
        return entries

    @property
    def own_entries(self) -> list[dict[str, Any]]:
        """The notes one has written alone so far, the newest first, with the titles of their columns."""
        if self.stage != Stage.WRITE_ALONE:
            return []
        titles = {column.number: column.title for column in self.board.columns.all()}
        newest_first = reversed(self.own)
        return [entry | {"column": titles[entry["column"]], "column_number": entry["column"]} for entry in newest_first]

    @property
    def own_position(self) -> str | None:
        return self.own[0]["text"] if self.stage == Stage.FIRST_POSITION and self.own else None

    @cached_property
    def own_marks(self) -> set[int]:
        """The numbers of the notes on which one's marks are: sealed ones in the vote, open ones after it."""
        return set(self._own["marks"])

    @property
    def own_marks_left(self) -> int | None:
        left: int | None = self._own["marks_left"]
        return left

    @cached_property
    def positions(self) -> list[str]:
        """Texts of the first positions once they are revealed, in the random order of the log."""
        op = self.board.ops.filter(kind="positions_revealed").last()
        texts = texts_of_positions(self.board, op.data["positions"]) if op else {}
        return [texts[key] for key in op.data["positions"] if key in texts] if op else []

    @property
    def undo(self) -> Undo | None:
        return undo_at(self.board) if self.viewer.is_facilitator else None

    @property
    def decided(self) -> Decided | None:
        return decided_at([self.board], self.viewer).get(self.board.pk)

    @property
    def sealed_count(self) -> int | None:
        """How many notes were written alone so far, only where the board says so."""
        if self.stage != Stage.WRITE_ALONE or not self.board.shows_sealed_count:
            return None
        return self.board.sealed_entries.standing(self.stage).count()

    @property
    def people_count(self) -> int:
        return people_at(self.board)

    def _column(self, column: Column, shown: Iterable[NoteView], counts: dict[str, int] | None) -> ColumnView:
        notes = [view for view in shown if view.column == column.number and view.under is None]
        total, leading = (counts["notes"], counts["leading"]) if counts else (0, 0)
        return ColumnView(column, notes, total, max(leading - len(notes), 0))

    def _views(self, leaders: NoteQuerySet) -> list[NoteView]:
        """Project notes, and under each those grouped under it."""
        found = self.board.notes.present().to_show().and_those_under(leaders)
        views = {note.pk: self._view(note) for note in found}
        for note in found:
            if note.group_id in views:
                views[note.group_id].grouped.append(views[note.pk])
        return list(views.values())

    def _view(self, note: Note) -> NoteView:
        view = project(note, self.viewer, self.stage)
        view.is_marked = note.number in self.own_marks
        return view


def _name(stage: Stage, is_current: bool) -> str:
    """A closed board is closed: “Close” beside “now” would read as if it asked for something."""
    return _("Closed") if is_current and stage == Stage.CLOSE else str(stage.label)


def people_at(board: Board) -> int:
    """How many seats hold a current grant as participants at this board."""
    grants = SeatGrant.objects.at_board(board).filter(role=SeatRole.PARTICIPANT)
    return grants.values("seat").distinct().count()


def snapshot_of(board: Board, role: SeatRole) -> dict[str, Any]:
    """All that the log made of a board, as everybody with this role sees it; what is one's own comes apart."""
    picture = Picture(board, Viewer.any_with(role))
    return {
        "head": board.head,
        "epoch": board.epoch,
        "stage": board.stage,
        "ends_at": board.stage_ends_at,
        "columns": [{"number": column.number, "title": column.title} for column in board.columns.all()],
        "notes": [view.on_the_wire() for view in _every_note(picture)],
        "positions": picture.positions,
    }


def _every_note(picture: Picture) -> list[NoteView]:
    """In order, in the column where its group stands, each with the number of the one it is before."""
    views = [project(note, picture.viewer, picture.stage) for note in _read_every_note(picture.board)]
    follower: dict[int, int] = {}
    for view in reversed(views):
        if view.under is None:
            view.before = follower.get(view.column)
            follower[view.column] = view.number
    return views


def _read_every_note(board: Board) -> list[Note]:
    """Columns and authors are few, so each is made once and not again for each of thousands of notes."""
    home = Coalesce("group__column__position", "column__position")
    notes = list(board.notes.present().with_words_and_marks().order_by(home, "position", "number"))
    columns = {column.pk: column for column in board.columns.all()}
    seats = Seat.objects.select_related("holder").in_bulk({note.seat_id for note in notes})
    by_key = {note.pk: note for note in notes}
    for note in notes:
        known = {"board": board, "column": columns[note.column_id], "seat": seats[note.seat_id]}
        note._state.fields_cache |= known | {"group": by_key.get(note.group_id)}
    return notes
