"""What somebody chose in an open round, and what they have not been asked yet. Only they are told."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from codesign.actions.ballots import key_of
from codesign.models import Round, Seat, Statement
from codesign.permissions import statements_asked


@dataclass(frozen=True)
class Part:
    """How far somebody is in a round. Who has no seat yet has chosen nothing."""

    round: Round
    seat: Seat | None
    statements: Sequence[Statement]
    choices: Mapping[int, str]

    @property
    def next(self) -> Statement | None:
        """Each person meets statements in an order of their own: whoever stops early leaves out others than the next.

        Who has no seat yet begins anywhere.
        """
        left = [each for each in self.statements if each.pk not in self.choices]
        if self.seat is None:
            return secrets.choice(left) if left else None
        return min(left, key=self._place, default=None)

    @property
    def chosen(self) -> list[tuple[Statement, str]]:
        return [(each, self.choices[each.pk]) for each in self.statements if each.pk in self.choices]

    @property
    def left_count(self) -> int:
        return len(self.statements) - len(self.chosen)

    def _place(self, statement: Statement) -> bytes:
        return hashlib.sha256(f"{self.seat and self.seat.pk}:{statement.pk}".encode()).digest()


def part_in(round_: Round, seat: Seat | None) -> Part:
    statements = list(statements_asked(round_))
    if seat is None:
        return Part(round_, None, statements, {})
    own = round_.ballots.filter(key=key_of(round_.secret, seat.pk))
    return Part(round_, seat, statements, dict(own.values_list("statement_id", "choice")))
