"""The names of channel-layer groups, each once, and the knock that tells other processes to look at the log."""

import asyncio
import logging
import uuid
from collections.abc import Iterable

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

THIS_PROCESS = uuid.uuid4().hex
LAYER_FAILS = (OSError, RedisError)


def board_group(board_id: uuid.UUID) -> str:
    return f"board.{board_id}"


async def knock(board_id: uuid.UUID, seats: Iterable[uuid.UUID]) -> None:
    """Tell the hubs of other processes that a board changed. It may fail: each also looks for itself."""
    message = {"type": "board.changed", "from": THIS_PROCESS, "seats": [str(seat) for seat in seats]}
    try:
        await get_channel_layer().group_send(board_group(board_id), message)
    except LAYER_FAILS as failure:
        logger.warning("No wake-up for board %s (%s); its hubs look at the log themselves.", board_id, failure)


def knock_from_a_thread(
    board_id: uuid.UUID, seats: Iterable[uuid.UUID], loop: asyncio.AbstractEventLoop | None
) -> None:
    """Knock without holding up the writer where this process has a loop of sockets, else here and now."""
    if loop:
        asyncio.run_coroutine_threadsafe(knock(board_id, seats), loop)
    else:
        async_to_sync(knock)(board_id, seats)
