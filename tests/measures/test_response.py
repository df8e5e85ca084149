"""How even the response to an invitation was, against the reference's three frames."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.errors import MeasureError, TooFew
from measures.response import response_evenness
from tests.measures.flying import DIMENSIONS, needs_survey, rows_of


@pytest.fixture(scope="module")
def frame():
    """The cells of the population, and how many of each are there and responded."""
    population, responded = Counter(), Counter()
    for row in rows_of("benchmark_acs_us_adults.csv"):
        population[tuple(row[each] for each in DIMENSIONS)] += int(row["n"])
    for row in rows_of("participants.csv"):
        responded[tuple(row[each] for each in DIMENSIONS)] += 1
    cells = sorted(population)
    levels = {dimension: [cell[at] for cell in cells] for at, dimension in enumerate(DIMENSIONS)}
    shares = np.array([population[cell] for cell in cells]) / population.total()
    return levels, shares, np.array([responded[cell] for cell in cells])


@needs_survey
@pytest.mark.parametrize(("invited", "indicator"), [(20_000, 0.919), (50_000, 0.968), (228_000, 0.993)])
def test_the_same_people_are_more_even_the_more_were_invited(frame, invited, indicator):
    levels, shares, responded = frame
    found = response_evenness(levels, shares * invited, responded)
    assert found.indicator == pytest.approx(indicator, abs=5e-4)
    assert found.rate == pytest.approx(992 / invited)


@needs_survey
def test_the_dimension_to_recruit_in_stands_out(frame):
    levels, shares, responded = frame
    partial = response_evenness(levels, shares * 20_000, responded).partial
    assert partial == pytest.approx({"education": 0.0385, "region": 0.0119, "gender": 0.0009}, abs=5e-5)


@given(st.lists(st.tuples(st.integers(20, 99), st.integers(1, 19)), min_size=2, max_size=6), st.randoms())
def test_the_order_of_groups_changes_nothing(groups, random):
    levels = [f"level {at}" for at in range(len(groups))]
    order = list(range(len(groups)))
    random.shuffle(order)
    straight, shuffled = (
        response_evenness({"age": [levels[at] for at in rows]}, *zip(*[groups[at] for at in rows], strict=True))
        for rows in (range(len(groups)), order)
    )
    assert straight.indicator == pytest.approx(shuffled.indicator, abs=1e-9)


def test_equal_rates_are_even():
    found = response_evenness({"age": ["young", "old"]}, [100, 200], [10, 20])
    assert found.indicator == pytest.approx(1)
    assert found.partial["age"] == pytest.approx(0, abs=1e-9)


def test_one_dimension_explains_all_there_is():
    found = response_evenness({"age": ["young", "old"]}, [100, 100], [10, 50])
    assert found.indicator == pytest.approx(1 - 2 * 0.2)
    assert found.partial["age"] == pytest.approx(0.2)


@pytest.mark.parametrize(("invited", "responded"), [([10, 10], [0, 0]), ([10, 10], [10, 10])])
def test_nobody_or_everybody_is_too_few(invited, responded):
    with pytest.raises(TooFew):
        response_evenness({"age": ["young", "old"]}, invited, responded)


@pytest.mark.parametrize(
    ("invited", "responded"),
    [([10, 10], [1, 11]), ([10, 0], [1, 0]), ([10, 10], [1, -1]), ([10, float("nan")], [1, 1])],
)
def test_impossible_counts_are_refused_by_row(invited, responded):
    with pytest.raises(MeasureError, match="Row 2"):
        response_evenness({"age": ["young", "old"]}, invited, responded)


def test_a_dimension_of_another_length_is_refused_by_name():
    with pytest.raises(MeasureError, match="1 levels of age for 2"):
        response_evenness({"age": ["young"]}, [10, 10], [1, 2])


def test_a_level_that_nobody_responded_of_has_no_propensity():
    found = response_evenness({"age": ["young", "old"]}, [100, 100], [0, 50])
    assert found.indicator == pytest.approx(1 - 2 * 0.25)
