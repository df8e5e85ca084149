"""The one writer of boards: forms, sockets and importers all come through `apply`."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction

from codesign.boards import commands as verbs
from codesign.boards import notes, rules, sealed, stages
from codesign.boards.results import Ack, Refusal, Result
from codesign.boards.sitting import SeatCommand, Sitting
from codesign.models import Board
from codesign.signals import ops_committed

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
    """After commit, tell the apps above where the log ends now and whose sealed store changed."""
    if sitting.ops or sitting.sealed_seats:
        news = {"board_id": sitting.board.pk, "head": sitting.board.head, "sealed_seats": sitting.sealed_seats}
        transaction.on_commit(partial(ops_committed.send_robust, sender=Board, **news))


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
