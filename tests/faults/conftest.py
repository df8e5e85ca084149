import contextlib

import pytest

from tests.faults.institution import furnished
from tests.live import LiveServer

PRODUCT = "cms.asgi:application"
IN_ITS_PLACE = "tests.faults.product:application"


@pytest.fixture
def serve(transactional_db, tmp_path):
    """Start servers of one's own, with whatever options and variables, which end with the test."""
    yield from starting(tmp_path, IN_ITS_PLACE)


@pytest.fixture
def serve_product(transactional_db, tmp_path):
    """The same with the product itself."""
    yield from starting(tmp_path, PRODUCT)


@pytest.fixture(scope="session")
def grace(is_long) -> float:
    """How many times what is promised a thing may take. Day by day, other tests have the cores beside these."""
    return 1.0 if is_long else 3.0


@pytest.fixture(scope="module")
def serve_all(django_db_setup, django_db_blocker, tmp_path_factory):
    """The same for all tests of a module that leave a server as they found it."""
    with django_db_blocker.unblock():
        yield from starting(tmp_path_factory.mktemp("servers"), IN_ITS_PLACE)


@pytest.fixture(scope="module")
def furnish(django_db_setup, django_db_blocker):
    """Start an institution with so many workshops of so many people, which ends with the module."""
    with contextlib.ExitStack() as stack:

        def start(workshops: int, people: int):
            with django_db_blocker.unblock():
                return stack.enter_context(furnished(workshops, people))

        yield start


def starting(folder, application):
    servers = []

    def start(*options: str, **variables: str) -> LiveServer:
        servers.append(LiveServer(folder / f"{len(servers)}.log", application, *options, **variables))
        servers[-1].start()
        return servers[-1]

    yield start
    for server in servers:
        server.close()
        assert "CRITICAL" not in server.log.read_text(), "something failed below the product"


@pytest.fixture
def watched(serve):
    """A server of one's own, whose log is known to show what goes wrong."""
    return serve()


@pytest.fixture(scope="module")
def usual(serve_all):
    """A server with the limits that people meet."""
    return serve_all()


@pytest.fixture(scope="module")
def hasty(serve_all):
    """A server with deadlines that a test can wait for."""
    return serve_all(HEADER_SECONDS="0.6", BODY_SECONDS="0.8", IDLE_SECONDS="1.2")


@pytest.fixture(scope="module")
def cramped(serve_all):
    """A server that takes next to nothing."""
    return serve_all(MOST_BODY_BYTES="1000", MOST_UPLOAD_BYTES="2000")
