"""The state of a board over HTTP: made once for many, never older than what may be seen, only for who has a seat."""

import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest
from django.test import Client
from django.utils import translation

from codesign.actions.boards import revoke_grant
from codesign.boards import redact, snapshot_of
from codesign.boards.addresses import state_path
from codesign.enums import SeatRole, Stage
from codesign.models import Board
from realtime.frames import encode
from tests.codesign.boards.verbs import add, added, go
from tests.codesign.pages import client_of
from tests.factories import make_board, make_facilitator
from tests.realtime.sockets import joined, key_of, seat_of

pytestmark = [pytest.mark.socket, pytest.mark.django_db(databases=["default", "vault"], transaction=True)]


def ask(live, client: Client, board: Board, *, method: str = "GET", path: str = "", **headers: str):
    """The answer of the live server, with its body read."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = HTTPConnection("localhost", live.port, timeout=20)
    try:
        connection.request(method, path or state_path(board), headers={"Cookie": f"sessionid={key_of(client)}"} | named)
        response = connection.getresponse()
        response.content = response.read()
        return response
    finally:
        connection.close()


@pytest.mark.smoke
def test_everybody_of_a_role_gets_the_same_bytes_and_they_are_nobody_elses_to_keep(live, board):
    ana, dan = joined(board), joined(board)
    add(board, seat_of(ana, board), "Hello")
    one, two = (ask(live, client, board, Accept_Encoding="gzip") for client in (ana, dan))
    assert one.content == two.content
    assert (one.headers["Cache-Control"], one.headers["Content-Encoding"]) == ("private, no-cache", "gzip")
    assert "Cookie" in one.headers["Vary"]
    state = json.loads(gzip.decompress(one.content))
    assert (state["head"], [note["text"] for note in state["notes"]]) == (1, ["Hello"])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_is_where_the_page_says_and_says_what_the_board_shows_in_that_language(live, board, language):
    ana = joined(board)
    added(board, seat_of(ana, board))
    board.refresh_from_db()
    with translation.override(language):
        path, state = state_path(board), snapshot_of(board, SeatRole.PARTICIPANT)
    assert json.loads(ask(live, ana, board, path=path).content) == json.loads(encode(state))


def test_who_has_it_already_gets_no_bytes(live, board):
    ana = joined(board)
    etag = ask(live, ana, board).headers["ETag"]
    again = ask(live, ana, board, If_None_Match=f'"other", {etag}')
    assert (again.status, again.content) == (304, b"")
    add(board, seat_of(ana, board))
    go(board, Stage.DISCUSS)
    assert ask(live, ana, board, If_None_Match=etag).status == 200


def test_an_erased_word_is_gone_from_the_next_answer(live, board):
    ana = joined(board)
    added(board, seat_of(ana, board), "canary")
    assert b"canary" in ask(live, ana, board).content
    redact(note=board.notes.get(), redacted_by=make_facilitator())
    assert b"canary" not in ask(live, ana, board).content


def test_what_is_written_alone_is_in_nobodys_state(live, board):
    Board.objects.update(stage=Stage.WRITE_ALONE)
    ana = joined(board)
    add(board, seat_of(ana, board), "canary")
    for client in (ana, joined(board), client_of(board.created_by)):
        assert b"canary" not in ask(live, client, board).content


@pytest.mark.parametrize("who", [Client, lambda: joined(make_board()), lambda: client_of(make_board().created_by)])
def test_without_a_grant_there_is_no_board(live, board, who):
    response = ask(live, who(), board)
    assert (response.status, response.content) == (404, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_it_can_be_got_and_nothing_else(live, board, method):
    response = ask(live, joined(board), board, method=method)
    assert (response.status, response.headers["Allow"], response.content) == (405, "GET, HEAD", b"")


def test_a_right_that_ended_opens_it_no_more(live, board):
    ana = joined(board)
    assert ask(live, ana, board).status == 200
    revoke_grant(grant=board.grants.get(seat=seat_of(ana, board)), revoked_by=board.created_by)
    response = ask(live, ana, board)
    assert (response.status, response.content) == (404, b"")


def test_there_is_no_language_that_we_do_not_speak(live, board):
    ana = joined(board)
    assert ask(live, ana, board, path=f"/xx/b/{board.pk}/state/").status == 404
    assert ask(live, ana, board, path=f"/ar/b/{board.pk}/state/?since=0").status == 200
    head = ask(live, ana, board, method="HEAD")
    assert (head.status, head.content) == (200, b"")


def test_many_at_once_get_the_same(live, board):
    clients = [joined(board) for _ in range(12)]
    for _ in range(30):
        add(board, seat_of(clients[0], board))
    with ThreadPoolExecutor(12) as people:
        bodies = set(people.map(lambda client: ask(live, client, board).content, clients))
    assert len(bodies) == 1
