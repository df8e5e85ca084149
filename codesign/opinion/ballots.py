"""Reads the ballots of a round out of the database, as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connections
from numpy.typing import NDArray

from codesign.enums import Choice, Moderation
from codesign.models import Ballot, Round
from measures.opinion.ballots import AGREE, DISAGREE, PASS, Ballots, ballots_of

NUMBERS = {Choice.AGREE: AGREE, Choice.UNSURE: PASS, Choice.DISAGREE: DISAGREE}
KEY_DIGITS = 15  # of a key's 64: enough to tell people apart, and they fit a 64-bit number
# A row of PostgreSQL's binary copy: the number of fields, then each with its length before it.
COPIED = np.dtype([
    ("fields", ">i2"), ("key_length", ">i4"), ("key", ">i8"), ("statement_length", ">i4"), ("statement", ">i4"),
    ("choice_length", ">i4"), ("choice", ">i2"),
])  # fmt: skip
COPY_HEADER, COPY_TRAILER = 19, 2
COPY = """
COPY (
    SELECT ('x' || lpad(left(ballot.key, 15), 16, '0'))::bit(64)::bigint, statement.number::int4,
        (CASE ballot.choice WHEN 'agree' THEN 1 WHEN 'disagree' THEN -1 ELSE 0 END)::int2
    FROM codesign_ballot ballot JOIN codesign_statement statement ON statement.id = ballot.statement_id
    WHERE ballot.round_id = %s AND ballot.choice = ANY(%s) AND statement.moderation <> %s
) TO STDOUT (FORMAT BINARY)
"""


@dataclass(frozen=True)
class RoundBallots:
    """The ballots of a round, and who and what stands in which row and column.

    `people` are numbers that stand for keys, `statements` the numbers of the statements, both in rising order.
    """

    people: NDArray[np.int64]
    statements: NDArray[np.int64]
    ballots: Ballots


def read_ballots(round_: Round) -> RoundBallots:
    """Read what people said, without moderated statements and without those they did not understand."""
    copied = connections[Ballot.objects.db].vendor == "postgresql"
    keys, numbers, choices = _copied(round_) if copied else _queried(round_)
    people, person = np.unique(keys, return_inverse=True)
    statements, statement = np.unique(numbers, return_inverse=True)
    ballots = ballots_of(person, statement, choices, people=len(people), statements=len(statements))
    return RoundBallots(people, statements, ballots)


Columns = tuple[NDArray[Any], ...]


def _copied(round_: Round) -> Columns:
    """By PostgreSQL's binary copy, several times faster than rows of Python objects."""
    values = (round_.pk, list(NUMBERS), Moderation.REJECTED)
    with connections[Ballot.objects.db].cursor() as cursor, cursor.cursor.copy(COPY, values) as copy:
        content = b"".join(copy)
    count = (len(content) - COPY_HEADER - COPY_TRAILER) // COPIED.itemsize
    rows = np.frombuffer(content, dtype=COPIED, count=count, offset=COPY_HEADER)
    return tuple(rows[name].astype(np.int64) for name in ("key", "statement", "choice"))


def _queried(round_: Round) -> Columns:
    asked = Ballot.objects.filter(round=round_, choice__in=list(NUMBERS))
    rows = asked.exclude(statement__moderation=Moderation.REJECTED).values_list("key", "statement__number", "choice")
    columns = np.fromiter(_numbered(rows.iterator()), dtype=np.dtype((np.int64, 3)))
    return columns[:, 0], columns[:, 1], columns[:, 2]


def _numbered(rows: Iterator[tuple[str, int, str]]) -> Iterator[tuple[int, int, int]]:
    for key, number, choice in rows:
        yield int(key[:KEY_DIGITS], 16), number, NUMBERS[Choice(choice)]
