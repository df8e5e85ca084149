"""A server that ends sends everybody away with a time to come back, also where nothing can be saved."""

import os
import signal

import pytest
from django.db import transaction

from codesign.enums import Stage
from codesign.models import Board
from tests.factories import make_board
from tests.faults.connections import UPGRADE, Connection, handles_sigterm_by_default, until
from tests.faults.marks import on_a_server
from tests.realtime.sockets import adding, joined, key_of, socket_of

pytestmark = on_a_server
RESTARTS = 1012
CLOSED_WITH_1012 = b"\x88\x02" + RESTARTS.to_bytes(2, "big")


def test_who_waits_for_a_board_that_cannot_be_saved_is_told_when_to_come_back(watched):
    board = make_board(Stage.GROUP)
    with socket_of(joined(board), watched, board) as socket:
        socket.next("own")
        with transaction.atomic():
            Board.objects.select_for_update().get(pk=board.pk)
            socket.do(adding())
            socket.next("delayed")
            watched.process.terminate()
            assert socket.next("reconnect")["jitter"] >= 3
            assert socket.close_code() == RESTARTS


@pytest.mark.parametrize("is_waited_for", [True, False], ids=["while others are waited for", "at a board of one's own"])
def test_who_comes_after_the_good_bye_is_sent_away_as_well(watched, is_waited_for):
    board = make_board(Stage.GROUP)
    dan, late = joined(board), joined(board if is_waited_for else (other := make_board(Stage.GROUP)))
    with Connection(watched) as line, socket_of(dan, watched, board) as socket, transaction.atomic():
        socket.next("own")
        Board.objects.select_for_update().get(pk=board.pk)
        socket.do(adding())
        socket.next("delayed")
        os.kill(watched.process.pid, signal.SIGTERM)
        assert until(lambda: handles_sigterm_by_default(watched.process.pid))
        knock(line, watched, late, board if is_waited_for else other)
        heard = line.hear_all()
    assert heard.endswith(CLOSED_WITH_1012)
    assert b'"t":"reconnect"' in heard
    assert b'"t":"hello"' not in heard


def knock(line: Connection, live, client, board: Board) -> None:
    line.ask(f"GET /ws/b/{board.pk}/", f"Origin: {live.url}", f"Cookie: sessionid={key_of(client)}", *UPGRADE)
