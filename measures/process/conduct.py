"""Who took part, how much, and what became of challenges and approvals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from measures.errors import MeasureError
from measures.process.log import Approval, Log, Role

WORDS_A_MINUTE = 238  # silent reading of English, Brysbaert 2019


class Coverage(StrEnum):
    """How a segment that should be there was there."""

    DIRECT = "direct"
    THIN = "thin"
    ADVOCATED = "advocated"
    ABSENT = "absent"


def gini(amounts: Sequence[float]) -> float | None:
    """Return how unevenly something is spread over people: 0 evenly, 1 all with one.

    `amounts` are not negative, in any unit. None with fewer than three people, or where nobody has any. With the
    correction n / (n - 1) for few people. Evidence B for turns of speech: Woolley et al. 2010, later disputed.
    """
    if any(not amount >= 0 for amount in amounts):
        raise MeasureError("An amount is negative or no number.")
    people, total = len(amounts), sum(amounts)
    if people < 3 or total == 0:
        return None
    ranked = sum((2 * rank - people - 1) * amount for rank, amount in enumerate(sorted(amounts), start=1))
    return ranked / (people * total) * people / (people - 1)


def speaking_times(log: Log) -> list[float]:
    """Return the seconds that each participant and advocate spoke, 0 for the silent; staff are left out."""
    seconds = {person.id: 0.0 for person in log.people.values() if person.role is not Role.STAFF}
    for speech in log.speeches:
        if speech.person in seconds:
            seconds[speech.person] += speech.seconds
    return list(seconds.values())


def coverage(log: Log, *, least: int) -> dict[str, Coverage]:
    """Return how each required segment was there: with `least` active participants it speaks for itself.

    Evidence A as completeness.
    """
    active = log.active()
    return {segment: _coverage_of(segment, log, active, least) for segment in log.required}


def _coverage_of(segment: str, log: Log, active: set[str], least: int) -> Coverage:
    there = [person for person in log.people.values() if person.segment == segment and person.id in active]
    participants = sum(person.role is Role.PARTICIPANT for person in there)
    if participants >= least:
        return Coverage.DIRECT
    if any(person.role is Role.ADVOCATE for person in there):
        return Coverage.ADVOCATED
    return Coverage.THIN if participants else Coverage.ABSENT


def covered_population(found: Mapping[str, Coverage], required: Mapping[str, float]) -> dict[Coverage, float]:
    """Return the share of the required population that was there in each way."""
    return {
        kind: sum(required[segment] for segment, each in found.items() if each is kind)
        for kind in (Coverage.DIRECT, Coverage.THIN, Coverage.ADVOCATED, Coverage.ABSENT)
    }


def median_time(waits: Sequence[tuple[float, bool]]) -> float | None:
    """Return the median of waiting times of which some are not over yet, or None where half were never over.

    Each wait is its length and whether it ended; what has not ended counts as long as it lasted. Evidence C.
    Source: Kaplan and Meier 1958.
    """
    surviving, waiting = 1.0, len(waits)
    for length in sorted({length for length, _ in waits}):
        ended = sum(over for each, over in waits if each == length)
        surviving *= 1 - ended / waiting
        if ended and surviving <= 0.5:
            return length
        waiting -= sum(each == length for each, _ in waits)
    return None


@dataclass(frozen=True)
class ChallengesAnswered:
    """How many challenges there were, how many have no answer, and the median seconds until one."""

    count: int
    unanswered: int
    median_seconds: float | None

    @property
    def unanswered_share(self) -> float | None:
        return self.unanswered / self.count if self.count else None


def challenges_answered(log: Log) -> ChallengesAnswered:
    """Count the challenges and how long they waited; open ones have waited until now. Evidence C."""
    waits = [
        ((log.now if each.answered_at is None else each.answered_at) - each.time, each.answered_at is not None)
        for each in log.challenges
    ]
    return ChallengesAnswered(len(waits), sum(not over for _, over in waits), median_time(waits))


def rubber_stamps(log: Log) -> list[Approval]:
    """Return approvals given faster than the text can be read, by somebody who did nothing else before.

    Reading takes words / 238 minutes. Evidence C: show them, accuse nobody. Source: Brysbaert 2019.
    """
    reading = log.words / WORDS_A_MINUTE * 60
    return [
        approval
        for approval in log.approvals
        if approval.time - approval.opened_at < reading and not _acted_before(log, approval)
    ]


def _acted_before(log: Log, approval: Approval) -> bool:
    acts = (act for act in (*log.acts(), *log.approvals))
    return any(act.person == approval.person and act.time < approval.time for act in acts)
