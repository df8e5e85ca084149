"""Reads the export of a consultation held with Polis into typed facts, or says which line of which file is wrong.

Pure: it knows neither the database nor the request. Writing the facts is `import_consultation`, among the actions.

Which people and statements count:

* A participant is a person with at least one vote in votes.csv. Everybody who voted must be listed in
  participants-votes.csv with as many statements voted on as votes.csv shows: that is how a file that lost whole lines
  is noticed. People who are listed with no votes, and authors who never voted, took part in nothing we can show.
* The last vote of a person on a statement counts, by timestamp and, at the same moment, by place in the file.
* Every statement is imported; the figures count those somebody voted on, as the reference results do.
* The columns agrees and disagrees of comments.csv are stale and are not read.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from codesign.csv_rows import BrokenExport, Row, bytes_of, records_of, rows_of, text_of
from codesign.enums import Choice, Moderation

COMMENTS, VOTES, PARTICIPANTS, SUMMARY = "comments.csv", "votes.csv", "participants-votes.csv", "summary.csv"
FILES = (COMMENTS, VOTES, PARTICIPANTS, SUMMARY)
MAX_NAME_LENGTH = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_MILLISECOND = 946_684_800_000  # the year 2000
LAST_MILLISECOND = 4_102_444_800_000  # the year 2100
CHOICES = {1: Choice.AGREE, -1: Choice.DISAGREE, 0: Choice.UNSURE}
MODERATIONS = {1: Moderation.ACCEPTED, 0: Moderation.PENDING, -1: Moderation.REJECTED}


@dataclass(frozen=True, slots=True)
class ImportedStatement:
    number: int
    body: str
    moderation: Moderation
    added_on: date


@dataclass(frozen=True, slots=True)
class ImportedBallot:
    participant: int
    statement: int
    choice: Choice
    cast_at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """What a reader compares with the published results of the same consultation."""

    participants: int
    statements: int
    votes: int
    agree: int
    disagree: int
    passes: int
    moderated_out: int


@dataclass(frozen=True)
class Consultation:
    """A whole export that passed every check: importing it can fail for no reason of its own."""

    source: str
    sha256: str
    title: str
    statements: tuple[ImportedStatement, ...]
    ballots: tuple[ImportedBallot, ...]
    groups: Mapping[int, int]  # of the participants whom the exporter put in a group of opinion

    @property
    def opened_at(self) -> datetime:
        return min(ballot.cast_at for ballot in self.ballots)

    @property
    def closed_at(self) -> datetime:
        return max(ballot.cast_at for ballot in self.ballots)

    def first_days(self) -> dict[int, date]:
        """The participants, in the order of their numbers, each with the day of the first vote that counts."""
        days: dict[int, date] = {}
        for ballot in sorted(self.ballots, key=lambda ballot: (ballot.participant, ballot.cast_at)):
            days.setdefault(ballot.participant, ballot.cast_at.date())
        return days

    def figures(self) -> Figures:
        choices = Counter(ballot.choice for ballot in self.ballots)
        voted_on = {ballot.statement for ballot in self.ballots}
        rejected = {item.number for item in self.statements if item.moderation is Moderation.REJECTED}
        return Figures(
            participants=len({ballot.participant for ballot in self.ballots}),
            statements=len(voted_on),
            votes=len(self.ballots),
            agree=choices[Choice.AGREE],
            disagree=choices[Choice.DISAGREE],
            passes=choices[Choice.UNSURE],
            moderated_out=len(voted_on & rejected),
        )


def read_consultation(folder: Path) -> Consultation:
    """Read and check a whole export. The bytes that are checked are the bytes that are hashed."""
    source = _source_of(folder)
    contents = {file: bytes_of(folder, file) for file in FILES}
    statements = _read_statements(contents[COMMENTS])
    listed = _read_participants(contents[PARTICIPANTS])
    ballots = _read_ballots(contents[VOTES], statements=statements, listed=listed)
    _check_votes_are_all_there(listed, ballots)
    return Consultation(
        source=source,
        sha256=_fingerprint(contents),
        title=_read_title(contents[SUMMARY]) or source,
        statements=tuple(statements.values()),
        ballots=ballots,
        groups={participant: entry.group for participant, entry in listed.items() if entry.group is not None},
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    """A line of participants-votes.csv."""

    row: Row
    vote_count: int
    group: int | None


def _moment_of(row: Row) -> datetime:
    """The column timestamp counts milliseconds in UTC; the column datetime is in the exporter's zone."""
    return EPOCH + timedelta(milliseconds=row.whole_number("timestamp", FIRST_MILLISECOND, LAST_MILLISECOND))


def _source_of(folder: Path) -> str:
    name = folder.resolve().name
    if not folder.is_dir():
        raise BrokenExport(str(folder), None, "there is no such folder.")
    if not 0 < len(name) <= MAX_NAME_LENGTH:
        raise BrokenExport(str(folder), None, f"the folder needs a name of 1 to {MAX_NAME_LENGTH} characters.")
    return name


def _fingerprint(contents: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for file, content in sorted(contents.items()):
        digest.update(f"{file} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _read_statements(content: bytes) -> dict[int, ImportedStatement]:
    statements: dict[int, ImportedStatement] = {}
    for row in rows_of(COMMENTS, content, columns=("timestamp", "comment-id", "moderated", "comment-body")):
        number = row.whole_number("comment-id")
        if number in statements:
            raise row.refused(f"statement {number} is already in the file.")
        if not row.fields["comment-body"].strip():
            raise row.refused(f"statement {number} has no text.")
        statements[number] = ImportedStatement(
            number=number,
            body=row.fields["comment-body"],
            moderation=MODERATIONS[row.whole_number("moderated", -1, 1)],
            added_on=_moment_of(row).date(),
        )
    return statements


def _read_participants(content: bytes) -> dict[int, _Listed]:
    listed: dict[int, _Listed] = {}
    for row in rows_of(PARTICIPANTS, content, columns=("participant", "n-votes")):
        participant = row.whole_number("participant")
        if participant in listed:
            raise row.refused(f"participant {participant} is already in the file.")
        group = row.whole_number("group-id") if row.fields.get("group-id") else None
        listed[participant] = _Listed(row, row.whole_number("n-votes"), group)
    return listed


def _read_ballots(
    content: bytes, *, statements: Mapping[int, ImportedStatement], listed: Mapping[int, _Listed]
) -> tuple[ImportedBallot, ...]:
    last: dict[tuple[int, int], ImportedBallot] = {}
    for row in rows_of(VOTES, content, columns=("timestamp", "comment-id", "voter-id", "vote")):
        ballot = _ballot_of(row)
        if ballot.statement not in statements:
            raise row.refused(f"statement {ballot.statement} is not in {COMMENTS}.")
        if ballot.participant not in listed:
            raise row.refused(f"participant {ballot.participant} is not in {PARTICIPANTS}.")
        key = (ballot.participant, ballot.statement)
        if key not in last or ballot.cast_at >= last[key].cast_at:
            last[key] = ballot
    if not last:
        raise BrokenExport(VOTES, 1, "nobody has voted, so there is nothing to import.")
    return tuple(last.values())


def _ballot_of(row: Row) -> ImportedBallot:
    return ImportedBallot(
        participant=row.whole_number("voter-id"),
        statement=row.whole_number("comment-id"),
        choice=CHOICES[row.whole_number("vote", -1, 1)],
        cast_at=_moment_of(row),
    )


def _check_votes_are_all_there(listed: Mapping[int, _Listed], ballots: tuple[ImportedBallot, ...]) -> None:
    """A file cut at the end of a line looks whole by itself; the two counts of each person's votes give it away."""
    counts = Counter(ballot.participant for ballot in ballots)
    for participant, entry in listed.items():
        if entry.vote_count != counts[participant]:
            raise entry.row.refused(
                f"participant {participant} is said to have voted on {entry.vote_count} statements, "
                f"but {VOTES} has {counts[participant]}. One of the two files is incomplete."
            )


def _read_title(content: bytes) -> str:
    """The topic, or nothing where the export gives none. The whole file is read, so that a cut is noticed."""
    topic = ""
    for line, record in records_of(SUMMARY, text_of(SUMMARY, content)):
        if len(record) != 2:
            raise BrokenExport(SUMMARY, line, f"there are {len(record)} fields, not 2.")
        if record[0] == "topic":
            topic = " ".join(record[1].split())
            if len(topic) > MAX_NAME_LENGTH:
                raise BrokenExport(SUMMARY, line, f"the topic is longer than {MAX_NAME_LENGTH} characters.")
    return topic
