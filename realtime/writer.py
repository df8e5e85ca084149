"""Hands what sockets ask for to the one writer of boards, many commands in one commit."""

import logging
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from channels.db import database_sync_to_async
from django.db import DatabaseError

from codesign.boards import Command, Result, SeatCommand, apply
from codesign.models import Board
from realtime.frames import result_frame
from realtime.members import Member

logger = logging.getLogger(__name__)

COME_BACK = 4410


class Asked(NamedTuple):
    member: Member
    command: Command


async def write(board_id: uuid.UUID, asked: Sequence[Asked]) -> None:
    """Commit, then acknowledge. Where the database fails, whoever asked comes back and asks again."""
    try:
        results = await _apply(board_id, asked)
    except DatabaseError:
        if len(asked) > 1:
            for each in asked:
                await write(board_id, [each])
            return
        logger.exception("A command at board %s was not written.", board_id)
        asked[0].member.outbox.close(COME_BACK)
        return
    for each, result in zip(asked, results, strict=True):
        each.member.outbox.put(result_frame(result, each.member.language))


@database_sync_to_async
def _apply(board_id: uuid.UUID, asked: Sequence[Asked]) -> list[Result]:
    commands = [SeatCommand(each.member.seat_id, each.command) for each in asked]
    return apply(board=Board(pk=board_id), commands=commands)
