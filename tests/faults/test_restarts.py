"""A server that is restarted loses nothing, tells everybody when to come back, and is as quick as before soon after."""

import time

import pytest

from tests.faults.crowd import Crowd, people_at
from tests.faults.marks import needs_services, on_a_server
from tests.live import LiveServer

pytestmark = [*on_a_server, needs_services]
RATE = 25
RESTARTS = 1012
LEAST_SPREAD = 3.0
SECONDS_UNTIL_QUICK = 5.0


@pytest.fixture(scope="module")
def place(furnish, is_long):
    return furnish(workshops=1, people=200 if is_long else 20)


@pytest.mark.timeout(1800)
def test_restarts_lose_nothing_and_bring_nobody_back_in_the_same_moment(place, serve_product, is_long, grace):
    institution, (board,) = place
    server = serve_product(**institution.variables)
    with Crowd(people_at(server, board.board_id, board.keys)) as crowd:
        crowd.wait_until(crowd.all_are_there, 20)
        for _ in range(50 if is_long else 2):
            writing = crowd.write(RATE, 5)
            time.sleep(1)
            restart(server, crowd)
            check_farewells(crowd, LEAST_SPREAD if is_long else LEAST_SPREAD / 2)
            writing.result(20)
            crowd.wait_until(crowd.are_equal, SECONDS_UNTIL_QUICK * grace)
            crowd.wait_until(lambda: slowness_now(crowd) < 0.25 * grace, SECONDS_UNTIL_QUICK)
        crowd.check(institution.log_of(board.board_id))
    assert "Traceback" not in server.log.read_text()


def restart(server: LiveServer, crowd: Crowd) -> None:
    """Who knocks while nobody listens waits at the door: the socket stays open, as it does under a supervisor."""
    server.stop()
    server.start()
    crowd.wait_until(crowd.all_are_there, 20)


def check_farewells(crowd: Crowd, spread: float) -> None:
    """Everybody was told that the server restarts and when to come back, and nobody was merely cut off."""
    assert {code for person in crowd.people for code in person.closed_with} == {RESTARTS}
    assert [len(person.jitters) for person in crowd.people] == [len(person.closed_with) for person in crowd.people]
    assert min(person.jitters[-1] for person in crowd.people) >= LEAST_SPREAD
    came_back_at = [next(at for at in person.knocked_at if at > person.closed_at[-1]) for person in crowd.people]
    assert max(came_back_at) - min(came_back_at) >= spread


def slowness_now(crowd: Crowd) -> float:
    since = time.monotonic()
    crowd.write(RATE, 2).result(20)
    crowd.wait_until(crowd.are_equal, 5)
    return crowd.slowness(since)
