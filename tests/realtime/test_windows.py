"""One seat has only so many sockets at a process; one more closes the oldest, and nobody else's."""

from contextlib import ExitStack

import pytest

from codesign.enums import Stage
from realtime.windows import MOST_WINDOWS, TOO_MANY_WINDOWS
from tests.codesign.pages import client_of
from tests.factories import make_board
from tests.realtime.sockets import adding, joined, socket_of

pytestmark = [pytest.mark.socket, pytest.mark.django_db(databases=["default", "vault"], transaction=True)]


@pytest.fixture
def open_socket(live):
    """Open a socket, which stays open until the test ends, and let it be greeted."""
    with ExitStack() as stack:

        def start(client, board):
            socket = stack.enter_context(socket_of(client, live, board))
            socket.next("hello")
            return socket

        yield start


def is_open(socket) -> bool:
    socket.do(adding(column=9))
    return socket.next("refused")["code"] in ("not_found", "too_many")


@pytest.mark.parametrize("client_at", [joined, lambda board: client_of(board.created_by)], ids=["guest", "facilitator"])
def test_one_more_than_allowed_closes_the_oldest_and_no_other(open_socket, board, client_at):
    client, dan = client_at(board), open_socket(joined(board), board)
    windows = [open_socket(client, board) for _ in range(MOST_WINDOWS)]
    assert all(is_open(each) for each in windows)
    windows.append(open_socket(client, board))
    assert windows.pop(0).close_code() == TOO_MANY_WINDOWS
    assert all(is_open(each) for each in [*windows, dan])


def test_boards_of_one_seat_count_together(open_socket, board):
    other = make_board(Stage.GROUP, subject=board.subject, created_by=board.created_by)
    ben = client_of(board.created_by)
    windows = [open_socket(ben, each) for each in [board, other] * (MOST_WINDOWS // 2)]
    open_socket(ben, other)
    assert windows[0].close_code() == TOO_MANY_WINDOWS
    assert is_open(windows[1])


def test_a_window_that_was_closed_makes_room(open_socket, live, board):
    client = joined(board)
    windows = [open_socket(client, board) for _ in range(MOST_WINDOWS - 1)]
    for _ in range(3):
        with socket_of(client, live, board) as passing:
            passing.next("hello")
    open_socket(client, board)
    assert all(is_open(each) for each in windows)


def test_seats_have_their_windows_each(open_socket, board):
    sockets = [open_socket(joined(board), board) for _ in range(MOST_WINDOWS + 2)]
    assert all(is_open(each) for each in sockets)
