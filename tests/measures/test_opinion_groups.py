"""Who thinks alike: positions, groups, and what may not change them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.errors import MeasureError, TooFew
from measures.opinion.ballots import ballots_of
from measures.opinion.clusters import cluster, silhouette
from measures.opinion.components import positions_of
from measures.opinion.continuity import keep_labels
from measures.opinion.groups import find_groups
from measures.opinion.stability import adjusted_rand_index
from tests.measures.ballots import NOTHING, ballots_from, two_camps

seeds = st.integers(min_value=0, max_value=2**31)


def with_gaps(rows, seed):
    matrix = np.array(rows)
    return np.where(np.random.default_rng(seed).random(matrix.shape) < 0.2, NOTHING, matrix)


def test_two_camps_are_two_groups():
    groups = find_groups(ballots_from(two_camps()))
    assert groups.group_count == 2
    assert adjusted_rand_index(groups.labels, np.arange(40) % 2) == 1
    assert groups.silhouette > 0.6


def test_the_share_of_the_variance_is_what_a_full_decomposition_says():
    rows = np.array(two_camps(), dtype=float)
    singular = np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False)
    expected = singular[:2] ** 2 / (singular**2).sum()
    assert positions_of(ballots_from(two_camps())).explained == pytest.approx(expected)


def test_many_statements_give_the_same_as_a_full_decomposition():
    """Above a hundred statements only the first two directions are looked for."""
    rows = np.array(two_camps(people=60, statements=150))
    positions = positions_of(ballots_from(rows.tolist()))
    _, singular, vectors = np.linalg.svd(rows - rows.mean(axis=0))
    assert positions.explained == pytest.approx(singular[:2] ** 2 / (singular**2).sum())
    assert np.abs(positions.loadings.T @ vectors[:2].T) == pytest.approx(np.eye(2), abs=1e-6)


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_the_order_of_people_changes_nothing(seed):
    rows = with_gaps(two_camps(), seed)
    order = np.random.default_rng(seed).permutation(len(rows))
    groups, reordered = find_groups(ballots_from(rows)), find_groups(ballots_from(rows[order]))
    assert reordered.positions.coordinates == pytest.approx(groups.positions.coordinates[order], abs=1e-7)
    assert (
        adjusted_rand_index(reordered.labels[reordered.labels >= 0], groups.labels[order][reordered.labels >= 0]) == 1
    )
    assert reordered.silhouette == pytest.approx(groups.silhouette)


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_the_order_of_statements_changes_nothing(seed):
    rows = with_gaps(two_camps(), seed)
    order = np.random.default_rng(seed).permutation(rows.shape[1])
    groups, reordered = find_groups(ballots_from(rows)), find_groups(ballots_from(rows[:, order]))
    assert reordered.positions.coordinates == pytest.approx(groups.positions.coordinates, abs=1e-7)
    assert reordered.labels.tolist() == groups.labels.tolist()


@given(seed=seeds)
@settings(max_examples=25, deadline=None)
def test_to_change_agree_and_disagree_mirrors_the_plane(seed):
    rows = with_gaps(two_camps(), seed)
    mirrored = np.where(rows == NOTHING, NOTHING, -rows)
    groups, other = find_groups(ballots_from(rows)), find_groups(ballots_from(mirrored))
    assert other.positions.coordinates == pytest.approx(-groups.positions.coordinates, abs=1e-7)
    assert other.positions.explained == pytest.approx(groups.positions.explained)
    assert adjusted_rand_index(other.labels[other.labels >= 0], groups.labels[other.labels >= 0]) == 1


def test_people_with_few_ballots_have_a_place_and_no_group():
    rows = [*two_camps(), [1] + [NOTHING] * 9, [NOTHING] * 10]
    groups = find_groups(ballots_from(rows))
    assert groups.labels[-2:].tolist() == [-1, -1]
    assert groups.positions.coordinates[-1].tolist() == [0, 0]
    assert (groups.labels[:-2] >= 0).all()


def test_a_silenced_statement_weighs_nothing_but_counts_as_answered():
    rows = two_camps()
    without = positions_of(ballots_from([row[:-1] for row in rows]))
    silenced = positions_of(ballots_from(rows), silenced=[9])
    assert silenced.explained == pytest.approx(without.explained)
    assert silenced.loadings[9] == pytest.approx([0, 0])
    assert silenced.coordinates == pytest.approx(without.coordinates)
    half = [[NOTHING] * 5 + row[5:] for row in rows]
    scale = np.sqrt((10 / 5) / (9 / 4))
    assert positions_of(ballots_from(half), silenced=[9]).coordinates == pytest.approx(
        positions_of(ballots_from([row[:-1] for row in half])).coordinates * scale
    )


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([[1, 0, -1]], "1 people and 3 statements span no plane"),
        ([[1], [0], [-1]], "3 people and 1 statements span no plane"),
        ([[1, -1, 0]] * 10, "everybody said the same"),
        ([[0, 0]] * 10, "everybody said the same"),
        ([[NOTHING, NOTHING]] * 5, "everybody said the same"),
        ([[1, NOTHING], [NOTHING, 1]], "everybody said the same"),
        ([[1, 1], [-1, -1]], "2 different places"),
        ([[1, 1], [-1, -1]] * 20, "2 different places"),
    ],
)
def test_out_of_nothing_no_groups_are_made(rows, sentence):
    with pytest.raises(TooFew, match=sentence):
        find_groups(ballots_from(rows))


def test_nobody_has_enough_ballots():
    with pytest.raises(TooFew):
        find_groups(ballots_of([0, 1, 2], [0, 1, 2], [1, -1, 1], people=3, statements=9))


def test_a_constant_statement_says_nothing():
    rows = two_camps()
    constant = positions_of(ballots_from([[*row, 1] for row in rows]))
    assert constant.explained == pytest.approx(positions_of(ballots_from(rows)).explained)
    assert constant.loadings[-1] == pytest.approx([0, 0], abs=1e-12)


def test_one_that_stands_apart_alone_is_a_group_of_one():
    places = np.concatenate((np.random.default_rng(0).normal(size=(30, 2)) / 100, [[50, 50]]))
    assert np.bincount(cluster(places).labels).tolist() == [30, 1]


def test_the_silhouette_equals_the_definition():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [10.0, 0.0], [12.0, 0.0], [30.0, 0.0]])
    labels = np.array([0, 0, 1, 1, 2])
    widths = [1 - 1 / 11, 1 - 1 / 10, 1 - 2 / 9.5, 1 - 2 / 11.5, 0]
    assert silhouette(points, np.ones(5), labels) == pytest.approx(np.mean(widths))


def test_people_at_the_same_place_weigh_as_many():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [10.0, 0.0]])
    weights, labels = np.array([3.0, 1.0, 2.0]), np.array([0, 0, 1])
    each = np.repeat(np.arange(3), weights.astype(int))
    assert silhouette(points, weights, labels) == pytest.approx(silhouette(points[each], np.ones(6), labels[each]))


def test_more_than_a_hundred_people_are_grouped_like_fewer():
    rows = two_camps(people=400)
    groups = find_groups(ballots_from(rows))
    assert groups.group_count == 2
    assert adjusted_rand_index(groups.labels, np.arange(400) % 2) == 1


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([0, 0, 1, 1], [1, 1, 0, 0], 1.0),
        ([0, 0, 1, 1], [0, 1, 0, 1], -0.5),
        ([0, 0, 0, 0], [0, 0, 0, 0], 1.0),
        ([0, 0, 1, 2], [0, 0, 1, 1], 0.571428571),
        ([], [], 1.0),
    ],
)
def test_the_adjusted_rand_index_equals_known_values(first, second, expected):
    assert adjusted_rand_index(np.array(first, dtype=int), np.array(second, dtype=int)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("previous", "current", "expected"),
    [
        ([0, 0, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1]),
        ([0, 0, 1, 1, -1], [0, 0, 1, 1, 2], [0, 0, 1, 1, 2]),
        ([2, 2, 0, 0, 1], [0, 0, 1, 1, -1], [2, 2, 0, 0, -1]),
        ([0, 0, 0, 1], [0, 0, 1, 1], [0, 0, 1, 1]),
        ([-1, -1, -1], [0, 1, 1], [0, 1, 1]),
        ([0, 0, 1, 1], [-1, -1, -1, -1], [-1, -1, -1, -1]),
        ([0, 0, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]),
        ([], [], []),
    ],
)
def test_groups_keep_their_numbers(previous, current, expected):
    kept = keep_labels(np.array(previous, dtype=int), np.array(current, dtype=int))
    assert kept.tolist() == expected


def test_labels_of_other_people_are_refused():
    with pytest.raises(MeasureError, match="3 people had labels before and 2 have now"):
        keep_labels(np.array([0, 0, 1]), np.array([0, 1]))
