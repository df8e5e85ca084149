"""What waits for one socket. A reader that is too slow is let go; it comes back and gets what it missed."""

import asyncio
from collections import deque

MOST_FRAMES = 500
MOST_BYTES = 1024 * 1024
TOO_SLOW = 4408


class Outbox:
    """A bounded queue of frames. Once closed it hands out no more, and says with which code."""

    def __init__(self) -> None:
        self.close_code: int | None = None
        self._frames: deque[str] = deque()
        self._bytes = 0
        self._changed = asyncio.Event()

    def put(self, frame: str) -> None:
        if self.close_code is not None:
            return
        self._frames.append(frame)
        self._bytes += len(frame)
        if len(self._frames) > MOST_FRAMES or self._bytes > MOST_BYTES:
            self._frames.clear()
            self.close(TOO_SLOW)
        self._changed.set()

    def close(self, code: int) -> None:
        """Let the frames that wait go out, then end."""
        if self.close_code is None:
            self.close_code = code
            self._changed.set()

    async def take(self) -> str | None:
        """The next frame, or None once the outbox is closed and empty."""
        while not self._frames:
            if self.close_code is not None:
                return None
            self._changed.clear()
            await self._changed.wait()
        frame = self._frames.popleft()
        self._bytes -= len(frame)
        return frame
