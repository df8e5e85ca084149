"""What is shown of a count that may be shown: its neighbourhood, never itself."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from measures.errors import MeasureError

Key = TypeVar("Key", bound=Hashable)

BASE = 5
OFF_BY = BASE // 2
LEAST_SHARE, GREATEST_SHARE = 0.05, 0.95


def rounded(count: int) -> int:
    """Return the multiple of 5 next to a count of people; it is off by 2 at most. Source: the 10-5 rule of ONS."""
    return BASE * ((count + OFF_BY) // BASE)


@dataclass(frozen=True)
class Share:
    """Between which shares, in [0, 1], the true one lies; never exactly none and never exactly all."""

    low: float
    high: float


@dataclass(frozen=True)
class SuppressedTable(Generic[Key]):
    """Counts that may be shown: multiples of 5, and None where the count is hidden.

    There is no way from here to an exact count, so this is all that whoever holds exact counts gives away.
    """

    values: Mapping[Key, int | None]

    def share(self, part: Key, whole: Key) -> Share | None:
        """Return the bounds of a share, as far as the rounded counts tell; None where one of them is hidden.

        The bounds are widened to 5 % and 95 %: nobody learns that all of a group, or none of it, said something.
        Raises MeasureError for a part or a whole that the table does not have.
        """
        few, all_ = self._value(part), self._value(whole)
        if few is None or all_ is None or all_ <= OFF_BY:
            return None
        low, high = (few - OFF_BY) / (all_ + OFF_BY), (few + OFF_BY) / (all_ - OFF_BY)
        return Share(max(0.0, min(low, GREATEST_SHARE)), min(1.0, max(high, LEAST_SHARE)))

    def _value(self, key: Key) -> int | None:
        if key not in self.values:
            raise MeasureError(f"The table has no “{key}”.")
        return self.values[key]
