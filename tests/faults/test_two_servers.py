"""Two server processes at one database show everybody the same order, also while they cannot wake each other."""

import signal
import time
from collections.abc import Sequence

import pytest

from tests.faults.crowd import Crowd, Person, people_at
from tests.faults.institution import ended
from tests.faults.marks import needs_services, on_a_server

pytestmark = [*on_a_server, needs_services]
RATE = 50
PEOPLE = 20


@pytest.fixture(scope="module")
def place(furnish):
    return furnish(workshops=2, people=PEOPLE)


@pytest.fixture
def seconds(is_long):
    return 30 if is_long else 5


@pytest.fixture
def world(place, serve_product):
    """An institution and a workshop of which every second person is at either server."""
    institution, workshops = place
    servers = [serve_product(WEB_PROCESSES="2", **institution.variables) for _ in range(2)]
    board = workshops.pop()
    people = [people_at(server, board.board_id, board.keys[place::2]) for place, server in enumerate(servers)]
    with Crowd([person for pair in zip(*people, strict=True) for person in pair]) as crowd:
        crowd.wait_until(crowd.all_are_there, 20)
        yield institution, board, crowd
        assert not [code for person in crowd.people for code in person.closed_with]


def test_two_servers_show_one_order_at_once(world, seconds, grace):
    institution, board, crowd = world
    assert slowness_of(crowd, crowd.people, seconds) < 0.25 * grace
    crowd.check(institution.log_of(board.board_id))


def test_a_server_at_which_nobody_writes_is_woken_with_redis_and_looks_for_itself_without(world, seconds, grace):
    institution, board, crowd = world
    writers = [person for person in crowd.people if person.origin == crowd.people[0].origin]
    assert slowness_of(crowd, writers, seconds) < 0.25 * grace
    writing = crowd.write(RATE, 2)
    time.sleep(1)
    with ended(institution.redis, signal.SIGKILL):
        writing.result(20)
        assert slowness_of(crowd, writers, seconds) < 1.0 * grace
    crowd.wait_until(lambda: slowness_of(crowd, writers, 2) < 0.25 * grace, 20)
    crowd.check(institution.log_of(board.board_id))


def slowness_of(crowd: Crowd, writers: Sequence[Person], seconds: float) -> float:
    """Let them write for so long; all must have the same soon after."""
    since = time.monotonic()
    crowd.write(RATE, seconds, writers).result(seconds + 20)
    crowd.wait_until(crowd.are_equal, 3)
    return crowd.slowness(since)
