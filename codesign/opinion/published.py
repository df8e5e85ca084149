"""The opinion groups of a consultation held elsewhere, in the terms in which its export is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from codesign.enums import Moderation
from codesign.imports import Consultation
from codesign.opinion.ballots import NUMBERS
from measures.errors import TooFew
from measures.opinion.ballots import Ballots, ballots_of
from measures.opinion.groups import OpinionGroups, find_groups
from measures.opinion.k_means import Labels
from measures.opinion.stability import Stability, check_stability
from measures.opinion.statements import group_informed_consensus, group_votes, representative_statements

Progressed = Callable[[int, int], None]


@dataclass(frozen=True)
class Reading:
    """A consultation as arrays: who and what stands in which row and column, in the order of the export's numbers."""

    consultation: Consultation
    excludes_moderated: bool

    @cached_property
    def participants(self) -> list[int]:
        return sorted({ballot.participant for ballot in self.consultation.ballots})

    @cached_property
    def statements(self) -> list[int]:
        """Those with a ballot."""
        left_out = self._moderated_out if self.excludes_moderated else set()
        return sorted({ballot.statement for ballot in self.consultation.ballots} - left_out)

    @cached_property
    def silenced(self) -> list[int]:
        """The columns that were moderated out and still count as answered."""
        return [column for column, number in enumerate(self.statements) if number in self._moderated_out]

    @cached_property
    def ballots(self) -> Ballots:
        row = {participant: position for position, participant in enumerate(self.participants)}
        column = {statement: position for position, statement in enumerate(self.statements)}
        kept = [ballot for ballot in self.consultation.ballots if ballot.statement in column]
        return ballots_of(
            [row[ballot.participant] for ballot in kept],
            [column[ballot.statement] for ballot in kept],
            [NUMBERS[ballot.choice] for ballot in kept],
            people=len(row),
            statements=len(column),
        )

    @cached_property
    def published_groups(self) -> tuple[list[int], Labels]:
        """The groups that the export names, in order, and the position of each participant's or -1."""
        names = sorted(set(self.consultation.groups.values()))
        labels = [self.consultation.groups.get(participant) for participant in self.participants]
        return names, np.array([-1 if label is None else names.index(label) for label in labels], dtype=np.intp)

    @cached_property
    def _moderated_out(self) -> set[int]:
        return {each.number for each in self.consultation.statements if each.moderation is Moderation.REJECTED}


def analyse_consultation(
    consultation: Consultation,
    *,
    excludes_moderated: bool = False,
    progressed: Progressed = lambda done, total: None,
) -> dict[str, Any]:
    """Return the analysis as it is written to JSON.

    Statements that were moderated out are silenced but counted, as Polis does, unless `excludes_moderated`. Agreement
    across groups and representative statements go by the groups of the export, where it names any, otherwise by our
    own. Where there is too little to find groups in, `too_few` says why and there are none.
    """
    reading = Reading(consultation, excludes_moderated)
    counts = {name: count for name, count in asdict(consultation.figures()).items() if name != "moderated_out"}
    try:
        groups = find_groups(reading.ballots, silenced=reading.silenced)
    except TooFew as reason:
        return {"counts": counts, **_without_groups(reading), "too_few": str(reason)}
    stability = check_stability(reading.ballots, groups, silenced=reading.silenced, progressed=progressed)
    return {"counts": counts, **_with_groups(reading, groups), **_verdict(stability), "too_few": None}


def _without_groups(reading: Reading) -> dict[str, Any]:
    return {
        "explained_variance_ratio": [None, None],
        "k": 0,
        "labels": {},
        "coords": {},
        "stable": False,
        **_of_statements(reading, *reading.published_groups),
    }


def _with_groups(reading: Reading, groups: OpinionGroups) -> dict[str, Any]:
    names, labels = reading.published_groups
    if not names:
        names, labels = list(range(groups.group_count)), groups.labels
    grouped = np.flatnonzero(groups.labels >= 0)
    return {
        "explained_variance_ratio": list(groups.positions.explained),
        "k": groups.group_count,
        "silhouette": groups.silhouette,
        "labels": {str(reading.participants[row]): int(groups.labels[row]) for row in grouped},
        "coords": {str(reading.participants[row]): groups.positions.coordinates[row].tolist() for row in grouped},
        **_of_statements(reading, names, labels),
    }


def _of_statements(reading: Reading, names: list[int], labels: Labels) -> dict[str, Any]:
    if not names:
        return {"gic": {}, "representative": {}}
    votes = group_votes(reading.ballots, labels)
    consensus = group_informed_consensus(votes)
    chosen = representative_statements(votes, added=np.array(reading.statements), left_out=reading.silenced)
    return {
        "gic": {str(number): float(value) for number, value in zip(reading.statements, consensus, strict=True)},
        "representative": {
            str(name): [reading.statements[each.statement] for each in group]
            for name, group in zip(names, chosen, strict=True)
        },
    }


def _verdict(stability: Stability) -> dict[str, Any]:
    return {
        "stable": stability.is_stable,
        "p_value": stability.p_value,
        "agreement_of_subsamples": stability.agreement,
        "smallest_group": stability.smallest,
    }
