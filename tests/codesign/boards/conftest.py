import pytest

from codesign.enums import Stage
from tests.factories import make_board, make_participant


@pytest.fixture
def board():
    """A board on which everyone may write in the open."""
    return make_board(Stage.GROUP)


@pytest.fixture
def ana(board):
    return make_participant(board)


@pytest.fixture
def dan(board):
    return make_participant(board)


@pytest.fixture
def ben(board):
    """The seat of the board's facilitator."""
    return board.grants.get(role="facilitator").seat
