"""The worker's part: analyse the opinions in a round and write down what was found."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from codesign.actions.opinion import ballots_by_choice, request_check
from codesign.enums import AnalysisState
from codesign.models import OpinionAnalysis
from codesign.opinion.ballots import RoundBallots, read_ballots
from measures.errors import TooFew
from measures.opinion.continuity import keep_labels
from measures.opinion.groups import OpinionGroups, find_groups
from measures.opinion.k_means import Labels
from measures.opinion.stability import check_stability
from measures.opinion.statements import group_informed_consensus, group_votes, representative_statements

SAVE_EVERY = 10  # steps of progress
PLACE = np.dtype([("person", "<i8"), ("group", "<i2")])


def analyse(round_id: int) -> None:
    """Find the groups of opinion in a round. Groups keep the numbers that they had in the analysis before.

    Where it fails, the analysis says so, keeps what was found before, and the error goes on to whoever runs tasks.
    """
    analysis = _begun(round_id)
    try:
        with transaction.atomic():
            _analyse(analysis)
    except Exception:
        OpinionAnalysis.objects.filter(pk=analysis.pk).update(state=AnalysisState.FAILED)
        raise
    if not analysis.round.is_open and analysis.silhouette is not None:
        request_check(analysis)


def check(round_id: int) -> None:
    """Look whether the groups of a round are more than chance, and tell how far it is.

    The groups are found anew from the ballots: with the same ballots they are the same. Where the round was analysed
    again in the meantime, the verdict is about groups that are gone, and is dropped.
    """
    analysis = OpinionAnalysis.objects.select_related("round").get(round_id=round_id)
    reading = read_ballots(analysis.round)
    groups = find_groups(reading.ballots)
    found = check_stability(reading.ballots, groups, progressed=_Progress(analysis))
    measured = {"smallest": found.smallest, "p_value": found.p_value, "agreement": found.agreement}
    same = OpinionAnalysis.objects.filter(pk=analysis.pk, finished_at=analysis.finished_at)
    same.update(is_stable=found.is_stable, stability=measured)


class _Progress:
    """Writes down how far a check is."""

    def __init__(self, analysis: OpinionAnalysis) -> None:
        self.analysis = analysis

    def __call__(self, done: int, total: int) -> None:
        if done % SAVE_EVERY == 0 or done == total:
            self.analysis.done, self.analysis.total = done, total
            self.analysis.save(update_fields=["done", "total"])


def _begun(round_id: int) -> OpinionAnalysis:
    analysis = OpinionAnalysis.objects.select_related("round").get(round_id=round_id)
    analysis.state = AnalysisState.RUNNING
    analysis.save(update_fields=["state"])
    return analysis


def _analyse(analysis: OpinionAnalysis) -> None:
    # Counted first: what is cast in between is news for the next time.
    analysis.ballots = ballots_by_choice(analysis.round)
    reading = read_ballots(analysis.round)
    analysis.people = len(reading.people)
    try:
        _write_groups(analysis, reading, find_groups(reading.ballots))
    except TooFew as reason:
        _write_none(analysis, str(reason))
    analysis.state, analysis.finished_at = AnalysisState.DONE, timezone.now()
    analysis.is_stable, analysis.stability, analysis.done, analysis.total = None, {}, 0, 0
    analysis.save()


def _write_none(analysis: OpinionAnalysis, reason: str) -> None:
    analysis.too_few, analysis.silhouette, analysis.places = reason, None, b""
    analysis.groups, analysis.standings = [], []


def _write_groups(analysis: OpinionAnalysis, reading: RoundBallots, groups: OpinionGroups) -> None:
    labels = keep_labels(_former_labels(analysis, reading), groups.labels)
    analysis.too_few, analysis.silhouette = "", groups.silhouette
    analysis.groups, analysis.standings = _groups(reading, labels), _standings(reading, labels)
    analysis.places = np.rec.fromarrays([reading.people, labels], dtype=PLACE).tobytes()


def _former_labels(analysis: OpinionAnalysis, reading: RoundBallots) -> Labels:
    """The group that each person of the reading was in before, -1 for none."""
    former = np.frombuffer(bytes(analysis.places), dtype=PLACE)
    labels = np.full(len(reading.people), -1, dtype=np.intp)
    _, now, then = np.intersect1d(reading.people, former["person"], return_indices=True)
    labels[now] = former["group"][then]
    return labels


def _groups(reading: RoundBallots, labels: Labels) -> list[dict[str, Any]]:
    votes = group_votes(reading.ballots, labels)
    chosen = representative_statements(votes, added=reading.statements)
    return [
        {
            "number": number,
            "people": int((labels == number).sum()),
            "statements": [
                {"number": int(reading.statements[each.statement]), "agrees": each.agrees} for each in chosen[number]
            ],
        }
        for number in np.unique(labels[labels >= 0]).tolist()
    ]


def _standings(reading: RoundBallots, labels: Labels) -> list[dict[str, Any]]:
    """Of each statement its consensus, and for each group by number how many agree, disagree and were asked."""
    votes = group_votes(reading.ballots, labels)
    numbers = np.unique(labels[labels >= 0])
    consensus = group_informed_consensus(group_votes(reading.ballots, _from_zero(labels)))
    counts = np.stack((votes.agree, votes.disagree, votes.seen), axis=-1)
    return [
        {
            "number": int(statement),
            "consensus": float(consensus[column]),
            "groups": {str(number): counts[number, column].tolist() for number in numbers},
        }
        for column, statement in enumerate(reading.statements)
    ]


def _from_zero(labels: Labels) -> Labels:
    """Without the numbers that no group has any more: an empty group would halve every consensus."""
    numbers = np.unique(labels[labels >= 0])
    return np.where(labels >= 0, np.searchsorted(numbers, labels), -1)
