"""The hubs of this process, the loop they live in, and what they all need: a pulse, and an eye on the database."""

import asyncio
import logging
import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from channels.layers import get_channel_layer
from django.conf import settings

from codesign.boards import Committed
from realtime import draining
from realtime.frames import frame
from realtime.groups import THIS_PROCESS, board_group, knocker
from realtime.hub import COME_BACK, RESTARTS, SLOTS, Hub
from realtime.members import Member
from realtime.outages import LAYER_FAILS
from realtime.threads import in_a_thread
from realtime.watch import Seen, look_at_boards
from realtime.windows import Windows
from realtime.wire import Frame
from realtime.writer import OUT_OF_REACH

logger = logging.getLogger(__name__)

SECONDS_A_ROUND = 2.0
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BEFORE_LISTENING_AGAIN = 2.0
SECONDS_TO_FINISH = 3.0  # less than the server gives all farewells
MOST_SECONDS_OF_JITTER = 10.0
COMEBACKS_A_SECOND = 50


class Hubs:
    """Hubs begin with the first socket of a board and end with the last."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self._hubs: dict[uuid.UUID, Hub] = {}
        self._tasks: set[asyncio.Task] = set()
        self._care: list[asyncio.Task] = []
        self._windows = Windows()
        self._last_word: Frame | None = None

    def enter(self, board_id: uuid.UUID, member: Member) -> Hub | None:
        """Let somebody in; where the server is ending they are sent away like all others, and there is no hub."""
        if self._last_word is not None:
            member.wire.send(self._last_word)
            member.wire.close(RESTARTS)
            return None
        self._windows.open(member)
        hub = self._hub_of(board_id)
        hub.enter(member)
        return hub

    def leave(self, hub: Hub, member: Member) -> None:
        self._windows.close(member)
        hub.leave(member)

    def _hub_of(self, board_id: uuid.UUID) -> Hub:
        if not self._hubs:
            self._begin_to_care()
        if board_id not in self._hubs:
            self._hubs[board_id] = Hub(board_id)
            self._start(self._run(self._hubs[board_id]))
        return self._hubs[board_id]

    def hear(self, committed: Committed) -> bool:
        """Take news from whatever thread. False where this process has no sockets and nobody here will knock."""
        loop = self.loop
        if loop is None:
            return False
        loop.call_soon_threadsafe(self._hear, committed)
        return True

    def _hear(self, committed: Committed) -> None:
        if committed.board_id in self._hubs:
            self._hubs[committed.board_id].hear(committed)
        if settings.REDIS_URL:
            knocker.knock_soon(committed.board_id, committed.sealed_seats)

    async def drain(self) -> None:
        """Send everybody away, with a time to come back that differs from each to each."""
        count = sum(len(hub.members) for hub in self._hubs.values())
        jitter = min(MOST_SECONDS_OF_JITTER, max(3.0, count / COMEBACKS_A_SECOND))
        last_word = self._last_word = frame("reconnect", jitter=jitter)
        await asyncio.gather(*(_finish(hub, last_word) for hub in self._hubs.values()))

    def _start(self, work) -> asyncio.Task:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _begin_to_care(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._care = [self._start(self._beat()), self._start(self._watch())]

    async def _run(self, hub: Hub) -> None:
        """Run a hub, and forget it in the same step in which it ends: who comes then starts another."""
        listening = self._start(listen(hub))
        try:
            await hub.run()
        except Exception:
            logger.exception("The hub of board %s ended; its sockets come back.", hub.board_id)
            hub.send_away(code=COME_BACK)
        finally:
            listening.cancel()
            del self._hubs[hub.board_id]
            if not self._hubs:
                self.loop = None
                for task in self._care:
                    task.cancel()

    async def _beat(self) -> None:
        slot = 0
        while True:
            await asyncio.sleep(SECONDS_A_ROUND / SLOTS)
            slot = (slot + 1) % SLOTS
            for hub in self._hubs.values():
                hub.beat(slot)

    async def _watch(self) -> None:
        """Read again and again where boards are and who may still be there: wake-ups fail, rights end."""
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
            members = {board_id: list(hub.members) for board_id, hub in self._hubs.items()}
            try:
                self._compare(await in_a_thread(look_at_boards, members))
            except OUT_OF_REACH:
                continue  # The hubs say so themselves.
            except Exception:
                # Whatever it was: if nobody looked any more, rights that end would end nothing here.
                logger.exception("Boards could not be looked at; trying again.")

    def _compare(self, seen: dict[uuid.UUID, Seen]) -> None:
        for board_id, (standing, leaving) in seen.items():
            if hub := self._hubs.get(board_id):
                hub.dismiss(leaving)
                hub.compare(standing)


async def _finish(hub: Hub, last_word: Frame) -> None:
    """Write what was asked first; where that takes long it is asked again later, for nothing of it was acknowledged."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SECONDS_TO_FINISH):
            while not hub.is_idle:
                await asyncio.sleep(0.01)
    hub.send_away(last_word, code=RESTARTS)


async def listen(hub: Hub) -> None:
    """Hear the knocks of other processes, with one channel for all sockets of a board."""
    while True:
        try:
            await _listen_on_a_channel(hub)
        except LAYER_FAILS as failure:
            logger.warning("Not listening for board %s (%r); looking at its log instead.", hub.board_id, failure)
            await asyncio.sleep(SECONDS_BEFORE_LISTENING_AGAIN)


async def _listen_on_a_channel(hub: Hub) -> None:
    layer, group = get_channel_layer(), board_group(hub.board_id)
    channel = await new_channel(layer)
    try:
        await layer.group_add(group, channel)
        while True:
            message = await layer.receive(channel)
            if message["from"] != THIS_PROCESS:
                hub.look(_seats(message["seats"]))
    finally:
        layer.channels.pop(channel, None)
        with suppress(*LAYER_FAILS):  # or, where we are to stop, this failure would have us begin again
            await layer.group_discard(group, channel)


async def new_channel(layer: Any) -> str:
    """A channel of our own, or a failure that leaves nothing: the layer keeps a queue though it could not subscribe."""
    mark = uuid.uuid4().hex
    try:
        return await layer.new_channel(f"specific.{mark}.")
    except BaseException:
        for name in [each for each in layer.channels if mark in each]:
            del layer.channels[name]
        raise


def _seats(names: Iterable[str]) -> list[uuid.UUID]:
    return [uuid.UUID(name) for name in names]


hubs = Hubs()
draining.before_the_end(hubs.drain)
