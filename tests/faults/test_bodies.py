"""A body that is too large is refused before it costs anything, however it is sent."""

import contextlib
import json
import socket

import pytest

from tests.faults.connections import MIB, PIECE, Connection, Costs, until
from tests.faults.marks import on_a_server

pytestmark = on_a_server
HUGE = 300 * MIB
LARGE = 2 * MIB
LARGEST = 3 * MIB  # of a body that is no upload: one whose length nobody tells is read until it is larger
SIGNED_IN = "Cookie: a=b; sessionid=whatever"
CHUNKED = "Transfer-Encoding: chunked"


@pytest.fixture(scope="module")
def sparing(serve_all):
    """A server for which the kernel keeps little that it has not read, so that what was taken is about what it read."""
    live = serve_all()
    live.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2 * PIECE)
    return live


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def flood(connection: Connection, piece: bytes) -> None:
    """Send the piece until 300 MiB are gone or the server refuses to take more."""
    try:
        while connection.sent < HUGE:
            connection.send(piece)
    except ConnectionError:
        return


@pytest.mark.parametrize(
    ("path", "form", "piece", "most_taken"),
    [
        ("/show/", f"Content-Length: {HUGE}", b"x" * PIECE, MIB),
        ("/show/", CHUNKED, chunk(b"x" * PIECE), LARGEST + MIB),
        ("/admin/show/", f"Content-Length: {HUGE}", b"x" * PIECE, MIB),
        ("/admin/show/", CHUNKED, chunk(b"x" * PIECE), LARGEST + MIB),
    ],
)
def test_a_huge_body_costs_nearly_nothing(sparing, path, form, piece, most_taken):
    costs = Costs(sparing.process.pid)
    with Connection(sparing) as connection:
        connection.ask(f"POST {path}", form)
        flood(connection, piece)
        assert PIECE < connection.taken() <= most_taken
    assert costs.memory() < 8 * MIB
    assert costs.written() < PIECE


@pytest.mark.parametrize("form", [f"Content-Length: {HUGE}", CHUNKED])
def test_who_is_refused_is_told_so_and_the_connection_closed(usual, form):
    with Connection(usual) as connection:
        connection.ask("POST /show/", form)
        for _ in range(50 if form == CHUNKED else 0):
            connection.send(chunk(b"x" * PIECE))
        assert connection.answer() == (413, b"This is more than the server accepts.\n")
        assert connection.seconds_until_closed() < 1


def test_the_product_never_sees_what_was_refused(cramped):
    with Connection(cramped) as connection:
        connection.ask("POST /show/", CHUNKED)
        connection.send(chunk(b"x" * 1001) + b"0\r\n\r\n" + b"GET /show/ HTTP/1.1\r\n\r\n")
        assert connection.answer()[0] == 413
        assert connection.heard == b""


def test_a_client_that_waits_for_a_go_ahead_is_refused_without_one(usual):
    with Connection(usual) as connection:
        connection.ask("POST /show/", f"Content-Length: {HUGE}", "Expect: 100-continue")
        assert connection.answer()[0] == 413


@pytest.mark.parametrize(
    ("path", "cookie", "size", "status"),
    [
        ("/show/", "A: b", 1000, 200),
        ("/show/", "A: b", 1001, 413),
        ("/show/", SIGNED_IN, 1001, 413),
        ("/admin/show/", "A: b", 1001, 413),
        ("/admin/show/", "Cookie: other=1", 1001, 413),
        ("/admin/show/", SIGNED_IN, 1001, 200),
        ("/admin/show/", SIGNED_IN, 2000, 200),
        ("/admin/show/", SIGNED_IN, 2001, 413),
    ],
)
@pytest.mark.parametrize("is_chunked", [False, True])
def test_large_files_are_taken_only_where_files_go_from_who_has_signed_in(
    cramped, path, cookie, size, status, is_chunked
):
    body = b"x" * size
    with Connection(cramped) as connection:
        connection.ask(f"POST {path}", cookie, CHUNKED if is_chunked else f"Content-Length: {size}")
        connection.send(chunk(body) + b"0\r\n\r\n" if is_chunked else body)
        answered, text = connection.answer()
    assert answered == status
    assert status != 200 or json.loads(text)["length"] == size


def test_an_accepted_upload_reaches_the_product_without_a_temporary_file(usual):
    costs = Costs(usual.process.pid)
    with Connection(usual) as connection:
        connection.ask("POST /admin/show/", SIGNED_IN, f"Content-Length: {15 * MIB}")
        connection.send(b"x" * 15 * MIB)
        assert json.loads(connection.answer()[1])["length"] == 15 * MIB
    assert costs.written() < PIECE


def test_pieces_of_one_byte_are_no_way_around(cramped):
    with Connection(cramped) as connection:
        connection.ask("POST /show/", CHUNKED)
        connection.send(chunk(b"x") * 500)
        assert connection.answer()[0] == 413


def test_a_length_of_thousands_of_digits_is_a_bad_request_and_no_failure(usual):
    with Connection(usual) as connection:
        connection.ask("POST /show/", f"Content-Length: {'9' * 5000}")
        assert connection.socket.recv(PIECE).startswith(b"HTTP/1.1 400 ")
    assert "Traceback" not in usual.log.read_text()


@pytest.fixture
def tight(serve):
    """A server on which all bodies together hold no more than four large ones."""
    return serve(MOST_HELD_BYTES=str(4 * LARGE), MOST_BODY_BYTES=str(4 * LARGE))


@pytest.mark.parametrize(("path", "missing"), [("/show/", 1), ("/hold/", 0)], ids=["being sent", "running"])
def test_many_bodies_at_once_do_not_add_up(tight, path, missing):
    costs = Costs(tight.process.pid)
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(Connection(tight)) for _ in range(30)]
        for connection in connections:
            begin(connection, path, LARGE, missing)
        assert until(lambda: sum(is_closed(connection) for connection in connections) >= 26)
        assert costs.memory() < 20 * MIB
    assert asked(tight, "/release/") == (0 if missing else 4)


def test_what_a_request_holds_is_counted_until_it_is_done_and_no_longer(tight):
    with Connection(tight) as connection:
        begin(connection, "/hold/", 3 * LARGE)
        assert until(lambda: asked(tight, "/holding/") == 1)
        assert not is_taken(tight, 2 * LARGE)
        asked(tight, "/release/")
        assert connection.answer() == (200, b"done")
        assert is_taken(tight, 3 * LARGE)


def test_a_body_that_is_too_much_with_its_last_bytes_does_not_run(tight):
    with Connection(tight) as running, Connection(tight) as dropped:
        begin(running, "/hold/", 3 * LARGE)
        assert until(lambda: asked(tight, "/holding/") == 1)
        begin(dropped, "/hold/", LARGE + 100)
        assert dropped.hear_all() == b""
        assert asked(tight, "/release/") == 1
        assert running.answer() == (200, b"done")


def test_what_somebody_leaves_behind_who_goes_away_is_counted(tight):
    """A request goes on without its client, and so does what it holds, also where nobody waits for it any more."""
    for count in (1, 2, 3):
        with Connection(tight) as connection:
            begin(connection, "/hold/", LARGE)
            assert until(lambda: asked(tight, "/holding/") == count)  # noqa: B023 - asked before the next
    assert until(lambda: "took too long to shut down" in tight.log.read_text(), 20)
    assert not is_taken(tight, 2 * LARGE)
    assert asked(tight, "/release/") == 3
    assert is_taken(tight, 3 * LARGE)


@pytest.mark.parametrize("path", ["/broken/", "/%e9/?\xe9", "/hold/"])
def test_a_request_that_fails_or_never_begins_lets_go_of_its_body(tight, path):
    for _ in range(5):
        with Connection(tight) as connection:
            begin(connection, path, 2 * LARGE)
    assert until(lambda: asked(tight, "/release/") == 0 and is_taken(tight, 4 * LARGE - 1000))


def begin(connection: Connection, path: str, size: int, missing: int = 0) -> None:
    """Send a body, but for some bytes, or as much of it as is taken."""
    with contextlib.suppress(ConnectionError):
        connection.ask(f"POST {path}", f"Content-Length: {size}")
        connection.send(b"x" * (size - missing))


def is_taken(live, size: int) -> bool:
    with Connection(live) as connection, contextlib.suppress(ConnectionError):
        begin(connection, "/show/", size)
        return connection.answer()[0] == 200
    return False


def asked(live, path: str) -> int:
    with Connection(live) as connection:
        connection.ask(f"GET {path}")
        return int(connection.answer()[1])


def is_closed(connection: Connection) -> bool:
    connection.socket.settimeout(0.01)
    try:
        return connection.socket.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True
