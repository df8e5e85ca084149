"""One batch at work on a locked board: who may do what, what was done before, and what will be written at its end."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from codesign.boards.commands import AddNote, Command
from codesign.boards.results import Ack, Refusal
from codesign.boards.rows import NewKeys, Question, Row, Writes, ask_together, fields_of
from codesign.enums import Provenance, SeatRole
from codesign.models import Board, BoardOp, Column, Note, NoteText, SealedChange, SealedEntry, Seat, SeatGrant
from codesign.models.boards import new_salt

FIELDS_THAT_CHANGE = ("stage", "stage_started_at", "stage_ends_at", "head", "next_number", "next_position", "epoch")
BOARD_FIELDS = tuple(field.attname for field in Board._meta.concrete_fields)
NOTE_FIELDS = ("id", "board", "number", "column", "position", "group", "seat", "version", "removed_at")
NOTE_ATTRIBUTES = tuple(field.attname for field in fields_of(Note, NOTE_FIELDS))
NOTE_FIELDS_THAT_CHANGE = ("column", "position", "group", "version", "removed_at")
TEXT_FIELDS = ("note", "version", "body", "salt")
OP_FIELDS = ("board", "seq", "seat", "op_id", "kind", "data", "committed_at")
SEAT_FIELDS = ("id", "subject_id", "provenance", "holder_id", "pseudonym")  # in their order in the model
NAMES_OF_NOTES = ("note", "before", "under")


def _locked(given: Any) -> Any:
    return Board.objects.select_for_update().filter(pk=given["board"]).values_list(*BOARD_FIELDS)


def _rights(given: Any) -> Any:
    grants = SeatGrant.objects.at_board_of_key(given["board"]).filter(seat__in=given["seats"])
    return grants.values_list("seat_id", "role", "seat__provenance", "seat__pseudonym")


def _done(given: Any) -> Any:
    """By seat: the operations and the sealed entries that commands of these ids brought about."""
    asked = {"board": given["board"], "op_id__in": given["ids"]}
    logged = BoardOp.objects.filter(**asked, seat__isnull=False).order_by()
    made = SealedEntry.objects.filter(**asked).order_by()
    changed = SealedChange.objects.filter(entry__board=given["board"], op_id__in=given["ids"])
    return logged.values_list("seat_id", "op_id", "seq", Value(0)).union(
        made.values_list("seat_id", "op_id", Value(0), "number"),
        changed.values_list("entry__seat_id", "op_id", Value(0), "entry__number"),
        all=True,
    )


def _columns(given: Any) -> Any:
    return Column.objects.filter(board=given["board"]).values_list("pk", "number", "title", "position")


def _named(given: Any) -> Any:
    notes = Note.objects.present().filter(board=given["board"], number__in=given["numbers"]).order_by()
    own = ("pk", "number", "position", "seat_id", "version")
    return notes.values_list(*own, "column_id", "group_id", "group__number", "group__column_id")


LOCKED, RIGHTS, DONE = Question(_locked), Question(_rights), Question(_done)
COLUMNS, NAMED, NOTE_KEYS = Question(_columns), Question(_named), NewKeys(Note)


Rows = list[Row]


class SeatCommand(NamedTuple):
    """What one seat asks for."""

    seat_id: uuid.UUID
    command: Command


class Entry(NamedTuple):
    """An operation as it goes into the log. `data` holds ids and shapes, never text."""

    seq: int
    kind: str
    data: dict[str, Any]
    seat_id: uuid.UUID | None
    op_id: uuid.UUID | None


class Sitting:
    """Holds the lock of the board row from its making to the end of the transaction.

    A note is one object here for the whole batch. What changes is gathered and written at the end; who asks the
    database about notes in between calls `flush` first.
    """

    def __init__(self, board_id: uuid.UUID, asked: Sequence[SeatCommand] = ()) -> None:
        self.seats: dict[uuid.UUID, Seat] = {}
        self.roles: dict[uuid.UUID, set[SeatRole]] = defaultdict(set)
        self._read(board_id, asked)
        self.ops: list[Entry] = []
        self.sealed_seats: set[uuid.UUID] = set()
        self.spoken_of: dict[int, Note] = {}
        self._added: list[Note] = []
        self._texts: list[tuple[int, int, str, str]] = []
        self._changed: dict[int, Note] = {}
        self._writes = Writes()

    def log(self, kind: str, data: dict[str, Any], asked: SeatCommand | None = None) -> int:
        """Put an operation at the end of the log and return its `seq`."""
        self.board.head += 1
        by = (asked.seat_id, asked.command.op_id) if asked else (None, None)
        self.ops.append(Entry(self.board.head, kind, data, *by))
        return self.board.head

    def acknowledge(self, kind: str, data: dict[str, Any], asked: SeatCommand) -> Ack:
        return Ack(asked.command.op_id, seq=self.log(kind, data, asked))

    def seal(self, entry: SealedEntry, asked: SeatCommand) -> Ack:
        """Remember that this seat's sealed store changed, and acknowledge by the entry's own number."""
        self.sealed_seats.add(asked.seat_id)
        return Ack(asked.command.op_id, sealed=entry.number)

    def _next_number(self) -> int:
        """Hand out the next board-local number."""
        number = self.board.next_number
        self.board.next_number += 1
        return number

    def next_position(self) -> float:
        """A position behind every note."""
        position = self.board.next_position
        self.board.next_position += 1
        return float(position)

    def add(self, column: Column, seat_id: uuid.UUID, text: str) -> Note:
        """Put a new note behind every other of its column."""
        if not self._keys:
            self.expect_notes(1)
        note = self._made(column, (self._keys.pop(), self._next_number(), self.next_position(), seat_id, 1))
        self._added.append(note)
        self._notes[note.number] = note
        self.say(note, text)
        return note

    def expect_notes(self, count: int) -> None:
        """Have keys for so many new notes that no command of this batch asked for."""
        self.flush()
        self._keys = [key for (key,) in NOTE_KEYS.rows(count=count)]

    def say(self, note: Note, text: str) -> None:
        """Give the present version of a note its text."""
        note.body = text
        self.spoken_of[note.number] = note
        if note.seat_id in self.seats:
            note.seat = self.seats[note.seat_id]
        self._texts.append((note.pk, note.version, text, new_salt()))

    def change(self, note: Note) -> None:
        """Write this note at the end, as it is then."""
        if note.pk not in {each.pk for each in self._added}:
            self._changed[note.pk] = note
        if note.removed_at:
            self._notes.pop(note.number, None)

    def flush(self) -> None:
        """Write what was gathered about notes."""
        self._gather_notes()
        self._writes.write()

    def write(self) -> None:
        """Write the notes and the log, then the board row. Call it last."""
        self._gather_notes()
        now, board = timezone.now(), self.board.pk
        log = [(board, op.seq, op.seat_id, op.op_id, op.kind, op.data, now) for op in self.ops]
        self._writes.insert(BoardOp, OP_FIELDS, log)
        self._writes.update([self.board], FIELDS_THAT_CHANGE)
        self._writes.write()

    def _gather_notes(self) -> None:
        added = [[getattr(each, name) for name in NOTE_ATTRIBUTES] for each in self._added]
        self._writes.insert(Note, NOTE_FIELDS, added)
        self._writes.insert(NoteText, TEXT_FIELDS, self._texts)
        self._writes.update(list(self._changed.values()), NOTE_FIELDS_THAT_CHANGE)
        self._added, self._texts, self._changed = [], [], {}

    def column(self, number: int) -> Column:
        if number not in self.columns:
            raise Refusal("not_found", _("This column is not on the board. Choose another one."))
        return self.columns[number]

    def note(self, number: int) -> Note:
        """The note of a number that a command names."""
        if number not in self._notes:
            raise Refusal("not_found", _("This note is not on the board any more. Somebody may have removed it."))
        return self._notes[number]

    def known(self, notes: Iterable[Note]) -> list[Note]:
        """These notes, each as the object that it is in this batch. Commands find none by it: some are removed."""
        return [self._notes.get(note.number, note) for note in notes]

    def children_of(self, note: Note) -> list[Note]:
        """The notes that are grouped under this one."""
        self.flush()
        return self.known(note.grouped.present().select_related("column", "group"))

    def _note(self, columns: dict[int, Column], row: Sequence[Any]) -> Note:
        *own, column, group, group_number, group_column = row
        note = self._made(columns[column], own)
        if group:
            note.group = Note(pk=group, number=group_number, column=columns[group_column])
        return note

    def _made(self, column: Column, own: Sequence[Any]) -> Note:
        """A note from its fields in order, which Django takes several times faster than by their names."""
        key, number, position, seat_id, version = own
        note = Note(key, self.board.pk, number, column.pk, position, None, seat_id, version, None)
        note._state.fields_cache.update(board=self.board, column=column)
        note.mark_count = 0
        return note

    def _read(self, board_id: uuid.UUID, asked: Sequence[SeatCommand]) -> None:
        """Take the lock, then read what the commands of this batch are about."""
        ids, seats = {each.command.op_id for each in asked}, {each.seat_id for each in asked}
        named = {getattr(each.command, name, None) for each in asked for name in NAMES_OF_NOTES} - {None}
        adding = sum(isinstance(each.command, AddNote) for each in asked)
        locked = LOCKED.rows(board=board_id)
        if not locked:
            raise Board.DoesNotExist
        self.board = Board.from_db("default", BOARD_FIELDS, locked[0])
        # Only now, because others may have changed all of it while we waited for the lock.
        rows = ask_together(
            (RIGHTS, {"board": board_id, "seats": seats}),
            (DONE, {"board": board_id, "ids": ids}),
            (COLUMNS, {"board": board_id}),
            (NAMED, {"board": board_id, "numbers": named}),
            (NOTE_KEYS, {"count": adding}),
        )
        self._keep(*rows)

    def _keep(self, rights: Rows, done: Rows, columns: Rows, notes: Rows, keys: Rows) -> None:
        for seat_id, role, provenance, pseudonym in rights:
            self.roles[seat_id].add(SeatRole(role))
            if seat_id not in self.seats:
                self.seats[seat_id] = self._seat(seat_id, provenance, pseudonym)
        # What commands with these ids were answered before, by seat: in the log or in a sealed store.
        self.done = {(seat, op_id): Ack(op_id, seq or None, sealed or None) for seat, op_id, seq, sealed in done}
        self.columns = {number: Column(pk, self.board.pk, number, title, place) for pk, number, title, place in columns}
        by_key = {column.pk: column for column in self.columns.values()}
        self._notes = {row[1]: self._note(by_key, row) for row in notes}
        self._keys = [key for (key,) in keys]

    def _seat(self, seat_id: uuid.UUID, provenance: str, pseudonym: str) -> Seat:
        """Only the name of a member of staff stands elsewhere than in the seat."""
        if provenance == Provenance.STAFF:
            return Seat.objects.select_related("holder").get(pk=seat_id)
        values = (seat_id, self.board.subject_id, provenance, None, pseudonym)
        return Seat.from_db("default", SEAT_FIELDS, values)
