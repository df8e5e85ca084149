"""How much people differ on a statement, and whether they follow each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf, log

from measures.errors import TooFew
from measures.process.log import AGREE, DISAGREE, PASS, Log, Phase

LEAST_VOTES = 3


@dataclass(frozen=True)
class Opinion:
    """The last choices on one statement, counted in people."""

    agree: int
    disagree: int
    passes: int

    @property
    def people(self) -> int:
        return self.agree + self.disagree + self.passes

    @property
    def decided(self) -> int:
        return self.agree + self.disagree

    @property
    def agree_share(self) -> float | None:
        """Of those who decided, in [0, 1]; None where nobody did."""
        return self.agree / self.decided if self.decided else None

    @property
    def dissent(self) -> float | None:
        """The share of the smaller side among those who decided, in [0, 0.5]. Evidence A (Schulz-Hardt et al. 2006)."""
        return min(self.agree, self.disagree) / self.decided if self.decided else None

    @property
    def polarisation(self) -> float | None:
        """4 p (1 - p), in [0, 1]: 1 where the sides are even. Evidence C."""
        return None if self.agree_share is None else 4 * self.agree_share * (1 - self.agree_share)

    @property
    def entropy(self) -> float:
        """Over agree, disagree and pass, in [0, 1]. Evidence C as a sign of risk. Source: Shannon 1948."""
        if not self.people:
            raise TooFew("Nobody chose anything.")
        shares = (count / self.people for count in (self.agree, self.disagree, self.passes) if count)
        return -sum(share * log(share) for share in shares) / log(3)

    @property
    def comparable_entropy(self) -> float:
        """Entropy without the bias of few people, at most 1, to compare boards. Source: Miller 1955, Madow."""
        return min(1.0, self.entropy + 1 / (self.people * log(3)))


def opinion_of(choices: Iterable[int]) -> Opinion:
    """Count choices: 1 agree, 0 pass, -1 disagree."""
    listed = list(choices)
    return Opinion(listed.count(AGREE), listed.count(DISAGREE), listed.count(PASS))


@dataclass(frozen=True)
class Unanimity:
    """Whether all votes before the first challenge said the same; None with fewer than three votes."""

    votes: int
    is_unanimous: bool | None


def unanimity_before_challenge(log_: Log, statement: str) -> Unanimity:
    """Look at every agree and disagree, silent and open, before the statement was first challenged.

    Without a challenge all votes count. Evidence C: unanimity is no evidence of groupthink; compare the share over
    statements with `expected_unanimity`.
    """
    first = min((each.time for each in log_.challenges if each.statement == statement), default=inf)
    choices = [vote.choice for vote in log_.votes_on(statement) if vote.time < first and vote.choice]
    return Unanimity(len(choices), len(set(choices)) == 1 if len(choices) >= LEAST_VOTES else None)


def expected_unanimity(agree_share: float, votes: int) -> float:
    """Return how likely `votes` independent votes are all the same, in [0, 1], where a share of people agrees."""
    return float(agree_share**votes + (1 - agree_share) ** votes)


@dataclass(frozen=True)
class Switching:
    """Of people who chose silently and again in the open: how many went over to the other side.

    `majority` is the silent one: 1 agree, -1 disagree, 0 a tie, where nobody can switch to or from it.
    """

    majority: int
    toward: tuple[int, int]
    away: tuple[int, int]


def switching(log_: Log, statement: str) -> Switching:
    """Count the silent minority that went over to the majority, and the silent majority that went away from it.

    Each pair is (switched, people of that side who chose again in the open). Evidence A: Muchnik et al. 2013; Lorenz
    et al. 2011.
    """
    silent, again = (log_.last_choices(statement, phase) for phase in (Phase.SILENT, Phase.OPEN))
    counted = opinion_of(silent.values())
    majority = (counted.agree > counted.disagree) - (counted.agree < counted.disagree)
    return Switching(majority, _switched(silent, again, -majority), _switched(silent, again, majority))


def _switched(silent: Mapping[str, int], again: Mapping[str, int], side: int) -> tuple[int, int]:
    chose = [again[person] for person, choice in silent.items() if side and choice == side and person in again]
    return chose.count(-side), len(chose)


def conformity(switches: Iterable[Switching]) -> tuple[tuple[int, int], tuple[int, int], float | None]:
    """Add up the switching of all statements; return toward, away, and the difference of their shares in [-1, 1].

    The difference is None where one of the two has nobody: then it is not measurable.
    """
    listed = list(switches)
    toward, away = _added(each.toward for each in listed), _added(each.away for each in listed)
    index = toward[0] / toward[1] - away[0] / away[1] if toward[1] and away[1] else None
    return toward, away, index


def _added(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    listed = list(pairs)
    return sum(switched for switched, _ in listed), sum(people for _, people in listed)
