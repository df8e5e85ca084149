"""The one writer of boards: forms, sockets and importers all come through `apply`."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction

from codesign.boards import commands as verbs
from codesign.boards import notes, rules, sealed, stages
from codesign.boards.projection import STAGES_WITH_TOTALS, LoggedOp
from codesign.boards.results import Ack, Refusal, Result
from codesign.boards.sitting import SeatCommand, Sitting
from codesign.models import Board
from codesign.signals import ops_committed

# Operations of which a batch knows all that a viewer may see; of others the log is read again.
TOLD_WHOLE = frozenset({"note_added", "note_edited", "note_moved", "note_grouped", "note_removed", "stage_extended"})
Handler = Callable[[Sitting, SeatCommand, Any], Ack]

IN_THE_OPEN: Mapping[type[verbs.Command], Handler] = {
    verbs.AddNote: notes.add,
    verbs.EditNote: notes.edit,
    verbs.RemoveNote: notes.remove,
    verbs.MoveNote: notes.move,
    verbs.GroupNote: notes.group,
    verbs.AddMark: notes.mark,
    verbs.RemoveMark: notes.unmark,
    verbs.SetStage: stages.set_stage,
    verbs.ExtendStage: stages.extend,
}
WHILE_SEALED: Mapping[type[verbs.Command], Handler] = {
    verbs.AddNote: sealed.add,
    verbs.EditNote: sealed.edit,
    verbs.RemoveNote: sealed.remove,
    verbs.AddMark: sealed.mark,
    verbs.RemoveMark: sealed.unmark,
    verbs.SetPosition: sealed.set_position,
    verbs.SetStage: stages.set_stage,
    verbs.ExtendStage: stages.extend,
}


class Committed(NamedTuple):
    """What one transaction did to a board. `logged` is None where the log has to be read to tell it."""

    board_id: uuid.UUID
    head: int
    stage: str
    epoch: int
    sealed_seats: frozenset[uuid.UUID]
    logged: list[LoggedOp] | None


@transaction.atomic
def apply(*, board: Board, commands: Sequence[SeatCommand]) -> list[Result]:
    """Carry out commands in order under the lock of the board row, and answer each: a bad one never spoils the rest.

    A command that was carried out before is answered as it was then and changes nothing.
    """
    sitting = Sitting(board.pk, commands)
    results = [_carry_out(sitting, each) for each in commands]
    sitting.write()
    announce(sitting)
    return results


def announce(sitting: Sitting) -> None:
    """After commit, tell the apps above what happened."""
    if sitting.ops or sitting.sealed_seats:
        transaction.on_commit(partial(ops_committed.send_robust, sender=Board, committed=_committed(sitting)))


def _committed(sitting: Sitting) -> Committed:
    board, notes = sitting.board, sitting.spoken_of
    is_told_whole = board.stage not in STAGES_WITH_TOTALS and all(op.kind in TOLD_WHOLE for op in sitting.ops)
    logged = [LoggedOp(op.seq, op.kind, op.data, op.seat_id, notes, {}) for op in sitting.ops]
    return Committed(
        board.pk,
        board.head,
        board.stage,
        board.epoch,
        frozenset(sitting.sealed_seats),
        logged if is_told_whole else None,
    )


def _carry_out(sitting: Sitting, asked: SeatCommand) -> Result:
    command = asked.command
    key: tuple[uuid.UUID, uuid.UUID] = (asked.seat_id, command.op_id)
    try:
        roles = sitting.roles.get(asked.seat_id, set())
        if roles and key in sitting.done:
            return sitting.done[key]
        rules.check(command, roles, sitting.board.stage)
        handlers = WHILE_SEALED if sitting.board.is_sealed else IN_THE_OPEN
        sitting.done[key] = handlers[type(command)](sitting, asked, command)
    except Refusal as refusal:
        return refusal.of(command.op_id)
    return sitting.done[key]
