"""The log of one board as its sockets are told it: read in order, encoded once for each audience."""

import uuid
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.utils import translation

from codesign.boards import LoggedOp, Own, Viewer, own_at, own_in, project, with_what_they_speak_of
from codesign.boards.rows import Question
from codesign.models import Board
from realtime.frames import MOST_BYTES_OF_OPS, encode
from realtime.members import Audience

MOST_OPS_AT_ONCE = 500
MOST_OPS_KEPT = 1000


class Standing(NamedTuple):
    """Where a board is, and whether it tells who is here."""

    head: int
    stage: str
    epoch: int
    shows_presence: bool


STANDING_FIELDS = Standing._fields
UNKNOWN = Standing(-1, "", 0, False)


def _standings(given: Any) -> Any:
    return Board.objects.filter(pk__in=given["boards"]).order_by().values_list("pk", *STANDING_FIELDS)


STANDINGS = Question(_standings)


class Told(NamedTuple):
    """One operation ready to send: its bytes for each audience, and for each seat what of it is its own."""

    seq: int
    bytes_for: dict[Audience, bytes]
    own: dict[uuid.UUID, Own]


class Ring:
    """The newest operations, without gaps, for those who come back after a moment."""

    def __init__(self) -> None:
        self._told: deque[Told] = deque(maxlen=MOST_OPS_KEPT)

    def add(self, told: Iterable[Told]) -> None:
        for each in told:
            if self._told and each.seq != self._told[-1].seq + 1:
                self._told.clear()
            self._told.append(each)

    def clear(self) -> None:
        """Forget, because what may be seen of older operations has changed."""
        self._told.clear()

    def after(self, seq: int, head: int, audience: Audience) -> list[Told] | None:
        """The operations after `seq` up to `head`; None where they are not all here for this audience."""
        if seq == head:
            return []
        if not self._told or self._told[0].seq > seq + 1 or self._told[-1].seq != head:
            return None
        found = [each for each in self._told if each.seq > seq]
        return found if all(audience in each.bytes_for for each in found) else None


def read_standings(board_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Standing]:
    return {board_id: Standing(*standing) for board_id, *standing in STANDINGS.rows(boards=list(board_ids))}


def standing_of(board: Board) -> Standing:
    return Standing(*(getattr(board, name) for name in STANDING_FIELDS))


def read_log(board_id: uuid.UUID, after: int, audiences: Collection[Audience]) -> tuple[Standing, list[Told] | None]:
    """Where the board is now and the operations since `after`; None instead of them where they are too many."""
    board = Board.objects.get(pk=board_id)
    standing = standing_of(board)
    if not board.head - MOST_OPS_AT_ONCE <= after <= board.head:
        return standing, None
    ops = board.ops.filter(seq__gt=after, seq__lte=board.head)
    return standing, told(with_what_they_speak_of(board, ops), board.stage, audiences)


def read_own(board_id: uuid.UUID, viewers: Collection[Viewer]) -> dict[uuid.UUID, dict[str, Any]]:
    """By seat, what of the board is its own."""
    return own_at(Board.objects.get(pk=board_id), viewers)


def told(logged: Sequence[LoggedOp], stage: str, audiences: Collection[Audience]) -> list[Told]:
    """Project and encode operations. They look different to a seat only in what is its own."""
    owned = [own_in([each]) for each in logged]
    encoded = {audience: list(_encoded(logged, stage, audience)) for audience in audiences}
    return [
        Told(each.seq, {audience: encoded[audience][place] for audience in audiences}, owned[place])
        for place, each in enumerate(logged)
    ]


def _encoded(logged: Iterable[LoggedOp], stage: str, audience: Audience) -> Iterable[bytes]:
    viewer = Viewer.any_with(audience.role)
    with translation.override(audience.language):
        for each in logged:
            yield encode(project(each, viewer, stage))


def is_too_large(ops: Iterable[bytes]) -> bool:
    """Whether one of these alone would fill a frame: then the state is fetched instead."""
    return any(len(op) > MOST_BYTES_OF_OPS for op in ops)
