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
PACKED = np.dtype([("key", ">i8"), ("statement", ">i4"), ("choice", ">i2")])
# All ballots as one value: a million rows cost the client longer than everything that is done with them.
PACK = """
SELECT string_agg(
    int8send(('x' || lpad(left(ballot.key, 15), 16, '0'))::bit(64)::bigint)
    || int4send(statement.number::int4)
    || int2send((CASE ballot.choice WHEN 'agree' THEN 1 WHEN 'disagree' THEN -1 ELSE 0 END)::int2),
    ''
)
FROM codesign_ballot ballot JOIN codesign_statement statement ON statement.id = ballot.statement_id
WHERE ballot.round_id = %s AND ballot.choice = ANY(%s) AND statement.moderation <> %s
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
    is_packed = connections[Ballot.objects.db].vendor == "postgresql"
    keys, numbers, choices = _packed(round_) if is_packed else _queried(round_)
    people, person = np.unique(keys, return_inverse=True)
    statements, statement = np.unique(numbers, return_inverse=True)
    ballots = ballots_of(person, statement, choices, people=len(people), statements=len(statements))
    return RoundBallots(people, statements, ballots)


Columns = tuple[NDArray[Any], ...]


def _packed(round_: Round) -> Columns:
    with connections[Ballot.objects.db].cursor() as cursor:
        cursor.execute(PACK, (round_.pk, list(NUMBERS), Moderation.REJECTED))
        rows = np.frombuffer(cursor.fetchone()[0] or b"", dtype=PACKED)
    return tuple(rows[name].astype(np.int64) for name in ("key", "statement", "choice"))


def _queried(round_: Round) -> Columns:
    asked = Ballot.objects.filter(round=round_, choice__in=list(NUMBERS))
    rows = asked.exclude(statement__moderation=Moderation.REJECTED).values_list("key", "statement__number", "choice")
    columns = np.fromiter(_numbered(rows.iterator()), dtype=np.dtype((np.int64, 3)))
    return columns[:, 0], columns[:, 1], columns[:, 2]


def _numbered(rows: Iterator[tuple[str, int, str]]) -> Iterator[tuple[int, int, int]]:
    for key, number, choice in rows:
        yield int(key[:KEY_DIGITS], 16), number, NUMBERS[Choice(choice)]
