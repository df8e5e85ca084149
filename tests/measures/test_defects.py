import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.defects import Cost, Defect, Range, Stage, cost_avoided, count_defects
from measures.errors import MeasureError, TooFew

NOTHING = Range(0, 0, 0)
SOME = Range(0.1, 0.2, 0.3)


def defect(id, stage=Stage.CONCEPT, *, severity="grave", segments=("carers",), share=SOME):
    return Defect(id, stage, severity, frozenset(segments), share)


def cost(live, found=NOTHING, otherwise_caught=NOTHING):
    return Cost(found, live, otherwise_caught)


def test_errors_are_counted_by_stage_severity_and_segment():
    counts = count_defects([
        defect(1), defect(2, Stage.PILOT, severity="slight", segments=("carers", "rural")), defect(3, Stage.LIVE),
    ])  # fmt: skip
    assert counts.by_stage == {Stage.CONCEPT: 1, Stage.PROTOTYPE: 0, Stage.PILOT: 1, Stage.LIVE: 1}
    assert counts.before_live == 2
    assert counts.by_severity == {"grave": 2, "slight": 1}
    assert counts.by_segment == {"carers": 3, "rural": 1}


def test_no_errors_count_nothing():
    assert count_defects([]).before_live == 0


def test_an_error_says_how_many_people_it_would_reach():
    assert defect(1).people(1000) == Range(100, 200, 300)


def test_without_figures_of_the_institution_there_is_no_money():
    assert cost_avoided([defect(1)], {}) is None
    assert cost_avoided([], {}) is None
    assert cost_avoided([defect(1, Stage.LIVE)], {1: cost(Range(5, 5, 5))}) is None


def test_exact_figures_give_an_exact_sum():
    costs = {1: cost(Range(100, 100, 100), found=Range(10, 10, 10)), 2: cost(Range(50, 50, 50))}
    avoided = cost_avoided([defect(1), defect(2, Stage.PILOT), defect(3)], costs)
    assert (avoided.low, avoided.middle, avoided.high) == (140, 140, 140)
    assert (avoided.counted, avoided.without_figures) == ((1, 2), (3,))


def test_what_another_gate_would_have_caught_is_not_counted():
    costs = {1: cost(Range(100, 100, 100), otherwise_caught=Range(0.75, 0.75, 0.75))}
    assert cost_avoided([defect(1)], costs).middle == pytest.approx(25)


def test_an_uncertain_figure_gives_a_range():
    avoided = cost_avoided([defect(1)], {1: cost(Range(0, 100, 1000))})
    assert 0 < avoided.low < avoided.middle < avoided.high < 1000


def test_mending_early_may_cost_more_than_it_saves():
    assert cost_avoided([defect(1)], {1: cost(NOTHING, found=Range(5, 5, 5))}).high == -5


def test_the_same_seed_gives_the_same_range():
    costs = {1: cost(Range(0, 100, 1000))}
    assert cost_avoided([defect(1)], costs, seed=3) == cost_avoided([defect(1)], costs, seed=3)
    assert cost_avoided([defect(1)], costs, seed=3) != cost_avoided([defect(1)], costs, seed=4)


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_values_drawn_from_a_range_stay_in_it(one, two, three):
    low, likely, high = sorted((one, two, three))
    drawn = Range(low, likely, high).drawn(np.random.default_rng(0), 100)
    assert drawn.min() >= low - 1e-9
    assert drawn.max() <= high + 1e-9


def test_the_mean_of_a_range_weighs_the_likely_figure_four_times():
    drawn = Range(0, 30, 90).drawn(np.random.default_rng(0), 100_000)
    assert drawn.mean() == pytest.approx((0 + 4 * 30 + 90) / 6, abs=0.3)


@pytest.mark.parametrize("bounds", [(3, 2, 4), (1, 5, 4), (float("nan"), 1, 2), (1, 2, float("nan"))])
def test_bounds_that_do_not_rise_are_refused(bounds):
    with pytest.raises(MeasureError, match="do not rise"):
        Range(*bounds)


@pytest.mark.parametrize("share", [Range(-0.1, 0, 0.5), Range(0.5, 0.9, 1.1)])
def test_a_share_of_people_that_is_none_is_refused_by_name(share):
    with pytest.raises(MeasureError, match="Defect 7"):
        defect(7, share=share)
    with pytest.raises(MeasureError, match="another gate"):
        cost(NOTHING, otherwise_caught=share)


def test_an_error_given_twice_is_refused_by_name():
    with pytest.raises(MeasureError, match="Defect 1 is given 2 times"):
        count_defects([defect(1), defect(1, Stage.PILOT)])
    with pytest.raises(MeasureError, match="Defect 1 is given 2 times"):
        cost_avoided([defect(1), defect(1)], {})


def test_a_cost_of_nothing_is_refused_by_name():
    with pytest.raises(MeasureError, match="“9”"):
        cost_avoided([defect(1)], {9: cost(NOTHING)})


def test_no_draws_and_no_caseload_are_refused():
    with pytest.raises(TooFew):
        cost_avoided([defect(1)], {1: cost(NOTHING)}, draws=0)
    with pytest.raises(MeasureError, match="caseload"):
        defect(1).people(-1)
