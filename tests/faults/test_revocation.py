"""Whose right has ended hears nothing more a second later and writes nothing more, whatever is still on its way."""

import contextlib
import json
import random
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from codesign.actions.boards import join_board, revoke_grant
from codesign.actions.seats import take_staff_seat
from codesign.enums import SeatRole, Stage
from codesign.models import Board, BoardOp, Seat, SeatGrant
from codesign.views import boards
from people.limits import Limit
from tests.codesign.boards.verbs import go
from tests.codesign.pages import client_of
from tests.factories import make_board, make_facilitator
from tests.faults.connections import PIECE, UPGRADE, Connection, held_ports, until
from tests.faults.crowd import Crowd, Person, people_at, stamped
from tests.faults.marks import on_a_server
from tests.faults.raw_socket import framed
from tests.live import LiveServer
from tests.realtime.sockets import adding, joined, key_of, seat_of

pytestmark = on_a_server
RATE = 30
RACES_AT_ONCE = 25
LONGEST_LEAD = 0.01  # seconds by which a write is sent before the right ends: some of these are carried out, some not
A_WHILE = timedelta(seconds=1)
JOIN_AGAIN, NO_SUCH_BOARD = 4401, 4404
CLOSED_WITH_4401 = b"\x88\x02" + JOIN_AGAIN.to_bytes(2, "big")


@dataclass
class Guest:
    """Somebody with a seat at a board. `end` ends their right as the product does it.

    Who is signed out or finishes keeps the seat, so what they still write until their socket is closed is theirs.
    """

    seat: Seat
    key: str
    end: Callable[[], object]
    is_heard_until_closed: bool = False

    def ops(self) -> list[BoardOp]:
        return list(BoardOp.objects.filter(seat=self.seat))


def who_is_sent_away(board: Board) -> Guest:
    client = joined(board)
    seat = seat_of(client, board)
    return Guest(seat, key_of(client), lambda: revoke_grant(grant=seat.grants.get(), revoked_by=board.created_by))


def who_signs_out(board: Board) -> Guest:
    client, seat = member_of_staff(board)
    return Guest(seat, key_of(client), lambda: client.post(reverse("account_logout")), is_heard_until_closed=True)


def who_finishes_on_the_device(board: Board) -> Guest:
    client = joined(board)
    leave = reverse("board_finish", args=[board.pk])
    return Guest(seat_of(client, board), key_of(client), lambda: client.post(leave), is_heard_until_closed=True)


def who_leaves_the_house(board: Board) -> Guest:
    client, seat = member_of_staff(board)

    def deactivate() -> None:
        seat.holder.is_active = False
        seat.holder.save()

    return Guest(seat, key_of(client), deactivate)


def who_facilitates_no_more(board: Board) -> Guest:
    user = make_facilitator(email=f"{uuid.uuid4()}@example.org")
    seat, _reference = take_staff_seat(subject=board.subject, holder=user)
    SeatGrant.objects.create(seat=seat, role=SeatRole.FACILITATOR, board=board, granted_by=board.created_by)
    return Guest(seat, key_of(client_of(user)), user.groups.clear)


def who_gets_a_new_password(board: Board) -> Guest:
    """By which whoever was signed in with the old one is signed out everywhere."""
    client, seat = member_of_staff(board)

    def change() -> None:
        seat.holder.set_password("a new one that nobody knows")
        seat.holder.save()

    return Guest(seat, key_of(client), change, is_heard_until_closed=True)


def member_of_staff(board: Board) -> tuple[Client, Seat]:
    user = make_facilitator(email=f"{uuid.uuid4()}@example.org")
    return client_of(user), join_board(board=board, holder=user)[0]


WAYS = [
    who_is_sent_away,
    who_signs_out,
    who_finishes_on_the_device,
    who_leaves_the_house,
    who_facilitates_no_more,
    who_gets_a_new_password,
]


@pytest.fixture(autouse=True)
def room_for_all(monkeypatch):
    """With --long, a thousand people join from this one address within the ten minutes in which so many may not."""
    monkeypatch.setattr(boards, "SEATS_PER_ADDRESS", Limit("test.seat", count=10_000, seconds=600))


@pytest.fixture
def board():
    return make_board(Stage.GROUP)


@pytest.fixture
def server(serve_product):
    server = serve_product()
    yield server
    assert "Traceback" not in server.log.read_text()


@pytest.mark.parametrize("make_guest", WAYS)
def test_whose_right_ends_is_gone_a_second_later_and_stays_away(server, board, make_guest, grace):
    guest, others = make_guest(board), [who_is_sent_away(board) for _ in range(3)]
    with Crowd(people_at(server, str(board.pk), [each.key for each in (guest, *others)])) as crowd:
        gone, *staying = crowd.people
        crowd.wait_until(crowd.all_are_there, 20)
        writing = crowd.write(RATE, 4)
        crowd.wait_until(lambda: len(gone.acknowledged) > 5, 5)
        ended_at = time.monotonic()
        guest.end()
        crowd.wait_until(lambda: gone.closed_with, 2 * grace)
        head = staying[0].head
        crowd.wait_until(lambda: staying[0].head > head + 5, 5)  # what was being written is written
        landed = guest.ops()
        writing.result(20)
        crowd.wait_until(lambda: len({person.head for person in staying}) == 1 and not is_waiting(staying), 5)
        assert gone.closed_at[0] - ended_at < 1.0 * grace
        assert gone.heard_at - ended_at < 1.0 * grace
        assert gone.closed_with[0] == JOIN_AGAIN
        assert set(gone.closed_with[1:]) == {NO_SUCH_BOARD}
        assert len(staying[0].heard) > len(gone.heard) + RATE
        assert guest.ops() == landed


def is_waiting(people: list[Person]) -> bool:
    return any(person.waiting for person in people)


def test_a_workshop_that_closes_takes_nothing_more_and_everybody_may_still_read(server, board):
    guests = [who_is_sent_away(board) for _ in range(4)]
    with Crowd(people_at(server, str(board.pk), [each.key for each in guests])) as crowd:
        crowd.wait_until(crowd.all_are_there, 20)
        writing = crowd.write(RATE, 2)
        time.sleep(1)
        go(board, Stage.CLOSE)
        writing.result(20)
        head = Board.objects.get(pk=board.pk).head
        crowd.wait_until(lambda: {person.head for person in crowd.people} == {head}, 5)
        assert crowd.people[0].seen[head]["stage"] == Stage.CLOSE
        assert board.ops.last().kind == "stage_set"
        assert {json.loads(each)["code"] for person in crowd.people for each in person.faults} == {"closed"}
        assert not [code for person in crowd.people for code in person.closed_with]


class Race(Connection):
    """Somebody who writes in the moment in which their right ends, and goes on until the line is cut.

    They answer nothing, so that the server has to cut it.
    """

    def __init__(self, server: LiveServer, board: Board, guest: Guest, a_while: timedelta) -> None:
        super().__init__(server)
        self.board, self.guest, self.a_while = board, guest, a_while
        self.asked: list[str] = []
        self.ask(f"GET /ws/b/{board.pk}/", f"Origin: {server.url}", f"Cookie: sessionid={guest.key}", *UPGRADE)
        while b'"t":"hello"' not in self.heard:
            self.heard += self.socket.recv(PIECE)

    def run(self) -> None:
        self.write()
        time.sleep(random.random() * LONGEST_LEAD)
        with transaction.atomic():
            self.head = Board.objects.select_for_update().get(pk=self.board.pk).head  # while nobody else can write
            self.guest.end()
        self.ended_at = timezone.now()
        self.write()

    def write(self) -> None:
        self.asked.append(str(uuid.uuid4()))
        command = adding(stamped("late"), op_id=self.asked[-1])
        with contextlib.suppress(ConnectionError):
            self.send(framed(json.dumps({"t": "do", "commands": [command]}).encode()))

    def is_in_time(self, op: BoardOp) -> bool:
        is_before = op.seq <= self.head
        return is_before or self.guest.is_heard_until_closed and op.committed_at <= self.ended_at + self.a_while

    def has_landed(self, op_id: str) -> bool:
        return op_id in {str(op.op_id) for op in self.guest.ops()}

    def acknowledged(self) -> set[str]:
        return set(re.findall(r'"t":"ack","op_id":"([^"]+)"', self.heard.decode(errors="replace")))

    def last_words(self) -> bytes:
        """The last bytes that came."""
        return self.hear_all()[-len(CLOSED_WITH_4401) :]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("make_guest", WAYS)
def test_a_write_in_the_moment_of_revocation_is_before_it_or_never(server, board, make_guest, is_long, grace):
    bystanders = people_at(server, str(board.pk), [who_is_sent_away(board).key for _ in range(2)])
    landed: set[bool] = set()
    with Crowd(bystanders) as crowd:
        crowd.wait_until(crowd.all_are_there, 20)
        for _ in range(40 if is_long else 1):
            with contextlib.ExitStack() as stack:
                racing = [Race(server, board, make_guest(board), A_WHILE * grace) for _ in range(RACES_AT_ONCE)]
                races = [stack.enter_context(race) for race in racing]
                writing = crowd.write(RATE, 2)
                run(server, races)
                writing.result(20)
                crowd.wait_until(lambda: not is_waiting(bystanders), 5)
                for race in races:
                    check(race)
                    landed.add(race.has_landed(race.asked[0]))
    keeps_the_seat = make_guest in (who_signs_out, who_finishes_on_the_device, who_gets_a_new_password)
    assert landed == ({True} if keeps_the_seat else {True, False}), "these were no races"


def run(server: LiveServer, races: list[Race]) -> None:
    for race in races:
        race.run()
    assert until(lambda: all_are_cut(server, races), 5)


def all_are_cut(server: LiveServer, races: list[Race]) -> bool:
    """Let those who still have a line go on writing."""
    held = held_ports(server)
    going_on = [race for race in races if race.port in held]
    for race in going_on:
        race.write()
    return not going_on


def check(race: Race) -> None:
    """Nothing of theirs stands behind the end of their right, and what they heard last is the farewell."""
    ops, last_words = race.guest.ops(), race.last_words()
    assert [op.seq for op in ops if not race.is_in_time(op)] == []
    assert last_words == CLOSED_WITH_4401
    assert race.acknowledged() <= {str(op.op_id) for op in ops} <= set(race.asked)
