import pytest

from measures.errors import MeasureError
from measures.representation import Hearing, hearing_of, rate_ratio_bounds


@pytest.mark.parametrize("share", [0.0, -0.1, 1.01])
def test_rate_ratio_refuses_an_impossible_share(share):
    with pytest.raises(MeasureError, match="not in"):
        rate_ratio_bounds(1, 10, share)


@pytest.mark.parametrize(
    ("people", "stated", "share", "expected"),
    [
        (0, 0, None, Hearing.NOBODY),
        (0, 500, 0.9, Hearing.NOBODY),
        (1, 1, None, Hearing.THIN),
        (4, 4, 0.01, Hearing.THIN),
        (5, 5, None, Hearing.HEARD),
        (5, 500, None, Hearing.HEARD),
        (5, 500, 0.5, Hearing.UNDER_HEARD),
        (5, 500, 0.01, Hearing.HEARD),
        (400, 1000, 0.5, Hearing.HEARD),
        (360, 1000, 0.5, Hearing.UNDER_HEARD),
    ],
)
def test_the_chair_rule(people, stated, share, expected):
    assert hearing_of(people=people, stated=stated, share=share) is expected
