"""Writes CSV that a spreadsheet reads as what it is: a cell that begins like a formula is text."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

BEGINNINGS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take the letters of other languages for something else


class _Line:
    """What a CSV writer writes to: it hands each line on at once."""

    def write(self, line: str) -> str:
        return line


def lines_of(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The rows as lines of a file, one after the other, however many there are."""
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def safe(cell: Any) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(BEGINNINGS_OF_FORMULAS) else text
