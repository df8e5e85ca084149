"""The socket of a board on a live server: order, secrecy, resuming, revocation, and nothing that breaks it."""

import json
import re
import time
import uuid
from contextlib import suppress

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from codesign.actions.boards import revoke_grant
from codesign.boards import SeatCommand, apply, redact
from codesign.boards.commands import AddNote
from codesign.enums import Stage
from codesign.models import Board, SeatGrant
from realtime.members import COMMANDS_A_SECOND, COMMANDS_AT_ONCE
from tests.codesign.boards.verbs import add, added, go
from tests.codesign.pages import client_of
from tests.factories import make_board, make_participant
from tests.realtime.canary import CANARY, CANARY_THAT_LISTENS
from tests.realtime.sockets import PATIENCE, adding, joined, seat_of, socket_of
from tests.realtime.test_frames import MALFORMED, frame

pytestmark = [pytest.mark.socket, pytest.mark.django_db(databases=["default", "vault"], transaction=True)]


@pytest.mark.smoke
def test_two_people_see_the_same_in_the_same_order(live, board):
    with socket_of(joined(board), live, board) as ana, socket_of(joined(board), live, board) as dan:
        assert ana.next("hello")["head"] == dan.next("hello")["head"] == 0
        for number in range(10):
            ana.do(adding(f"a{number}"))
            dan.do(adding(f"d{number}"), adding(f"e{number}"))
        seen = [[(op["seq"], op["note"]["text"]) for op in person.ops_until(30)] for person in (ana, dan)]
    assert seen[0] == seen[1]
    assert [seq for seq, _text in seen[0]] == list(range(1, 31))


def test_the_acknowledgement_comes_first_and_only_the_author_is_told_whose_it_is(live, board):
    with socket_of(joined(board), live, board) as ana, socket_of(joined(board), live, board) as dan:
        for person in (ana, dan):
            person.next("hello")
        ana.do(adding())
        assert [ana.next("ack", "yours", "ops")["t"] for _ in range(3)] == ["ack", "yours", "ops"]
        op = dan.ops_until(1)[0]
        assert json.loads(ana.heard[-2]) == {"t": "yours", "ops": [1], "notes": [op["note"]["number"]]}
        assert json.loads(ana.heard[-1])["ops"] == [op]
        dan.next("head")
    assert "yours" not in "".join(dan.heard)


def test_what_is_written_alone_is_in_no_byte_for_another(live, board):
    Board.objects.update(stage=Stage.WRITE_ALONE)
    clients = [joined(board), joined(board), client_of(board.created_by)]
    with socket_of(clients[0], live, board) as ana:
        others = [socket_of(client, live, board) for client in clients[1:]]
        with others[0] as dan, others[1] as ben:
            ana.do(adding("canary"))
            assert ana.next("ack")["sealed"] == 1
            while not (entries := ana.next("own")["entries"]):
                continue
            assert entries[0]["text"] == "canary"
            for person in (dan, ben):
                person.next("head")
                assert "canary" not in "".join(person.heard)
            for client in clients[1:]:
                assert b"canary" not in client.get(reverse("board", args=[board.pk])).content
            go(board, Stage.REVEAL)
            assert "canary" in json.dumps(dan.ops_until(2))


def test_a_command_sent_five_times_is_applied_once(live, board):
    op_id = str(uuid.uuid4())
    with socket_of(joined(board), live, board) as ana:
        for _ in range(5):
            ana.do(adding(op_id=op_id))
        acks = [ana.next("ack") for _ in range(5)]
    assert acks == [{"t": "ack", "op_id": op_id, "seq": 1}] * 5
    assert board.notes.count() == 1


def test_a_form_reaches_a_socket(live, board):
    ana, dan = joined(board), joined(board)
    with socket_of(dan, live, board) as listening:
        listening.next("hello")
        form = {"verb": "add_note", "op_id": str(uuid.uuid4()), "column": "1", "text": "By form"}
        assert ana.post(reverse("board_do", args=[board.pk]), form).status_code == 303
        assert listening.ops_until(1)[0]["note"]["text"] == "By form"


def test_who_comes_back_gets_exactly_what_is_missing(live, board):
    client = joined(board)
    for number in range(5):
        add(board, seat_of(client, board), f"n{number}")
    with socket_of(client, live, board, "?since=2") as ana:
        assert ana.next("hello")["head"] == 5
        assert [op["seq"] for op in ana.ops_until(5)] == [3, 4, 5]


@pytest.mark.parametrize("since", ["6", "-1", "x", "9" * 40, ""])
def test_a_number_that_is_not_of_this_board_means_get_the_state(live, board, since):
    client = joined(board)
    add(board, seat_of(client, board))
    with socket_of(client, live, board, f"?since={since}" if since else "?since=%20") as ana:
        assert ana.next("resync", "ops") == {"t": "resync"}


def test_a_gap_that_is_too_large_means_get_the_state(live, board):
    client = joined(board)
    seat = seat_of(client, board)
    commands = [SeatCommand(seat.pk, AddNote(op_id=uuid.uuid4(), column=1, text="n")) for _ in range(501)]
    apply(board=board, commands=commands)
    with socket_of(client, live, board, "?since=0") as ana:
        assert ana.next("resync", "ops") == {"t": "resync"}


def test_an_idle_socket_hears_where_the_log_ends(live, board):
    with socket_of(joined(board), live, board) as ana:
        assert ana.next("head") == {"t": "head", "seq": 0}


def test_a_revoked_right_closes_the_socket_and_refuses_the_next(live, board):
    client = joined(board)
    with socket_of(client, live, board) as ana:
        ana.next("hello")
        revoke_grant(grant=SeatGrant.objects.get(seat=seat_of(client, board)), revoked_by=board.created_by)
        assert ana.close_code() == 4401
    with socket_of(client, live, board) as ana:
        assert ana.close_code() == 4404


@pytest.mark.parametrize("ending", ["sign out", "deactivation"])
def test_who_signs_out_or_leaves_the_house_hears_no_more(live, board, ending):
    client = client_of(board.created_by)
    with socket_of(client, live, board) as ben:
        ben.next("hello")
        if ending == "sign out":
            client.logout()
        else:
            board.created_by.is_active = False
            board.created_by.save()
        assert ben.close_code() == 4401


@pytest.mark.parametrize("who", [Client, lambda: joined(make_board()), lambda: client_of(make_board().created_by)])
def test_without_a_grant_there_is_no_board(live, board, who):
    with socket_of(who(), live, board) as stranger:
        assert stranger.close_code() == 4404
        assert stranger.heard == []


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", None])
def test_a_page_of_another_site_opens_nothing(live, board, origin):
    cookie = f"sessionid={joined(board).cookies['sessionid'].value}"
    address = live.url.replace("http", "ws") + f"/ws/b/{board.pk}/"
    with pytest.raises(InvalidStatus):
        connect(address, origin=origin, additional_headers={"Cookie": cookie})


def test_malformed_frames_get_an_error_and_leave_no_traceback(watched, board):
    with suppress(InvalidStatus, ConnectionClosed):
        connect(watched.url.replace("http", "ws") + CANARY, origin=watched.url).recv()
    assert watched.log.read_text().count("Traceback") == 1
    with socket_of(joined(board), watched, board) as ana:
        for text in MALFORMED.values():
            if text is None or "\ud800" not in text:
                ana.connection.send(b"\x00\xff" if text is None else text)
                assert ana.next("error")["code"] == "malformed"
        ana.connection.send(frame(column="one"))
        assert ana.next("refused")["code"] == "malformed"
        ana.do(adding("Still here"))
        assert ana.next("ack")["seq"] == 1
    assert watched.log.read_text().count("Traceback") == 1


@pytest.mark.parametrize("text", ["whole", ["in ", "pieces"]], ids=str)
def test_what_fails_over_a_text_is_in_the_log_and_ends_that_socket_only(watched, board, text):
    """Such a text is read past the application and its log: it is Twisted that hears of the failure."""
    address = watched.url.replace("http", "ws") + CANARY_THAT_LISTENS
    with socket_of(joined(board), watched, board) as ana, connect(address, origin=watched.url) as broken:
        broken.send(text)
        with pytest.raises(ConnectionClosed):
            broken.recv(timeout=PATIENCE)
        ana.do(adding("Still here"))
        assert ana.next("ack")["seq"] == 1
    log = watched.log.read_text()
    assert log.count("Traceback") == log.count("CRITICAL") == log.count("meant to be in the log.") // 2 == 1


def test_a_flood_is_refused_with_a_sentence_and_no_socket_dies(live, board):
    with socket_of(joined(board), live, board) as ana:
        for _ in range(10):
            ana.do(*[adding(column=9)] * 50)
        codes = {ana.next("refused")["code"] for _ in range(500)}
    assert codes == {"not_found", "too_many"}


def test_many_windows_and_coming_again_let_nobody_ask_for_more(live, board):
    began, codes = time.monotonic(), []
    with socket_of(joined(board), live, board) as dan:
        client = joined(board)
        for _ in range(5):
            with socket_of(client, live, board) as ana, socket_of(client, live, board) as again:
                for window in (ana, again) * 2:
                    window.do(*[adding(column=9)] * 50)
                codes += [window.next("refused")["code"] for window in (ana, again) for _ in range(100)]
        carried_out = codes.count("not_found")
        assert 0 < carried_out <= COMMANDS_AT_ONCE + COMMANDS_A_SECOND * (time.monotonic() - began)
        dan.do(adding())
        assert dan.next("ack")["seq"] == 1


def test_a_reveal_and_a_redaction_reach_everyone(live, board):
    ana = make_participant(board)
    number = added(board, ana, "canary")
    with socket_of(joined(board), live, board) as dan:
        dan.next("hello")
        redact(note=board.notes.get(), redacted_by=None)
        assert dan.ops_until(2)[-1] == {"seq": 2, "kind": "redacted", "note": number}


def test_an_erased_word_is_not_told_to_who_comes_back(live, board):
    """What was told lately is kept in memory, for those who were away for a moment."""
    with socket_of(joined(board), live, board) as ana:
        ana.do(adding("canary"), adding("still there"))
        ana.ops_until(2)
        with socket_of(joined(board), live, board, "?since=0") as dan:
            assert dan.ops_until(2)[0]["note"]["text"] == "canary"
        redact(note=board.notes.first(), redacted_by=None)
        ana.ops_until(3)
        with socket_of(joined(board), live, board, "?since=0") as eve:
            ops = eve.ops_until(3)
    assert [each.get("note", {})["text"] for each in ops[:2]] == ["", "still there"]
    assert "canary" not in "".join(eve.heard)


def test_the_socket_of_an_arabic_page_opens(live, board):
    with socket_of(joined(board), live, board, language="ar/") as ana:
        assert ana.next("hello")["stage"] == "group"


def test_a_refusal_with_a_number_speaks_the_language_of_the_page(live):
    """Whatever language the process that writes happens to speak."""
    board = make_board(Stage.DECIDE, marks_per_seat=1)
    seat = make_participant(board)
    marks = [{"verb": "mark", "note": added(board, seat)} for _ in range(2)]
    with socket_of(joined(board), live, board, language="ar/") as ana:
        ana.do(*marks, adding("x" * 501))
        refused = {frame["code"]: frame["sentence"] for frame in (ana.next("refused"), ana.next("refused"))}
    assert refused.keys() == {"too_many", "too_long"}
    assert all(re.search("[\u0600-\u06ff]", sentence) for sentence in refused.values()), refused


def test_a_socket_of_a_key_that_a_session_gave_up_closes_and_the_new_key_goes_on(live, board):
    """As in another window of somebody who joins a second workshop: the page knocks once more, with the new cookie."""
    client, other = joined(board), make_board(Stage.GROUP)
    old = Client()
    old.cookies["sessionid"] = client.cookies["sessionid"].value
    with socket_of(client, live, board) as ana:
        ana.next("hello")
        client.post(reverse("join", args=[other.join_code]), {"seat_key": str(uuid.uuid4())})
        began = time.monotonic()
        assert ana.close_code() == 4401
        assert time.monotonic() - began < 2
    with socket_of(client, live, board) as ana, socket_of(client, live, other) as there:
        assert ana.next("hello")["you"]["seat"] == str(seat_of(client, board).pk)
        assert there.next("hello")
        with socket_of(old, live, board) as stranger:
            assert stranger.close_code() == 4404


def test_an_expired_session_hears_no_more(live, board):
    client = joined(board)
    with socket_of(client, live, board) as ana:
        ana.next("hello")
        Session.objects.all().delete()
        assert ana.close_code() == 4401
