"""Intervals and tests for few people, against published values and by counting every case."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.errors import MeasureError
from measures.exact import discoveries, fisher_mid_p, fisher_p, jeffreys_interval, mcnemar_p

PAIRS = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda pair: (min(pair), max(pair)))


@pytest.mark.parametrize(("successes", "trials"), [(0, 1), (0, 5), (0, 1000)])
def test_jeffreys_ends_exactly_at_the_ends(successes, trials):
    assert jeffreys_interval(successes, trials)[0] == 0
    assert jeffreys_interval(trials - successes, trials)[1] == 1


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"), [(0, 5, 0, 0.37938), (1, 5, 0.02251, 0.62863), (5, 10, 0.22353, 0.77647)]
)
def test_jeffreys_equals_the_beta_quantiles(successes, trials, low, high):
    assert jeffreys_interval(successes, trials) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(0, 50), st.integers(1, 50))
def test_jeffreys_mirrors(successes, others):
    low, high = jeffreys_interval(successes, successes + others)
    mirrored = jeffreys_interval(others, successes + others)
    assert (1 - high, 1 - low) == pytest.approx(mirrored, abs=1e-12)
    assert low <= successes / (successes + others) <= high


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (1, 0), (-1, 5), (6, 5)])
def test_impossible_counts_are_refused(successes, trials):
    with pytest.raises(MeasureError, match="no proportion"):
        jeffreys_interval(successes, trials)
    if trials or successes:
        with pytest.raises(MeasureError, match="no proportion"):
            fisher_p((successes, trials), (1, 2))


def fisher_by_counting(first, second):
    """Every table with the same margins, in exact fractions."""
    successes = first[0] + second[0]
    ways = {
        count: Fraction(comb(first[1], count) * comb(second[1], successes - count))
        for count in range(min(first[1], successes) + 1)
        if successes - count <= second[1]
    }
    observed, all_ = ways[first[0]], sum(ways.values())
    less = sum(way for way in ways.values() if way < observed)
    same = sum(way for way in ways.values() if way == observed)
    return (less + same) / all_, (less + same / 2) / all_


@given(PAIRS, PAIRS)
def test_fisher_counts_every_table(first, second):
    p, mid_p = fisher_by_counting(first, second)
    assert fisher_p(first, second) == pytest.approx(float(p), abs=1e-9)
    assert fisher_mid_p(first, second) == pytest.approx(float(mid_p), abs=1e-9)


def test_fisher_knows_the_lady_who_tasted_tea():
    assert fisher_p((3, 4), (1, 4)) == pytest.approx(0.4857, abs=1e-4)
    assert fisher_p((4, 4), (0, 4)) == pytest.approx(0.0286, abs=1e-4)


@pytest.mark.parametrize(
    ("one_way", "other_way", "p"), [(0, 0, 1), (1, 1, 1), (0, 1, 1), (0, 5, 0.0625), (2, 10, 0.03857), (6, 16, 0.05248)]
)
def test_mcnemar_counts_those_who_changed(one_way, other_way, p):
    assert mcnemar_p(one_way, other_way) == pytest.approx(p, abs=1e-4)
    assert mcnemar_p(other_way, one_way) == mcnemar_p(one_way, other_way)


def test_nobody_can_change_less_than_nobody():
    with pytest.raises(MeasureError, match="negative"):
        mcnemar_p(-1, 3)


# Table 1 of Benjamini and Hochberg 1995: fifteen tests, of which the first four are significant at .05.
PUBLISHED = (
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0,
)  # fmt: skip


def test_discoveries_are_those_of_the_paper():
    assert discoveries(PUBLISHED) == [True] * 4 + [False] * 11
    assert discoveries(PUBLISHED[::-1]) == [False] * 11 + [True] * 4


def test_a_test_is_significant_with_a_smaller_one_behind_its_limit():
    assert discoveries([0.04, 0.045, 0.049]) == [True] * 3


@pytest.mark.parametrize("p_values", [[], [0.06], [0.04, 0.9]])
def test_nothing_is_found_in_nothing(p_values):
    assert not any(discoveries(p_values))


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_what_is_no_p_is_refused_by_its_place(p):
    with pytest.raises(MeasureError, match="p value 1"):
        discoveries([0.5, p])
