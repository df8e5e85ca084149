"""How much people differ on a statement, and whether they follow each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf, log

from measures.errors import TooFew
from measures.exact import jeffreys_interval, mcnemar_p
from measures.process.log import AGREE, DISAGREE, PASS, Log, Phase
from measures.proportions import newcombe_interval

LEAST_VOTES = 3
LEAST_DECIDED = 5


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
    def dissent_interval(self) -> tuple[float, float] | None:
        """The 95 % Jeffreys bounds of the dissent, or None with fewer than five who decided: too few to tell."""
        if self.decided < LEAST_DECIDED:
            return None
        low, high = jeffreys_interval(min(self.agree, self.disagree), self.decided)
        return low, min(high, 0.5)

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


@dataclass(frozen=True)
class Conformity:
    """The switching of all statements: pairs of (switched, people of that side who chose again in the open)."""

    toward: tuple[int, int]
    away: tuple[int, int]

    @property
    def is_measurable(self) -> bool:
        """Whether somebody of either side chose both silently and in the open."""
        return bool(self.toward[1] and self.away[1])

    @property
    def index(self) -> float | None:
        """The share of the minority that went over minus the share of the majority that went away, in [-1, 1]."""
        if not self.is_measurable:
            return None
        return self.toward[0] / self.toward[1] - self.away[0] / self.away[1]

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % bounds of the index. Source: Newcombe 1998."""
        return newcombe_interval(self.toward, self.away) if self.is_measurable else None

    @property
    def p(self) -> float:
        """How likely such an imbalance among those who switched is by chance. Source: McNemar 1947."""
        return mcnemar_p(self.toward[0], self.away[0])


def conformity(switches: Iterable[Switching]) -> Conformity:
    """Add up the switching of all statements. Evidence A: Muchnik et al. 2013; Lorenz et al. 2011."""
    listed = list(switches)
    return Conformity(_added(each.toward for each in listed), _added(each.away for each in listed))


def _added(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    listed = list(pairs)
    return sum(switched for switched, _ in listed), sum(people for _, people in listed)


def variance_between(opinions: Iterable[Opinion]) -> float:
    """Return which part of all differences of opinion lies between groups: eta squared, in [0, 1].

    Each opinion is that of one group on the same statement, agree 1, pass 0, disagree -1. Only for groups that were
    known before, such as segments, and never for groups of opinion that were found in these very votes: those differ
    because they were made to. Raises TooFew where fewer than two groups chose anything, or where all chose the same.
    Evidence C. Source: Fisher 1925.
    """
    groups = [each for each in opinions if each.people]
    people = sum(each.people for each in groups)
    if len(groups) < 2:
        raise TooFew("Opinions differ between groups from two groups on.")
    mean = sum(each.agree - each.disagree for each in groups) / people
    total = sum(each.decided for each in groups) - people * mean**2
    if total == 0:
        raise TooFew("All chose the same: there are no differences to divide.")
    return sum(each.people * ((each.agree - each.disagree) / each.people - mean) ** 2 for each in groups) / total


def time_to_consensus(log_: Log, statement: str, *, share: float = 0.8) -> float | None:
    """Return when at least a `share` of those who decided agreed for good, in seconds, or None where they never did.

    From three people who decided on. Evidence C: no valid threshold exists. Several of these make a median with
    `measures.process.conduct.median_time`, with those that never came counted as open until now.
    """
    choices: dict[str, int] = {}
    since: float | None = None
    for vote in sorted(log_.votes_on(statement), key=lambda vote: vote.time):
        choices[vote.person] = vote.choice
        opinion = opinion_of(choices.values())
        holds = opinion.decided >= LEAST_VOTES and opinion.agree >= share * opinion.decided
        since = None if not holds else vote.time if since is None else since
    return since
