"""Reads CSV files that others wrote, record by record, and says which line of which file is wrong."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

MAX_NUMBER = 2**31 - 1
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


class BrokenExport(Exception):
    """An export that cannot be imported. The sentence names the file and, where there is one, the line."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        super().__init__(f"{file}, line {line}: {reason}" if line else f"{file}: {reason}")


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file, which may span several lines; `line` is the first of them."""

    file: str
    line: int
    fields: Mapping[str, str]

    def refused(self, reason: str) -> BrokenExport:
        return BrokenExport(self.file, self.line, reason)

    def whole_number(self, column: str, low: int = 0, high: int = MAX_NUMBER) -> int:
        value = self.fields[column]
        if not WHOLE_NUMBER.fullmatch(value) or not low <= int(value) <= high:
            raise self.refused(f"{column} must be a whole number from {low} to {high}, not “{value[:40]}”.")
        return int(value)


def bytes_of(folder: Path, file: str) -> bytes:
    try:
        return (folder / file).read_bytes()
    except FileNotFoundError as error:
        raise BrokenExport(file, None, "the file is missing.") from error
    except OSError as error:
        raise BrokenExport(file, None, f"the file cannot be read: {error.strerror}.") from error


def rows_of(file: str, content: bytes, *, columns: tuple[str, ...]) -> Iterator[Row]:
    """The records below the header line, by column name: exports of different years have different columns."""
    records = records_of(file, text_of(file, content))
    line, header = next(records)
    for column in columns:
        if header.count(column) != 1:
            problem = "appears twice" if column in header else "is missing"
            raise BrokenExport(file, line, f"the column {column} {problem}.")
    for line, record in records:
        if len(record) != len(header):
            raise BrokenExport(file, line, f"there are {len(record)} fields, not {len(header)}.")
        yield Row(file, line, dict(zip(header, record, strict=True)))


def text_of(file: str, content: bytes) -> str:
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content:
        raise BrokenExport(file, 1, "the file is empty.")
    if b"\0" in content:
        raise BrokenExport(file, _line_at(content, content.index(b"\0")), "there is a NUL byte.")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise BrokenExport(file, _line_at(content, error.start), "this is not UTF-8 text.") from error
    if not text.endswith("\n"):
        raise BrokenExport(file, _line_at(content, len(content)), "the last line is cut off: it has no line end.")
    return text


def _line_at(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def records_of(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with its first line. A quoted field may hold line ends; a quote that never closes is an error."""
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BrokenExport(file, line, f"this record cannot be read ({error}).") from error
        yield line, record
