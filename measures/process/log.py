"""What happened at a workshop, as its log holds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

AGREE, PASS, DISAGREE = 1, 0, -1


class Role(StrEnum):
    """In what role somebody was there."""

    PARTICIPANT = "participant"
    ADVOCATE = "advocate"
    STAFF = "staff"


class Phase(StrEnum):
    """Whether the others' choices could be seen."""

    SILENT = "silent"
    OPEN = "open"


@dataclass(frozen=True)
class Person:
    """Somebody at the workshop, and the segment they belong to or stand in for."""

    id: str
    role: Role
    segment: str | None


@dataclass(frozen=True)
class Vote:
    """A choice: 1 agree, 0 pass, -1 disagree. Times everywhere are seconds since the beginning."""

    time: float
    phase: Phase
    person: str
    statement: str
    choice: int


@dataclass(frozen=True)
class Speech:
    time: float
    person: str
    seconds: float


@dataclass(frozen=True)
class Challenge:
    """A challenge to a statement; `answered_at` is None while it is open."""

    time: float
    person: str
    statement: str
    answered_at: float | None


@dataclass(frozen=True)
class Approval:
    time: float
    person: str
    opened_at: float


@dataclass(frozen=True)
class Log:
    """A whole workshop. `required` holds the share of the population of each segment that should be there."""

    people: Mapping[str, Person]
    statements: tuple[str, ...]
    votes: tuple[Vote, ...]
    speeches: tuple[Speech, ...]
    challenges: tuple[Challenge, ...]
    approvals: tuple[Approval, ...]
    required: Mapping[str, float]
    words: int
    now: float

    def last_choices(self, statement: str, *phases: Phase) -> dict[str, int]:
        """The last choice of each person on a statement, in these phases or in all."""
        wanted = phases or tuple(Phase)
        return {
            vote.person: vote.choice
            for vote in sorted(self.votes_on(statement), key=lambda vote: vote.time)
            if vote.phase in wanted
        }

    def votes_on(self, statement: str) -> Iterable[Vote]:
        return (vote for vote in self.votes if vote.statement == statement)

    def active(self) -> set[str]:
        """Who did anything: voted, spoke or challenged."""
        return {act.person for act in self.acts()}

    def acts(self) -> Iterator[Vote | Speech | Challenge]:
        yield from self.votes
        yield from self.speeches
        yield from self.challenges
