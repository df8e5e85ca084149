"""One hub per board and process: it writes for its sockets and tells them, in order of seq and without gaps."""

import asyncio
import logging
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import DatabaseError

from codesign.boards import Command
from realtime.frames import encode
from realtime.groups import LAYER_FAILS, THIS_PROCESS, board_group
from realtime.members import Member
from realtime.news import News, read_news
from realtime.writer import COME_BACK, Asked, write

logger = logging.getLogger(__name__)

JOIN_AGAIN = 4401
SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_HEADS = 2.0
MOST_COMMANDS_A_COMMIT = 200


class Hub:
    """Wakes when somebody asks or something changed, and looks by itself twice a second: wake-ups may fail."""

    def __init__(self, board_id: uuid.UUID) -> None:
        self.board_id = board_id
        self.members: set[Member] = set()
        self._asked: list[Asked] = []
        self._changed_seats: set[uuid.UUID] = set()
        self._bell = asyncio.Event()
        self._spoke_at = time.monotonic()

    def ask(self, member: Member, commands: Iterable[Command]) -> None:
        self._asked.extend(Asked(member, command) for command in commands)
        self._bell.set()

    def ring(self, changed_seats: Iterable[uuid.UUID] = ()) -> None:
        self._changed_seats.update(changed_seats)
        self._bell.set()

    async def run(self) -> None:
        """Write and tell until the last member has left."""
        listening = asyncio.create_task(self._listen())
        try:
            while self.members:
                await self._wait()
                await self._write()
                await self._tell()
        finally:
            listening.cancel()
            for member in self.members:
                member.outbox.close(COME_BACK)

    async def _wait(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), SECONDS_BETWEEN_LOOKS)
        self._bell.clear()

    async def _write(self) -> None:
        """Take what arrived while the last commit was under way."""
        while self._asked:
            asked, self._asked = self._asked[:MOST_COMMANDS_A_COMMIT], self._asked[MOST_COMMANDS_A_COMMIT:]
            await write(self.board_id, asked)

    async def _tell(self) -> None:
        members, seats = list(self.members), self._changed_seats
        self._changed_seats = set()
        try:
            news = await database_sync_to_async(read_news)(self.board_id, members, seats)
        except DatabaseError:
            logger.exception("The log of board %s could not be read; trying again.", self.board_id)
            self._changed_seats |= seats
            return
        self._hand_out(news, members)

    def _hand_out(self, news: News, members: list[Member]) -> None:
        for member in news.leaving:
            member.outbox.close(JOIN_AGAIN)
            self.members.discard(member)
        for member in members:
            member.seq = max(member.seq, news.head)
        for member, frames in news.frames.items():
            for frame in frames:
                member.outbox.put(frame)
        self._say_head(news)

    def _say_head(self, news: News) -> None:
        now = time.monotonic()
        if news.frames:
            self._spoke_at = now
        elif now - self._spoke_at >= SECONDS_BETWEEN_HEADS:
            self._spoke_at = now
            for member in self.members:
                member.outbox.put(encode({"t": "head", "seq": member.seq}))

    async def _listen(self) -> None:
        """Hear the knocks of other processes, with one channel for all sockets of this board."""
        while True:
            try:
                await self._listen_on_a_channel()
            except LAYER_FAILS as failure:
                logger.warning("Not listening for board %s (%s); looking at its log instead.", self.board_id, failure)
                await asyncio.sleep(SECONDS_BETWEEN_HEADS)

    async def _listen_on_a_channel(self) -> None:
        layer, group = get_channel_layer(), board_group(self.board_id)
        channel = await layer.new_channel()
        await layer.group_add(group, channel)
        try:
            while True:
                message = await layer.receive(channel)
                if message["from"] != THIS_PROCESS:
                    self.ring(uuid.UUID(seat) for seat in message["seats"])
        finally:
            await layer.group_discard(group, channel)


class Hubs:
    """The hubs of this process, and the loop they live in."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self._hubs: dict[uuid.UUID, Hub] = {}
        self._running: set[asyncio.Task] = set()

    def enter(self, board_id: uuid.UUID, member: Member) -> Hub:
        hub = self._hubs.get(board_id)
        if hub is None:
            hub = self._hubs[board_id] = Hub(board_id)
            hub.members.add(member)
            self._start(hub)
        hub.members.add(member)
        hub.ring([member.seat_id])
        return hub

    def ring(self, board_id: uuid.UUID, seats: Iterable[uuid.UUID]) -> None:
        """Wake a board's hub, from whatever thread."""
        if self.loop:
            self.loop.call_soon_threadsafe(self._ring, board_id, seats)

    def _ring(self, board_id: uuid.UUID, seats: Iterable[uuid.UUID]) -> None:
        if board_id in self._hubs:
            self._hubs[board_id].ring(seats)

    def _start(self, hub: Hub) -> None:
        self.loop = asyncio.get_running_loop()
        task = self.loop.create_task(self._run(hub))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, hub: Hub) -> None:
        """Run a hub, and forget it in the same step in which it ends: who comes then starts another."""
        try:
            await hub.run()
        except Exception:
            logger.exception("The hub of board %s ended; its sockets come back.", hub.board_id)
        finally:
            del self._hubs[hub.board_id]
            if not self._hubs:
                self.loop = None


hubs = Hubs()
