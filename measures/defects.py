"""Errors found before go-live: counted first, and turned into money only with the institution's own figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from measures.errors import MeasureError, TooFew

DRAWS = 10_000


class Stage(StrEnum):
    """Where an error was found, in the order in which a programme passes through."""

    CONCEPT = "concept"
    PROTOTYPE = "prototype"
    PILOT = "pilot"
    LIVE = "live"


@dataclass(frozen=True)
class Range:
    """A figure that is not known exactly: at least, most likely and at most."""

    low: float
    likely: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.likely <= self.high:
            raise MeasureError(f"{self.low}, {self.likely}, {self.high} do not rise from the lowest to the highest.")

    def drawn(self, generator: np.random.Generator, draws: int) -> NDArray[np.float64]:
        """Values between the bounds, shape (draws,). Source: Malcolm et al. 1959 (PERT: beta, the mode counts four)."""
        width = self.high - self.low
        if width == 0:
            return np.full(draws, self.low)
        first = 1 + 4 * (self.likely - self.low) / width
        return self.low + width * generator.beta(first, 6 - first, draws)


@dataclass(frozen=True)
class Defect:
    """One error in a programme's text, rule or form.

    `segments` are those it touches, `share` the part of the people in the programme whom it would reach, in [0, 1].
    """

    id: Hashable
    stage: Stage
    severity: str
    segments: frozenset[str]
    share: Range

    def __post_init__(self) -> None:
        if not (self.share.low >= 0 and self.share.high <= 1):
            raise MeasureError(f"Defect {self.id}: a share of people lies between 0 and 1.")

    def people(self, caseload: int) -> Range:
        """How many people it would reach, of `caseload` in the programme."""
        if caseload < 0:
            raise MeasureError(f"A caseload of {caseload} is none.")
        return Range(self.share.low * caseload, self.share.likely * caseload, self.share.high * caseload)


@dataclass(frozen=True)
class DefectCounts:
    """How many errors were found, by stage, severity and segment; one that touches two segments counts in both."""

    by_stage: Mapping[Stage, int]
    by_severity: Mapping[str, int]
    by_segment: Mapping[str, int]

    @property
    def before_live(self) -> int:
        return sum(count for stage, count in self.by_stage.items() if stage is not Stage.LIVE)


def count_defects(defects: Iterable[Defect]) -> DefectCounts:
    """Count errors. Raises MeasureError, naming it, for one that is given twice."""
    listed = _once(defects)
    found = Counter(defect.stage for defect in listed)
    return DefectCounts(
        by_stage={stage: found[stage] for stage in Stage},
        by_severity=Counter(defect.severity for defect in listed),
        by_segment=Counter(segment for defect in listed for segment in defect.segments),
    )


@dataclass(frozen=True)
class Cost:
    """What the institution itself says an error costs, in its currency: mended where it was found, and mended live.

    `otherwise_caught` is how likely another gate would have caught it before it went live, in [0, 1]: an error found
    early is no proof that it would have gone live.
    """

    found: Range
    live: Range
    otherwise_caught: Range

    def __post_init__(self) -> None:
        if not (self.otherwise_caught.low >= 0 and self.otherwise_caught.high <= 1):
            raise MeasureError("How likely another gate would have caught it lies between 0 and 1.")


@dataclass(frozen=True)
class Avoided:
    """The cost avoided: one in ten times it is under `low`, one in ten over `high`. Show it with its input."""

    low: float
    middle: float
    high: float
    counted: tuple[Hashable, ...]
    without_figures: tuple[Hashable, ...]


def cost_avoided(
    defects: Sequence[Defect], costs: Mapping[Hashable, Cost], *, seed: int = 0, draws: int = DRAWS
) -> Avoided | None:
    """Return what was avoided by finding errors before they went live, or None: no figures, no money.

    Only errors found before live for which the institution entered its own ranges are counted; the others are listed.
    Sum over errors of (1 - otherwise caught) * cost live - cost where found, `draws` times from `seed`. No multiplier
    is borrowed: over 171 projects none was found (Menzies et al. 2017, against Boehm 1981).

    Raises MeasureError for an error given twice and for a cost of an unknown error; TooFew for no draws.
    """
    if draws < 1:
        raise TooFew("A range of costs needs draws.")
    early = [defect for defect in _once(defects) if defect.stage is not Stage.LIVE]
    for id in costs.keys() - {defect.id for defect in defects}:
        raise MeasureError(f"There is a cost for “{id}”, which is no error in the list.")
    counted = tuple(defect.id for defect in early if defect.id in costs)
    if not counted:
        return None
    generator = np.random.default_rng(seed)
    total = sum((_avoided_by(costs[id], generator, draws) for id in counted), np.zeros(draws))
    low, middle, high = np.quantile(total, [0.1, 0.5, 0.9]).tolist()
    without = tuple(defect.id for defect in early if defect.id not in costs)
    return Avoided(low, middle, high, counted, without)


def _avoided_by(cost: Cost, generator: np.random.Generator, draws: int) -> NDArray[np.float64]:
    escaped = 1 - cost.otherwise_caught.drawn(generator, draws)
    return escaped * cost.live.drawn(generator, draws) - cost.found.drawn(generator, draws)


def _once(defects: Iterable[Defect]) -> list[Defect]:
    listed = list(defects)
    for id, times in Counter(defect.id for defect in listed).items():
        if times > 1:
            raise MeasureError(f"Defect {id} is given {times} times; it must count once.")
    return listed
