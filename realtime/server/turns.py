"""Requests begin a few at a time: hundreds may arrive at once, and those who are here already are served meanwhile."""

import asyncio
from collections import deque
from collections.abc import Callable

BEGUN_AT_ONCE = 8


class Turns:
    """What waits to begin, in the order in which it came. Between two handfuls the loop does everything else."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], object]] = deque()
        self._is_going = False

    def __len__(self) -> int:
        return len(self._waiting)

    def begin(self, work: Callable[[], object]) -> None:
        self._waiting.append(work)
        if not self._is_going:
            self._go_soon()

    def _go_soon(self) -> None:
        self._is_going = True
        asyncio.get_event_loop().call_soon(self._go)

    def _go(self) -> None:
        try:
            for _ in range(min(BEGUN_AT_ONCE, len(self._waiting))):
                self._waiting.popleft()()
        finally:  # One that fails is logged by the loop and keeps nobody else waiting.
            self._is_going = False
            if self._waiting:
                self._go_soon()
