"""A server that ends sends everybody away with a time to come back, also where nothing can be saved."""

import pytest
from django.db import transaction

from codesign.enums import Stage
from codesign.models import Board
from tests.factories import make_board
from tests.realtime.sockets import adding, joined, socket_of

pytestmark = [
    pytest.mark.socket,
    pytest.mark.fault,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
]
RESTARTS = 1012


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
