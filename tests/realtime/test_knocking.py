"""Who knocks while nobody can be looked up costs little until then, and is as welcome afterwards as anybody."""

import time
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connection, transaction

from codesign.enums import Stage
from codesign.models import Board
from realtime.hub import SECONDS_OF_SILENCE
from realtime.threads import MOST_THREADS
from tests.factories import make_board
from tests.faults.connections import MIB, UPGRADE, Connection, Costs
from tests.faults.marks import needs_services, on_a_server
from tests.faults.raw_socket import framed
from tests.realtime.sockets import adding, joined, socket_of
from tests.realtime.test_snapshots import ask

pytestmark = on_a_server
LONGEST = 8.0  # seconds; a database gives up on a lock only after many more
FRAME = framed(b"x" * 60_000)


@contextmanager
def nobody_is_looked_up():
    """Have everybody who would read a session wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE django_session IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def nothing_is_saved(live):
    """Have each thread that writes wait for a board."""
    boards = [make_board(Stage.GROUP) for _ in range(MOST_THREADS)]
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket_of(joined(board), live, board)) for board in boards]
        for socket in sockets:
            socket.next("own")
        with transaction.atomic():
            list(Board.objects.select_for_update().filter(pk__in=[board.pk for board in boards]))
            for socket in sockets:
                socket.do(adding())
            for socket in sockets:
                socket.next("delayed")
            yield


def say(stranger: Connection, size: int) -> None:
    while stranger.sent < size:
        stranger.send(FRAME)


@needs_services
def test_what_a_stranger_says_before_they_are_looked_up_is_not_kept(watched):
    board = make_board(Stage.GROUP)
    with nobody_is_looked_up(), Connection(watched) as stranger:
        stranger.ask(f"GET /ws/b/{board.pk}/", f"Origin: {watched.url}", *UPGRADE)
        assert stranger.socket.recv(4096).startswith(b"HTTP/1.1 101 ")
        costs = Costs(watched.process.pid)
        stranger.socket.settimeout(1)
        with pytest.raises(TimeoutError):
            say(stranger, 100 * MIB)
        assert costs.memory() < 4 * MIB


@needs_services
def test_who_waited_long_to_be_looked_up_is_not_taken_for_silent(watched):
    board = make_board(Stage.GROUP)
    client = joined(board)
    with ExitStack() as stack:
        with nobody_is_looked_up():
            ana = stack.enter_context(socket_of(client, watched, board))
            time.sleep(SECONDS_OF_SILENCE + 0.5)
        ana.next("hello")
        for _ in range(2):
            ana.next("head")


def test_where_nothing_can_be_saved_people_still_come_in(watched):
    board = make_board(Stage.GROUP)
    client = joined(board)
    with nothing_is_saved(watched):
        began = time.monotonic()
        with socket_of(client, watched, board) as ana:
            ana.next("hello")
        assert ask(watched, client, board).status == 200
        assert time.monotonic() - began < LONGEST
