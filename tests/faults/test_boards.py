"""What is provoked here happens: servers die, Redis and PostgreSQL die or freeze, readers stop reading."""

import signal
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection

from bench.board_world import make_people
from tests.faults.crowd import Crowd, Person
from tests.faults.institution import Institution, freeze, thaw
from tests.live import LiveServer

pytestmark = [
    pytest.mark.fault,
    pytest.mark.socket,
    pytest.mark.django_db(databases=["default", "vault"], transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="kills a PostgreSQL of its own"),
]


BOARDS = 8  # one for each test


@pytest.fixture(scope="module")
def people_count(is_long):
    return 100 if is_long else 20


@pytest.fixture
def rate(is_long):
    return 50 if is_long else 25


@pytest.fixture
def down(is_long):
    """Seconds for which something is away."""
    return 10 if is_long else 3


@pytest.fixture(scope="module")
def folder():
    """One that PostgreSQL's own user may enter, which pytest's are not."""
    with TemporaryDirectory(prefix="emptychair-faults-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker, folder, people_count):
    """An institution of its own with a server, and boards with people that no test has used yet."""
    with django_db_blocker.unblock():
        boards = [make_people(people_count) for _ in range(BOARDS)]
        institution = Institution(folder / "institution")
        institution.folder.mkdir(mode=0o755)
        institution.start()
    server = LiveServer(folder / "server.log", **institution.variables)
    try:
        server.start()
        yield institution, server, boards
    finally:
        server.close()
        institution.stop()


@pytest.fixture
def world(place, transactional_db):
    institution, server, boards = place
    board_id, _seats, keys = boards.pop()
    return institution, server, board_id, keys


def crowd_at(server: LiveServer, board_id: str, keys: list[str]) -> Crowd:
    address = server.url.replace("http", "ws") + f"/ws/b/{board_id}/"
    return Crowd([Person(address, server.url, key) for key in keys])


def all_are_there(crowd: Crowd):
    return lambda: all(person.heard for person in crowd.people)


def test_a_server_that_is_killed_has_lost_nothing_it_acknowledged(world, rate, is_long):
    institution, server, board_id, keys = world
    with crowd_at(server, board_id, keys) as crowd:
        crowd.wait_until(all_are_there(crowd), 20)
        for _ in range(200 if is_long else 3):
            writing = crowd.write(rate, 1.5)
            time.sleep(1)
            server.kill()
            writing.result(20)
            server.start()
            crowd.wait_until(crowd.are_equal, 10)
        crowd.check(institution.log_of(board_id))


@pytest.mark.parametrize("way", ["killed", "frozen"])
def test_without_redis_everything_goes_on(world, rate, down, way):
    institution, server, board_id, keys = world
    with crowd_at(server, board_id, keys) as crowd:
        crowd.wait_until(all_are_there(crowd), 20)
        writing = crowd.write(rate, down + 2)
        if way == "killed":
            institution.redis.process.kill()
            institution.redis.process.wait(10)
        else:
            freeze(institution.redis.process)
        time.sleep(down)
        if way == "killed":
            institution.redis.serve()
        else:
            thaw(institution.redis.process)
        writing.result(20)
        crowd.wait_until(crowd.are_equal, 3)
        crowd.check(institution.log_of(board_id))
        assert not [code for person in crowd.people for code in person.closed_with]
    assert "Traceback" not in Path(server.log).read_text()


@pytest.mark.parametrize("way", ["immediate", "killed", "frozen"])
def test_without_postgresql_nothing_is_acknowledged_and_nobody_is_sent_away(world, rate, down, way):
    institution, server, board_id, keys = world
    postgresql = institution.postgresql
    with crowd_at(server, board_id, keys) as crowd:
        crowd.wait_until(all_are_there(crowd), 20)
        writing = crowd.write(rate, down + 2)
        if way == "frozen":
            freeze(postgresql.process)
        else:
            postgresql.process.send_signal(signal.SIGQUIT if way == "immediate" else signal.SIGKILL)
            postgresql.process.wait(10)
        time.sleep(down)
        before = {op_id for person in crowd.people for op_id in person.acknowledged}
        if way == "frozen":
            thaw(postgresql.process)
        else:
            postgresql.serve()
        writing.result(20)
        crowd.wait_until(crowd.are_equal, 5)
        crowd.check(institution.log_of(board_id))
        assert before < {op_id for person in crowd.people for op_id in person.acknowledged}
        assert not [code for person in crowd.people for code in person.closed_with]
        assert all(person.delayed == [True, False] for person in crowd.people)
    assert "Traceback" not in Path(server.log).read_text()
