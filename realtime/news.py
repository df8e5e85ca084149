"""What the database holds for the sockets of one board, read in one go and projected for each of them."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone, translation

from codesign.boards import LoggedOp, Picture, project, seats_in, with_what_they_speak_of
from codesign.models import Board, SeatGrant
from realtime.frames import MOST_BYTES, encode
from realtime.members import Member

MOST_OPS = 500


@dataclass
class News:
    """For each member the frames to send, in order; who is brought to `head` by them, and who has to leave."""

    head: int
    frames: dict[Member, list[str]] = field(default_factory=dict)
    leaving: list[Member] = field(default_factory=list)


def read_news(board_id: uuid.UUID, members: Collection[Member], changed_seats: Collection[uuid.UUID]) -> News:
    """Find who may stay, what each missed, and the own sealed entries of the seats where these changed."""
    board = Board.objects.get(pk=board_id)
    leaving = [member for member in members if not _may_stay(member, _standing(board, members))]
    staying = [member for member in members if member not in set(leaving)]
    news = News(board.head, leaving=leaving)
    shared = _Shared(board, _ops_missed(board, staying))
    for member in staying:
        with translation.override(member.language):
            frames = [*shared.frames_for(member), *_own(board, member, changed_seats)]
        if frames:
            news.frames[member] = frames
    return news


def _standing(board: Board, members: Iterable[Member]) -> tuple[set[tuple[Any, str]], set[str]]:
    """The rights that hold now, and the sessions that are alive: signing out ends a socket as well."""
    grants = SeatGrant.objects.at_board(board).filter(seat__in={member.seat_id for member in members})
    keys = {member.session_key for member in members}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(grants.values_list("seat_id", "role")), set(sessions.values_list("session_key", flat=True))


def _may_stay(member: Member, standing: tuple[set[tuple[Any, str]], set[str]]) -> bool:
    rights, sessions = standing
    return (member.seat_id, member.role) in rights and member.session_key in sessions


def _ops_missed(board: Board, members: Iterable[Member]) -> list[LoggedOp]:
    """The operations after the lowest number that anybody here was told, as far as they can be sent one by one."""
    lowest = min((member.seq for member in members), default=board.head)
    start = max(lowest, board.head - MOST_OPS)
    if start >= board.head:
        return []
    return with_what_they_speak_of(board, board.ops.filter(seq__gt=start, seq__lte=board.head))


class _Shared:
    """Projects and encodes once for all who see the same; a seat that an operation touches sees it its own way."""

    def __init__(self, board: Board, logged: list[LoggedOp]) -> None:
        self.board, self.logged = board, logged
        self.touched = seats_in(logged)
        self.made: dict[tuple, list[str]] = {}

    def frames_for(self, member: Member) -> list[str]:
        if member.seq >= self.board.head:
            return []
        seat = member.seat_id if member.seat_id in self.touched else None
        key = (member.seq, member.role, member.language, seat)
        if key not in self.made:
            self.made[key] = list(self._frames(member))
        return self.made[key]

    def _frames(self, member: Member) -> Iterator[str]:
        """Operations in order in frames of bounded size; where that cannot be, the word to get the state again."""
        missed = [each for each in self.logged if each.op.seq > member.seq]
        if len(missed) != self.board.head - member.seq:
            yield encode({"t": "resync"})
            return
        packed: list[str] = []
        for each in missed:
            packed.append(encode(project(each, member.viewer, self.board.stage)))
            if len(packed[-1].encode()) > MOST_BYTES // 2:
                yield encode({"t": "resync"})
                return
        yield from _pack(packed)


def _pack(ops: list[str]) -> Iterator[str]:
    batch: list[str] = []
    size = 0
    for op in ops:
        if batch and size + len(op.encode()) > MOST_BYTES // 2:
            yield _ops_frame(batch)
            batch, size = [], 0
        batch.append(op)
        size += len(op.encode())
    yield _ops_frame(batch)


def _ops_frame(encoded: list[str]) -> str:
    return '{"t":"ops","ops":[' + ",".join(encoded) + "]}"


def _own(board: Board, member: Member, changed_seats: Collection[uuid.UUID]) -> list[str]:
    if member.seat_id not in changed_seats or not board.is_sealed:
        return []
    picture = Picture(board, member.viewer)
    return [encode({"t": "own", "entries": picture.own, "own_marks_left": picture.own_marks_left})]
