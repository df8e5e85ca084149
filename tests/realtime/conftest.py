import pytest

from codesign.enums import Stage
from tests.factories import make_board
from tests.live import LiveServer


@pytest.fixture
def board():
    """A board on which everybody may write. Whoever needs another makes it."""
    return make_board(Stage.GROUP)


@pytest.fixture
def watched(transactional_db, tmp_path):
    """A live server of its own whose log is known to show what goes wrong."""
    server = LiveServer(tmp_path / "server.log", application="tests.realtime.canary:application")
    server.start()
    yield server
    server.close()
