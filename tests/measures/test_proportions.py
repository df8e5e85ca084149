"""Intervals of shares against the published figures."""

import pytest

from measures.errors import MeasureError
from measures.proportions import newcombe_interval, wilson_interval


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 5, 0.0, 0.4345), (1, 5, 0.0362, 0.6245), (37, 120, 0.2327, 0.3958), (5, 5, 0.5655, 1.0)],
)
def test_wilson_interval_equals_the_reference(successes, trials, low, high):
    assert wilson_interval(successes, trials) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (1, 0), (-1, 5), (6, 5)])
def test_wilson_interval_makes_nothing_out_of_impossible_counts(successes, trials):
    with pytest.raises(MeasureError, match="no proportion"):
        wilson_interval(successes, trials)


def test_newcombe_interval_equals_the_published_example():
    """56 of 70 against 48 of 80, from table II of the paper."""
    assert newcombe_interval((56, 70), (48, 80)) == pytest.approx((0.0524, 0.3339), abs=1e-4)


@pytest.mark.parametrize(("first", "second"), [((0, 0), (1, 2)), ((1, 2), (3, 2)), ((-1, 2), (1, 2))])
def test_newcombe_interval_makes_nothing_out_of_impossible_counts(first, second):
    with pytest.raises(MeasureError):
        newcombe_interval(first, second)


def test_newcombe_interval_mirrors_when_the_two_change_places():
    low, high = newcombe_interval((3, 10), (7, 9))
    assert newcombe_interval((7, 9), (3, 10)) == pytest.approx((-high, -low))
