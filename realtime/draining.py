"""Who has something to say before the server ends, such as a hub to its sockets."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

Farewell = Callable[[], Awaitable[None]]

logger = logging.getLogger(__name__)
farewells: list[Farewell] = []


def before_the_end(farewell: Farewell) -> Farewell:
    """Have this awaited, together with all others, when the server is told to end. Also a decorator."""
    farewells.append(farewell)
    return farewell


async def drain() -> None:
    """Let all say good-bye at the same time; one that fails keeps no other from it."""
    results = await asyncio.gather(*(farewell() for farewell in farewells), return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            logger.error("A farewell failed.", exc_info=result)
