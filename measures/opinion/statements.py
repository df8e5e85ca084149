"""What each group says of each statement, and which statements tell the groups apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.opinion.ballots import AGREE, DISAGREE, Ballots

Z_90 = 1.2815515655446004  # one-sided
REPRESENTATIVES = 5

Grid = NDArray[np.float64]


@dataclass(frozen=True)
class GroupVotes:
    """Counts of each group on each statement, all of shape (groups, statements); `seen` includes passes."""

    agree: NDArray[np.int64]
    disagree: NDArray[np.int64]
    seen: NDArray[np.int64]


@dataclass(frozen=True)
class Representativeness:
    """How a choice of a group stands out, all of shape (groups, statements).

    `share` is the smoothed share of the group, `share_test` its z-value against one half; `ratio` compares the share
    with that of everybody else, `ratio_test` is the z-value of the difference.
    """

    share: Grid
    share_test: Grid
    ratio: Grid
    ratio_test: Grid

    @property
    def is_significant(self) -> NDArray[np.bool_]:
        return (self.share_test > Z_90) & (self.ratio_test > Z_90)

    @property
    def weight(self) -> Grid:
        """By which statements are put in order; both tests must point the same way, or two negatives would count."""
        upward = (self.share_test > 0) & (self.ratio_test > 0)
        return np.where(upward, self.ratio * self.ratio_test * self.share * self.share_test, 0)


@dataclass(frozen=True)
class Representative:
    """A statement (position) that represents a group by its agreement or its disagreement."""

    statement: int
    agrees: bool


def group_votes(ballots: Ballots, labels: NDArray[np.intp]) -> GroupVotes:
    """Count the ballots of each group.

    `labels` has shape (people,): groups from 0, and -1 for people in no group, whose ballots are left out.
    """
    choices = ballots.choices
    label = np.repeat(labels, np.diff(choices.indptr))
    shape = (int(labels.max(initial=-1)) + 1, ballots.statements)
    return GroupVotes(
        *(
            _counts(label[chosen], choices.indices[chosen], shape)
            for chosen in (
                (label >= 0) & (choices.data == AGREE),
                (label >= 0) & (choices.data == DISAGREE),
                label >= 0,
            )
        )
    )


def _counts(label: NDArray, statement: NDArray, shape: tuple[int, int]) -> NDArray[np.int64]:
    cells = label.astype(np.int64) * shape[1] + statement
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def group_informed_consensus(votes: GroupVotes) -> Grid:
    """Return for each statement how far all groups agree: the product over groups of (agree + 1) / (seen + 2).

    Shape (statements,), in (0, 1). A group without a ballot on a statement counts one half; say "not voted" there, and
    compare only statements that every group has seen. Source: Small et al. 2021.
    """
    return ((votes.agree + 1) / (votes.seen + 2)).prod(axis=0)


def agreement(votes: GroupVotes) -> Representativeness:
    """Return how each group's agreement stands out. Source: Small et al. 2021."""
    return _representativeness(votes.agree, votes.seen)


def disagreement(votes: GroupVotes) -> Representativeness:
    """Return how each group's disagreement stands out. Source: Small et al. 2021."""
    return _representativeness(votes.disagree, votes.seen)


def _representativeness(said: NDArray[np.int64], seen: NDArray[np.int64]) -> Representativeness:
    said_elsewhere, seen_elsewhere = said.sum(axis=0) - said, seen.sum(axis=0) - seen
    share = (said + 1) / (seen + 2)
    return Representativeness(
        share=share,
        share_test=2 * np.sqrt(seen + 1) * ((said + 1) / (seen + 1) - 0.5),
        ratio=share / ((said_elsewhere + 1) / (seen_elsewhere + 2)),
        ratio_test=_difference_test(said + 1, seen + 1, said_elsewhere + 1, seen_elsewhere + 1),
    )


def _difference_test(said: NDArray, seen: NDArray, said_elsewhere: NDArray, seen_elsewhere: NDArray) -> Grid:
    """The z-value of two proportions with a pooled variance; 0 where everybody said it."""
    pooled = (said + said_elsewhere) / (seen + seen_elsewhere)
    error = np.sqrt(pooled * (1 - pooled) * (1 / seen + 1 / seen_elsewhere))
    difference = said / seen - said_elsewhere / seen_elsewhere
    return np.divide(difference, error, out=np.zeros_like(difference), where=error > 0)


def representative_statements(
    votes: GroupVotes, *, added: NDArray, left_out: Collection[int] = (), limit: int = REPRESENTATIVES
) -> list[list[Representative]]:
    """Return for each group the statements that represent it best, at most `limit`.

    First the one the group agrees with most, then the others by weight, agreements before disagreements. A group
    whose choices do not stand out has the single statement that comes closest, and none without any ballot.
    `added`, shape (statements,), puts the statements in the order in which they were added, on which the first one
    depends; `left_out` holds the positions of those that were moderated out.

    Source: Small et al. 2021, selection as in Polis.
    """
    agrees, disagrees = agreement(votes), disagreement(votes)
    in_order = np.argsort(added, kind="stable")
    allowed = in_order[~np.isin(in_order, np.fromiter(left_out, dtype=np.intp))]
    return [_of_group(group, votes, agrees, disagrees, allowed, limit) for group in range(len(votes.seen))]


def _of_group(
    group: int,
    votes: GroupVotes,
    agrees: Representativeness,
    disagrees: Representativeness,
    allowed: NDArray[np.intp],
    limit: int,
) -> list[Representative]:
    seen = allowed[votes.seen[group, allowed] > 0]
    outstanding = _outstanding(group, agrees, disagrees, seen)
    agreed = _most_agreed(group, agrees, seen)
    if agreed is None and not outstanding:
        return _closest(group, agrees, disagrees, seen)
    head = [agreed] if agreed else []
    others = [each for each in outstanding if agreed is None or each.statement != agreed.statement]
    return head + sorted(others[: limit - len(head)], key=lambda each: not each.agrees)


def _most_agreed(group: int, agrees: Representativeness, seen: NDArray[np.intp]) -> Representative | None:
    """Go through the statements as they were added: what most agree with, until one stands out; then what does more."""
    best: int | None = None
    for statement in (int(each) for each in seen):
        if best is None:
            best = statement if _is_agreed(group, agrees, statement) else None
        elif _agreed_by(group, agrees, statement, best) > _agreed_by(group, agrees, best, best):
            best = statement
    return None if best is None else Representative(best, agrees=True)


def _is_agreed(group: int, agrees: Representativeness, statement: int) -> bool:
    at = (group, statement)
    return bool(agrees.share_test[at] > Z_90 or (agrees.ratio[at] > 1 and agrees.share[at] > 0.5))


def _agreed_by(group: int, agrees: Representativeness, statement: int, best: int) -> float:
    """How far a statement is agreed with: by weight once the best so far is agreed with more than elsewhere."""
    at = (group, statement)
    stands_out = agrees.ratio[group, best] > 1
    return float(agrees.weight[at] if stands_out else agrees.share[at] * agrees.share_test[at])


def _closest(
    group: int, agrees: Representativeness, disagrees: Representativeness, seen: NDArray[np.intp]
) -> list[Representative]:
    """Where nothing stands out: the choice that differs most from the others', if there is any."""
    if not len(seen):
        return []
    tests = np.stack((agrees.ratio_test[group, seen], disagrees.ratio_test[group, seen]))
    side, place = np.unravel_index(tests.argmax(), tests.shape)
    return [Representative(int(seen[place]), agrees=bool(side == 0))]


def _outstanding(
    group: int, agrees: Representativeness, disagrees: Representativeness, seen: NDArray[np.intp]
) -> list[Representative]:
    """The significant choices of a group, the weightiest first."""
    found = [
        (float(side.weight[group, statement]), Representative(int(statement), agrees=side is agrees))
        for side in (agrees, disagrees)
        for statement in seen[side.is_significant[group, seen]]
    ]
    return [each for _, each in sorted(found, key=lambda pair: (-pair[0], pair[1].statement))]
