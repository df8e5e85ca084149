"""Whatever bytes come over a socket, from whoever, in whatever stage: nothing breaks, and nothing of others is told."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from codesign.actions.boards import join_board, revoke_grant
from codesign.boards import Viewer, project, snapshot_of, with_what_they_speak_of
from codesign.enums import SeatRole, Stage
from codesign.models import Board, Seat
from people.enums import Role
from tests.codesign.boards.screen import Screen
from tests.codesign.boards.test_whole_workshops import plain
from tests.codesign.boards.verbs import add, added
from tests.codesign.pages import client_of
from tests.factories import make_board, make_facilitator, make_participant, make_subject, make_user
from tests.faults.marks import on_a_server
from tests.faults.raw_socket import PING, RawSocket, framed
from tests.faults.shots import Numbers, Shots
from tests.live import LiveServer
from tests.realtime.canary import CANARY
from tests.realtime.sockets import adding, joined, key_of, seat_of, socket_of

pytestmark = [*on_a_server, pytest.mark.long, pytest.mark.timeout(4 * 3600)]
SEED = "an empty chair"
AT_THE_BOARD = ("participant", "facilitator", "staff who joined")
NOT_AT_THE_BOARD = ("advocate", "facilitator of another", "participant of another", "revoked", "nobody")
WORD = "zaunkoenig"
FIRST_FOREIGN_NUMBER = 700_000
KINDS = {"hello", "own", "ops", "yours", "ack", "refused", "head", "resync", "presence", "delayed", "error"}
CODES = {"malformed", "not_allowed", "wrong_stage", "not_found", "stale", "too_long", "too_many", "closed"}
# What the protocol names, and what WebSockets say of broken frames. None is a line that is cut.
ENDINGS = {None, 1000, 1002, 1007, 1009, 4408}


class World(NamedTuple):
    """A board in every stage, everybody's session at it, and a board that nobody of them may know of."""

    boards: dict[Stage, Board]
    sessions: dict[tuple[str, Stage], str]
    numbers: dict[Stage, Numbers]
    other: Board
    forbidden: re.Pattern[bytes]


def make_other(subject, leader) -> Board:
    """A board of the same subject in which every word, name and id is unmistakable."""
    named = {"title": f"{WORD} title", "question": f"{WORD} question", "columns": [f"{WORD} one", f"{WORD} two"]}
    board = make_board(Stage.GROUP, subject=subject, created_by=leader, **named)
    Board.objects.filter(pk=board.pk).update(next_number=FIRST_FOREIGN_NUMBER)
    seats = [make_participant(board) for _ in range(3)]
    for number, seat in enumerate(seats):
        Seat.objects.filter(pk=seat.pk).update(pseudonym=f"{WORD} {number}")
        for _ in range(10):
            add(board, seat, f"{WORD} {uuid.uuid4()}")
    Board.objects.filter(pk=board.pk).update(stage=Stage.WRITE_ALONE)
    add(board, seats[0], f"{WORD} sealed")
    Board.objects.filter(pk=board.pk).update(stage=Stage.GROUP)
    return board


def make_world() -> World:
    leader, stranger = make_facilitator(), make_facilitator()
    subject = make_subject()
    other = make_other(subject, stranger)
    boards = {stage: make_board(Stage.GROUP, subject=subject, created_by=leader) for stage in Stage}
    ids = [str(other.pk), *(str(pk) for pk in other.grants.values_list("seat", flat=True))]
    foreign = list(other.notes.values_list("number", flat=True))
    sessions, numbers = {}, {}
    for stage, board in boards.items():
        sessions |= {(role, stage): key for role, key in sessions_at(board, leader, stranger, other).items()}
        writer = make_participant(board)
        notes = [added(board, writer, f"note {number}") for number in range(8)]
        notes += [
            added(board, seat, "own") for seat in Seat.objects.filter(grants__in=board.grants.filter(revoked_at=None))
        ]
        numbers[stage] = Numbers(stage.value, notes, [1, 2], foreign, ids)
        Board.objects.filter(pk=board.pk).update(stage=stage)
    return World(boards, sessions, numbers, other, re.compile("|".join([WORD, *ids]).encode()))


def sessions_at(board: Board, leader, stranger, other: Board) -> dict[str, str]:
    colleague, gone = make_user(), joined(board)
    join_board(board=board, holder=colleague)
    revoke_grant(grant=seat_of(gone, board).grants.get(board=board), revoked_by=leader)
    return {
        "participant": key_of(joined(board)),
        "facilitator": key_of(client_of(leader)),
        "staff who joined": key_of(client_of(colleague)),
        "advocate": key_of(client_of(make_user(Role.ADVOCATE))),
        "facilitator of another": key_of(client_of(stranger)),
        "participant of another": key_of(joined(other)),
        "revoked": key_of(gone),
        "nobody": "",
    }


@pytest.fixture
def watched(transactional_db, tmp_path):
    server = LiveServer(tmp_path / "server.log", "tests.realtime.canary:application")
    server.start()
    yield server
    server.close()


def provoke_a_traceback(server: LiveServer) -> None:
    with suppress(InvalidStatus, ConnectionClosed):
        connect(server.url.replace("http", "ws") + CANARY, origin=server.url).recv()


class Shooter:
    """One role at one board: shoots, comes back where a shot was the last, and checks what comes."""

    def __init__(self, server: LiveServer, world: World, role: str, stage: Stage) -> None:
        self.shots = Shots(f"{SEED}, {role}, {stage}", world.numbers[stage])
        path = f"/ws/b/{world.boards[stage].pk}/"
        self.socket = RawSocket(server.port, path, world.sessions[role, stage], world.forbidden)
        self.owed_errors, self.owed = 0, set[str]()
        self.shot = self.endings = 0

    async def shoot(self, count: int) -> None:
        while self.shot < count:
            if not self.socket.is_open:
                await self._come_back()
            await self._salvo(min(self.shots.dice.choice([1, 5, 40, 40]), count - self.shot))
        await self.socket.leave()

    async def shoot_at_a_closed_door(self, count: int) -> None:
        """Who has no right here is told so, and nothing else, whatever they send while they are told."""
        await self._be_sent_away()
        assert self.socket.close_code == 4404
        while self.shot < count:
            salvo = [self.shots.next().data for _ in range(20)]
            self.shot += len(salvo)
            with suppress(ConnectionResetError):  # closed before all of it was read, which takes the answer away
                await self._be_sent_away(*salvo)

    async def _be_sent_away(self, *salvo: bytes) -> None:
        await self.socket.open(*salvo)
        await self.socket.until_closed()
        assert not self.socket.frames
        assert self.socket.close_code in ENDINGS | {4404}
        self.endings += self.socket.close_code == 4404

    async def _come_back(self) -> None:
        await self.socket.open()
        assert await self.socket.until(lambda: self.socket.kinds["own"] > 0), "not let in"
        self.socket.frames.clear()
        self.socket.kinds.clear()
        self.socket.answered.clear()
        self.owed_errors, self.owed = 0, set()

    async def _salvo(self, size: int) -> None:
        """Many frames in one piece, then a ping: once it is answered, all before it has been read."""
        salvo = []
        while len(salvo) < size and not (salvo and salvo[-1].is_last):
            salvo.append(self.shots.next())
        self.shot += len(salvo)
        self.owed_errors += sum(each.errors for each in salvo)
        self.owed |= {op_id for each in salvo for op_id in each.op_ids}
        mark = str(self.shot).encode()
        self.socket.send(b"".join(each.data for each in salvo) + (b"" if salvo[-1].is_last else framed(mark, PING)))
        if salvo[-1].is_last:
            await self.socket.until_closed()
            assert self.socket.close_code in ENDINGS, self.socket.close_code
            self.endings += 1
        elif await self.socket.until(lambda: mark in self.socket.pongs and self._has_what_is_owed()):
            self._check()

    def _has_what_is_owed(self) -> bool:
        return self.owed <= self.socket.answered and self.socket.kinds["error"] >= self.owed_errors

    def _check(self) -> None:
        assert self.socket.kinds.keys() <= KINDS
        for frame in self.socket.frames:
            if frame["t"] in ("refused", "error"):
                assert frame["code"] in CODES
                assert frame["sentence"].endswith(".")
        self.socket.frames.clear()
        self.socket.pongs.clear()


def fuzz(server: LiveServer, world: World, count: int) -> list[Shooter]:
    """Everybody shoots at once, nine of ten shots from those who may sit at the board."""
    near = [Shooter(server, world, role, stage) for role in AT_THE_BOARD for stage in Stage]
    far = [Shooter(server, world, role, stage) for role in NOT_AT_THE_BOARD for stage in Stage]

    async def shoot() -> None:
        shooting = [each.shoot(-(-count * 9 // 10 // len(near))) for each in near]
        await asyncio.gather(*shooting, *(each.shoot_at_a_closed_door(-(-count // 10 // len(far))) for each in far))

    asyncio.run(shoot())
    return near + far


def check_log(board: Board, before: dict[str, Any]) -> None:
    """The log has no gaps, and leads from the state that was to the state that is."""
    board.refresh_from_db()
    screen = Screen(before)
    for op in with_what_they_speak_of(board, board.ops.filter(seq__gt=before["head"])):
        screen.see(plain(project(op, Viewer.any_with(SeatRole.PARTICIPANT), board.stage)))
    assert screen.picture() == Screen(state_of(board)).picture()
    assert list(board.ops.values_list("seq", flat=True)) == list(range(1, board.head + 1))


def state_of(board: Board) -> dict[str, Any]:
    return plain(snapshot_of(Board.objects.get(pk=board.pk), SeatRole.PARTICIPANT))


def leaks_of(shooters: Sequence[Shooter]) -> list[bytes]:
    return [leak for each in shooters for leak in each.socket.leaks]


def test_whatever_comes_over_sockets_breaks_nothing_and_is_told_nothing(watched, is_long):
    world = make_world()
    before = {stage: state_of(board) for stage, board in world.boards.items()}
    provoke_a_traceback(watched)
    assert watched.log.read_text().count("Traceback") == 1
    try:
        shooters = fuzz(watched, world, 1_000_000 if is_long else 10_000)
        assert leaks_of(shooters) == []
        for stage, board in world.boards.items():
            check_log(board, before[stage])
            assert Board.objects.get(pk=board.pk).stage == stage
            write_as_usual(watched, board)
        provoke_a_traceback(watched)
        assert watched.log.read_text().count("Traceback") == 2
        assert len(re.findall("ERROR|CRITICAL|Unhandled", watched.log.read_text())) == len_of_canary(watched)
    except BaseException as failure:
        failure.add_note(f"with the seed {SEED!r}")
        raise
    assert all(each.endings for each in shooters), "nobody was ever sent away"


def len_of_canary(server: LiveServer) -> int:
    """How often the log says that something is wrong where only the failure on purpose is in it, twice."""
    return 2 * len(re.findall("ERROR|CRITICAL|Unhandled", server.log.read_text().split("meant to be in the log")[0]))


def write_as_usual(server: LiveServer, board: Board) -> None:
    """Somebody comes and writes as if nothing had been, and is answered as the stage says."""
    stage = Board.objects.get(pk=board.pk).stage
    Board.objects.filter(pk=board.pk).update(stage=Stage.GROUP)
    ana = joined(board)
    Board.objects.filter(pk=board.pk).update(stage=stage)
    with socket_of(ana, server, board) as socket:
        socket.next("own")
        socket.do(adding("After all that"))
        answer = socket.next("ack", "refused")
    writing = {Stage.WRITE_ALONE, Stage.REVEAL, Stage.GROUP, Stage.DISCUSS, Stage.DECIDE}
    expected = {"ack"} if stage in writing else {"closed", "wrong_stage"}
    assert answer.get("code", answer["t"]) in expected


def test_the_eye_on_the_bytes_sees_what_it_looks_for(watched):
    """Who may sit at the other board is told of it: its words and the ids of seats."""
    world = make_world()
    guest = joined(world.other)

    async def listen() -> list[bytes]:
        path = f"/ws/b/{world.other.pk}/?since=0"
        socket = RawSocket(watched.port, path, key_of(guest), world.forbidden)
        await socket.open()
        assert await socket.until(lambda: socket.kinds["ops"] > 0)
        await socket.leave()
        return socket.leaks

    assert WORD.encode() in asyncio.run(listen())
