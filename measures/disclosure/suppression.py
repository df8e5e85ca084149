"""Hide small cells of a table of counts, and as many others as it takes that nobody recomputes them.

Every count is a sum of elementary cells: a cell itself, a row, a column, everybody. Who reads the table knows the shown
sums and that no cell is negative; linear programming tells what follows from that.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from measures.disclosure.rounding import SuppressedTable, rounded
from measures.errors import MeasureError, TooFew

Key = TypeVar("Key", bound=Hashable)

UNBOUNDED = 3  # a status of linprog
MARGIN = 100.0  # hiding a row's total costs as much as hiding so many cells


@dataclass(frozen=True)
class Counts(Generic[Key]):
    """The exact counts of a table, never to be shown.

    `values` are the counts of the keys, whole numbers, shape (sums,); `cells` tells which elementary cells each sums
    up, shape (sums, cells), 0 or 1.
    """

    keys: tuple[Key, ...]
    values: NDArray[np.int64]
    cells: NDArray[np.float64]

    @property
    def elementary(self) -> NDArray[np.float64]:
        """The counts of the elementary cells, shape (cells,)."""
        counts = np.zeros(self.cells.shape[1])
        for value, row in zip(self.values, self.cells, strict=True):
            if row.sum() == 1:
                counts[row.argmax()] = value
        return counts


@dataclass(frozen=True)
class Suppression(Generic[Key]):
    """Which sums of a table are hidden: those too small (`primary`), and others that would give them away."""

    counts: Counts[Key]
    minimum: int
    primary: frozenset[Key]
    hidden: frozenset[Key]

    @property
    def table(self) -> SuppressedTable[Key]:
        """What may be shown: every count rounded, the hidden ones absent."""
        shown = zip(self.counts.keys, self.counts.values, strict=True)
        return SuppressedTable({key: None if key in self.hidden else rounded(int(count)) for key, count in shown})


def crossed(table: Mapping[tuple[str, str], int]) -> Counts[tuple[str | None, str | None]]:
    """Return the counts of a table of two dimensions with its totals; a missing combination counts nobody.

    Keys are (row, column); None stands for all rows or all columns. Raises TooFew for a table without cells and
    MeasureError, naming the cell, for a count that is no whole number from 0.
    """
    if not table:
        raise TooFew("The table has no cells.")
    for (row, column), count in table.items():
        if not (isinstance(count, int | np.integer) and count >= 0):
            raise MeasureError(f"The count of “{row}” and “{column}” is {count}; it must be a whole number from 0.")
    rows, columns = (sorted({key[axis] for key in table}) for axis in (0, 1))
    cells = [(row, column) for row in rows for column in columns]
    keys = [(row, column) for row in (*rows, None) for column in (*columns, None)]
    sums = np.array([[float(_is_part(cell, key)) for cell in cells] for key in keys])
    elementary = np.array([table.get(cell, 0) for cell in cells])
    return Counts(tuple(keys), (sums @ elementary).astype(np.int64), sums)


def _is_part(cell: tuple[str, str], key: tuple[str | None, str | None]) -> bool:
    return all(wanted in (None, name) for name, wanted in zip(cell, key, strict=True))


def suppress(counts: Counts[Key], *, minimum: int) -> Suppression[Key]:
    """Hide every count from 1 to `minimum` - 1, and others until each of those is uncertain enough.

    Uncertain enough is: what a reader can work out leaves a range of at least half the minimum, rounded up. A count of
    nobody shows nobody and stays. One hidden count after the other is moved by that range at the least cost of other
    hidden counts; what turns out not to be needed is shown again.

    Source: Cox 1980 (complementary suppression); Fischetti and Salazar 2001 (protection by linear programming).
    """
    small = (counts.values > 0) & (counts.values < minimum)
    hidden = small.copy()
    for position in np.flatnonzero(small).tolist():
        hidden |= _moved(counts, hidden, position, ceil(minimum / 2))
    hidden = _without_needless(counts, hidden, small, ceil(minimum / 2))
    return Suppression(counts, minimum, _keys(counts, small), _keys(counts, hidden))


def recomputable(suppression: Suppression[Key]) -> dict[Key, tuple[float, float]]:
    """Return the range, in people, that a reader can work out for each count that is too small to be shown."""
    counts = suppression.counts
    hidden = np.array([key in suppression.hidden for key in counts.keys])
    small = [position for position, key in enumerate(counts.keys) if key in suppression.primary]
    return {counts.keys[position]: _range(counts, hidden, position) for position in small}


def without_complement(counts: Counts[Key], *, minimum: int) -> Suppression[Key]:
    """Hide only what is too small: what a careless publisher would do, to show how little that protects."""
    primary = _keys(counts, (counts.values > 0) & (counts.values < minimum))
    return Suppression(counts, minimum, primary, primary)


def _keys(counts: Counts[Key], chosen: NDArray[np.bool_]) -> frozenset[Key]:
    return frozenset(counts.keys[position] for position in np.flatnonzero(chosen))


def _range(counts: Counts[Key], hidden: NDArray[np.bool_], position: int) -> tuple[float, float]:
    """The least and the greatest value of a sum that agree with every shown one."""
    known: dict[str, Any] = {}
    if not hidden.all():
        known = {"A_eq": counts.cells[~hidden], "b_eq": counts.values[~hidden]}
    wanted = counts.cells[position]
    least, most = linprog(wanted, **known), linprog(-wanted, **known)
    return float(least.fun), float("inf") if most.status == UNBOUNDED else float(-most.fun)


def _moved(counts: Counts[Key], hidden: NDArray[np.bool_], position: int, range_: int) -> NDArray[np.bool_]:
    """The sums that change when one grows by `range_` and as few shown ones as possible change with it.

    Variables: what each cell gains, what it loses, and how far each sum moves.
    """
    sums, cells = counts.cells.shape
    change = np.hstack([counts.cells, -counts.cells])
    moves = np.eye(sums)
    solution = linprog(
        np.concatenate([np.zeros(2 * cells), _costs(counts, hidden)]),
        A_ub=np.vstack([np.hstack([change, -moves]), np.hstack([-change, -moves])]),
        b_ub=np.zeros(2 * sums),
        A_eq=np.hstack([change[position], np.zeros(sums)])[np.newaxis],
        b_eq=[range_],
        bounds=[*[(0, None)] * cells, *[(0, count) for count in counts.elementary], *[(0, None)] * sums],
    )
    return np.asarray(solution.x[2 * cells :] > 1e-7)


def _costs(counts: Counts[Key], hidden: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What hiding costs: nothing for what is hidden already, a little more for more people, most for totals."""
    costs = 1 + counts.values / max(counts.values.max(), 1)
    costs[counts.cells.sum(axis=1) > 1] *= MARGIN
    costs[hidden] = 0
    return np.asarray(costs)


def _without_needless(
    counts: Counts[Key], hidden: NDArray[np.bool_], small: NDArray[np.bool_], range_: int
) -> NDArray[np.bool_]:
    """Show again, largest first, whatever leaves every small count uncertain enough."""
    kept = hidden.copy()
    for position in sorted(np.flatnonzero(hidden & ~small), key=lambda each: -counts.values[each]):
        kept[position] = False
        kept[position] = not _is_protected(counts, kept, small, range_)
    return kept


def _is_protected(counts: Counts[Key], hidden: NDArray[np.bool_], small: NDArray[np.bool_], range_: int) -> bool:
    ranges = (_range(counts, hidden, position) for position in np.flatnonzero(small).tolist())
    return all(high - low >= range_ - 1e-7 for low, high in ranges)
