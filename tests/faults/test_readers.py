"""Who stops reading, or says nothing any more, is sent away soon, and costs the others nothing until then."""

import contextlib
import socket
import time

import pytest

from realtime.server.sockets import FRAMES_A_SECOND, FRAMES_AT_ONCE
from tests.faults.connections import MIB, UPGRADE, Connection, Costs, held_ports, until
from tests.faults.crowd import Crowd, people_at
from tests.faults.marks import needs_services, on_a_server

pytestmark = [*on_a_server, needs_services]
WRITERS = 20
RATE = 50
LONGEST = 10.0  # seconds from the last that was read until the server has closed
CLOSED_WITH_4408 = b"\x88\x02" + (4408).to_bytes(2, "big")
NOT_OF_THE_PROTOCOL = b"\x81\x81\0\0\0\0x"
SOMEWHERE = b"\x81\x8c\0\0\0\0" + b'{"t":"here"}'
PING = b"\x89\x80\0\0\0\0"
PONG = b"\x8a\x80\0\0\0\0"
PIECES = 60
IN_PIECES = b"\x01\x80\0\0\0\0" + b"\0\x80\0\0\0\0" * (PIECES - 2) + b"\x80\x80\0\0\0\0"  # a text of no bytes
SWALLOWED = 16 * 1024  # about so much the kernel takes for somebody who is not read from


@pytest.fixture(scope="module")
def reader_count(is_long):
    return 100 if is_long else 20


@pytest.fixture(scope="module")
def place(furnish, reader_count):
    return furnish(workshops=6, people=WRITERS + reader_count)


@pytest.fixture
def world(place, serve_product):
    institution, workshops = place
    server = serve_product(**institution.variables)
    yield institution, server, workshops.pop()
    assert "Traceback" not in server.log.read_text()


class Reader(Connection):
    """Sits down at a board and reads nothing from then on, so that nothing answers pings either."""

    def __init__(self, live, board_id: str, key: str, *, unread_bytes: int | None = 4096) -> None:
        super().__init__(live, unread_bytes=unread_bytes)
        self.key = key
        self.ask(f"GET /ws/b/{board_id}/", f"Origin: {live.url}", f"Cookie: sessionid={key}", *UPGRADE)
        while not self.heard.endswith(b"\r\n\r\n"):
            self.heard += self.socket.recv(1)
        assert self.heard.startswith(b"HTTP/1.1 101 ")
        self.began_at = time.monotonic()


class Readers:
    """People who never read. For each whom the server closes another one comes, for so long."""

    def __init__(self, live, board_id: str, seconds: float) -> None:
        self.live, self.board_id = live, board_id
        self.end = time.monotonic() + seconds
        self.sitting: list[Reader] = []
        self.lifetimes: list[float] = []

    def __enter__(self):
        return self

    def __exit__(self, *_exception: object) -> None:
        for reader in self.sitting:
            reader.socket.close()

    def sit(self, key: str) -> None:
        if time.monotonic() < self.end:
            self.sitting.append(Reader(self.live, self.board_id, key))

    def all_were_closed(self) -> bool:
        held = held_ports(self.live)
        for reader in [each for each in self.sitting if each.port not in held]:
            self.lifetimes.append(time.monotonic() - reader.began_at)
            self.sitting.remove(reader)
            reader.socket.close()
            self.sit(reader.key)
        return not self.sitting


def test_who_never_reads_is_closed_and_costs_the_others_nothing(world, is_long, grace):
    institution, server, board = world
    seconds = 60 if is_long else 15
    with Crowd(people_at(server, board.board_id, board.keys[:WRITERS])) as crowd:
        crowd.wait_until(crowd.all_are_there, 20)
        costs, writing = Costs(server.process.pid), crowd.write(RATE, seconds)
        with Readers(server, board.board_id, seconds) as readers:
            for key in board.keys[WRITERS:]:
                readers.sit(key)
            assert until(readers.all_were_closed, seconds + LONGEST)
        writing.result(20)
        crowd.wait_until(crowd.are_equal, 5)
        crowd.check(institution.log_of(board.board_id))
        assert max(readers.lifetimes) < LONGEST
        assert costs.memory() <= 64 * MIB
        assert crowd.slowness() < 0.25 * grace
        assert not [code for person in crowd.people for code in person.closed_with]


def test_who_asks_without_reading_is_closed_although_it_is_there(world):
    """What comes from them shows that they are there, so only what waits for them tells that they do not read."""
    _institution, server, board = world
    server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # or the kernel would swallow it all
    costs = Costs(server.process.pid)
    with Reader(server, board.board_id, board.keys[0]) as reader:
        reader.send(NOT_OF_THE_PROTOCOL * 100)  # so much may be asked at once
        while reader.port in held_ports(server):
            assert time.monotonic() - reader.began_at < LONGEST
            with contextlib.suppress(ConnectionError):
                reader.send(NOT_OF_THE_PROTOCOL)
            time.sleep(0.04)
    assert costs.memory() < 16 * MIB


@pytest.mark.parametrize(
    "frame",
    [NOT_OF_THE_PROTOCOL, SOMEWHERE, PING, PONG, IN_PIECES],
    ids=["damaged", "presence", "ping", "pong", "in pieces"],
)
def test_who_floods_the_server_keeps_nobody_waiting(world, frame, grace):
    institution, server, board = world
    server.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SWALLOWED)
    with (
        Crowd(people_at(server, board.board_id, board.keys[1:WRITERS])) as crowd,
        Reader(server, board.board_id, board.keys[0], unread_bytes=None) as flooder,
    ):
        crowd.wait_until(crowd.all_are_there, 20)
        flooder.socket.setblocking(False)
        writing, flood = crowd.write(RATE, 4), Flood(flooder.socket, frame)
        while not writing.done():
            flood.go_on()
            time.sleep(0.005)
        assert flood.blocked > 10
        assert flooder.taken() < 4 * SWALLOWED + frames_allowed(4) * len(frame) / frames_in(frame)
        crowd.wait_until(crowd.are_equal, 5)
        crowd.check(institution.log_of(board.board_id))
        assert crowd.slowness() < 0.25 * grace


def frames_in(sent: bytes) -> int:
    return PIECES if sent == IN_PIECES else 1


def frames_allowed(seconds: float) -> float:
    """Twice as many as are meant: a server reads on until it notices, and crowds take a while to begin and to end."""
    return 2 * (FRAMES_AT_ONCE + FRAMES_A_SECOND * seconds)


class Flood:
    """Pushes in whole frames as fast as they go in, and reads what comes, so there is no other reason to close."""

    def __init__(self, line: socket.socket, frame: bytes) -> None:
        self.line, self.length, self.frames = line, len(frame), frame * 5000
        self.sent = self.blocked = 0

    def go_on(self) -> None:
        try:
            self.sent += self.line.send(self.frames[self.sent % self.length :])
        except BlockingIOError:
            self.blocked += 1
        with contextlib.suppress(BlockingIOError):
            self.line.recv(1 << 20)


def test_who_reads_but_says_nothing_is_told_why_it_ends(world):
    _institution, server, board = world
    with Reader(server, board.board_id, board.keys[0]) as reader:
        reader.heard = b""
        while not reader.heard.endswith(CLOSED_WITH_4408):
            data = reader.socket.recv(4096)
            assert data
            reader.heard += data
        assert 5.5 < time.monotonic() - reader.began_at < LONGEST
