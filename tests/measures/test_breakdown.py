import numpy as np
import pytest
from scipy.stats import binom

from measures.breakdown import Responses, compare_segments, control_limits, shifts
from measures.errors import MeasureError, TooFew


@pytest.mark.parametrize(
    ("wrong", "people", "interval"),
    [(0, 5, (0, 0.4345)), (1, 5, (0.0362, 0.6245)), (37, 120, (0.2327, 0.3958))],
)
def test_a_share_of_wrong_responses_has_the_reference_interval(wrong, people, interval):
    assert Responses(wrong, people).interval == pytest.approx(interval, abs=1e-4)


def test_an_exact_interval_ends_exactly_at_none_and_all():
    assert Responses(0, 5).exact_interval[0] == 0
    assert Responses(5, 5).exact_interval[1] == 1


@pytest.mark.parametrize(("wrong", "people"), [(-1, 5), (6, 5), (1, 0)])
def test_impossible_responses_are_refused(wrong, people):
    with pytest.raises(MeasureError, match="cannot be wrong"):
        Responses(wrong, people)


def test_nobody_has_no_share_and_no_interval():
    with pytest.raises(TooFew):
        _ = Responses(0, 0).share
    with pytest.raises(MeasureError):
        _ = Responses(0, 0).interval


@pytest.mark.parametrize(("people", "few"), [(0, True), (19, True), (20, False)])
def test_fewer_than_twenty_are_few(people, few):
    assert Responses(0, people).are_few is few


def test_a_segment_stands_out_among_all_comparisons_of_a_release():
    release = {(f"segment {at}", "deadline"): (Responses(3, 30), Responses(30, 300)) for at in range(9)}
    release["carers", "deadline"] = (Responses(15, 30), Responses(30, 300))
    found = compare_segments(release)
    assert [key for key, comparison in found.items() if comparison.stands_out] == [("carers", "deadline")]
    carers = found["carers", "deadline"]
    assert carers.difference == pytest.approx(0.4)
    assert carers.low > 0.2
    assert carers.p < 1e-6


def test_one_in_many_comparisons_stands_out_by_chance_and_is_not_told():
    release = {(f"segment {at}", "deadline"): (Responses(3, 30), Responses(30, 300)) for at in range(30)}
    release["carers", "deadline"] = (Responses(8, 30), Responses(30, 300))
    carers = compare_segments(release)["carers", "deadline"]
    assert carers.p < 0.05
    assert not carers.stands_out


def test_a_pair_without_responses_is_left_out():
    release = {
        ("carers", "deadline"): (Responses(0, 0), Responses(3, 30)),
        ("rural", "deadline"): (Responses(1, 9), Responses(0, 0)),
    }
    assert compare_segments(release) == {}


@pytest.mark.parametrize(("people", "expected"), [(10, 0.1), (60, 0.1), (200, 0.02), (500, 0.5), (5, 0.9)])
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
    series = shifts([Responses(int(count), 60) for count in counts], 0.1)
    assert [first_alarm(series, threshold) for threshold in (3, 4)] == [20, 20]


def test_a_good_period_is_no_credit():
    assert shifts([Responses(0, 60)] * 5, 0.1) == [0] * 5


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
        series = shifts([Responses(int(count), 60) for count in counts[run]], 0.1)
        assert (first_alarm(series, threshold) or 399) == pytest.approx(lengths[run] - 1, abs=1)


@pytest.mark.parametrize("expected", [0, 0.5, 1, float("nan")])
def test_a_rate_that_cannot_double_is_refused(expected):
    with pytest.raises(MeasureError):
        shifts([Responses(1, 60)], expected)
