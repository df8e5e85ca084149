"""Ours, from ballots in a file to groups and statistics: `python -m bench.opinion FILE`."""

from __future__ import annotations

import sys

import numpy as np

from bench.measured import tell
from measures.opinion.ballots import Ballots, ballots_of
from measures.opinion.groups import OpinionGroups, find_groups
from measures.opinion.stability import adjusted_rand_index
from measures.opinion.statements import group_informed_consensus, group_votes, representative_statements


def find(ballots: Ballots) -> OpinionGroups:
    """Groups, consensus and representative statements, without the stability gate."""
    groups = find_groups(ballots)
    votes = group_votes(ballots, groups.labels)
    group_informed_consensus(votes)
    representative_statements(votes, added=np.arange(ballots.statements))
    return groups


def main(path: str) -> None:
    stored = np.load(path)
    person, statement, choice, truth = (stored[name] for name in ("person", "statement", "choice", "group"))
    people, statements = len(truth), int(statement.max()) + 1

    def work() -> OpinionGroups:
        return find(ballots_of(person, statement, choice, people=people, statements=statements))

    def agreement_with_truth(groups: OpinionGroups) -> float:
        placed = groups.labels >= 0
        return adjusted_rand_index(groups.labels[placed], truth[placed].astype(np.intp))

    tell(work, lambda groups: {"agreement_with_truth": agreement_with_truth(groups)})


if __name__ == "__main__":
    main(sys.argv[1])
