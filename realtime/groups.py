"""The names of channel-layer groups, each once, and the knock that tells other processes to look at the log."""

import asyncio
import logging
import time
import uuid
from collections.abc import Iterable

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from realtime.outages import LAYER_FAILS

logger = logging.getLogger(__name__)

THIS_PROCESS = uuid.uuid4().hex
SECONDS_FOR_A_KNOCK = 1.0
SECONDS_BETWEEN_KNOCKS = 0.05
SECONDS_BEFORE_TRYING_AGAIN = 5.0


def board_group(board_id: uuid.UUID) -> str:
    return f"board.{board_id}"


class Knocker:
    """Tells the hubs of other processes that boards changed. It may fail: each also looks for itself.

    The first goes at once. What changes shortly after it goes together with the next.
    """

    def __init__(self) -> None:
        self._seats: dict[uuid.UUID, set[uuid.UUID]] = {}
        self._under_way: dict[uuid.UUID, asyncio.Task] = {}
        self._failed_at = float("-inf")

    def knock_soon(self, board_id: uuid.UUID, seats: Iterable[uuid.UUID]) -> None:
        """Knock from within the loop of sockets."""
        self._seats.setdefault(board_id, set()).update(seats)
        if board_id not in self._under_way:
            self._under_way[board_id] = asyncio.get_running_loop().create_task(self._knock_until_done(board_id))

    def knock_now(self, board_id: uuid.UUID, seats: Iterable[uuid.UUID]) -> None:
        """Knock from a process without sockets, and hold it up for a second at most, once in a while."""
        async_to_sync(self.knock)(board_id, seats)

    async def knock(self, board_id: uuid.UUID, seats: Iterable[uuid.UUID]) -> None:
        if time.monotonic() - self._failed_at < SECONDS_BEFORE_TRYING_AGAIN:
            return
        message = {"type": "board.changed", "from": THIS_PROCESS, "seats": [str(seat) for seat in seats]}
        try:
            async with asyncio.timeout(SECONDS_FOR_A_KNOCK):
                await get_channel_layer().group_send(board_group(board_id), message)
        except LAYER_FAILS as failure:
            self._failed_at = time.monotonic()
            logger.warning("No wake-up for board %s (%r); its hubs look at the log themselves.", board_id, failure)

    async def _knock_until_done(self, board_id: uuid.UUID) -> None:
        try:
            while (seats := self._seats.pop(board_id, None)) is not None:
                await self.knock(board_id, seats)
                await asyncio.sleep(SECONDS_BETWEEN_KNOCKS)
        finally:
            del self._under_way[board_id]


knocker = Knocker()
