"""How long a hub waits for more before it commits again: not at all while it has little to do."""

import time

LONGEST_REST = 0.022
REST_FOR_WORK = 1.9
SMOOTHING = 0.2


class Pace:
    """After a turn a hub rests for longer than turns took lately, so that it asks for a good third of a core at most.

    What comes after that rest is carried out at once; what comes during it goes together, in one commit and one frame.
    The rest has a limit because people wait for it: where many hundreds read, a hub uses more of the core instead.
    """

    def __init__(self) -> None:
        self._cost = 0.0
        self._rested_at = 0.0

    def worked(self, began: float) -> None:
        now = time.monotonic()
        self._cost += SMOOTHING * (now - began - self._cost)
        self._rested_at = now + min(LONGEST_REST, REST_FOR_WORK * self._cost)

    def rest_left(self) -> float:
        return self._rested_at - time.monotonic()
