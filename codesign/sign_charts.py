"""The chart of a sign, made anew from its readings each time: what is usual, where a count is too high, and recovery.

The first six periods say what is usual. From then on a period rings the alarm where its count is beyond the exact
limit, or where the periods since the last change of the text together speak for twice the usual rate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from codesign.models import SignReading
from measures.charts import Period, control_limits, shifts
from measures.proportions import newcombe_interval

USUAL_PERIODS = 6
ENOUGH_EVIDENCE = 4.0  # one false alarm in about 290 periods of 60 people
FEWEST_RETESTED = 20  # with fewer people no difference found does not mean that there is none


@dataclass(frozen=True)
class Point:
    """One reading on the chart. Without limits it is one of those that say what is usual, or of unknown exposure."""

    reading: SignReading
    low: int | None = None
    high: int | None = None
    evidence: float = 0.0

    @property
    def share(self) -> float | None:
        return self.reading.count / self.reading.exposure if self.reading.exposure else None

    @property
    def percent(self) -> float | None:
        return None if self.share is None else 100 * self.share

    @property
    def is_too_high(self) -> bool:
        return self.high is not None and self.reading.count > self.high

    @property
    def is_alarm(self) -> bool:
        return self.is_too_high or self.evidence >= ENOUGH_EVIDENCE


@dataclass(frozen=True)
class Recovery:
    """What a re-test has to show, each by itself: only all of it is recovery."""

    is_enough: bool
    is_quiet: bool
    is_usual: bool
    is_lower: bool

    @property
    def is_whole(self) -> bool:
        return self.is_enough and self.is_quiet and self.is_usual and self.is_lower


@dataclass(frozen=True)
class SignChart:
    """All points in their order. `usual` is the usual rate, or None as long as there are too few periods."""

    points: tuple[Point, ...]
    usual: float | None

    @property
    def periods_missing(self) -> int:
        """How many periods with a known exposure are still needed before the chart begins."""
        return max(0, USUAL_PERIODS - sum(point.share is not None for point in self.points))

    def alarm_after(self, day: date | None) -> Point | None:
        """The first alarm of a period that began after a day, or the first of all."""
        return next((each for each in self.points if each.is_alarm and (not day or each.reading.starts_on > day)), None)

    def since(self, day: date) -> Period:
        """All periods together that began on a day or later."""
        return _together(each.reading for each in self._points_since(day))

    def recovery(self, alarm: SignReading, day: date) -> Recovery:
        """How far what was counted from a day on shows recovery from an alarm."""
        retest = self.since(day)
        can_tell = self.usual is not None and retest.people > 0 and bool(alarm.exposure)
        return Recovery(
            is_enough=retest.people >= FEWEST_RETESTED,
            is_quiet=retest.people > 0 and not any(point.is_alarm for point in self._points_since(day)),
            is_usual=can_tell and retest.events <= control_limits(retest.people, self.usual or 0)[1],
            is_lower=can_tell and newcombe_interval(retest, (alarm.count, alarm.exposure or 0))[1] < 0,
        )

    def _points_since(self, day: date) -> list[Point]:
        return [each for each in self.points if each.reading.starts_on >= day]


def chart_of(readings: Iterable[SignReading], restarts: Sequence[date] = ()) -> SignChart:
    """Make the chart of readings in the order of their periods. On each day of `restarts` the text was changed."""
    readings = list(readings)
    known = [reading for reading in readings if reading.exposure]
    if len(known) < USUAL_PERIODS:
        return SignChart(tuple(Point(reading) for reading in readings), None)
    usual = _usual_rate(known[:USUAL_PERIODS])
    evidence = _evidence(known[USUAL_PERIODS:], usual, restarts)
    return SignChart(tuple(_point(each, usual, evidence.get(each.starts_on)) for each in readings), usual)


def _usual_rate(readings: Iterable[SignReading]) -> float:
    """Half an event more than were counted, so that after six good periods one bad letter is no alarm by itself."""
    events, people = _together(readings)
    return (events + 0.5) / (people + 1)


def _together(readings: Iterable[SignReading]) -> Period:
    pairs = [(reading.count, reading.exposure) for reading in readings if reading.exposure]
    return Period(sum(count for count, _ in pairs), sum(exposure for _, exposure in pairs))


def _evidence(readings: Sequence[SignReading], usual: float, restarts: Sequence[date]) -> dict[date, float]:
    """By the first day of each period, what speaks for a higher rate since the text was last changed."""
    found: dict[date, float] = {}
    ratio = min(2.0, (1 + usual) / 2 / usual)
    for stretch in _stretches(readings, restarts):
        series = shifts([Period(each.count, each.exposure or 0) for each in stretch], usual, ratio=ratio)
        found |= {each.starts_on: value for each, value in zip(stretch, series, strict=True)}
    return found


def _stretches(readings: Sequence[SignReading], restarts: Sequence[date]) -> list[list[SignReading]]:
    stretches: dict[int, list[SignReading]] = {}
    for reading in readings:
        stretches.setdefault(sum(day <= reading.starts_on for day in restarts), []).append(reading)
    return list(stretches.values())


def _point(reading: SignReading, usual: float, evidence: float | None) -> Point:
    if evidence is None or not reading.exposure:
        return Point(reading)
    return Point(reading, *control_limits(reading.exposure, usual), evidence)
