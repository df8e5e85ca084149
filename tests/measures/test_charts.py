import numpy as np
import pytest
from scipy.stats import binom

from measures.charts import Period, control_limits, shifts
from measures.errors import MeasureError


@pytest.mark.parametrize(
    ("people", "expected"), [(10, 0.1), (60, 0.1), (1, 0.5), (200, 0.02), (1_000_000, 0.003), (500, 0.5), (5, 0.9)]
)
def test_limits_leave_at_most_the_stated_false_alarms(people, expected):
    low, high = control_limits(people, expected)
    assert binom.cdf(low - 1, people, expected) <= 0.00135
    assert binom.sf(high, people, expected) <= 0.00135
    assert binom.cdf(low, people, expected) > 0.00135
    assert binom.sf(high - 1, people, expected) > 0.00135


def test_three_standard_deviations_would_alarm_ten_times_as_often():
    three = 10 * 0.1 + 3 * np.sqrt(10 * 0.1 * 0.9)
    assert binom.sf(np.floor(three), 10, 0.1) == pytest.approx(0.0128, abs=1e-4)
    assert control_limits(10, 0.1) == (0, 5)


@pytest.mark.parametrize(("people", "expected"), [(0, 0.1), (10, 0), (10, 1), (10, float("nan"))])
def test_limits_of_nothing_are_refused(people, expected):
    with pytest.raises(MeasureError):
        control_limits(people, expected)


def first_alarm(series, threshold):
    return next((index for index, evidence in enumerate(series) if evidence >= threshold), None)


def test_a_shift_is_seen_in_the_period_in_which_it_begins():
    counts = np.random.default_rng(0).binomial(60, np.repeat([0.1, 0.2], 20))
    counts[20] = 15
    series = shifts([Period(int(count), 60) for count in counts], 0.1)
    assert [first_alarm(series, threshold) for threshold in (3, 4)] == [20, 20]


def test_a_good_period_is_no_credit():
    assert shifts([Period(0, 60)] * 5, 0.1) == [0] * 5


# Run lengths before a false alarm at 60 people and a rate of .1; the reference stopped counting at 400 periods.
@pytest.mark.parametrize(("threshold", "expected"), [(3, 117), (4, 218), (5, 306)])
def test_false_alarms_are_as_rare_as_the_reference_says(threshold, expected):
    counts = np.random.default_rng(1).binomial(60, 0.1, size=(1500, 400))
    event, other = np.log(2), np.log(0.8 / 0.9)
    evidence, lengths = np.zeros(1500), np.full(1500, 400)
    for period in range(400):
        evidence = np.maximum(0, evidence + counts[:, period] * event + (60 - counts[:, period]) * other)
        lengths[(lengths == 400) & (evidence >= threshold)] = period + 1
    assert lengths.mean() == pytest.approx(expected, rel=0.07)
    for run in range(20):
        series = shifts([Period(int(count), 60) for count in counts[run]], 0.1)
        assert (first_alarm(series, threshold) or 399) == pytest.approx(lengths[run] - 1, abs=1)


@pytest.mark.parametrize("expected", [0, 0.5, 1, float("nan")])
def test_a_rate_that_cannot_double_is_refused(expected):
    with pytest.raises(MeasureError):
        shifts([Period(1, 60)], expected)
