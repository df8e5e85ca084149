"""Whether an advocate takes the segment to think as the advocate does, and the forecast without that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.errors import MeasureError, TooFew

LEAST_STATEMENTS = 5


@dataclass(frozen=True)
class Projection:
    """How far errors of a forecast follow the advocate's own opinion.

    `slope` 0 is none, 1 is forecasting oneself; `shift` is a constant error; `standard_error` is the slope's.
    `error` and `corrected_error` are root mean square, the latter cross-validated: over statements that were left out
    when the correction was made. To project is no fault by itself, it can be right: correct only where it helps.
    """

    slope: float
    shift: float
    standard_error: float
    error: float
    corrected_error: float

    @property
    def shrunk_slope(self) -> float:
        """Drawn towards 0 as far as its uncertainty asks."""
        return _shrunk(self.slope, self.standard_error)

    @property
    def helps(self) -> bool:
        """Whether the correction lowers the error on statements that it has not seen."""
        return self.corrected_error < self.error

    def corrected(self, forecast: float, *, own: float, baseline: float) -> float:
        """Return a forecast without projection, kept within (0, 1); unchanged where that does not help."""
        if not self.helps:
            return forecast
        return min(max(forecast - self.shift - self.shrunk_slope * (own - baseline), 0.01), 0.99)


def projection(
    forecasts: NDArray[np.float64],
    shares: NDArray[np.float64],
    own: NDArray[np.float64],
    baselines: NDArray[np.float64],
) -> Projection:
    """Regress the errors of one advocate's forecasts on how far the advocate's own vote is from everybody else's.

    All of shape (statements,): sealed forecasts and the segment's later agreeing shares in [0, 1]; `own` is 1 where the
    advocate would agree, 0 where not; `baselines` the agreeing shares of everybody else.
    error = a + b (own - baseline).

    Raises TooFew with fewer than five statements, or where own opinion never differs from the others' in another way
    than before; MeasureError for other shapes and for what is no number.
    Source: Ross, Greene and House 1977; Krueger and Clement 1994. That it may help: Dawes 1989; Hoch 1987.
    """
    _check(forecasts, shares, own, baselines)
    errors, distance = forecasts - shares, own - baselines
    shift, slope, standard_error = _line(distance, errors)
    left_out = [_error_without(position, distance, errors) for position in range(len(errors))]
    return Projection(
        slope=slope,
        shift=shift,
        standard_error=standard_error,
        error=float(np.sqrt((errors**2).mean())),
        corrected_error=float(np.sqrt(np.mean(np.square(left_out)))),
    )


def _line(distance: NDArray[np.float64], errors: NDArray[np.float64]) -> tuple[float, float, float]:
    """Least squares: the constant, the slope and the slope's standard error."""
    centred = distance - distance.mean()
    spread = (centred**2).sum()
    if spread < 1e-12:
        raise TooFew("The advocate's own opinion differs from the others' equally everywhere: nothing to compare.")
    slope = (centred * errors).sum() / spread
    shift = errors.mean() - slope * distance.mean()
    rest = errors - shift - slope * distance
    return float(shift), float(slope), float(np.sqrt((rest**2).sum() / (len(errors) - 2) / spread))


def _error_without(position: int, distance: NDArray[np.float64], errors: NDArray[np.float64]) -> float:
    """What is left of one error after the correction that the other statements suggest."""
    shift, slope, standard_error = _line(np.delete(distance, position), np.delete(errors, position))
    return float(errors[position] - shift - _shrunk(slope, standard_error) * distance[position])


def _shrunk(slope: float, standard_error: float) -> float:
    return slope * slope**2 / (slope**2 + standard_error**2) if slope else 0.0


def _check(*arrays: NDArray[np.float64]) -> None:
    if len({array.shape for array in arrays}) != 1:
        raise MeasureError("Forecasts, shares, own opinions and baselines are not of the same statements.")
    if len(arrays[0]) < LEAST_STATEMENTS:
        raise TooFew(f"Projection shows from {LEAST_STATEMENTS} statements on.")
    for name, array in zip(("forecast", "share", "own opinion", "baseline"), arrays, strict=True):
        for position, value in enumerate(array):
            if not 0 <= value <= 1:
                raise MeasureError(f"The {name} of statement {position} is {value}, not between 0 and 1.")
