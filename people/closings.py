"""What apps above do once a round has closed and before its secret is destroyed: afterwards no ballot has a seat."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ClosedRound:
    """The key of a round, and by statement what each seat chose."""

    round_id: int
    choices: Mapping[int, Mapping[uuid.UUID, str]]


Step = Callable[[ClosedRound], None]
_steps: list[Step] = []


def before_the_secret_is_destroyed(step: Step) -> Step:
    """Register a step. It runs in the transaction that settles the round, and where it fails nothing is settled."""
    _steps.append(step)
    return step


def steps() -> Sequence[Step]:
    return tuple(_steps)
