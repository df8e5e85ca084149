"""The sorts of news that people are told. An app registers its own as it starts.

Each sort says whether it goes out at once or waits for the digest, who has not been told what, and what the words are.
It keeps in its own rows what was told, so that nothing is told twice.
"""

import enum
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class Pace(enum.StrEnum):
    AT_ONCE = "at_once"
    DIGEST = "digest"


@dataclass(frozen=True)
class Piece:
    """One piece of news in words: what it is, and its text, in the language in which it is written."""

    heading: str
    paragraphs: Sequence[str]


class Sort(Protocol):
    """`seats` is a queryset of those to ask about; a key names one piece of news within its sort."""

    name: str
    pace: Pace

    def waiting(self, seats: Any) -> Iterable[tuple[uuid.UUID, int]]:
        """Who has not been told what: one question for all seats."""

    def keep(self, told: Iterable[tuple[Any, int]]) -> None:
        """Write down which message tells what, before it is sent."""

    def keys_of(self, message: Any) -> list[int]:
        """What a message tells."""

    def pieces(self, seat_id: uuid.UUID, keys: Sequence[int]) -> list[Piece]:
        """The words for one seat, in the language that is active."""


_sorts: list[Sort] = []


def register(sort: Sort) -> None:
    if any(known.name == sort.name for known in _sorts):
        raise ValueError(f"“{sort.name}” is registered already.")
    _sorts.append(sort)


def sorts(*paces: Pace) -> list[Sort]:
    """The sorts of these paces."""
    return [sort for sort in _sorts if sort.pace in paces]
