"""How far those who were heard differ from the population, and the weights that make up for it."""

import json
import math
from collections import Counter

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from measures.errors import MeasureError, TooFew
from measures.raking import Weights, rake
from measures.representation import representation_gap
from tests.measures.flying import DIMENSIONS, complete_people, needs_survey, rows_of


@pytest.fixture(scope="module")
def expected():
    return json.loads((settings.SHARED_DATA / "expected" / "segments_flying.json").read_text())


@pytest.fixture(scope="module")
def population():
    counts = {dimension: Counter() for dimension in DIMENSIONS}
    for row in rows_of("benchmark_acs_us_adults.csv"):
        for dimension in DIMENSIONS:
            counts[dimension][row[dimension]] += int(row["n"])
    return counts


@pytest.fixture(scope="module")
def heard():
    return rows_of("participants.csv")


@pytest.fixture(scope="module")
def complete():
    return complete_people()


@pytest.fixture(scope="module")
def weights(complete, population):
    return rake({dimension: [row[dimension] for row in complete] for dimension in DIMENSIONS}, population)


@needs_survey
@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_a_published_survey_gives_the_reference_ratios(dimension, heard, population, expected):
    counts = Counter(row[dimension] for row in heard)
    not_stated = counts.pop("not-stated")
    gap = representation_gap(counts, population[dimension], not_stated=not_stated)
    assert gap.variation == pytest.approx(expected[f"CV_{dimension}"], abs=1e-4)
    assert gap.not_stated == not_stated
    for segment, (people, *ratio) in expected[f"RR_{dimension}"].items():
        each = gap.ratios[segment]
        assert each.people == people
        assert [each.ratio, each.low, each.high] == pytest.approx(ratio, abs=1e-4)


@needs_survey
def test_the_whole_crossing_names_who_is_missing_and_what_chance_brings(complete):
    counts = Counter()
    for row in rows_of("benchmark_acs_us_adults.csv"):
        counts["/".join(row[dimension] for dimension in DIMENSIONS)] += int(row["n"])
    gap = representation_gap(Counter("/".join(row[dimension] for dimension in DIMENSIONS) for row in complete), counts)
    assert (gap.variation, gap.variation_beyond_chance) == pytest.approx((0.888, 0.836), abs=1e-3)
    assert (len(gap.empty), gap.empty_share) == (12, pytest.approx(0.068, abs=1e-3))


@needs_survey
def test_a_published_survey_is_raked_to_the_reference(weights, expected):
    assert (weights.rounds, len(weights.values)) == (11, 992)
    assert weights.effective == pytest.approx(expected["rake"]["n_eff"], abs=0.01)
    assert weights.design_effect == pytest.approx(expected["rake"]["deff"], abs=1e-4)
    assert weights.values.min() == pytest.approx(expected["rake"]["wmin"], abs=1e-3)
    assert weights.values.max() == pytest.approx(expected["rake"]["wmax"], abs=1e-3)
    assert [weights.trimmed(5).effective, weights.trimmed(3).effective] == pytest.approx([550.9, 607.4], abs=0.05)


@needs_survey
def test_raked_shares_equal_the_reference(weights, complete, expected):
    vote = {(row["voter-id"], row["comment-id"]): int(row["vote"]) for row in rows_of("votes.csv")}
    equal = Weights(np.ones(len(complete)), 0)
    for statement, (raw, raked) in expected["agree_share"].items():
        choices = np.array([vote.get((row["participant"], statement), 0) for row in complete])
        assert equal.share(choices == 1, choices != 0) == pytest.approx(raw, abs=1e-5)
        assert weights.share(choices == 1, choices != 0) == pytest.approx(raked, abs=1e-5)


def test_in_proportion_nothing_is_remarkable():
    gap = representation_gap({"a": 300, "b": 700}, {"a": 3, "b": 7})
    assert (gap.variation, gap.variation_beyond_chance, gap.empty) == (0, 0, ())
    assert [each.ratio for each in gap.ratios.values()] == pytest.approx([1, 1])
    assert not any(each.is_remarkable for each in gap.ratios.values())


@pytest.mark.parametrize(
    ("people", "of", "remarkable"),
    [(50, 1000, True), (450, 1000, False), (2, 8, False), (0, 100, True), (900, 1000, True), (45, 100, False)],
)
def test_a_ratio_is_remarkable_beyond_chance_and_a_fifth(people, of, remarkable):
    gap = representation_gap({"a": people, "b": of - people}, {"a": 1, "b": 1})
    assert gap.ratios["a"].is_remarkable is remarkable


@pytest.mark.parametrize(
    ("people", "population", "sentence"),
    [
        ({}, {"a": 1}, "Nobody stated"),
        ({"a": 0}, {"a": 1, "b": 2}, "Nobody stated"),
        ({"c": 1}, {"a": 1, "b": 2}, "“c” is not among the segments"),
        ({"a": -1}, {"a": 1, "b": 2}, "“a” are -1; that is no count"),
        ({"a": math.nan}, {"a": 1, "b": 2}, "“a” are nan"),
        ({"a": 1}, {"a": 0, "b": 2}, "“a” is 0; it must be a number above 0"),
        ({"a": 1}, {"a": math.nan}, "“a” is nan"),
        ({"a": 1}, {"a": math.inf}, "“a” is inf"),
        ({"a": 1}, {"a": -3, "b": 9}, "“a” is -3"),
        ({}, {}, "Nobody stated"),
    ],
)
def test_out_of_nothing_no_ratio_is_made(people, population, sentence):
    with pytest.raises(MeasureError, match=sentence):
        representation_gap(people, population)


EVEN = {"age": {"young": 1, "old": 1}}


@pytest.mark.parametrize(
    ("levels", "population", "sentence"),
    [
        ({"age": []}, EVEN, "nobody to weigh"),
        ({"age": ["young", "not-stated"]}, EVEN, "Row 2: “not-stated” is no level of age"),
        ({"age": ["young", "young"]}, EVEN, "Nobody heard is age “old”: merge it"),
        ({"age": ["young", "old"]}, {"age": {"young": 0, "old": 1}}, "age “young” is 0.0; it must be a number"),
        ({"age": ["young", "old"]}, {"age": {"young": math.nan, "old": 1}}, "age “young” is nan"),
        ({"age": ["young"] * 99 + ["old"]}, EVEN, "no weights are made"),
        (
            {"age": ["young", "old"], "sex": ["f", "m"]},
            {"age": {"young": 1, "old": 1}, "sex": {"f": 1, "m": 3}},
            "cannot be met together",
        ),
    ],
)
def test_weights_that_cannot_be_are_refused(levels, population, sentence):
    with pytest.raises(MeasureError, match=sentence):
        rake(levels, population)


def test_nobody_has_no_share():
    with pytest.raises(TooFew, match="nobody to take a share of"):
        Weights(np.ones(2), 1).share(np.array([True, False]), np.array([False, False]))


@given(st.lists(st.sampled_from(["young", "old"]), min_size=4, max_size=60))
def test_who_is_in_proportion_already_has_weight_one(levels):
    counts = Counter(levels)
    if len(counts) == 2:
        raked = rake({"age": levels}, {"age": counts})
        assert raked.values == pytest.approx(np.ones(len(levels)))
        assert raked.effective == pytest.approx(len(levels))
        holds = np.arange(len(levels)) % 2 == 0
        assert raked.share(holds, np.ones(len(levels), dtype=bool)) == pytest.approx(holds.mean())


@given(st.permutations(["young"] * 4 + ["old"] * 6), st.permutations(["f"] * 5 + ["m"] * 5))
def test_raked_margins_are_those_of_the_population(age, sex):
    population = {"age": {"young": 1, "old": 1}, "sex": {"f": 2, "m": 3}}
    if len({*zip(age, sex, strict=True)}) == 4:
        weights = rake({"age": age, "sex": sex}, population)
        everybody = np.ones(10, dtype=bool)
        assert weights.share(np.array(age) == "young", everybody) == pytest.approx(0.5)
        assert weights.share(np.array(sex) == "f", everybody) == pytest.approx(0.4)
