"""Reads a survey held elsewhere, with the segments of its people and how many people each segment has.

A folder holds participants.csv (participant, then a column for each dimension), votes.csv (voter-id, comment-id, vote)
and one or more files benchmark*.csv, whose column n counts the people of each combination of segments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codesign.csv_rows import BrokenExport, Row, bytes_of, rows_of

PARTICIPANTS, VOTES, BENCHMARKS = "participants.csv", "votes.csv", "benchmark*.csv"
PERSON, PEOPLE = "participant", "n"
NOT_STATED = frozenset({"", "not-stated"})
MOST_PEOPLE = 10**11

Segments = Mapping[str, str | None]


@dataclass(frozen=True)
class Benchmark:
    """How many people there are of each combination of segments, from one file."""

    file: str
    dimensions: frozenset[str]
    counts: tuple[tuple[Segments, int], ...]


@dataclass(frozen=True)
class Survey:
    """Everybody who was listed with their segments, None where not stated; and what they voted: 1, 0 or -1."""

    dimensions: tuple[str, ...]
    people: Mapping[str, Segments]
    votes: Mapping[tuple[str, int], int]
    benchmarks: tuple[Benchmark, ...]

    def population(self, dimension: str) -> dict[str, int]:
        """How many people each segment has. Raises BrokenExport where no file, or more than one, counts them."""
        files = [each for each in self.benchmarks if dimension in each.dimensions]
        if len(files) != 1:
            named = ", ".join(each.file for each in files)
            reason = f"{named} all count {dimension}." if files else f"no file counts the people by {dimension}."
            raise BrokenExport(BENCHMARKS, None, reason)
        counts: dict[str, int] = {}
        for segments, people in files[0].counts:
            name = segments[dimension] or ""
            counts[name] = counts.get(name, 0) + people
        return counts

    def who_stated(self, *dimensions: str) -> dict[str, Segments]:
        """The people who stated a segment in each of these dimensions."""
        return {id: segments for id, segments in self.people.items() if all(segments[each] for each in dimensions)}


def read_survey(folder: Path) -> Survey:
    """Read and check a whole folder."""
    if not folder.is_dir():
        raise BrokenExport(str(folder), None, "there is no such folder.")
    people = _read_people(bytes_of(folder, PARTICIPANTS))
    return Survey(
        dimensions=tuple(next(iter(people.values()))),
        people=people,
        votes=_read_votes(bytes_of(folder, VOTES), people),
        benchmarks=tuple(_read_benchmark(folder, path.name) for path in sorted(folder.glob(BENCHMARKS))),
    )


def _read_people(content: bytes) -> dict[str, Segments]:
    people: dict[str, Segments] = {}
    for row in rows_of(PARTICIPANTS, content, columns=(PERSON,)):
        person = row.fields[PERSON].strip()
        if not person:
            raise row.refused("there is no participant.")
        if person in people:
            raise row.refused(f"participant {person} is already in the file.")
        people[person] = {name: _segment(value) for name, value in row.fields.items() if name != PERSON}
    if not people:
        raise BrokenExport(PARTICIPANTS, 1, "there are no participants.")
    return people


def _segment(value: str) -> str | None:
    return None if value.strip() in NOT_STATED else value.strip()


def _read_votes(content: bytes, people: Mapping[str, Segments]) -> dict[tuple[str, int], int]:
    votes: dict[tuple[str, int], int] = {}
    for row in rows_of(VOTES, content, columns=("voter-id", "comment-id", "vote")):
        person, statement = row.fields["voter-id"].strip(), row.whole_number("comment-id")
        if person not in people:
            raise row.refused(f"participant {person} is not in {PARTICIPANTS}.")
        if (person, statement) in votes:
            raise row.refused(f"participant {person} has voted on {statement} before.")
        votes[person, statement] = row.whole_number("vote", -1, 1)
    return votes


def _read_benchmark(folder: Path, file: str) -> Benchmark:
    rows = list(rows_of(file, bytes_of(folder, file), columns=(PEOPLE,)))
    if not rows:
        raise BrokenExport(file, 1, "nobody is counted.")
    dimensions = frozenset(rows[0].fields) - {PEOPLE}
    counts = tuple((_named_segments(row), row.whole_number(PEOPLE, 0, MOST_PEOPLE)) for row in rows)
    return Benchmark(file, dimensions, counts)


def _named_segments(row: Row) -> Segments:
    segments = {name: value.strip() for name, value in row.fields.items() if name != PEOPLE}
    for name, value in segments.items():
        if not value:
            raise row.refused(f"there is no {name}.")
    return segments
