import pytest

from tests.live import LiveServer


@pytest.fixture
def watched(transactional_db, tmp_path):
    """A live server of its own whose log is known to show what goes wrong."""
    server = LiveServer(tmp_path / "server.log", application="tests.realtime.canary:application")
    server.start()
    yield server
    server.close()
