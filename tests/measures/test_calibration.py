"""Forecasts about segments: their scores, how much there is to know, and when an advocate is told from chance."""

from collections import Counter
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.calibration.projection import projection
from measures.calibration.scores import (
    RangeForecast,
    Result,
    brier,
    excess,
    logarithmic,
    range_logarithmic,
    ranked_probability,
    unbiased_excess,
)
from measures.calibration.signal import baseline, signal
from measures.calibration.skill import Skill, shrunk, skill
from measures.errors import MeasureError, TooFew
from tests.measures.flying import needs_survey, rows_of

RESULTS = st.integers(2, 60).flatmap(lambda people: st.builds(Result, st.integers(0, people), st.just(people)))
FORECASTS = st.floats(0.02, 0.98)


@given(FORECASTS, RESULTS)
def test_the_brier_score_is_the_excess_and_noise(forecast, result):
    noise = result.share * (1 - result.share)
    assert brier(forecast, result) == pytest.approx(excess(forecast, result) + noise)
    assert unbiased_excess(forecast, result) <= excess(forecast, result)


@given(FORECASTS, RESULTS)
def test_mirrored_forecasts_score_the_same(forecast, result):
    mirrored = Result(result.people - result.agree, result.people)
    for score in (brier, excess, unbiased_excess, logarithmic):
        assert score(forecast, result) == pytest.approx(score(1 - forecast, mirrored))


@given(RESULTS, FORECASTS)
def test_no_forecast_scores_better_than_the_truth(result, forecast):
    truth = min(max(result.share, 1e-9), 1 - 1e-9)
    assert brier(truth, result) <= brier(forecast, result) + 1e-9
    if 0.01 <= truth <= 0.99:
        assert logarithmic(truth, result) <= logarithmic(forecast, result) + 1e-9


def test_certainty_costs_no_more_than_one_in_a_hundred():
    assert logarithmic(0.999999, Result(0, 5)) == pytest.approx(-log(0.01))


def test_the_unbiased_excess_averages_to_the_distance_from_the_truth():
    truth, forecast = 0.3, 0.5
    counts = np.random.default_rng(0).binomial(8, truth, 20_000)
    mean = np.mean([unbiased_excess(forecast, Result(int(count), 8)) for count in counts])
    assert mean == pytest.approx((forecast - truth) ** 2, abs=0.0015)


@pytest.mark.parametrize("score", [brier, excess, unbiased_excess, logarithmic])
@pytest.mark.parametrize("forecast", [0, 1, -0.2, 1.2, float("nan")])
def test_a_forecast_of_certainty_is_refused(score, forecast):
    with pytest.raises(MeasureError, match="strictly between"):
        score(forecast, Result(1, 3))


def test_nobody_scores_nothing():
    with pytest.raises(TooFew):
        Result(0, 0)
    with pytest.raises(MeasureError, match="4 of 3"):
        Result(4, 3)
    with pytest.raises(TooFew):
        unbiased_excess(0.5, Result(1, 1))


def test_a_range_forecast_is_a_distribution():
    forecast = RangeForecast(mean=0.3, people=10)
    probabilities = [exp(each) for each in forecast.log_probabilities(20)]
    assert sum(probabilities) == pytest.approx(1)
    assert sum(count * each for count, each in enumerate(probabilities)) == pytest.approx(0.3 * 20)


def test_a_uniform_forecast_finds_every_count_as_likely():
    assert range_logarithmic(RangeForecast(0.5, 2), Result(3, 9)) == pytest.approx(log(10))


def test_a_narrow_range_is_better_where_it_is_right_and_worse_where_it_is_wrong():
    narrow, wide = RangeForecast(0.3, 200), RangeForecast(0.3, 4)
    assert ranked_probability(narrow, Result(6, 20)) < ranked_probability(wide, Result(6, 20))
    assert ranked_probability(narrow, Result(18, 20)) > ranked_probability(wide, Result(18, 20))


def test_a_sure_range_scores_the_distance_to_the_result():
    assert ranked_probability(RangeForecast(0.5, 1e9), Result(0, 2)) == pytest.approx((0.75**2 + 0.25**2) / 2, abs=1e-5)


@pytest.mark.parametrize("people", [0, -1, float("nan")])
def test_a_range_worth_nobody_is_refused(people):
    with pytest.raises(MeasureError, match="worth"):
        RangeForecast(0.5, people)


def test_the_baseline_is_everybody_else():
    assert baseline(Result(3, 4), Result(10, 20)) == Result(7, 16)


@pytest.mark.parametrize("everybody", [Result(3, 3), Result(2, 10), Result(9, 9)])
def test_a_segment_that_is_no_part_of_everybody_is_refused(everybody):
    with pytest.raises(MeasureError, match="more people"):
        baseline(Result(3, 4), everybody)


def test_a_segment_that_is_everybody_has_no_baseline():
    with pytest.raises(TooFew):
        baseline(Result(3, 4), Result(3, 4))


def test_segments_that_differ_only_by_chance_leave_nothing_to_know():
    chance = np.random.default_rng(4)
    segments = {(name, 0): Result(int(chance.binomial(40, 0.6)), 40) for name in range(60)}
    everybody = {0: Result(sum(each.agree for each in segments.values()), 40 * 60)}
    assert signal(segments, everybody).deviation < 0.02


def test_a_signal_of_nothing_is_too_few():
    with pytest.raises(TooFew):
        signal({}, {})


def decisions_of(forecast_error, people=40, statements=14, seed=0):
    """People of a segment that agrees with 7 in 10 statements; forecasts off by some, baselines off by .15."""
    chance = np.random.default_rng(seed)
    truth = chance.uniform(0.3, 0.7, statements)
    decisions = (chance.random((people, statements)) < truth).astype(float)
    return decisions, truth + forecast_error, truth + 0.15


def test_an_advocate_who_knows_is_told_from_chance():
    found = skill(*decisions_of(0.0, people=200))
    assert found.low > 0
    assert found.value == pytest.approx(0.15**2, abs=0.01)
    assert found.can_be_ranked


def test_an_advocate_who_errs_is_told_from_chance_as_well():
    assert skill(*decisions_of(0.29, people=200)).high < 0


@pytest.mark.parametrize(("people", "statements"), [(5, 14), (29, 14), (200, 13)])
def test_few_people_or_statements_rank_nobody(people, statements):
    assert not skill(*decisions_of(0.0, people=people, statements=statements)).can_be_ranked


def test_a_person_who_decided_nothing_changes_nothing():
    decisions, forecasts, baselines = decisions_of(0.0)
    more = skill(np.vstack([decisions, np.full((200, decisions.shape[1]), np.nan)]), forecasts, baselines)
    found = skill(decisions, forecasts, baselines)
    assert (more.value, more.people) == (found.value, 40)
    assert more.standard_error == pytest.approx(found.standard_error, rel=0.1)


def test_the_order_of_people_changes_no_score():
    decisions, forecasts, baselines = decisions_of(0.05)
    assert skill(decisions[::-1], forecasts, baselines).value == pytest.approx(
        skill(decisions, forecasts, baselines).value
    )


def test_decisions_of_one_person_are_one_piece_of_evidence():
    """Forty people who all decide alike on every statement are not fourteen times forty."""
    chance = np.random.default_rng(0)
    alike = np.repeat((chance.random((40, 1)) < 0.5).astype(float), 14, axis=1)
    apart = (chance.random((40, 14)) < 0.5).astype(float)
    forecasts, baselines = np.full(14, 0.5), np.full(14, 0.65)
    assert skill(alike, forecasts, baselines).standard_error > 2 * skill(apart, forecasts, baselines).standard_error


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda decisions, forecasts, baselines: (decisions * np.nan, forecasts, baselines), "Nobody has decided"),
        (lambda decisions, forecasts, baselines: (decisions * 2, forecasts, baselines), "1, 0 or NaN"),
        (lambda decisions, forecasts, baselines: (decisions, forecasts[1:], baselines), "13 forecasts for 14"),
        (lambda decisions, forecasts, baselines: (decisions, forecasts, baselines * 0), "baseline of statement 0 is 0"),
        (lambda decisions, forecasts, baselines: (decisions, forecasts * np.nan, baselines), "statement 0 is nan"),
    ],
)
def test_what_cannot_be_compared_is_refused(change, refusal):
    with pytest.raises(MeasureError, match=refusal):
        skill(*change(*decisions_of(0.0)))


def skill_of(value, standard_error):
    return Skill(value, standard_error, value - standard_error, value + standard_error, 50, 14)


def test_skills_that_differ_by_chance_shrink_to_nothing():
    assert shrunk([skill_of(0.01, 0.02), skill_of(-0.01, 0.02), skill_of(0.0, 0.02)]) == [0, 0, 0]


def test_uncertain_skills_shrink_more():
    sure, unsure, *_ = shrunk([skill_of(0.1, 0.005), skill_of(0.1, 0.05), skill_of(-0.1, 0.01), skill_of(0.0, 0.01)])
    assert 0 < unsure < sure < 0.1


def test_one_advocate_alone_is_too_few_to_compare():
    with pytest.raises(TooFew):
        shrunk([skill_of(0.1, 0.01)])
    with pytest.raises(MeasureError, match="standard error"):
        shrunk([skill_of(0.1, 0.0), skill_of(0.1, 0.1)])


def projecting(bias, statements=60, seed=0):
    chance = np.random.default_rng(seed)
    shares, baselines = chance.uniform(0.2, 0.8, (2, statements))
    own = (chance.random(statements) < 0.5).astype(float)
    forecasts = np.clip(shares + bias * (own - baselines) + chance.normal(0, 0.05, statements), 0.02, 0.98)
    return forecasts, shares, own, baselines


@pytest.mark.parametrize("bias", [0.1, 0.3])
def test_projection_is_found_and_its_correction_helps(bias):
    forecasts, shares, own, baselines = projecting(bias)
    found = projection(forecasts, shares, own, baselines)
    assert found.slope == pytest.approx(bias, abs=0.03)
    assert found.helps
    corrected = [
        found.corrected(forecast, own=mine, baseline=others)
        for forecast, mine, others in zip(forecasts, own, baselines, strict=True)
    ]
    assert np.sqrt(np.mean((np.array(corrected) - shares) ** 2)) < 0.8 * found.error


def test_without_projection_nothing_is_corrected():
    found = projection(*projecting(0.0, statements=10, seed=3))
    assert abs(found.shrunk_slope) < abs(found.slope)
    if not found.helps:
        assert found.corrected(0.4, own=1, baseline=0.2) == 0.4


def test_a_correction_that_does_not_help_is_not_made():
    found = [projection(*projecting(0.0, statements=8, seed=seed)) for seed in range(20)]
    left = [each for each in found if not each.helps]
    assert left
    assert {each.corrected(0.4, own=1, baseline=0.2) for each in left} == {0.4}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda forecasts, shares, own, baselines: (forecasts[:4], shares[:4], own[:4], baselines[:4]), "from 5"),
        (lambda forecasts, shares, own, baselines: (forecasts, shares[1:], own, baselines), "same statements"),
        (lambda forecasts, shares, own, baselines: (forecasts, shares, own, own), "nothing to compare"),
        (lambda forecasts, shares, own, baselines: (forecasts, shares, own * 2, baselines), "own opinion of statement"),
        (
            lambda forecasts, shares, own, baselines: (forecasts, shares * np.nan, own, baselines),
            "share of statement 0",
        ),
    ],
)
def test_a_projection_of_nothing_is_refused(change, refusal):
    with pytest.raises(MeasureError, match=refusal):
        projection(*change(*projecting(0.1)))


@pytest.fixture(scope="module")
def cells():
    """The agreeing share of a segment and of everybody else: fourteen statements of each segment in a row."""
    people = {row["participant"]: row for row in rows_of("participants.csv")}
    dimensions = [name for name in next(iter(people.values())) if name != "participant"]
    everybody, agreed, counted = {}, Counter(), Counter()
    for row in rows_of("votes.csv"):
        person, statement, agrees = people[row["voter-id"]], row["comment-id"], row["vote"] == "1"
        for segment in [("all", "all"), *((each, person[each]) for each in dimensions)]:
            counted[segment, statement] += row["vote"] != "0"
            agreed[segment, statement] += agrees
    results = {key: Result(agreed[key], counted[key]) for key in counted if key[0][1] != "not-stated"}
    everybody = {statement: each for (segment, statement), each in results.items() if segment[0] == "all"}
    return [
        (result.share, baseline(result, everybody[statement]).share)
        for (segment, statement), result in sorted(results.items(), key=lambda each: each[0])
        if segment[0] != "all"
    ]


@needs_survey
def test_the_real_room_for_skill_is_small(cells):
    truth, others = np.array(cells).T
    assert len(truth) == 420
    noise = truth * (1 - truth)
    assert (noise + (truth - others) ** 2).mean() == pytest.approx(0.2008, abs=5e-4)
    assert noise.mean() == pytest.approx(0.1945, abs=5e-4)
    assert np.sqrt(((truth - others) ** 2).mean()) == pytest.approx(0.0794, abs=5e-4)


@needs_survey
@pytest.mark.parametrize(("arrivals", "expected"), [(1, 0.63), (3, 0.71), (5, 0.73), (10, 0.81), (30, 0.95)])
def test_even_a_perfect_advocate_is_seen_late(cells, arrivals, expected):
    """How often a perfect advocate beats everybody else's shares over fourteen real cells."""
    chance = np.random.default_rng(0)
    truth, others = np.array(cells)[chance.integers(0, len(cells), (20_000, 14))].transpose(2, 0, 1)
    came = chance.binomial(arrivals, truth) / arrivals
    gain = came * ((1 - others) ** 2 - (1 - truth) ** 2) + (1 - came) * (others**2 - truth**2)
    assert (gain.mean(axis=1) > 0).mean() == pytest.approx(expected, abs=0.04)


def test_five_arrivals_rank_no_perfect_advocate():
    for seed in range(10):
        assert not skill(*decisions_of(0.0, people=5, seed=seed)).can_be_ranked
