"""Whether an advocate knew more about a segment than everybody else's opinion tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.errors import MeasureError, TooFew

RESAMPLES = 2000
LEAST_PEOPLE, LEAST_STATEMENTS = 30, 14


@dataclass(frozen=True)
class Skill:
    """How much lower the mean Brier score of the forecasts is than that of everybody else's shares.

    `low` and `high` bound 90 %. With thirty people and fourteen statements a perfect advocate beats everybody else's
    shares in 95 of 100 cases, with five people in 73: below that nobody is ranked, for better or worse.
    """

    value: float
    standard_error: float
    low: float
    high: float
    people: int
    statements: int

    @property
    def is_distinguishable(self) -> bool:
        """Whether it differs from everybody else's shares by more than chance."""
        return not self.low <= 0 <= self.high

    @property
    def can_be_ranked(self) -> bool:
        return self.is_distinguishable and self.people >= LEAST_PEOPLE and self.statements >= LEAST_STATEMENTS


def skill(
    decisions: NDArray[np.float64], forecasts: NDArray[np.float64], baselines: NDArray[np.float64], *, seed: int = 0
) -> Skill:
    """Compare the sealed `forecasts` of one advocate with the `baselines`, the agreeing shares of everybody else.

    `decisions` has shape (people, statements): 1 agree, 0 disagree, NaN none; the people arrived after the forecasts
    were sealed, and the advocate is not among them. Both forecasts have shape (statements,) and lie in (0, 1).
    Statements that nobody decided on are left out. The interval resamples people, whose decisions hang together, 2000
    times from `seed`.

    Raises TooFew where nobody decided on anything, MeasureError for other shapes and values.
    Source: Gneiting and Raftery 2007; Efron 1979 (bootstrap, by clusters).
    """
    decided = ~np.isnan(decisions)
    _check(decisions, decided, forecasts, baselines)
    agreed = np.where(decided, decisions, 0.0)
    arrived = decided.any(axis=1)
    once = np.ones((1, len(decisions)))
    value = _mean_gain(once, agreed, decided, forecasts, baselines)[0]
    weights = np.random.default_rng(seed).multinomial(arrived.sum(), arrived / arrived.sum(), size=RESAMPLES)
    values = _mean_gain(weights.astype(float), agreed, decided, forecasts, baselines)
    low, high = np.quantile(values, [0.05, 0.95])
    return Skill(
        value=float(value),
        standard_error=float(values.std(ddof=1)),
        low=float(low),
        high=float(high),
        people=int(arrived.sum()),
        statements=int(decided.any(axis=0).sum()),
    )


def _mean_gain(
    weights: NDArray[np.float64],
    agreed: NDArray[np.float64],
    decided: NDArray[np.bool_],
    forecasts: NDArray[np.float64],
    baselines: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Brier of the baseline minus Brier of the forecast, mean over statements, for each row of weights of people."""
    people = weights @ decided
    share = np.divide(weights @ agreed, people, out=np.zeros_like(people), where=people > 0)
    gain = share * ((1 - baselines) ** 2 - (1 - forecasts) ** 2) + (1 - share) * (baselines**2 - forecasts**2)
    return np.asarray(np.where(people > 0, gain, 0).sum(axis=1) / (people > 0).sum(axis=1))


def shrunk(skills: Sequence[Skill]) -> list[float]:
    """Return the skills drawn towards 0 as far as their uncertainty asks: s tau^2 / (tau^2 + SE^2).

    tau^2 is how far advocates really differ, from all of them. Raises TooFew with fewer than two advocates.
    Source: DerSimonian and Laird 1986.
    """
    if len(skills) < 2:
        raise TooFew("How far advocates differ shows from two of them on.")
    values = np.array([each.value for each in skills])
    variances = np.array([each.standard_error for each in skills]) ** 2
    if not (variances > 0).all():
        raise MeasureError("A skill without a standard error cannot be compared.")
    between = _between_variance(values, variances)
    return (values * between / (between + variances)).tolist()


def _between_variance(values: NDArray[np.float64], variances: NDArray[np.float64]) -> float:
    weights = 1 / variances
    mean = (weights * values).sum() / weights.sum()
    spread = (weights * (values - mean) ** 2).sum() - (len(values) - 1)
    return float(max(0.0, spread / (weights.sum() - (weights**2).sum() / weights.sum())))


def _check(
    decisions: NDArray[np.float64],
    decided: NDArray[np.bool_],
    forecasts: NDArray[np.float64],
    baselines: NDArray[np.float64],
) -> None:
    if not decided.any():
        raise TooFew("Nobody has decided on anything yet.")
    if not np.isin(decisions[decided], (0.0, 1.0)).all():
        raise MeasureError("A decision is 1, 0 or NaN.")
    for name, shares in (("forecast", forecasts), ("baseline", baselines)):
        if shares.shape != decisions.shape[1:]:
            raise MeasureError(f"There are {len(shares)} {name}s for {decisions.shape[1]} statements.")
        for position, share in enumerate(shares):
            if not 0 < share < 1:
                raise MeasureError(f"The {name} of statement {position} is {share}, not strictly between 0 and 1.")
