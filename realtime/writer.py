"""Hands what sockets ask for to the one writer of boards, many commands in one commit."""

import logging
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

from codesign.boards import Command, Refusal, Result, SeatCommand, apply
from codesign.models import Board
from realtime.members import Member
from realtime.threads import in_a_writing_thread

logger = logging.getLogger(__name__)

# The database is away or gives no answer: it may come back, and then all of it is asked again.
OUT_OF_REACH = (OperationalError, InterfaceError)


class Asked(NamedTuple):
    member: Member
    command: Command


async def write(board_id: uuid.UUID, asked: Sequence[Asked]) -> list[Result]:
    """Carry out and commit. Raise one of OUT_OF_REACH, with nothing acknowledged, where the database is away."""
    try:
        return await in_a_writing_thread(_apply, board_id, asked)
    except OUT_OF_REACH:
        raise
    except DatabaseError:
        if len(asked) == 1:
            logger.exception("A command at board %s was not written.", board_id)
            return [failed().of(asked[0].command.op_id)]
    return [(await write(board_id, [each]))[0] for each in asked]


def _apply(board_id: uuid.UUID, asked: Sequence[Asked]) -> list[Result]:
    commands = [SeatCommand(each.member.seat_id, each.command) for each in asked]
    return apply(board=Board(pk=board_id), commands=commands)


def failed() -> Refusal:
    return Refusal("failed", _("Something went wrong on our side, and this was not saved. Try again in a minute."))


def too_many() -> Refusal:
    return Refusal("too_many", _("Too many changes came from here at once. Wait a few seconds, then try again."))
