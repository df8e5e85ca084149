"""Whether there are groups at all."""

import numpy as np
import pytest

from measures.opinion.groups import find_groups
from measures.opinion.stability import Stability, check_stability
from tests.measures.ballots import NOTHING, ballots_from, two_camps


def test_two_camps_are_stable():
    ballots = ballots_from(two_camps())
    steps = []
    found = check_stability(
        ballots, find_groups(ballots), shuffles=19, subsamples=5, progressed=lambda *step: steps.append(step)
    )
    assert (found.p_value, found.smallest) == (0.05, 20)
    assert found.agreement == pytest.approx(1)
    assert found.is_stable
    assert steps == [(done, 24) for done in range(1, 25)]


def test_noise_is_not_stable_and_is_given_up_early():
    ballots = ballots_from(np.random.default_rng(1).choice([1, -1, 0], size=(60, 12)).tolist())
    steps = []
    found = check_stability(ballots, find_groups(ballots), progressed=lambda *step: steps.append(step))
    assert found.p_value > 0.05
    assert found.agreement is None
    assert not found.is_stable
    assert len(steps) < 99


def test_a_group_of_few_people_is_not_shown_and_nothing_else_is_asked():
    rows = [*two_camps(), *([[1, -1] * 5] * 2)]
    groups = find_groups(ballots_from(rows))
    few = np.where(np.arange(len(rows)) < 3, 1, 0)
    found = check_stability(ballots_from(rows), type(groups)(groups.positions, few, groups.silhouette))
    assert (found.smallest, found.p_value, found.is_stable) == (3, None, False)


@pytest.mark.parametrize(
    ("stability", "stable"),
    [
        (Stability(5, 0.05, 0.5), True),
        (Stability(5, 0.01, 0.49), False),
        (Stability(5, 0.2), False),
        (Stability(4), False),
    ],
)
def test_every_test_must_be_passed(stability, stable):
    assert stability.is_stable is stable


def test_the_same_seed_gives_the_same_verdict():
    rows = np.array(two_camps())
    rows[np.random.default_rng(3).random(rows.shape) < 0.3] = NOTHING
    ballots = ballots_from(rows)
    first, second = (check_stability(ballots, find_groups(ballots), shuffles=19, subsamples=5) for _ in range(2))
    assert first == second
