"""How far the people of a survey differ from the population, and what that does to its results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, TypeVar

import numpy as np

from codesign.surveys import Segments, Survey
from measures.calibration.scores import Result
from measures.calibration.signal import signal
from measures.disclosure.suppression import crossed, recomputable, suppress, without_complement
from measures.errors import MeasureError
from measures.raking import Weights, rake
from measures.representation import representation_gap

Key = TypeVar("Key", bound=Hashable)

AGREE = 1
MINIMA = (5, 10)  # on screens and in releases to the outside
EXACT = 1e-6


@dataclass(frozen=True)
class Analysis:
    """One survey, weighed by the `raked` dimensions and crossed by two others."""

    survey: Survey
    raked: tuple[str, ...]
    crossed: tuple[str, str]

    def __post_init__(self) -> None:
        for dimension in (*self.raked, *self.crossed):
            if dimension not in self.survey.dimensions:
                known = ", ".join(self.survey.dimensions)
                raise MeasureError(f"The survey has no dimension “{dimension}”; it has {known}.")

    def figures(self) -> dict[str, Any]:
        """Everything, as it is written to JSON."""
        return {
            **self._gaps(),
            "rake": self._weights_in_short(),
            "agree_share": self._agreeing_shares(),
            **{f"sdc_{minimum}": self._disclosure(minimum) for minimum in MINIMA},
            **self._signals(),
        }

    def _gaps(self) -> dict[str, Any]:
        figures: dict[str, Any] = {}
        for dimension in self.raked:
            stated = self.survey.who_stated(dimension)
            counts = Counter(str(segments[dimension]) for segments in stated.values())
            not_stated = len(self.survey.people) - len(stated)
            gap = representation_gap(counts, self.survey.population(dimension), not_stated=not_stated)
            figures[f"RR_{dimension}"] = {
                name: [each.people, each.ratio, each.low, each.high] for name, each in sorted(gap.ratios.items())
            }
            figures[f"CV_{dimension}"] = gap.variation
            figures[f"not_stated_{dimension}"] = gap.not_stated
        return figures

    @cached_property
    def _complete(self) -> dict[str, Segments]:
        return self.survey.who_stated(*self.raked)

    @cached_property
    def _weights(self) -> Weights:
        levels = {each: [str(segments[each]) for segments in self._complete.values()] for each in self.raked}
        return rake(levels, {each: self.survey.population(each) for each in self.raked})

    def _weights_in_short(self) -> dict[str, float]:
        return {
            "n": len(self._complete),
            "n_eff": self._weights.effective,
            "deff": self._weights.design_effect,
            "wmin": float(self._weights.values.min()),
            "wmax": float(self._weights.values.max()),
        }

    def _agreeing_shares(self) -> dict[str, list[float]]:
        """Of those who decided, the share that agrees: as they are, and weighed. Statements nobody decided on miss."""
        plain = Weights(np.ones(len(self._complete)), 0)
        shares = {}
        for statement in sorted({number for _, number in self.survey.votes}):
            votes = np.array([self.survey.votes.get((id, statement), 0) for id in self._complete])
            if (votes != 0).any():
                holds, among = votes == AGREE, votes != 0
                shares[str(statement)] = [each.share(holds, among) for each in (plain, self._weights)]
        return shares

    def _disclosure(self, minimum: int) -> dict[str, float | None]:
        """How many cells of the crossed table are small, how many a careless table gives away, and what ours hides.

        The table is of the people whose weights are known; a combination that nobody has counts nobody.
        """
        down, across = self.crossed
        people = [each for each in self._complete.values() if each[down] and each[across]]
        counts = Counter((str(each[down]), str(each[across])) for each in people)
        rows, columns = (sorted({key[axis] for key in counts}) for axis in (0, 1))
        table = crossed({(row, column): counts[row, column] for row, column in product(rows, columns)})
        careless = recomputable(without_complement(table, minimum=minimum)).values()
        hidden = suppress(table, minimum=minimum)
        ranges = [high - low for low, high in recomputable(hidden).values()]
        return {
            "primary": len(hidden.primary),
            "recomputable_before": sum(high - low < EXACT for low, high in careless),
            "suppressed_after": len(hidden.hidden),
            "min_width": min(ranges) if ranges and np.isfinite(min(ranges)) else None,
        }

    def _signals(self) -> dict[str, Any]:
        """For each dimension what a forecast by everybody else's share achieves, and how much there is to know."""
        return {f"cal_{dimension}": self._signal(dimension) for dimension in self.survey.dimensions}

    def _signal(self, dimension: str) -> dict[str, float]:
        decided = [(id, number, vote) for (id, number), vote in self.survey.votes.items() if vote]
        segments = {id: each[dimension] for id, each in self.survey.people.items()}
        everybody = _results((number, vote) for _, number, vote in decided)
        found = signal(
            _results(((segments[id], number), vote) for id, number, vote in decided if segments[id]), everybody
        )
        return {
            "cells": found.cells,
            "rmse_baseline": found.error,
            "signal_sd": found.deviation,
            "brier_baseline": found.brier,
        }


def _results(votes: Iterable[tuple[Key, int]]) -> dict[Key, Result]:
    """The result under each key of (key, vote)."""
    counted: Counter[Key] = Counter()
    agreed: Counter[Key] = Counter()
    for key, vote in votes:
        counted[key] += 1
        agreed[key] += vote == AGREE
    return {key: Result(agreed[key], people) for key, people in counted.items()}
