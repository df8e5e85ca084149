"""One batch at work on a locked board: who may do what, what was done before, and the log as it grows."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from codesign.boards.commands import Command
from codesign.boards.results import Ack, Refusal
from codesign.enums import SeatRole
from codesign.models import Board, BoardOp, Column, Note, SealedChange, SealedEntry, SeatGrant

FIELDS_THAT_CHANGE = ["stage", "stage_started_at", "stage_ends_at", "head", "next_number", "epoch"]


class SeatCommand(NamedTuple):
    """What one seat asks for."""

    seat_id: uuid.UUID
    command: Command


class Sitting:
    """Holds the lock of the board row from its making to the end of the transaction."""

    def __init__(self, board_id: uuid.UUID, asked: Sequence[SeatCommand] = ()) -> None:
        self.board = Board.objects.select_for_update().get(pk=board_id)
        self.roles = self._read_roles({each.seat_id for each in asked})
        self.done = self._read_done({each.command.op_id for each in asked})
        self.ops: list[BoardOp] = []
        self.sealed_seats: set[uuid.UUID] = set()

    def log(self, kind: str, data: dict[str, Any], asked: SeatCommand | None = None) -> int:
        """Put an operation at the end of the log and return its `seq`. `data` holds ids and shapes, never text."""
        self.board.head += 1
        op = BoardOp(board=self.board, seq=self.board.head, kind=kind, data=data)
        if asked:
            op.seat_id, op.op_id = asked.seat_id, asked.command.op_id
        self.ops.append(op)
        return op.seq

    def acknowledge(self, kind: str, data: dict[str, Any], asked: SeatCommand) -> Ack:
        return Ack(asked.command.op_id, seq=self.log(kind, data, asked))

    def seal(self, entry: SealedEntry, asked: SeatCommand) -> Ack:
        """Remember that this seat's sealed store changed, and acknowledge by the entry's own number."""
        self.sealed_seats.add(asked.seat_id)
        return Ack(asked.command.op_id, sealed=entry.number)

    def next_number(self) -> int:
        """Hand out the next board-local number."""
        number = self.board.next_number
        self.board.next_number += 1
        return number

    def write(self) -> None:
        """Write the log, then the board row. Call it last."""
        BoardOp.objects.bulk_create(self.ops)
        self.board.save(update_fields=FIELDS_THAT_CHANGE)

    @cached_property
    def columns(self) -> dict[int, Column]:
        return {column.number: column for column in self.board.columns.all()}

    def column(self, number: int) -> Column:
        if number not in self.columns:
            raise Refusal("not_found", _("This column is not on the board. Choose another one."))
        return self.columns[number]

    def note(self, number: int) -> Note:
        note = self.board.notes.present().select_related("column", "group__column").filter(number=number).first()
        if note is None:
            raise Refusal("not_found", _("This note is not on the board any more. Somebody may have removed it."))
        return note

    def end_of(self, column: Column) -> float:
        """A position behind every note of a column."""
        last = Note.objects.filter(column=column).aggregate(last=Max("position"))["last"]
        return (last or 0.0) + 1.0

    def _read_roles(self, seat_ids: set[uuid.UUID]) -> dict[uuid.UUID, set[SeatRole]]:
        roles: dict[uuid.UUID, set[SeatRole]] = defaultdict(set)
        grants = SeatGrant.objects.at_board(self.board).filter(seat__in=seat_ids)
        for seat_id, role in grants.values_list("seat_id", "role"):
            roles[seat_id].add(SeatRole(role))
        return roles

    def _read_done(self, op_ids: set[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], Ack]:
        """What commands with these ids were answered before, by seat: in the log or in a sealed store."""
        logged = BoardOp.objects.filter(board=self.board, op_id__in=op_ids)
        made = SealedEntry.objects.filter(board=self.board, op_id__in=op_ids)
        changed = SealedChange.objects.filter(entry__board=self.board, op_id__in=op_ids)
        done = {
            (seat, op_id): Ack(op_id, seq=seq)
            for seat, op_id, seq in logged.values_list("seat_id", "op_id", "seq")
            if seat and op_id
        }
        for entries in (
            made.values_list("seat_id", "op_id", "number"),
            changed.values_list("entry__seat_id", "op_id", "entry__number"),
        ):
            done |= {(seat, op_id): Ack(op_id, sealed=number) for seat, op_id, number in entries}
        return done
