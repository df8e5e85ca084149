"""Which state a chair has: heard, advocated, under-heard, thin, empty, tried in this order."""

import pytest

from measures.representation import Hearing
from personas.enums import ChairState, state_of

STATES = [
    (Hearing.HEARD, False, ChairState.HEARD),
    (Hearing.HEARD, True, ChairState.HEARD),
    (Hearing.UNDER_HEARD, False, ChairState.UNDER_HEARD),
    (Hearing.UNDER_HEARD, True, ChairState.ADVOCATED),
    (Hearing.THIN, False, ChairState.THIN),
    (Hearing.THIN, True, ChairState.ADVOCATED),
    (Hearing.NOBODY, False, ChairState.EMPTY),
    (Hearing.NOBODY, True, ChairState.ADVOCATED),
]


@pytest.mark.parametrize(("hearing", "is_advocated", "state"), STATES)
def test_the_first_state_that_fits_is_the_chair_s(hearing, is_advocated, state):
    assert state_of(hearing, is_advocated=is_advocated) is state
