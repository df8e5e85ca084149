"""What the scripts say to the person who started them."""

from __future__ import annotations

import sys
from collections.abc import Callable


class Stop(Exception):
    """Something a person has to put right first; the message is one line that says what."""


def say(line: str = "") -> None:
    """Print at once, so that our lines and those of child processes stay in order."""
    print(line, flush=True)


def in_one_line(command: Callable[[], int]) -> int:
    """Run a script's main part; an obstacle ends it with one plain line instead of a traceback."""
    try:
        return command()
    except Stop as obstacle:
        print(obstacle, file=sys.stderr, flush=True)
        return 1
