"""Read the pool and the quotas from CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from measures.errors import MeasureError
from measures.sortition.pool import Person, Pool, Quota

# Two spellings are in use: feature and value, or category and feature.
HEADERS = (("feature", "value", "min", "max"), ("category", "feature", "min", "max"))

Row = tuple[int, dict[str, str]]


def read_pool(people: Path, quotas: Path, *, seats: int, household: str = "") -> Pool:
    """Read both files; ids are in the first column, features in columns of their names.

    `household` names the column of the household, if no two of one may be drawn. Raises MeasureError that names the
    file and the line.
    """
    wanted = [_quota(quotas, line, row) for line, row in _rows(quotas)]
    features = sorted({quota.feature for quota in wanted})
    return Pool(
        people=tuple(_person(people, line, row, features, household) for line, row in _rows(people)),
        quotas=tuple(wanted),
        seats=seats,
    )


def _rows(path: Path) -> Iterator[Row]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines, strict=True)
            for row in reader:
                if None in row or None in row.values():
                    raise MeasureError(
                        f"{path.name}, line {reader.line_num}: the number of fields is not the header's."
                    )
                yield reader.line_num, row
    except OSError as error:
        raise MeasureError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise MeasureError(f"{path.name} is not UTF-8 text.") from error
    except csv.Error as error:
        raise MeasureError(f"{path.name}, line {reader.reader.line_num}: {error}.") from error


def _quota(path: Path, line: int, row: dict[str, str]) -> Quota:
    for feature, value, least, most in HEADERS:
        if {feature, value, least, most} <= row.keys():
            return Quota(row[feature], row[value], *(_count(path, line, row, name) for name in (least, most)))
    raise MeasureError(f"{path.name}, line 1: the columns feature, value, min and max are needed.")


def _count(path: Path, line: int, row: dict[str, str], name: str) -> int:
    if not row[name].strip().isdecimal():
        raise MeasureError(f"{path.name}, line {line}: {name} must be a whole number, not “{row[name]}”.")
    return int(row[name])


def _person(path: Path, line: int, row: dict[str, str], features: list[str], household: str) -> Person:
    for column in (*features, *([household] if household else [])):
        if column not in row:
            raise MeasureError(f"{path.name}, line 1: the column {column} is missing.")
    name = next(iter(row.values())).strip()
    if not name:
        raise MeasureError(f"{path.name}, line {line}: there is no id in the first column.")
    return Person(name, {feature: row[feature] for feature in features}, row[household] if household else "")
