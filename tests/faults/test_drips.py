"""A connection that only drips is closed; one that is slow for an honest reason is not."""

import contextlib
import http.client
import itertools
import os
import statistics
import threading
import time

import pytest

from tests.faults.connections import PIECE, UPGRADE, Connection, until
from tests.faults.marks import on_a_server

pytestmark = on_a_server


class Drips(threading.Thread):
    """Keeps connections alive with a byte each, twice a second, and notes when each was closed."""

    def __init__(self, live, count: int) -> None:
        super().__init__()
        self.open = {Connection(live): time.monotonic() for _ in range(count)}
        self.ages: list[float] = []
        for number, connection in enumerate(self.open):
            if number % 2:
                connection.ask("POST /show/", "Content-Length: 1000")
            else:
                connection.send(b"GET / HTTP/1.1\r\nX: ")
            connection.socket.settimeout(0)

    def run(self) -> None:
        while self.open:
            for connection in list(self.open):
                self._drip(connection)
            time.sleep(0.5)

    def _drip(self, connection: Connection) -> None:
        try:
            connection.socket.send(b"x")
            is_closed = connection.socket.recv(PIECE) == b""
        except BlockingIOError:
            return
        except ConnectionError:
            is_closed = True
        if is_closed:
            self.ages.append(time.monotonic() - self.open.pop(connection))
            connection.socket.close()


def seconds_of_a_request(live) -> float:
    began = time.monotonic()
    connection = http.client.HTTPConnection("localhost", live.port, timeout=10)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()
    return time.monotonic() - began


def test_drips_are_closed_and_nobody_waits_for_them(usual, is_long, grace):
    count = 500 if is_long else 50
    drips = Drips(usual, count)
    drips.start()
    waits = []
    while drips.is_alive():
        waits.append(seconds_of_a_request(usual))
        time.sleep(0.05)
    assert len(drips.ages) == count
    assert max(drips.ages) <= 30
    assert statistics.quantiles(waits, n=20)[-1] < 0.3 * grace


def drip(connection: Connection, seconds: float) -> None:
    """Send a byte every tenth of a second, for so long or until the server closes."""
    deadline = time.monotonic() + seconds
    with contextlib.suppress(ConnectionError):
        while time.monotonic() < deadline:
            connection.send(b"x")
            time.sleep(0.1)


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET /healthz HTTP/1.1\r\nHost: ",
        b"POST /show/ HTTP/1.1\r\nContent-Length: 1000\r\n\r\n",
        b"POST /show/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n",
        b"POST /show/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: ",
        b"GET /ws/show/ HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX: ",
    ],
)
def test_bytes_put_no_deadline_off(hasty, beginning):
    with Connection(hasty) as connection:
        connection.send(beginning)
        drip(connection, 1.5)
        assert connection.seconds_until_closed() < 0.5


def test_who_says_nothing_is_closed(hasty):
    with Connection(hasty) as connection:
        assert 0.3 < connection.seconds_until_closed() < 2


def test_a_second_request_on_the_same_connection_has_the_same_deadline(hasty):
    with Connection(hasty) as connection:
        connection.ask("GET /show/")
        assert connection.answer()[0] == 200
        connection.send(b"GET /show/ HTTP/1.1\r\nX: ")
        drip(connection, 0.9)
        assert connection.seconds_until_closed() < 0.3


def test_a_connection_may_idle_longer_than_it_may_take_for_a_head(hasty):
    with Connection(hasty) as connection:
        connection.ask("GET /show/")
        assert connection.answer()[0] == 200
        assert 0.9 < connection.seconds_until_closed() < 2.5


def test_a_request_that_runs_has_no_deadline(hasty):
    with Connection(hasty) as connection:
        connection.ask("GET /slow/?2")
        assert connection.answer() == (200, b"done")


def test_a_body_on_a_slow_line_is_awaited_as_long_as_it_comes(hasty):
    """0.8 s and a second for each 64 KiB: 256 KiB may take 4.8 s, and take 1.5 s."""
    with Connection(hasty) as connection:
        connection.ask("POST /show/", f"Content-Length: {4 * PIECE}")
        for _ in range(4):
            connection.send(b"x" * PIECE)
            time.sleep(0.4)
        assert connection.answer()[0] == 200


def test_a_socket_that_the_product_never_accepts_is_closed(hasty):
    with Connection(hasty) as connection:
        connection.ask("GET /ws/never/", f"Origin: {hasty.url}", *UPGRADE)
        assert connection.seconds_until_closed() < 5


def test_an_accepted_socket_has_no_such_deadline(hasty):
    with Connection(hasty) as connection:
        connection.ask("GET /ws/show/", f"Origin: {hasty.url}", *UPGRADE)
        assert b"101" in connection.socket.recv(PIECE)
        connection.socket.settimeout(2)
        with contextlib.suppress(TimeoutError):
            while data := connection.socket.recv(PIECE):
                assert data
        connection.send(b"\x89\x80\0\0\0\0")  # a ping
        assert connection.socket.recv(PIECE) == b"\x8a\x00"


def test_who_reads_an_answer_slowly_gets_it_whole(hasty):
    size = 24 * 1024 * 1024  # more than the kernel takes at once
    with Connection(hasty) as connection:
        connection.ask(f"GET /large/?{size}")
        heard = 0
        for _ in range(4):
            heard += read(connection, size // 5)
            time.sleep(1)
        heard += read(connection, size)
    assert heard > size


def read(connection: Connection, most: int) -> int:
    heard = 0
    while heard < most and (data := connection.socket.recv(PIECE)):
        heard += len(data)
    return heard


def test_who_does_not_read_an_answer_is_closed(hasty):
    before = open_files(hasty)
    with Connection(hasty) as connection:
        connection.ask(f"GET /large/?{24 * 1024 * 1024}")
        assert until(lambda: open_files(hasty) > before)
        assert until(lambda: open_files(hasty) == before, 5)


def open_files(live) -> int:
    return len(os.listdir(f"/proc/{live.process.pid}/fd"))


def test_the_oldest_that_still_sends_makes_room(serve):
    live = serve(MOST_UNFINISHED_CONNECTIONS="5")
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(Connection(live)) for _ in range(8)]
        for connection in connections:
            connection.send(b"GET /show/ HTTP/1.1\r\n")
        assert all(connection.seconds_until_closed() < 2 for connection in connections[:3])
        for connection in itertools.islice(connections, 3, None):
            connection.send(b"\r\n")
            assert connection.answer()[0] == 200
