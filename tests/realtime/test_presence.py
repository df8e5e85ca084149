"""Who is here: numbers that are up to date, and never more than that. Where it is off or sealed, nothing at all."""

import asyncio
import json
import time
import uuid
from contextlib import contextmanager, suppress

import pytest
from django.test import Client
from websockets.exceptions import ConnectionClosed

from codesign.boards import Viewer
from codesign.enums import SEALED_STAGES, SeatRole, Stage
from codesign.models import Board
from realtime.frames import Here
from realtime.hub import Hub
from realtime.log import Standing
from realtime.members import Audience, Member
from realtime.wire import AsgiWire
from tests.codesign.boards.verbs import go
from tests.codesign.pages import client_of
from tests.factories import make_board
from tests.realtime.sockets import PATIENCE, adding, is_named, joined, seat_of, socket_of

pytestmark = [pytest.mark.socket, pytest.mark.django_db(databases=["default", "vault"], transaction=True)]


@contextmanager
def greeted(client, live, board):
    """A socket of this client that the board has taken in."""
    with socket_of(client, live, board) as person:
        person.next("hello")
        yield person


def say(person, **here) -> None:
    person.connection.send(json.dumps({"t": "here"} | here))


def presence_where(person, is_so) -> dict:
    """Listen until presence is so."""
    deadline = time.monotonic() + PATIENCE
    while not is_so(frame := person.next("presence")):
        assert time.monotonic() < deadline, f"The last was {frame}."
    return frame


def hear_heads(person, count: int) -> None:
    """Listen for as long as it takes to be told so often where the log ends, two seconds each."""
    for _ in range(count):
        person.next("head")


def presence_in(person) -> list[dict]:
    return [frame for frame in map(json.loads, person.heard) if frame["t"] == "presence"]


def test_everybody_hears_how_many_are_here(live, board):
    client = joined(board)
    with greeted(client, live, board) as ana:
        presence_where(ana, lambda said: said["here"] == 1)
        leader = client_of(board.created_by)
        with greeted(joined(board), live, board), greeted(client, live, board), greeted(leader, live, board):
            presence_where(ana, lambda said: said["here"] == 2)
        presence_where(ana, lambda said: said["here"] == 1)


def test_others_hear_at_which_note_somebody_is_and_never_who(live, board):
    client = joined(board)
    with greeted(client, live, board) as ana, greeted(joined(board), live, board) as dan:
        say(ana, note=7)
        presence_where(dan, lambda said: [7, 1, 0] in said["notes"])
        say(dan, note=7, writing=True)
        assert presence_where(ana, lambda said: [7, 2, 1] in said["notes"])["writing"] == 1
        say(ana, note=9)
        assert presence_where(dan, lambda said: [9, 1, 0] in said["notes"])["notes"] == [[7, 1, 1], [9, 1, 0]]
        ana.connection.close()
        presence_where(dan, lambda said: [9, 0, 0] in said["notes"])
        seat = seat_of(client, board)
        assert [text for text in dan.heard if str(seat.pk) in text or is_named(seat.pseudonym, text)] == []


def test_who_comes_hears_where_everybody_is(live, board):
    with greeted(joined(board), live, board) as ana:
        say(ana, note=7)
        presence_where(ana, lambda said: [7, 1, 0] in said["notes"])
        with greeted(joined(board), live, board) as dan:
            whole = presence_where(dan, lambda said: said["all"])
    assert whole == {"t": "presence", "here": 2, "writing": 0, "notes": [[7, 1, 0]], "all": True}


def test_only_the_newest_counts_and_no_more_than_ten_times_a_second(live, board):
    with greeted(joined(board), live, board) as ana, greeted(joined(board), live, board) as dan:
        presence_where(dan, lambda said: said["here"] == 2)
        began = time.monotonic()
        for number in range(1, 81):
            say(ana, note=number, writing=bool(number % 2))
            ana.connection.send("Is that heard?")
            ana.next("error")
        last = presence_where(dan, lambda said: [80, 1, 0] in said["notes"])
        lasted = time.monotonic() - began
        assert last["writing"] == 0
        assert len(presence_in(dan)) <= 4 + 10 * lasted


def test_who_is_everywhere_at_once_is_told_at_one_place_only(live, board):
    """Or one window that says a thousand places a second would have a thousand told to each of hundreds."""
    with greeted(joined(board), live, board) as ana, greeted(joined(board), live, board) as dan:
        presence_where(dan, lambda said: said["here"] == 2)
        for number in range(1, 1001):
            say(ana, note=number)
        presence_where(dan, lambda said: [1000, 1, 0] in said["notes"])
    assert max(len(frame["notes"]) for frame in presence_in(dan)) <= 2


def test_who_hides_is_not_counted_and_hears_nothing(live, board):
    with greeted(joined(board), live, board) as ana, greeted(joined(board), live, board) as dan:
        presence_where(dan, lambda said: said["here"] == 2)
        presence_where(ana, lambda said: said["here"] == 2)
        say(ana, note=7, hidden=True)
        assert presence_where(dan, lambda said: said["here"] == 1)["notes"] == []
        heard = len(presence_in(ana))
        say(dan, note=5)
        presence_where(dan, lambda said: [5, 1, 0] in said["notes"])
        hear_heads(ana, 2)
        assert len(presence_in(ana)) == heard
        say(ana)
        assert presence_where(ana, lambda said: said["here"] == 2)["notes"] == [[5, 1, 0]]


@pytest.mark.parametrize("stage", SEALED_STAGES)
def test_a_sealed_stage_says_neither_where_nor_whether_somebody_writes(live, board, stage):
    """The frames of others are the same whether somebody writes all the time or does nothing."""
    Board.objects.update(stage=stage)
    with greeted(joined(board), live, board) as ana, greeted(client_of(board.created_by), live, board) as ben:
        presence_where(ben, lambda said: said["here"] == 1)
        for number in range(30):
            say(ana, note=number, writing=True)
            ana.do(adding("canary"))
            ana.next("ack", "refused")
        hear_heads(ben, 2)
    assert {json.dumps([each["writing"], each["notes"]]) for each in presence_in(ben)} == {"[0, []]"}
    assert len(presence_in(ben)) <= 2


def test_a_stage_begins_with_nobody_anywhere(live, board):
    with greeted(joined(board), live, board) as ana, greeted(joined(board), live, board) as dan:
        say(ana, note=7, writing=True)
        presence_where(dan, lambda said: said["writing"] == 1)
        go(board, Stage.VOTE)
        dan.ops_until(1)
        with greeted(joined(board), live, board):
            said = presence_where(dan, lambda said: said["here"] == 3)
    assert (said["writing"], said["notes"]) == (0, [])


def test_a_board_without_presence_sends_no_byte_of_it(live, board):
    Board.objects.update(shows_presence=False)
    with greeted(joined(board), live, board) as ana, greeted(joined(board), live, board) as dan:
        for number in range(20):
            say(ana, note=number, writing=True)
        ana.do(adding("Still works"))
        dan.ops_until(1)
        hear_heads(dan, 2)
        hear_heads(ana, 1)
    assert [text for text in ana.heard + dan.heard if "presence" in text or '"here"' in text] == []


def test_switched_off_it_stops_at_once_for_who_is_there(live, board):
    with greeted(joined(board), live, board) as ana, greeted(joined(board), live, board) as dan:
        presence_where(dan, lambda said: said["here"] == 2)
        Board.objects.update(shows_presence=False)
        hear_heads(dan, 1)
        heard = len(presence_in(dan))
        say(ana, note=7)
        hear_heads(dan, 2)
        assert len(presence_in(dan)) == heard


@pytest.mark.parametrize("who", [Client, lambda: joined(make_board()), lambda: client_of(make_board().created_by)])
def test_who_has_no_seat_here_neither_counts_nor_hears(live, board, who):
    with greeted(joined(board), live, board) as ana:
        with socket_of(who(), live, board) as stranger:
            with suppress(ConnectionClosed):
                say(stranger, note=7)
            assert stranger.close_code() == 4404
            assert stranger.heard == []
        hear_heads(ana, 1)
        assert {each["here"] for each in presence_in(ana)} == {1}
        assert [each for each in presence_in(ana) if each["notes"]] == []


@pytest.mark.parametrize(
    "end",
    [lambda hub, _gone: hub._move_to(hub.standing._replace(stage=Stage.DISCUSS)), lambda hub, gone: hub.leave(gone)],
    ids=["a stage", "being here"],
)
async def test_a_place_that_is_told_only_after_its_end_is_none(end):
    heard: list[dict] = []

    async def send(message) -> None:
        heard.append(json.loads(message["text"]))

    def member() -> Member:
        viewer, audience = Viewer.any_with(SeatRole.PARTICIPANT), Audience(SeatRole.PARTICIPANT, "en")
        return Member(uuid.uuid4(), viewer, "", None, audience, AsgiWire(send), None)

    hub, stays, speaks = Hub(uuid.uuid4()), member(), member()
    hub.standing = Standing(0, Stage.GROUP, 0, shows_presence=True)
    hub.members |= {stays, speaks}
    hub.presence.note(speaks, Here(note=7))
    end(hub, speaks)
    while not heard:
        await asyncio.sleep(0.01)
    assert [frame["notes"] for frame in heard if frame["notes"]] == []
