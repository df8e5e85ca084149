"""The way of bytes to a socket: in order whatever is in their way, and bounded where nobody reads."""

import asyncio
import socket
from collections import deque

import pytest
from daphne.ws_protocol import WebSocketProtocol

from realtime.allowance import Allowance
from realtime.server.sockets import Socket
from realtime.wire import MOST_BYTES, PING, AsgiWire, DirectWire, Frame, send_to_all, wire_of


class Transport:
    """What a wire uses of Twisted's: a buffer that is written out only when the test says so."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.dataBuffer, self.offset, self._tempDataBuffer = b"", 0, []

    def write(self, data: bytes) -> None:
        self._tempDataBuffer.append(data)

    def drain(self) -> None:
        data, self._tempDataBuffer = b"".join(self._tempDataBuffer), []
        self.socket.setblocking(True)
        self.socket.sendall(data)
        self.socket.setblocking(False)


class Protocol:
    heard_at = 0.0

    def __init__(self, transport: Transport) -> None:
        self.transport, self.closed_with = transport, None

    def sendClose(self, code: int) -> None:
        self.closed_with = code
        self.transport.write(b"<close>")


@pytest.fixture
def line():
    """Both ends of a real connection with small buffers."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    ours.setblocking(False)
    theirs.settimeout(5)
    yield ours, theirs
    ours.close()
    theirs.close()


def read_all(theirs: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        found += theirs.recv(65536)
    return found


@pytest.mark.parametrize(("length", "head"), [(1, 2), (125, 2), (126, 4), (65535, 4), (65536, 10)])
def test_a_frame_is_a_whole_text_frame_that_is_not_masked(length, head):
    whole = Frame(b"x" * length).whole
    assert (whole[0], len(whole)) == (0x81, length + head)
    assert int.from_bytes(whole[2:head], "big") == length if head > 2 else whole[1] == length


async def test_what_is_in_the_way_goes_first(line):
    """The answer to the handshake, pongs, frames and the closing frame keep their order."""
    ours, theirs = line
    transport = Transport(ours)
    transport.write(b"<answer>")
    wire = DirectWire(Protocol(transport))
    wire.send(Frame(b"one"))
    wire.write(b"<pong>")
    send_to_all([wire], Frame(b"two"))
    wire.send(Frame(b"three"), PING)
    wire.close(4401)
    wire.send(Frame(b"too late"))
    send_to_all([wire], Frame(b"too late"))
    transport.drain()
    told = [Frame(b"one").whole, b"<pong>", Frame(b"two").whole, Frame(b"three").whole, PING.whole]
    expected = b"".join([b"<answer>", *told, b"<close>"])
    assert read_all(theirs, len(expected)) == expected
    assert wire.protocol.closed_with == 4401


async def test_where_nothing_is_in_the_way_all_goes_straight_to_the_kernel(line):
    ours, theirs = line
    transport = Transport(ours)
    wire = DirectWire(Protocol(transport))
    wire.send(Frame(b"one"))
    wire.write(b"<pong>")
    send_to_all([wire], Frame(b"two"))
    expected = Frame(b"one").whole + b"<pong>" + Frame(b"two").whole
    assert read_all(theirs, len(expected)) == expected
    assert not transport._tempDataBuffer


def test_what_autobahn_says_itself_goes_the_same_way_until_the_end(line, monkeypatch):
    """Or a pong would come between the halves of a frame."""
    alone, through = [], []
    monkeypatch.setattr(WebSocketProtocol, "sendData", lambda _self, data, *_more: alone.append(data))
    protocol = Socket()
    protocol.sendData(b"answer")
    protocol.transport = Transport(line[0])
    wire = DirectWire(protocol)
    monkeypatch.setattr(DirectWire, "write", lambda _self, data: through.append(data))
    protocol.sendData(b"pong")
    wire.close_code = 4401
    protocol.sendData(b"close")
    assert (alone, through) == ([b"answer", b"close"], [b"pong"])


async def test_what_the_kernel_takes_only_half_is_finished_before_anything_else(line):
    ours, theirs = line
    transport = Transport(ours)
    wire = DirectWire(Protocol(transport))
    large, small = Frame(b"l" * 300_000), Frame(b"s")
    wire.send(large)
    wire.send(small)
    assert transport._tempDataBuffer
    reading = asyncio.get_running_loop().run_in_executor(None, read_all, theirs, len(large.whole) + len(small.whole))
    await asyncio.get_running_loop().run_in_executor(None, transport.drain)
    while wire._waiting:
        await asyncio.sleep(0.01)
    await asyncio.get_running_loop().run_in_executor(None, transport.drain)
    assert await reading == large.whole + small.whole


async def test_who_was_behind_for_a_moment_is_told_all_that_waited_at_once(line):
    """One frame after the other is slower than a busy board makes them: they would be behind until they are let go."""
    ours, theirs = line
    transport = Transport(ours)
    wire = DirectWire(Protocol(transport))
    transport.write(b"in the way")
    frames = [Frame(b"%d" % number) for number in range(100)]
    for frame in frames:
        wire.send(frame)
    transport.drain()
    wire._try()
    transport.drain()
    wire.send(Frame(b"the next"))
    expected = b"".join([b"in the way", *(frame.whole for frame in frames), Frame(b"the next").whole])
    assert read_all(theirs, len(expected)) == expected
    assert (wire.is_clear, wire._bytes) == (True, 0)


async def test_who_does_not_read_is_let_go_with_a_bounded_cost(line):
    transport = Transport(line[0])
    wire = DirectWire(Protocol(transport))
    frame = Frame(b"x" * 30_000)
    for _ in range(100):
        wire.send(frame)
    assert (wire.close_code, wire.protocol.closed_with) == (4408, 4408)
    assert sum(map(len, transport._tempDataBuffer)) + wire._bytes <= MOST_BYTES + 2 * 30_010


async def test_what_is_worth_nothing_later_is_dropped_where_something_is_in_the_way(line):
    transport = Transport(line[0])
    wire = DirectWire(Protocol(transport))
    transport.write(b"in the way")
    wire.send_if_clear(Frame(b"presence"))
    assert (transport._tempDataBuffer, wire._waiting) == ([b"in the way"], deque())


async def test_what_the_kernel_will_not_take_is_left_to_twisted_and_nothing_goes_past_it(line):
    """Of whatever kind the failure is: bytes that were skipped would take a frame from the middle of the log."""
    transport = Transport(line[0])
    wire = DirectWire(Protocol(transport))
    line[0].close()
    wire.send(Frame(b"one"))
    wire.send(Frame(b"two"))
    assert (transport._tempDataBuffer, list(wire._waiting)) == ([Frame(b"one").whole], [Frame(b"two").whole])
    assert wire.close_code is None


async def sent_by(wire: AsgiWire, sent: list, count: int) -> list:
    while len(sent) < count:
        await asyncio.sleep(0)
    return sent


async def test_over_plain_asgi_the_same_goes_out_in_order_and_pings_are_the_servers():
    sent: list = []

    async def send(message):
        sent.append(message)

    wire = wire_of({}, send)
    wire.send(Frame(b"one"), PING, Frame(b"two"))
    wire.close(4401)
    wire.close(4408)
    assert await sent_by(wire, sent, 3) == [
        {"type": "websocket.send", "text": "one"},
        {"type": "websocket.send", "text": "two"},
        {"type": "websocket.close", "code": 4401},
    ]


async def test_over_plain_asgi_who_does_not_read_is_let_go():
    forever, sent = asyncio.Event(), []

    async def send(message):
        sent.append(message)
        await forever.wait()

    wire = AsgiWire(send)
    for _ in range(40):
        wire.send(Frame(b"x" * 30_000))
    assert wire.close_code == 4408
    forever.set()
    assert (await sent_by(wire, sent, 1))[-1] == {"type": "websocket.close", "code": 4408}


async def test_over_plain_asgi_nothing_is_kept_for_somebody_who_has_gone():
    async def send(_message):
        raise ConnectionResetError

    wire = AsgiWire(send)
    wire.send(Frame(b"one"))
    await wire._delivery
    other = AsgiWire(send)
    other.forget()
    other.send(Frame(b"two"))
    with pytest.raises(asyncio.CancelledError):
        await other._delivery
    assert not other._waiting


async def test_nothing_is_kept_for_somebody_who_has_gone(line):
    transport = Transport(line[0])
    wire = DirectWire(Protocol(transport))
    transport.write(b"in the way")
    wire.send(Frame(b"one"))
    wire.forget()
    wire.send(Frame(b"two"))
    wire.close(4401)
    assert (wire._waiting, wire.close_code, wire.protocol.closed_with) == (deque(), 1006, None)


def test_an_allowance_is_spent_and_a_refusal_costs_nothing():
    allowance = Allowance(0.001, 200)
    assert allowance.spend(199)
    assert not allowance.spend(50)
    assert allowance.spend(1)
    assert not allowance.spend(1)
