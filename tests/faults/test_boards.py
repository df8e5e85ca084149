"""What is provoked here happens: servers die, and Redis and PostgreSQL die or freeze, while people write."""

import signal
import time

import pytest

from tests.faults.crowd import Crowd, people_at
from tests.faults.institution import ended, frozen
from tests.faults.marks import needs_services, on_a_server

pytestmark = [*on_a_server, needs_services]


@pytest.fixture
def rate(is_long):
    return 50 if is_long else 25


@pytest.fixture
def down(is_long):
    """Seconds for which something is away."""
    return 10 if is_long else 3


@pytest.fixture(scope="module")
def place(furnish, is_long):
    return furnish(workshops=6, people=100 if is_long else 20)


@pytest.fixture
def world(place, serve_product):
    """An institution, a server of its own, and people who sit at a board that no test has used yet."""
    institution, workshops = place
    server, board = serve_product(**institution.variables), workshops.pop()
    with Crowd(people_at(server, board.board_id, board.keys)) as crowd:
        crowd.wait_until(crowd.all_are_there, 20)
        yield institution, server, crowd
        crowd.check(institution.log_of(board.board_id))
    assert "Traceback" not in server.log.read_text()


@pytest.mark.timeout(3600)
def test_a_server_that_is_killed_has_lost_nothing_it_acknowledged(world, rate, is_long, grace):
    _institution, server, crowd = world
    for _ in range(200 if is_long else 3):
        writing = crowd.write(rate, 1.5)
        time.sleep(1)
        server.kill()
        writing.result(20)
        server.start()
        crowd.wait_until(crowd.are_equal, 2 * grace)


@pytest.mark.parametrize("way", ["killed", "frozen"])
def test_without_redis_everything_goes_on(world, rate, down, way, grace):
    institution, _server, crowd = world
    redis = institution.redis
    writing = crowd.write(rate, down + 2)
    with frozen(redis) if way == "frozen" else ended(redis, signal.SIGKILL):
        time.sleep(down)
    writing.result(20)
    crowd.wait_until(crowd.are_equal, 3 * grace)
    assert not [code for person in crowd.people for code in person.closed_with]


@pytest.mark.parametrize("way", ["immediate", "killed", "frozen"])
def test_without_postgresql_nothing_is_acknowledged_and_nobody_is_sent_away(world, rate, down, way, grace):
    institution, _server, crowd = world
    postgresql = institution.postgresql
    writing = crowd.write(rate, down + 2)
    ways = {"immediate": signal.SIGQUIT, "killed": signal.SIGKILL}
    with frozen(postgresql) if way == "frozen" else ended(postgresql, ways[way]):
        time.sleep(down)
        before = {op_id for person in crowd.people for op_id in person.acknowledged}
    writing.result(20)
    crowd.wait_until(crowd.are_equal, 5 * grace)
    assert before < {op_id for person in crowd.people for op_id in person.acknowledged}
    assert not [code for person in crowd.people for code in person.closed_with]
    assert all(person.delayed == [True, False] for person in crowd.people)
