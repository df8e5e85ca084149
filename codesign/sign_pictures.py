"""Where the points and limits of a chart stand in its picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from codesign.sign_charts import Point

WIDTH, HEIGHT, MARGIN = 640, 200, 16


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    is_alarm: bool

    @property
    def corners(self) -> str:
        """An alarm is a triangle, so that its shape says it and not only its colour."""
        return f"{self.x},{self.y - 9:.1f} {self.x - 8:.1f},{self.y + 6:.1f} {self.x + 8:.1f},{self.y + 6:.1f}"


@dataclass(frozen=True)
class Picture:
    """Dots, the line through them, and the steps of the highest usual count. In percent, up to `top`."""

    dots: tuple[Dot, ...]
    limits: str
    top: float
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def line(self) -> str:
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


def picture_of(points: Sequence[Point]) -> Picture | None:
    """The picture of the points with a known exposure; of fewer than two there is none."""
    known = [point for point in points if point.share is not None]
    if len(known) < 2:
        return None
    top = max(max(point.share or 0, _limit(point) or 0) for point in known) or 1.0
    step = (WIDTH - 2 * MARGIN) / (len(known) - 1)
    places = [round(MARGIN + step * number, 1) for number in range(len(known))]
    dots = tuple(Dot(x, _y(point.share or 0, top), point.is_alarm) for x, point in zip(places, known, strict=True))
    limits = [f"{x},{_y(limit, top)}" for x, point in zip(places, known, strict=True) if (limit := _limit(point))]
    return Picture(dots, " ".join(limits), 100 * top)


def _limit(point: Point) -> float | None:
    """The highest share that is no alarm."""
    return point.high / point.reading.exposure if point.high is not None and point.reading.exposure else None


def _y(share: float, top: float) -> float:
    return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share / top, 1)
