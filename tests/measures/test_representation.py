import pytest

from measures.representation import Hearing, hearing_of, rate_ratio_bounds, wilson_interval


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 5, 0.0, 0.4345), (1, 5, 0.0362, 0.6245), (37, 120, 0.2327, 0.3958), (5, 5, 0.5655, 1.0)],
)
def test_wilson_interval_equals_the_reference(successes, trials, low, high):
    assert wilson_interval(successes, trials) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (1, 0), (-1, 5), (6, 5)])
def test_wilson_interval_makes_nothing_out_of_impossible_counts(successes, trials):
    with pytest.raises(ValueError, match="no proportion"):
        wilson_interval(successes, trials)


@pytest.mark.parametrize("share", [0.0, -0.1, 1.01])
def test_rate_ratio_refuses_an_impossible_share(share):
    with pytest.raises(ValueError, match="not in"):
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
