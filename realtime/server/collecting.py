"""When the garbage of sockets that were closed is collected: in a moment in which nobody leaves.

A socket and what Twisted, autobahn and the product keep for it hold one another, so only a pass through everything that
exists frees them. Beside a thousand people that takes a fifth of a second in which nobody is served, and left to itself
Python begins it while many arrive, because that is when much is made.
"""

import asyncio
import gc
import time

OBJECTS_BEFORE_A_COLLECTION = 5_000  # 700 is Python's; a thousand sockets make that many in a moment
PARTIAL_BEFORE_A_FULL_ONE = 100  # 10 is Python's; this is for requests, which leave little that lasts
WORTH_A_PASS, MOST_GONE = 50, 2_000  # sockets of about 20 KB
SECONDS_OF_QUIET = 3.0


class Collector:
    """Python's, told when to go through everything."""

    def __init__(self, seconds_of_quiet: float = SECONDS_OF_QUIET) -> None:
        self.seconds_of_quiet = seconds_of_quiet
        self._gone, self._last_left_at, self._is_waiting = 0, 0.0, False

    def begin(self) -> None:
        """What exists when we start is never garbage, and going through it would hold everybody up."""
        gc.collect()
        gc.freeze()
        _objects, young, _partial = gc.get_threshold()
        gc.set_threshold(OBJECTS_BEFORE_A_COLLECTION, young, PARTIAL_BEFORE_A_FULL_ONE)

    def somebody_left(self) -> None:
        self._gone += 1
        self._last_left_at = time.monotonic()
        if self._gone >= WORTH_A_PASS and not self._is_waiting:
            self._look_later()

    def _look_later(self) -> None:
        self._is_waiting = True
        asyncio.get_running_loop().call_later(self.seconds_of_quiet, self._look)

    def _look(self) -> None:
        is_quiet = time.monotonic() - self._last_left_at >= self.seconds_of_quiet
        if is_quiet or self._gone >= MOST_GONE:
            self._gone, self._is_waiting = 0, False
            gc.collect()
        else:
            self._look_later()
