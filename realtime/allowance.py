"""How much of something a socket may still send: so much at once, and so much more each second."""

import time


class Allowance:
    """It fills up again as time goes by. Where it does not suffice, nothing of it is spent."""

    def __init__(self, a_second: float, at_once: float) -> None:
        self._a_second, self._at_once = a_second, at_once
        self._left, self._at = at_once, time.monotonic()

    def spend(self, count: int) -> bool:
        now = time.monotonic()
        self._left = min(self._at_once, self._left + (now - self._at) * self._a_second)
        self._at = now
        if count > self._left:
            return False
        self._left -= count
        return True
